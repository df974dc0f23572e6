using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Notifications;

public static class NotificationServices
{
    /// <summary>Inbox, e-mail, and the news of what changed.</summary>
    public static IServiceCollection AddNotifications(this IServiceCollection services)
    {
        services.AddSingleton(provider =>
        {
            var configuration = provider.GetRequiredService<IConfiguration>();
            return (configuration.GetSection("Mail").Get<MailSettings>() ?? new MailSettings()) with
            {
                PublicUrl = configuration["PublicUrl"],
            };
        });
        services.AddSingleton(provider =>
            QuietHours.Read(provider.GetRequiredService<IConfiguration>()["Notifications:Quiet"] ?? QuietHours.Usual)
        );
        services.AddSingleton(provider =>
            provider.GetRequiredService<IConfiguration>().GetSection("Webhooks:Hosts").Get<string[]>() is { Length: > 0 } hosts
                ? new WebhookSettings { Hosts = hosts }
                : new WebhookSettings()
        );
        services.AddSingleton<Webhooks>();
        services.AddSingleton<ISweep, WebhookSweep>();
        services.AddSingleton<IGauges, WebhookGauges>();
        services
            .AddHttpClient(WebhookSweep.Client, client => client.Timeout = TimeSpan.FromSeconds(15))
            // A redirect would lead where nobody listed, and the usual log would show the robot's key.
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
            .RemoveAllLoggers();
        services.AddSingleton<NoticePreferences>();
        services.AddSingleton<NotificationWriter>();
        services.AddSingleton<IOutboxHandler, NoticeHandler>();
        services.AddSingleton<IOutboxHandler, IncidentNotices>();
        services.AddSingleton<ISweep, MailSweep>();
        services.AddSingleton<IGauges, MailGauges>();
        services.AddSingleton<DeadMails>();
        services.AddSingleton(new SchedulePart(typeof(DeadMailList)));
        services.AddSingleton<Inbox>();
        services.AddSingleton<ChangeReader>();
        services.AddSingleton<ChangeFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<ChangeFeed>());
        services.AddSingleton(new SchedulePart(typeof(DeadPostList)));
        services.AddSingleton(new MenuEntry(905, "webhooks.menu", "/notifications/webhooks", "bell", Roles.SystemAdmin));
        services.AddSingleton(new MenuEntry(80, "notifications.menu", "/notifications", "bell"));
        services.AddSingleton(new TopPart(typeof(InboxBell)));
        return services;
    }
}
