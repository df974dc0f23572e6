using System.Diagnostics;
using Enforcement.Persistence;
using Enforcement.Persistence.Embedded;
using Npgsql;

namespace Enforcement.Benchmarks.Harness;

/// <summary>A private PostgreSQL as the service starts it, flushing to the disk, in a folder that goes with the run.</summary>
internal sealed class BenchmarkServer : IAsyncDisposable
{
    private readonly PrivatePostgres postgres;

    private BenchmarkServer(PrivatePostgres postgres)
    {
        this.postgres = postgres;
        Superuser = NpgsqlDataSource.Create(postgres.SuperuserConnection + ";Maximum Pool Size=4");
    }

    public NpgsqlDataSource Superuser { get; }

    public int Port => postgres.Port;

    public int ProcessId => postgres.ProcessId;

    public string OwnerPassword => postgres.Passwords.Owner;

    public string LogFile => Path.Combine(postgres.Folder, "log");

    /// <param name="withStatements">It counts what each statement costs, which costs something itself.</param>
    public static async Task<BenchmarkServer> StartAsync(bool withStatements = false)
    {
        var options = new PrivatePostgresOptions
        {
            Folder = Path.Combine(Path.GetTempPath(), $"enforcement-benchmarks-{Environment.ProcessId}"),
            Search = PostgresSearch.OnThisMachine(),
        };
        var postgres = await PrivatePostgres.StartAsync(options, CancellationToken.None);
        if (withStatements)
        {
            await using (var superuser = NpgsqlDataSource.Create(postgres.SuperuserConnection))
            {
                await superuser.DoAsync("alter system set shared_preload_libraries = 'pg_stat_statements'");
                await superuser.DoAsync("alter system set \"pg_stat_statements.track_planning\" = on");
            }
            await postgres.DisposeAsync();
            postgres = await PrivatePostgres.StartAsync(options, CancellationToken.None);
        }
        return new BenchmarkServer(postgres);
    }

    public async Task<(string App, string Owner)> CreateDatabaseAsync(string name)
    {
        await RolesAndDatabase.EnsureAsync(postgres.SuperuserConnection, name, postgres.Passwords, CancellationToken.None);
        return (
            postgres.Connection("enforcement_app", postgres.Passwords.App, name),
            postgres.Connection("enforcement_owner", postgres.Passwords.Owner, name)
        );
    }

    /// <summary>As the superuser in one database, where no foreign key is checked: for copies of rows that are known to be whole.</summary>
    public NpgsqlDataSource Unchecked(string database) =>
        NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(postgres.SuperuserConnection)
            {
                Database = database,
                Options = "-c session_replication_role=replica",
                CommandTimeout = 0,
                MaxPoolSize = 2,
            }.ConnectionString
        );

    public async Task CommitSynchronouslyAsync(bool on)
    {
        await Superuser.DoAsync($"alter system set synchronous_commit = {(on ? "on" : "off")}");
        await Superuser.DoAsync("select pg_reload_conf()");
    }

    /// <summary>Bytes of write-ahead log since the server began.</summary>
    public async Task<decimal> WalAsync() =>
        await Superuser.AskAsync<decimal>("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')");

    public async ValueTask DisposeAsync()
    {
        await Superuser.DisposeAsync();
        await postgres.DisposeAsync();
        Directory.Delete(postgres.Folder, recursive: true);
    }
}

internal static class Asking
{
    public static async Task<int> DoAsync(this NpgsqlDataSource source, string sql, params object[] values)
    {
        await using var command = Command(source, sql, values);
        return await command.ExecuteNonQueryAsync();
    }

    public static async Task<T> AskAsync<T>(this NpgsqlDataSource source, string sql, params object[] values)
    {
        await using var command = Command(source, sql, values);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public static async Task<List<T>> ColumnAsync<T>(this NpgsqlDataSource source, string sql, params object[] values)
    {
        await using var command = Command(source, sql, values);
        await using var reader = await command.ExecuteReaderAsync();
        var column = new List<T>();
        while (await reader.ReadAsync())
            column.Add(await reader.GetFieldValueAsync<T>(0));
        return column;
    }

    /// <summary>How long it takes to be done.</summary>
    public static async Task<TimeSpan> TimeAsync(Func<Task> doAsync)
    {
        var began = Stopwatch.GetTimestamp();
        await doAsync();
        return Stopwatch.GetElapsedTime(began);
    }

    private static NpgsqlCommand Command(NpgsqlDataSource source, string sql, object[] values)
    {
        var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return command;
    }
}
