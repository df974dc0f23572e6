using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Powers.Admission.Dispatch;

/// <summary>清单外: a head of the township says in one click that a task is outside its list; in a village its grid worker. The county hears of it.</summary>
public sealed class RefuseTask(Steps steps)
{
    /// <param name="item">What of it is outside the list; left out: the task's item.</param>
    /// <exception cref="NotAllowedException"><c>duty.heads-refuse</c>.</exception>
    /// <exception cref="RefusedException">See <see cref="DutyTask.Refuse"/>.</exception>
    public async Task<DutyTask> RunAsync(Actor head, Guid id, string? item, string? reason, CancellationToken cancel)
    {
        var what = PlainText.Optional("item", item, DispatchTask.LongestItem);
        var why = PlainText.Optional("reason", reason, DispatchTask.LongestReason);
        var tasks = new StepRead<DutyTask>(DutyTaskTable.Lock(id), DutyTaskTable.From);
        await using var step = await steps.BeginNewAsync(head, cancel, tasks);
        var task = tasks.Row;
        var post = DutyRights.ToRefuse(head, task.Township, task.Level) ?? throw DutyRefusals.HeadsRefuse();

        task.Refuse(new DutyRefusal(what ?? task.ItemTitle, why, DutyAct.Of(head, post, step.Now)));
        task.Record("duty-task.refused", head, post, step.Now, DutyEvents.Detail(("item", task.Refusal!.Item), ("reason", why)));
        step.Write(id, DutyTaskTable.Update(task), task.Events);
        DutyNotices.TellIssuer(step, task, "notice.duty-refused");
        DutyNotices.TellOverseers(step, task);
        await step.CommitAsync(cancel, () => DutyTaskStanding.Of(task));
        return task;
    }
}
