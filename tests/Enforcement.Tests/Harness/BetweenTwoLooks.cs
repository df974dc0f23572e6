using Npgsql;

namespace Enforcement.Tests.Harness;

/// <summary>What somebody reads while another commits in between.</summary>
internal static class BetweenTwoLooks
{
    /// <summary>Half a minute and more.</summary>
    private const int MostLooks = 1_500;

    /// <summary>Reads up to a table that is locked, lets the other commit, and returns what the reader made of it.</summary>
    public static async Task<T> ReadAsync<T>(NpgsqlDataSource owner, string table, Guid id, Func<Task<T>> read, params string[] meanwhile)
    {
        await using var other = await owner.OpenConnectionAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await DoAsync($"lock table {table} in access exclusive mode");
        var reading = read();
        for (var looks = 0; !reading.IsCompleted && !await IsWaitedForAsync(owner, table); looks++)
        {
            looks.ShouldBeLessThan(MostLooks, $"nobody waits for {table}");
            await Task.Delay(20);
        }
        reading.IsCompleted.ShouldBeFalse("it waits for the table");
        foreach (var sql in meanwhile)
            await DoAsync(sql, id);
        await transaction.CommitAsync();
        return await reading;

        async Task DoAsync(string sql, params object[] values)
        {
            await using var command = new NpgsqlCommand(sql, other, transaction);
            foreach (var value in values)
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task<bool> IsWaitedForAsync(NpgsqlDataSource owner, string table)
    {
        await using var waiting = owner.CreateCommand(
            $"select count(*) from pg_locks where not granted and relation = '{table}'::regclass and pid <> pg_backend_pid()"
        );
        return await waiting.ExecuteScalarAsync() is > 0L;
    }
}
