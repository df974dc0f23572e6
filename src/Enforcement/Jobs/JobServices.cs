using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Shell;
using Hangfire;
using Hangfire.PostgreSql;

namespace Enforcement.Jobs;

/// <param name="Enabled"><c>Jobs:Enabled</c>, default true. False: nothing runs by itself; tests drive the sweeps by hand.</param>
public sealed record JobSettings(bool Enabled);

/// <summary>
/// The minute job and what shows it. Hangfire is only the alarm clock: what is due stands in rows of the slices, so the loss of its whole schema
/// loses no work; the next start makes it anew.
/// </summary>
public static class JobServices
{
    internal const string Schema = "hangfire";

    public static IServiceCollection AddJobs(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = new JobSettings(configuration.GetValue("Jobs:Enabled", true));
        services.AddSingleton(settings);
        services.AddSingleton<Sweeps>();
        services.AddSingleton<DailyClaims>();
        services.AddSingleton<RunSweeps>();
        services.AddSingleton<IReadinessPart, SweepReadiness>();
        services.AddSingleton(new MenuEntry(900, "jobs.menu", "/schedules", "clock", Roles.SystemAdmin));
        services
            .AddAuthorizationBuilder()
            .AddPolicy(
                Roles.SystemAdmin,
                policy =>
                    policy
                        .RequireAuthenticatedUser()
                        .RequireAssertion(async context =>
                            context is { User.Identity.IsAuthenticated: true, Resource: HttpContext http }
                            && (await http.RequestServices.GetRequiredService<IActing>().GetAsync(http.RequestAborted)).Holds(
                                Roles.SystemAdmin
                            )
                        )
            );
        if (!settings.Enabled)
            return services;

        services.AddHangfire(
            (provider, hangfire) =>
                hangfire
                    .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
                    .UseSimpleAssemblyNameTypeSerializer()
                    .UseRecommendedSerializerSettings()
                    .UsePostgreSqlStorage(
                        storage => storage.UseConnectionFactory(new OwnerConnections(provider.GetRequiredService<Database>())),
                        new PostgreSqlStorageOptions { SchemaName = Schema, QueuePollInterval = TimeSpan.FromSeconds(5) }
                    )
        );
        services.AddHangfireServer(server => server.WorkerCount = 2);
        services.AddScoped<SweepJob>();
        services.AddHostedService<SweepSchedule>();
        return services;
    }
}

/// <summary>Hangfire works as the owner of its schema, so that it can make it again; the service's own role never touches it.</summary>
internal sealed class OwnerConnections(Database database) : IConnectionFactory
{
    public Npgsql.NpgsqlConnection GetOrCreateConnection() => database.Owner.CreateConnection();
}
