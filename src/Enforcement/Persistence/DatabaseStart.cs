using System.Diagnostics;
using Enforcement.Persistence.Embedded;

namespace Enforcement.Persistence;

/// <summary>How the service comes by its database: a server of the office by connection strings, else a private one beside the program.</summary>
public static partial class DatabaseStart
{
    private const string DatabaseName = "enforcement";

    /// <summary>
    /// Registers <see cref="Database"/>. Without <c>ConnectionStrings:Enforcement</c> a private PostgreSQL is started first, in the folder
    /// <c>DataDirectory</c> (default <c>.data</c> at the root of the source, or beside a published program); what is answered then must be
    /// disposed when the service ends, and is null otherwise.
    /// </summary>
    /// <exception cref="PrivatePostgresException">The private server cannot start here.</exception>
    public static async Task<PrivatePostgres?> AddDatabaseAsync(this WebApplicationBuilder builder)
    {
        var postgres = builder.Configuration.GetConnectionString("Enforcement") is { Length: > 0 }
            ? null
            : await StartPrivateAsync(builder);
        builder.Services.AddSingleton(services => Database.From(services.GetRequiredService<IConfiguration>()));
        builder.Services.AddSingleton<IReadinessPart, DatabaseAnswers>();
        builder.Services.AddSingleton<LoadedSeal>();
        builder.Services.AddSingleton(services => services.GetRequiredService<LoadedSeal>().Seal);
        return postgres;
    }

    /// <summary>Brings the schema up to this version of the service. Pages and jobs may rely on it from here on.</summary>
    public static async Task MigrateAsync(this WebApplication app)
    {
        var began = Stopwatch.GetTimestamp();
        var owner = app.Services.GetRequiredService<Database>().Owner;
        var applied = await SqlMigrations.ApplyAsync(owner, app.Lifetime.ApplicationStopping);
        app.Services.GetRequiredService<LoadedSeal>().Seal = await ScopeSeal.LoadAsync(owner, app.Lifetime.ApplicationStopping);
        if (applied.Count > 0)
            LogMigrated(app.Logger, applied.Count, applied[^1], Stopwatch.GetElapsedTime(began).TotalMilliseconds);
    }

    private static async Task<PrivatePostgres> StartPrivateAsync(WebApplicationBuilder builder)
    {
        var began = Stopwatch.GetTimestamp();
        using var logging = LoggerFactory.Create(log => log.AddConfiguration(builder.Configuration.GetSection("Logging")).AddConsole());
        var log = logging.CreateLogger(typeof(DatabaseStart));
        var postgres = await PrivatePostgres.StartAsync(
            new() { Folder = Path.Combine(DataDirectory(builder.Configuration), "postgres"), Search = PostgresSearch.OnThisMachine() },
            CancellationToken.None
        );
        await RolesAndDatabase.EnsureAsync(postgres.SuperuserConnection, DatabaseName, postgres.Passwords, CancellationToken.None);
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["ConnectionStrings:Enforcement"] = postgres.Connection("enforcement_app", postgres.Passwords.App, DatabaseName),
                ["ConnectionStrings:EnforcementOwner"] = postgres.Connection("enforcement_owner", postgres.Passwords.Owner, DatabaseName),
            }
        );
        var verb = postgres.WasRunning ? "reused" : "started";
        LogPrivate(log, verb, Stopwatch.GetElapsedTime(began).TotalMilliseconds, postgres.Port, postgres.Folder);
        if (!builder.Environment.IsDevelopment())
            LogNotForAnOffice(log, postgres.Folder);
        return postgres;
    }

    private static string DataDirectory(ConfigurationManager configuration) =>
        configuration["DataDirectory"] is { Length: > 0 } given
            ? Path.GetFullPath(given)
            : Path.Combine(SourceTree.Root ?? AppContext.BaseDirectory, ".data");

    [LoggerMessage(LogLevel.Information, "Private PostgreSQL {Verb} in {Milliseconds:0} ms: 127.0.0.1:{Port}, data in {Folder}")]
    private static partial void LogPrivate(ILogger log, string verb, double milliseconds, int port, string folder);

    [LoggerMessage(
        LogLevel.Warning,
        "NOT FOR AN OFFICE: no ConnectionStrings:Enforcement is set, so cases are kept in a private PostgreSQL in {Folder}. Nobody backs it up."
    )]
    private static partial void LogNotForAnOffice(ILogger log, string folder);

    [LoggerMessage(LogLevel.Information, "{Count} migrations applied, up to {Last}, in {Milliseconds:0} ms")]
    private static partial void LogMigrated(ILogger log, int count, string last, double milliseconds);
}

/// <summary>The installation's secret is read once the migrations have run; whoever asks before that has asked too early.</summary>
internal sealed class LoadedSeal
{
    private ScopeSeal? seal;

    public ScopeSeal Seal
    {
        get => seal ?? throw new InvalidOperationException("The migrations have not run yet.");
        set => seal = value;
    }
}
