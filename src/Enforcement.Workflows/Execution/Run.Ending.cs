using System.Text.Json.Nodes;
using Enforcement.Workflows.Activities;

namespace Enforcement.Workflows.Execution;

/// <summary>How activities and instances end: completed, cancelled, faulted.</summary>
internal sealed partial class Run
{
    private Dictionary<int, IReadOnlyList<string>>? compositeOutcomes;

    /// <summary>Completes an open activity; does nothing to one that has ended. Children still open are cancelled first, the owner is told last.</summary>
    public void Complete(ActivityContext context, IReadOnlyList<string> outcomes)
    {
        if (context.Instance.Status != ActivityStatus.Running)
            return;
        context.IsEnding = true;
        foreach (var child in ChildrenOf(context))
            Cancel(child);

        if (compositeOutcomes is not null && compositeOutcomes.Remove(context.InstanceId, out var asked))
            outcomes = asked;
        context.Instance.Status = ActivityStatus.Completed;
        Write(
            new LogEntry(LogKind.Completed, context.Node, context.InstanceId, context.Instance.ParentId)
            {
                Outcomes = outcomes.Count == 0 ? [Activity.Done] : outcomes,
                Outputs = context.Outputs,
            }
        );
        TellOwner(context, outcomes);
        RemoveBookmarks(context.InstanceId);
    }

    /// <summary>Completes the nearest workflow around the sender: the sender first, so that its own container sees it end.</summary>
    public void CompleteComposite(ActivityContext sender, IReadOnlyList<string> outcomes)
    {
        // The outermost is the definition of the instance.
        var composite = ParentOf(sender)!;
        while (composite.Node.Definition is null)
            composite = ParentOf(composite)!;
        (compositeOutcomes ??= [])[composite.InstanceId] = outcomes;
        Complete(sender, []);

        // Elsa cancels the flowchart in the way and then fails to find it among its own children: the instance faults after what
        // was scheduled has run. Definitions in the field were drawn against this.
        foreach (var child in ChildrenOf(composite).Where(child => child.Node.Flow is not null && IsOpen(child)))
        {
            Cancel(child);
            throw new InvalidOperationException(
                $"Activity {child.Node.Id} is not reachable from the flowchart graph. Unable to schedule it's outbound activities."
            );
        }
        Complete(composite, outcomes);
    }

    /// <summary>Cancels an open activity and all below it; flowcharts around it treat its connections as not followed.</summary>
    public void Cancel(ActivityContext context)
    {
        if (!IsOpen(context))
            return;
        CancelAlone(context);
        if (ParentOf(context) is { IsEnding: false } parent && parent.Instance.Status == ActivityStatus.Running)
            parent.Node.Activity.ChildCancelled(parent, context);
    }

    /// <summary>As <see cref="Cancel(ActivityContext)"/>, and the container is not told: its joins stay as they are.</summary>
    private void CancelAlone(ActivityContext context)
    {
        context.IsEnding = true;
        foreach (var child in ChildrenOf(context))
            Cancel(child);
        context.Instance.Status = ActivityStatus.Canceled;
        RemoveBookmarks(context.InstanceId);
        // Nobody can repair what was given up. An instance that ended by its fault keeps the reason.
        if (state.SubStatus <= WorkflowSubStatus.Suspended)
            state.Incidents.RemoveAll(incident => incident.ActivityInstanceId == context.InstanceId);
        Write(new LogEntry(LogKind.Canceled, context.Node, context.InstanceId, context.Instance.ParentId));
    }

    /// <summary>Ends the whole instance at once: what is queued never runs, waits are given up, nobody is called back.</summary>
    public void Finish()
    {
        callbacksCleared = true;
        queue.Clear();
        state.Bookmarks.Clear();
        if (state.SubStatus <= WorkflowSubStatus.Suspended)
            state.SubStatus = WorkflowSubStatus.Finished;
    }

    /// <summary>Tells the enclosing loop that this turn is its last; containers on the way stop where they are.</summary>
    public void Break(ActivityContext sender)
    {
        for (var around = ParentOf(sender); around is not null; around = ParentOf(around))
        {
            var (stops, isLoop) = around.Node.Activity.OnBreak;
            around.Instance.IsBreaking |= stops;
            if (isLoop)
                return;
        }
    }

    public Burst Cancel()
    {
        foreach (var activity in state.Activities.AsEnumerable().Reverse().Where(activity => IsOpen(ContextOf(activity.Id)!)).ToList())
        {
            activity.Status = ActivityStatus.Canceled;
            Write(new LogEntry(LogKind.Canceled, graph.Nodes[activity.Node], activity.Id, activity.ParentId));
        }
        state.Bookmarks.Clear();
        state.SubStatus = WorkflowSubStatus.Cancelled;
        return Finished();
    }

    /// <summary>A script may throw a text of any length; nobody reads more than this of it.</summary>
    private const int MaxMessage = 1_000;

    private void Fault(ActivityContext context, Exception fault)
    {
        var message = Beginning(fault.Message, MaxMessage);
        if (message.Length < fault.Message.Length)
            message += "…";
        context.Instance.Status = ActivityStatus.Faulted;
        Write(
            new LogEntry(LogKind.Faulted, context.Node, context.InstanceId, context.Instance.ParentId)
            {
                Message = message,
                Outputs = context.Outputs,
            }
        );
        var incident = new Incident(context.InstanceId, context.Node, message, fault.GetType().Name, stimulus.Now)
        {
            Subject = fault switch
            {
                InputException input => input.InputName,
                JoinTooEarlyException early => early.Open.NodeId,
                _ => null,
            },
        };
        state.Incidents.Add(incident);
        incidents.Add(incident);
        if (StrategyOf(graph) == IncidentStrategy.Fault && state.SubStatus <= WorkflowSubStatus.Suspended)
            state.SubStatus = WorkflowSubStatus.Faulted;
    }

    /// <summary>At most so many letters of a text, and no half one at its end.</summary>
    internal static string Beginning(string text, int most) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    private IncidentStrategy StrategyOf(WorkflowGraph running) =>
        engine.Options.OverrideIncidentStrategy
            ? engine.Options.IncidentStrategy
            : running.Definition.IncidentStrategy switch
            {
                "FaultStrategy" => IncidentStrategy.Fault,
                "ContinueWithIncidentsStrategy" => IncidentStrategy.StopBranch,
                _ => engine.Options.IncidentStrategy,
            };

    private void TellOwner(ActivityContext context, IReadOnlyList<string> outcomes)
    {
        if (callbacksCleared || ParentOf(context) is not { Instance.Status: ActivityStatus.Running } owner)
            return;
        owner.Node.Activity.ChildCompleted(owner, context, outcomes);
    }

    private static bool IsOpen(ActivityContext context) =>
        context.Instance.Status is ActivityStatus.Running or ActivityStatus.Faulted or ActivityStatus.Pending;
}
