using Enforcement.Identity;
using Npgsql;

namespace Enforcement.Persistence;

/// <summary>Reads within what somebody may see, in one round trip: the scope travels sealed in front of the statements.</summary>
public sealed class ScopedReads(Database database, ScopeSeal seal)
{
    public Task<List<T>> RowsAsync<T>(Scope scope, Statement statement, Func<NpgsqlDataReader, T> map, CancellationToken cancel) =>
        ReadAsync(scope, [statement], reader => reader.RowsAsync(map, cancel), cancel);

    /// <summary>Writes that are no step of a case, in one transaction: reference data, settings, what the sweeps keep.</summary>
    public async Task WriteAsync(Scope scope, IEnumerable<Statement> statements, CancellationToken cancel)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(seal.Open(scope, connection).ToCommand());
        foreach (var statement in statements)
            batch.BatchCommands.Add(statement.ToCommand());
        try
        {
            await batch.ExecuteNonQueryAsync(cancel);
        }
        catch (PostgresException missed) when (missed.SqlState == PostgresErrorCodes.NoDataFound)
        {
            // Nothing was locked: between the look and the write somebody was faster.
            throw new ChangedMeanwhileException();
        }
    }

    /// <param name="read">Called before the first result; each <see cref="ReaderRows.RowsAsync"/> takes the next one.</param>
    public async Task<T> ReadAsync<T>(
        Scope scope,
        IEnumerable<Statement> statements,
        Func<NpgsqlDataReader, Task<T>> read,
        CancellationToken cancel
    )
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(seal.Open(scope, connection).ToCommand());
        foreach (var statement in statements)
            batch.BatchCommands.Add(statement.ToCommand());
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        return await read(reader);
    }
}

public static class ReaderRows
{
    /// <summary>All rows of the next result of a batch.</summary>
    public static async Task<List<T>> RowsAsync<T>(this NpgsqlDataReader reader, Func<NpgsqlDataReader, T> map, CancellationToken cancel)
    {
        await reader.NextResultAsync(cancel);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancel))
            rows.Add(map(reader));
        return rows;
    }
}
