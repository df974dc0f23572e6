using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Processes;

/// <summary>
/// Fires the timers of flows: oldest first, each once, across restarts. After a week of downtime each fires once. Cost follows what is due,
/// not what is open.
/// </summary>
public sealed partial class TimerSweep(Database database, ScopeSeal seal, Steps steps, ILogger<TimerSweep> log) : ISweep
{
    private const int PageSize = 200;

    public string Name => "timers";

    public int Order => 10;

    /// <returns>How many fired.</returns>
    public async Task<int> RunAsync(DateTimeOffset asOf, CancellationToken cancel)
    {
        var (fired, last) = (0, default(DueTimer));
        while (!cancel.IsCancellationRequested)
        {
            var page = await PageAsync(asOf, last, cancel);
            foreach (var timer in page)
                fired += await FireAsync(timer, cancel) ? 1 : 0;
            if (page.Count < PageSize)
                break;
            last = page[^1];
        }
        return fired;
    }

    private async Task<bool> FireAsync(DueTimer timer, CancellationToken cancel)
    {
        try
        {
            await using var step = await steps.BeginAsync(Actor.System, CaseOf.Case(timer.Case.Id), cancel);
            var waits = step.Main.IsWaiting(timer.Child, timer.Bookmark);
            step.Write(TimerTable.Delete(timer.Case, timer.Bookmark, timer.Child));
            if (waits)
                step.Main.TimerFired(timer.Child, timer.Bookmark);
            await step.CommitAsync(cancel);
            return waits;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // The row stays due and is tried at the next sweep; the others go on.
            LogFailed(log, fault, timer.Case.Id, timer.Bookmark);
            return false;
        }
    }

    private async Task<List<DueTimer>> PageAsync(DateTimeOffset asOf, DueTimer? after, CancellationToken cancel)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(seal.Open(Scope.Everything, connection).ToCommand());
        batch.BatchCommands.Add(
            Statement
                .Of(
                    """
                    select county_code, case_id, bookmark, due_at, child_id from timers
                    where due_at <= $1 and (due_at, county_code, case_id, child_id, bookmark) > ($2, $3, $4, $7, $5)
                    order by due_at, county_code, case_id, child_id, bookmark limit $6
                    """,
                    P.Time(asOf),
                    P.Time(after?.DueAt ?? DateTimeOffset.UnixEpoch),
                    P.Text(after?.Case.County ?? ""),
                    P.Uuid(after?.Case.Id ?? Guid.Empty),
                    P.Int(after?.Bookmark ?? 0),
                    P.Int(PageSize),
                    P.Uuid(after?.Child ?? Guid.Empty)
                )
                .ToCommand()
        );
        var due = new List<DueTimer>();
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
            due.Add(
                new DueTimer(
                    new CaseKey(reader.GetString(0), reader.GetGuid(1)),
                    reader.GetGuid(4),
                    reader.GetInt32(2),
                    reader.GetFieldValue<DateTimeOffset>(3)
                )
            );
        return due;
    }

    private sealed record DueTimer(CaseKey Case, Guid Child, int Bookmark, DateTimeOffset DueAt);

    [LoggerMessage(LogLevel.Error, "The timer {Bookmark} of case {Case} failed and stays due")]
    private static partial void LogFailed(ILogger log, Exception fault, Guid @case, int bookmark);
}
