using System.Diagnostics;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Jobs;

/// <param name="Fault">Why it stopped; null: it went well.</param>
public sealed record SweepRun(string Name, DateTimeOffset AsOf, DateTimeOffset RanAt, int Done, int Milliseconds, string? Fault);

/// <summary>
/// Runs every registered sweep in its order, one runner at a time over all nodes. A fault is logged and kept with its sweep; the others go on.
/// </summary>
public sealed partial class Sweeps(IEnumerable<ISweep> sweeps, Database database, TimeProvider clock, ILogger<Sweeps> log)
{
    // Of our own: "swee" in ASCII.
    private const long RunnerLock = 0x73776565;

    public IReadOnlyList<ISweep> All { get; } =
    [.. sweeps.OrderBy(sweep => sweep.Order).ThenBy(sweep => sweep.Name, StringComparer.Ordinal)];

    /// <returns>What each did; null: another node is running them just now.</returns>
    public async Task<IReadOnlyList<SweepRun>?> RunAllAsync(DateTimeOffset asOf, CancellationToken cancel)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        if (!await AskAsync(connection, $"select pg_try_advisory_lock({RunnerLock})", cancel))
            return null;
        try
        {
            var runs = new List<SweepRun>();
            foreach (var sweep in All)
                runs.Add(await RunAsync(connection, sweep, asOf, cancel));
            return runs;
        }
        finally
        {
            // The pool resets nothing: a lock that is kept would go back with the connection.
            await AskAsync(connection, $"select pg_advisory_unlock({RunnerLock})", CancellationToken.None);
        }
    }

    /// <summary>The last run of each sweep, on whatever node it was.</summary>
    public async Task<IReadOnlyDictionary<string, SweepRun>> LastRunsAsync(CancellationToken cancel)
    {
        await using var command = database.App.CreateCommand("select name, as_of, ran_at, done, took_ms, fault from sweep_runs");
        await using var row = await command.ExecuteReaderAsync(cancel);
        var runs = new Dictionary<string, SweepRun>(StringComparer.Ordinal);
        while (await row.ReadAsync(cancel))
            runs[row.GetString(0)] = new SweepRun(
                row.GetString(0),
                row.GetFieldValue<DateTimeOffset>(1),
                row.GetFieldValue<DateTimeOffset>(2),
                row.GetInt32(3),
                row.GetInt32(4),
                row.IsDBNull(5) ? null : row.GetString(5)
            );
        return runs;
    }

    private async Task<SweepRun> RunAsync(NpgsqlConnection connection, ISweep sweep, DateTimeOffset asOf, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        var (done, fault) = (0, default(string));
        try
        {
            done = await sweep.RunAsync(asOf, cancel);
        }
        catch (Exception failed) when (!cancel.IsCancellationRequested)
        {
            LogFailed(log, failed, sweep.Name);
            fault = failed.Message.Replace('\0', ' ');
        }
        var run = new SweepRun(sweep.Name, asOf, clock.GetUtcNow(), done, (int)Stopwatch.GetElapsedTime(began).TotalMilliseconds, fault);
        await KeepAsync(connection, run, cancel);
        return run;
    }

    private static async Task KeepAsync(NpgsqlConnection connection, SweepRun run, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(
            Statement
                .Of(
                    """
                    insert into sweep_runs (name, as_of, ran_at, done, took_ms, fault) values ($1, $2, $3, $4, $5, $6)
                    on conflict (name) do update set as_of = excluded.as_of, ran_at = excluded.ran_at, done = excluded.done,
                        took_ms = excluded.took_ms, fault = excluded.fault
                    """,
                    P.Text(run.Name),
                    P.Time(run.AsOf),
                    P.Time(run.RanAt),
                    P.Int(run.Done),
                    P.Int(run.Milliseconds),
                    P.Text(run.Fault)
                )
                .ToCommand()
        );
        await batch.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<bool> AskAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    [LoggerMessage(LogLevel.Error, "The sweep {Sweep} failed; the others go on")]
    private static partial void LogFailed(ILogger log, Exception fault, string sweep);
}
