using System.Text.Json.Nodes;
using Enforcement.Workflows.Activities;

namespace Enforcement.Workflows.Execution;

/// <summary>How a failed step is put right.</summary>
internal sealed partial class Run
{
    public Burst Retry(int activityInstanceId, IReadOnlyDictionary<string, JsonNode?>? variables)
    {
        var failed = Reopen(activityInstanceId);
        foreach (var (name, value) in variables ?? new Dictionary<string, JsonNode?>())
            failed.SetVariable(name, value);
        // A step that failed when its wait was answered waits anew; the old wait would be a second one.
        RemoveBookmarks(activityInstanceId);
        queue.Enqueue(new WorkItem(0, failed.Node, activityInstanceId));
        return RunToWaits();
    }

    public Burst Skip(int activityInstanceId, string outcome)
    {
        var failed = Reopen(activityInstanceId);
        failed.Instance.Status = ActivityStatus.Running;
        Guarded(failed, () => Complete(failed, outcome == Activity.Done ? [] : [outcome]));
        return RunToWaits();
    }

    public Burst GoBack(int activityInstanceId, ActivityNode target)
    {
        var failed = Reopen(activityInstanceId);
        CancelAlone(failed);
        // As through a connection that leads back: the joins behind count the second visit as they do in a drawn loop.
        queue.Enqueue(new WorkItem(failed.Instance.ParentId, target, ViaBackward: true));
        return RunToWaits();
    }

    public Burst CancelActivity(int activityInstanceId)
    {
        var context = Reopen(activityInstanceId);
        Guarded(context, () => Cancel(context));
        return RunToWaits();
    }

    /// <summary>The incident is answered; an instance that its fault had ended is alive again.</summary>
    private ActivityContext Reopen(int activityInstanceId)
    {
        state.Incidents.RemoveAll(incident => incident.ActivityInstanceId == activityInstanceId);
        if (state.SubStatus is WorkflowSubStatus.Faulted)
            state.SubStatus = WorkflowSubStatus.Executing;
        return ContextOf(activityInstanceId)!;
    }
}
