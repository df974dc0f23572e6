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
        services.AddSingleton(new MenuEntry(80, "notifications.menu", "/notifications", "bell"));
        services.AddSingleton(new TopPart(typeof(InboxBell)));
        return services;
    }
}
