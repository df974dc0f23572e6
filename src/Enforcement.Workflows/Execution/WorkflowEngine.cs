using Enforcement.Workflows.Expressions;

namespace Enforcement.Workflows.Execution;

/// <summary>How a host wants instances to behave where definitions leave it open.</summary>
public sealed record EngineOptions
{
    /// <summary>What a failing step does to its instance when the definition names no strategy.</summary>
    public IncidentStrategy IncidentStrategy { get; init; } = IncidentStrategy.Fault;

    /// <summary>True: the host's strategy is used whatever the definition says.</summary>
    public bool OverrideIncidentStrategy { get; init; }

    /// <summary>
    /// True: what Elsa would lose in silence (a branch that arrived at a join which is then skipped, work that a waiting join cancels, an
    /// instance that waits for nothing) becomes an incident, and nothing begins in a container that has ended. False: exactly as Elsa does it.
    /// </summary>
    public bool NoSilentLoss { get; init; }
    public ScriptLimits Scripts { get; init; } = new();

    /// <summary>Steps of one burst; more end it with an incident, so that a loop without a wait cannot hold a thread.</summary>
    public int MaxStepsPerBurst { get; init; } = 10_000;

    /// <summary>Workflows executed inline within one another.</summary>
    public int MaxInlineDepth { get; init; } = 8;

    /// <summary>What scripts take for local time, and cron expressions without a zone.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Finds the published version of a definition that ExecuteWorkflow runs inline; null: it is dispatched like any child.</summary>
    public Func<string, WorkflowGraph?>? InlineWorkflows { get; init; }
}

public enum IncidentStrategy
{
    /// <summary>Elsa's default: the instance ends as Faulted; what was already scheduled still runs.</summary>
    Fault,

    /// <summary>The failing step stops its branch only; it waits for a retry and the instance stays alive.</summary>
    StopBranch,
}

/// <summary>Runs instances. Pure: no clock, no storage, no threads; safe for any number of callers.</summary>
public sealed class WorkflowEngine(EngineOptions? options = null)
{
    public EngineOptions Options { get; } = options ?? new();

    /// <exception cref="ArgumentException">No instance of this graph can begin at <see cref="StartStimulus.AtNodeId"/>.</exception>
    public Burst Start(WorkflowGraph graph, StartStimulus stimulus) =>
        stimulus.AtNodeId is { } at && !graph.CanBeginAt(at)
            ? throw new ArgumentException($"No instance begins at '{at}'.", nameof(stimulus))
            : new Run(this, graph, new InstanceState(), stimulus, null).Start(stimulus);

    /// <summary>Resumes one wait. Burns it when the activity took the input; a wait whose activity failed stays.</summary>
    public Burst Resume(WorkflowInstance instance, ResumeStimulus stimulus)
    {
        if (instance.Status != WorkflowStatus.Running)
            return Nothing(instance, BurstResult.NotRunning);
        return instance.State.Bookmarks.Exists(bookmark => bookmark.Id == stimulus.BookmarkId)
            ? On(instance, stimulus).Resume([stimulus.BookmarkId], stimulus.Input)
            : Nothing(instance, BurstResult.UnknownBookmark);
    }

    /// <summary>Resumes every wait for the event; <see cref="BurstResult.UnknownBookmark"/> when nothing waits for it.</summary>
    public Burst ResumeEvent(WorkflowInstance instance, EventStimulus stimulus)
    {
        if (instance.Status != WorkflowStatus.Running)
            return Nothing(instance, BurstResult.NotRunning);
        var waiting = Activities.Event.WaitsFor(instance.State.Bookmarks, stimulus.EventName);
        return waiting.Count == 0
            ? Nothing(instance, BurstResult.UnknownBookmark)
            : On(instance, stimulus).Resume(waiting, Activities.Event.InputOf(stimulus.Payload));
    }

    /// <summary>Ends the instance: every wait is given up.</summary>
    public Burst Cancel(WorkflowInstance instance, CancelStimulus stimulus) =>
        instance.Status == WorkflowStatus.Running ? On(instance, stimulus).Cancel() : Nothing(instance, BurstResult.NotRunning);

    public Burst CancelActivity(WorkflowInstance instance, CancelActivityStimulus stimulus)
    {
        if (instance.Status != WorkflowStatus.Running)
            return Nothing(instance, BurstResult.NotRunning);
        return instance.State.Find(stimulus.ActivityInstanceId) is { ParentId: not 0 }
            ? On(instance, stimulus).CancelActivity(stimulus.ActivityInstanceId)
            : Nothing(instance, BurstResult.UnknownActivity);
    }

    public Burst Retry(WorkflowInstance instance, RetryStimulus stimulus)
    {
        if (instance.SubStatus is WorkflowSubStatus.Finished or WorkflowSubStatus.Cancelled)
            return Nothing(instance, BurstResult.NotRunning);
        return instance.State.Find(stimulus.ActivityInstanceId) is { Status: ActivityStatus.Faulted }
            ? On(instance, stimulus).Retry(stimulus.ActivityInstanceId, stimulus.Variables)
            : Nothing(instance, BurstResult.UnknownActivity);
    }

    /// <summary><see cref="BurstResult.UnknownActivity"/> also for an outcome that is not offered.</summary>
    public Burst Skip(WorkflowInstance instance, SkipStimulus stimulus)
    {
        if (instance.SubStatus is WorkflowSubStatus.Finished or WorkflowSubStatus.Cancelled)
            return Nothing(instance, BurstResult.NotRunning);
        return instance.WaysToRepair(stimulus.ActivityInstanceId)?.Outcomes.Contains(stimulus.Outcome) == true
            ? On(instance, stimulus).Skip(stimulus.ActivityInstanceId, stimulus.Outcome)
            : Nothing(instance, BurstResult.UnknownActivity);
    }

    /// <summary><see cref="BurstResult.UnknownActivity"/> also for a node that is not offered.</summary>
    public Burst GoBack(WorkflowInstance instance, GoBackStimulus stimulus)
    {
        if (instance.SubStatus is WorkflowSubStatus.Finished or WorkflowSubStatus.Cancelled)
            return Nothing(instance, BurstResult.NotRunning);
        var target = instance.WaysToRepair(stimulus.ActivityInstanceId)?.BackTo.FirstOrDefault(node => node.NodeId == stimulus.NodeId);
        return target is not null
            ? On(instance, stimulus).GoBack(stimulus.ActivityInstanceId, target)
            : Nothing(instance, BurstResult.UnknownActivity);
    }

    private Run On(WorkflowInstance instance, Stimulus stimulus) => new(this, instance.Graph, instance.State.Copy(), stimulus, instance);

    private static Burst Nothing(WorkflowInstance instance, BurstResult result) => new() { Result = result, Instance = instance };
}
