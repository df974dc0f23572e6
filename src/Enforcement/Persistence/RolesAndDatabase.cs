using System.Reflection;
using Npgsql;

namespace Enforcement.Persistence;

/// <summary>The passwords of the two roles on a server that we set up ourselves.</summary>
public sealed record RolePasswords(string Owner, string App);

/// <summary>
/// What <c>docker/roles.sql</c> does on a server of one's own, done by its superuser on the private one: the two roles, and a database that
/// <c>enforcement_owner</c> owns. May be asked again; nothing changes then.
/// </summary>
public static class RolesAndDatabase
{
    public static async Task EnsureAsync(string superuser, string database, RolePasswords passwords, CancellationToken cancel)
    {
        await using var connection = await OpenAsync(superuser, cancel);
        // Two starters would both find no role and both make it; the lock goes with the connection.
        await ExecuteAsync(connection, "select pg_advisory_lock(4301120002)", cancel);
        if (!await IsOwnedAsync(connection, database, cancel))
            await SetUpAsync(connection, superuser, database, passwords, cancel);
    }

    /// <summary>The role takes the database last, so an owned database is a finished one.</summary>
    private static async Task<bool> IsOwnedAsync(NpgsqlConnection connection, string database, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "select exists(select from pg_database where datname = $1 and datdba = to_regrole('enforcement_owner'))",
            connection
        );
        command.Parameters.Add(new() { Value = database });
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    private static async Task SetUpAsync(
        NpgsqlConnection server,
        string superuser,
        string database,
        RolePasswords passwords,
        CancellationToken cancel
    )
    {
        if (!await ExistsAsync(server, database, cancel))
            await ExecuteAsync(server, await FormatAsync(server, "create database %I", cancel, database), cancel);

        await using var connection = await OpenAsync($"{superuser};Database={database}", cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await ExecuteAsync(connection, await RolesSqlAsync(cancel), cancel);
        foreach (var (role, password) in new[] { ("enforcement_owner", passwords.Owner), ("enforcement_app", passwords.App) })
            await ExecuteAsync(connection, await FormatAsync(connection, "alter role %I password %L", cancel, role, password), cancel);
        await transaction.CommitAsync(cancel);
    }

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString, CancellationToken cancel)
    {
        var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(cancel);
        return connection;
    }

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string database, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select exists(select from pg_database where datname = $1)", connection);
        command.Parameters.Add(new() { Value = database });
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>DDL takes no parameters: PostgreSQL itself quotes the names and the passwords.</summary>
    private static async Task<string> FormatAsync(
        NpgsqlConnection connection,
        string format,
        CancellationToken cancel,
        params string[] values
    )
    {
        await using var command = new NpgsqlCommand("select format($1, variadic $2)", connection);
        command.Parameters.Add(new() { Value = format });
        command.Parameters.Add(new() { Value = values });
        return (string)(await command.ExecuteScalarAsync(cancel))!;
    }

    private static async Task<string> RolesSqlAsync(CancellationToken cancel)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("roles.sql")!);
        return await reader.ReadToEndAsync(cancel);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
