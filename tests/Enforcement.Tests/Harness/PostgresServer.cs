using System.Diagnostics;
using System.Globalization;
using Enforcement.Persistence;
using Enforcement.Persistence.Embedded;
using Npgsql;

namespace Enforcement.Tests.Harness;

/// <summary>
/// The one real PostgreSQL of a test run, with a migrated template that each <see cref="TestDatabase"/> copies. Set ENFORCEMENT_TEST_DB to the
/// connection string of a superuser to use a server of your own; else a private one is started for the run. A server that cannot be reached
/// fails the run: green always means that PostgreSQL was asked.
/// </summary>
public sealed class PostgresServer
{
    private const string FolderPrefix = "enforcement-tests-";

    // Fixed, so that two runs on one server of ENFORCEMENT_TEST_DB agree on them.
    private static readonly RolePasswords Passwords = new("owner-in-tests", "app-in-tests");
    private static readonly Lazy<Task<PostgresServer>> Running = new(StartAsync);
    private static int copies;

    private readonly PrivatePostgres? own;
    private readonly string superuserConnection;
    private readonly NpgsqlDataSource superuser;
    private readonly string template = $"enforcement_template_{Environment.ProcessId}";

    private PostgresServer(PrivatePostgres? own, string superuserConnection)
    {
        (this.own, this.superuserConnection) = (own, superuserConnection);
        superuser = NpgsqlDataSource.Create(superuserConnection + ";Maximum Pool Size=8");
    }

    public static Task<PostgresServer> RunningAsync() => Running.Value;

    /// <summary>For the end of the run.</summary>
    public static async Task StopAsync()
    {
        if (!Running.IsValueCreated || !Running.Value.IsCompletedSuccessfully)
            return;
        var server = await Running.Value;
        await server.DropAsync(server.template);
        await server.superuser.DisposeAsync();
        if (server.own is not { } own)
            return;
        await own.DisposeAsync();
        Directory.Delete(own.Folder, recursive: true);
    }

    /// <summary>A new database as the migrations left it, or like another that nobody is connected to. Its name.</summary>
    public async Task<string> CopyAsync(string? like = null)
    {
        var name = $"enforcement_test_{Environment.ProcessId}_{Interlocked.Increment(ref copies)}";
        await ExecuteAsync($"create database {name} template {like ?? template} owner enforcement_owner strategy file_copy");
        return name;
    }

    public Task DropAsync(string database) => ExecuteAsync($"drop database if exists {database} with (force)");

    public string AppConnection(string database) => Connection("enforcement_app", Passwords.App, database);

    public string OwnerConnection(string database) => Connection("enforcement_owner", Passwords.Owner, database);

    private static async Task<PostgresServer> StartAsync()
    {
        var server = Environment.GetEnvironmentVariable("ENFORCEMENT_TEST_DB") is { Length: > 0 } given
            ? new PostgresServer(null, given)
            : await StartOwnAsync();
        await RolesAndDatabase.EnsureAsync(server.superuserConnection, server.template, Passwords, CancellationToken.None);
        await using var owner = NpgsqlDataSource.Create(server.OwnerConnection(server.template) + ";Pooling=false");
        await SqlMigrations.ApplyAsync(owner, CancellationToken.None);
        return server;
    }

    private static async Task<PostgresServer> StartOwnAsync()
    {
        await RemoveWhatKilledRunsLeftAsync();
        var own = await PrivatePostgres.StartAsync(
            Options(Path.Combine(Path.GetTempPath(), FolderPrefix + Environment.ProcessId)),
            CancellationToken.None
        );
        return new PostgresServer(own, own.SuperuserConnection);
    }

    private static async Task RemoveWhatKilledRunsLeftAsync()
    {
        foreach (var folder in Directory.GetDirectories(Path.GetTempPath(), FolderPrefix + "*"))
        {
            var process = int.Parse(Path.GetFileName(folder)[FolderPrefix.Length..], CultureInfo.InvariantCulture);
            if (Process.GetProcesses().Any(running => running.Id == process) && process != Environment.ProcessId)
                continue;
            await PrivatePostgres.StopAbandonedAsync(Options(folder), CancellationToken.None);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static PrivatePostgresOptions Options(string folder) =>
        new()
        {
            Folder = folder,
            Search = PostgresSearch.OnThisMachine(),
            Disposable = true,
        };

    private string Connection(string user, string password, string database) =>
        new NpgsqlConnectionStringBuilder(superuserConnection)
        {
            Username = user,
            Password = password,
            Database = database,
            IncludeErrorDetail = true,
        }.ConnectionString;

    private async Task ExecuteAsync(string sql)
    {
        await using var command = superuser.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
