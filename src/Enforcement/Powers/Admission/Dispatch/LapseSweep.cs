using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Persistence;
using Enforcement.Processes;

namespace Enforcement.Powers.Admission.Dispatch;

/// <summary>Closes the tasks whose pass of 24 hours ran out before they were done: the township need not act.</summary>
public sealed partial class LapseSweep(Steps steps, ScopedReads reads, ILogger<LapseSweep> log) : ISweep
{
    private const int PageSize = 200;

    public string Name => "duty-passes";

    public int Order => 8;

    public async Task<int> RunAsync(DateTimeOffset asOf, CancellationToken cancel)
    {
        var (closed, last) = (0, (Id: Guid.Empty, At: DateTimeOffset.UnixEpoch));
        while (!cancel.IsCancellationRequested)
        {
            // On from the last that was looked at: one that cannot be closed stays due and would hold up those behind it.
            var page = await reads.RowsAsync(
                Scope.Everything,
                Statement.Of(
                    """
                    select id, expires_at from duty_tasks
                    where state in ('sent', 'taken') and expires_at <= $1 and (expires_at, id) > ($2, $3) order by expires_at, id limit $4
                    """,
                    P.Time(asOf),
                    P.Time(last.At),
                    P.Uuid(last.Id),
                    P.Int(PageSize)
                ),
                row => (Id: row.GetGuid(0), At: row.GetFieldValue<DateTimeOffset>(1)),
                cancel
            );
            foreach (var due in page)
                closed += await TryAsync(due.Id, cancel) ? 1 : 0;
            if (page.Count < PageSize)
                break;
            last = page[^1];
        }
        return closed;
    }

    private async Task<bool> TryAsync(Guid id, CancellationToken cancel)
    {
        try
        {
            return await CloseAsync(id, cancel);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // The row stays due and is tried at the next sweep; the others go on.
            LogFailed(log, fault, id);
            return false;
        }
    }

    private async Task<bool> CloseAsync(Guid id, CancellationToken cancel)
    {
        var tasks = new StepRead<DutyTask>(DutyTaskTable.Lock(id), DutyTaskTable.From);
        await using var step = await steps.BeginNewAsync(Actor.System, cancel, tasks);
        // Between the look and the lock somebody may have reported it done.
        if (!tasks.Row.Lapse(step.Now))
            return false;
        step.Write(id, DutyTaskTable.Update(tasks.Row), tasks.Row.Events);
        DutyNotices.TellIssuer(step, tasks.Row, "notice.duty-lapsed");
        await step.CommitAsync(cancel);
        return true;
    }

    [LoggerMessage(LogLevel.Error, "The task {Task} could not be closed and stays due")]
    private static partial void LogFailed(ILogger log, Exception fault, Guid task);
}
