using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Persistence;
using Enforcement.Processes;

namespace Enforcement.Powers.Admission.Dispatch;

/// <summary>Closes the tasks whose pass of 24 hours ran out before they were done: the township need not act.</summary>
public sealed class LapseSweep(Steps steps, ScopedReads reads) : ISweep
{
    private const int PageSize = 200;

    public string Name => "duty-passes";

    public int Order => 8;

    public async Task<int> RunAsync(DateTimeOffset asOf, CancellationToken cancel)
    {
        var over = await reads.RowsAsync(
            Scope.Everything,
            Statement.Of(
                "select id from duty_tasks where state in ('sent', 'taken') and expires_at <= $1 order by expires_at, id limit $2",
                P.Time(asOf),
                P.Int(PageSize)
            ),
            row => row.GetGuid(0),
            cancel
        );
        var closed = 0;
        foreach (var id in over)
        {
            var tasks = new StepRead<DutyTask>(DutyTaskTable.Lock(id), DutyTaskTable.From);
            await using var step = await steps.BeginNewAsync(Actor.System, cancel, tasks);
            // Between the look and the lock somebody may have reported it done.
            if (tasks.Row is not { } task || !task.Lapse(step.Now))
                continue;
            step.Write(id, DutyTaskTable.Update(task), task.Events);
            DutyNotices.TellIssuer(step, task, "notice.duty-lapsed");
            await step.CommitAsync(cancel);
            closed++;
        }
        return closed;
    }
}
