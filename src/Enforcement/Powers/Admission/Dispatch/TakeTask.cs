using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Powers.Admission.Dispatch;

/// <summary>The township, or the village by its grid worker, takes a task on.</summary>
public sealed class TakeTask(Steps steps)
{
    /// <exception cref="NotAllowedException"><c>duty.not-your-task</c>.</exception>
    /// <exception cref="RefusedException">See <see cref="DutyTask.Take"/>.</exception>
    public async Task<DutyTask> RunAsync(Actor worker, Guid id, CancellationToken cancel)
    {
        var tasks = new StepRead<DutyTask>(DutyTaskTable.Lock(id), DutyTaskTable.From);
        await using var step = await steps.BeginNewAsync(worker, cancel, tasks);
        var task = tasks.Row;
        var post = DutyRights.ToDo(worker, task.Township, task.Level) ?? throw DutyRefusals.NotYourTask();

        task.Take(DutyAct.Of(worker, post, step.Now));
        task.Record("duty-task.taken", worker, post, step.Now, []);
        step.Write(id, DutyTaskTable.Update(task), task.Events);
        await step.CommitAsync(cancel, () => DutyTaskStanding.Of(task));
        return task;
    }
}
