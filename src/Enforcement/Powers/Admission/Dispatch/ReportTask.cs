using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Powers.Admission.Dispatch;

/// <summary>The township, or the village by its grid worker, reports that a task is done; late as well.</summary>
public sealed class ReportTask(Steps steps)
{
    /// <exception cref="NotAllowedException"><c>duty.not-your-task</c>.</exception>
    /// <exception cref="RefusedException">See <see cref="DutyTask.Report"/>.</exception>
    public async Task<DutyTask> RunAsync(Actor worker, Guid id, string? text, CancellationToken cancel)
    {
        var words = PlainText.Required("text", text, DispatchTask.LongestContent);
        var tasks = new StepRead<DutyTask>(DutyTaskTable.Lock(id), DutyTaskTable.From);
        await using var step = await steps.BeginNewAsync(worker, cancel, tasks);
        var task = tasks.Row;
        var post = DutyRights.ToDo(worker, task.Township, task.Level) ?? throw DutyRefusals.NotYourTask();

        task.Report(new DutyReport(words, DutyAct.Of(worker, post, step.Now)));
        task.Record("duty-task.done", worker, post, step.Now, DutyEvents.Detail(("text", words)));
        step.Write(id, DutyTaskTable.Update(task), task.Events);
        DutyNotices.TellIssuer(step, task, "notice.duty-done");
        await step.CommitAsync(cancel, () => DutyTaskStanding.Of(task));
        return task;
    }
}
