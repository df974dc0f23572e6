using System.Reflection;
using DbUp;
using DbUp.Engine;
using DbUp.Postgresql;
using Npgsql;

namespace Enforcement.Persistence;

/// <summary>
/// The plain <c>.sql</c> files of <c>Persistence/Migrations</c>, each run once, in the order of their names, each in one transaction, by the
/// owner. What ran stands in <c>migrations.journal</c>. A file that has been released is never edited: a change is a new file.
/// </summary>
public static class SqlMigrations
{
    private const string ResourcePrefix = "migrations/";

    /// <summary>The number of the advisory lock that makes nodes which start together migrate one after the other.</summary>
    private const long MigrationLock = 4301120001;

    public static IReadOnlyList<SqlScript> All { get; } = ReadAll();

    /// <summary>Runs what has not run yet and answers the names of it.</summary>
    /// <exception cref="InvalidOperationException">A file failed: it left nothing behind, those before it stay.</exception>
    public static async Task<IReadOnlyList<string>> ApplyAsync(NpgsqlDataSource owner, CancellationToken cancel)
    {
        await using var connection = await owner.OpenConnectionAsync(cancel);
        await ExecuteAsync(connection, $"select pg_advisory_lock({MigrationLock})", cancel);
        try
        {
            await ExecuteAsync(connection, "create schema if not exists migrations", cancel);
            return Upgrade(owner);
        }
        finally
        {
            await ExecuteAsync(connection, $"select pg_advisory_unlock({MigrationLock})", CancellationToken.None);
        }
    }

    private static List<string> Upgrade(NpgsqlDataSource owner)
    {
        var result = DeployChanges
            .To.PostgresqlDatabase(new PostgresqlConnectionManager(owner))
            .WithScripts(All)
            .WithVariablesDisabled() // $body$ quotes a function, it is no variable
            .WithTransactionPerScript()
            .WithExecutionTimeout(TimeSpan.FromHours(1))
            .JournalToPostgresqlTable("migrations", "journal")
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        return result.Successful
            ? [.. result.Scripts.Select(script => script.Name)]
            : throw new InvalidOperationException($"The migration {result.ErrorScript?.Name} failed: {result.Error.Message}", result.Error);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static List<SqlScript> ReadAll()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return
        [
            .. assembly
                .GetManifestResourceNames()
                .Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => SqlScript.FromStream(name[ResourcePrefix.Length..], assembly.GetManifestResourceStream(name))),
        ];
    }
}
