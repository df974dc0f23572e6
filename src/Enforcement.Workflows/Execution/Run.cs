using System.Text.Json.Nodes;
using Enforcement.Workflows.Activities;

namespace Enforcement.Workflows.Execution;

/// <summary>
/// One burst: takes work from a queue, first in first out, until there is none. Branches so advance breadth-first, as in Elsa.
/// This part holds the queue; the others complete and cancel, keep outputs and waits, and gather what the host gets.
/// </summary>
internal sealed partial class Run(
    WorkflowEngine engine,
    WorkflowGraph graph,
    InstanceState state,
    Stimulus stimulus,
    WorkflowInstance? before
)
{
    private readonly Queue<WorkItem> queue = new();
    private readonly Dictionary<int, ActivityContext> contexts = [];
    private int steps;
    private Random? random;

    /// <summary>Set by Finish: nobody is called back any more.</summary>
    private bool callbacksCleared;

    public WorkflowEngine Engine => engine;
    public WorkflowGraph Graph => graph;
    public InstanceState State => state;
    public Stimulus Stimulus => stimulus;
    public Facts Facts { get; private set; } = stimulus.Facts ?? Facts.None;
    public JsonObject Input { get; private set; } = stimulus.Input ?? [];
    public Random Random => random ??= new Random(unchecked((int)(stimulus.Seed ^ (stimulus.Seed >> 32))));
    public string? TriggerNodeId { get; private set; }

    /// <inheritdoc cref="StartStimulus.AtNodeId"/>
    public string? AtNodeId { get; private set; }
    public int InlineDepth { get; init; }

    private readonly record struct WorkItem(
        int OwnerId,
        ActivityNode Node,
        int ExistingId = 0,
        int BookmarkId = 0,
        bool ViaBackward = false,
        Dictionary<string, JsonNode?>? Variables = null
    );

    public Burst Start(StartStimulus start)
    {
        state.CorrelationId = start.CorrelationId;
        state.Name = start.Name;
        TriggerNodeId = start.TriggerNodeId;
        AtNodeId = start.AtNodeId;
        foreach (var kept in graph.Definition.Inputs.Where(input => input.IsKept))
        {
            if (Input.TryGetPropertyValue(kept.Name, out var value))
                state.KeptInput[kept.Name] = value;
        }
        queue.Enqueue(new WorkItem(0, graph.Nodes[0]));
        return RunToWaits();
    }

    public Burst Resume(IReadOnlyList<int> bookmarkIds, JsonObject? input)
    {
        Input = input ?? [];
        foreach (var id in bookmarkIds)
        {
            var bookmark = state.Bookmarks.Find(candidate => candidate.Id == id)!;
            queue.Enqueue(new WorkItem(0, bookmark.Node, bookmark.ActivityInstanceId, id));
        }
        return RunToWaits();
    }

    public void Schedule(ActivityContext owner, ActivityNode child, bool viaBackward, Dictionary<string, JsonNode?>? variables) =>
        queue.Enqueue(new WorkItem(owner.InstanceId, child, ViaBackward: viaBackward, Variables: variables));

    public bool IsQueued(ActivityContext owner, ActivityNode child) =>
        queue.Any(item => item.OwnerId == owner.InstanceId && item.Node == child);

    /// <summary>What the instance itself asked for and has not begun.</summary>
    public IEnumerable<ActivityNode> QueuedBy(ActivityContext owner) =>
        queue.Where(item => item.OwnerId == owner.InstanceId).Select(item => item.Node);

    /// <summary>Whether work is queued that this instance or something inside it asked for, and that will run.</summary>
    public bool HasQueuedWork(ActivityContext owner)
    {
        foreach (var item in queue)
        {
            if (IsOrphaned(item))
                continue;
            for (var id = item.OwnerId; id != 0; id = ContextOf(id)?.Instance.ParentId ?? 0)
            {
                if (id == owner.InstanceId)
                    return true;
            }
        }
        return false;
    }

    public ActivityContext? ContextOf(int activityInstanceId)
    {
        if (activityInstanceId == 0)
            return null;
        if (contexts.TryGetValue(activityInstanceId, out var known))
            return known;
        return state.Find(activityInstanceId) is { } instance ? Track(instance) : null;
    }

    public ActivityContext? ParentOf(ActivityContext context) => ContextOf(context.Instance.ParentId);

    /// <summary>Open and just ended instances that this one began, in the order in which they began.</summary>
    public List<ActivityContext> ChildrenOf(ActivityContext context)
    {
        var children = new List<ActivityContext>();
        foreach (var instance in state.Activities)
        {
            if (instance.ParentId == context.InstanceId)
                children.Add(ContextOf(instance.Id)!);
        }
        return children;
    }

    private Burst RunToWaits()
    {
        while (queue.TryDequeue(out var item))
        {
            if (++steps > engine.Options.MaxStepsPerBurst)
                GiveUp(item);
            else
                Take(item);
        }
        return Finished();
    }

    private void Take(WorkItem item)
    {
        if (IsOrphaned(item))
            return;
        var isNew = item.ExistingId == 0;
        var context = isNew ? Begin(item) : ContextOf(item.ExistingId);
        var bookmark = state.Bookmarks.Find(candidate => candidate.Id == item.BookmarkId);
        if (context is null || (item.BookmarkId != 0 && bookmark is null))
            return; // Cancelled by what ran just before it.

        Guarded(
            context,
            () =>
            {
                context.HasSuspended = false;
                context.Instance.Status = ActivityStatus.Running;
                var entry = Write(
                    new LogEntry(
                        bookmark is null ? LogKind.Started : LogKind.Resumed,
                        context.Node,
                        context.InstanceId,
                        context.Instance.ParentId
                    )
                );
                context.Inputs = null;
                entry.Inputs = EvaluateInputs(context);
                if (bookmark is null)
                    Execute(context);
                else
                    ResumeAt(context, bookmark);
            }
        );
    }

    /// <summary>Whoever asked for it has ended in the meantime. Elsa runs it all the same.</summary>
    private bool IsOrphaned(WorkItem item) =>
        engine.Options.NoSilentLoss
        && item.OwnerId != 0
        && ContextOf(item.OwnerId) is not { Instance.Status: ActivityStatus.Running or ActivityStatus.Faulted };

    private static void Execute(ActivityContext context)
    {
        var activity = context.Node.Activity;
        activity.Execute(context);
        // The trigger has started the instance once; when the flow comes back to it, it waits.
        if (context.IsTrigger)
            context.Run.TriggerNodeId = null;
        if (!activity.CompletesByItself && !context.HasSuspended)
            context.Complete();
    }

    private void ResumeAt(ActivityContext context, Bookmark bookmark)
    {
        ends[bookmark.Id] = BookmarkEnd.Burnt;
        try
        {
            context.Node.Activity.Resume(context, bookmark, Input);
        }
        catch
        {
            ends.Remove(bookmark.Id);
            throw;
        }
        state.Bookmarks.RemoveAll(candidate => candidate.Id == bookmark.Id);
    }

    private ActivityContext Begin(WorkItem item)
    {
        var instance = new ActivityInstance
        {
            Id = state.NextId(),
            Node = item.Node.Index,
            ParentId = item.OwnerId,
            ViaBackward = item.ViaBackward,
            Variables = item.Variables,
        };
        state.Activities.Add(instance);
        return Track(instance);
    }

    private ActivityContext Track(ActivityInstance instance)
    {
        var context = new ActivityContext(this, instance, graph.Nodes[instance.Node]);
        contexts[instance.Id] = context;
        return context;
    }

    /// <summary>Whatever is thrown inside costs this step an incident and nobody else anything.</summary>
    private void Guarded(ActivityContext context, Action step)
    {
        try
        {
            step();
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            Fault(context, fault);
        }
    }

    /// <summary>Begins a join as a failed step, so that what arrived there is seen and can be retried.</summary>
    public void Strand(ActivityContext flowchart, ActivityNode join)
    {
        var context = Begin(new WorkItem(flowchart.InstanceId, join));
        Write(new LogEntry(LogKind.Started, join, context.InstanceId, flowchart.InstanceId));
        Fault(context, new JoinStrandedException());
    }

    private void GiveUp(WorkItem item)
    {
        var context = item.ExistingId == 0 ? Begin(item) : ContextOf(item.ExistingId);
        if (context is not null)
            Fault(context, new BurstTooLongException(engine.Options.MaxStepsPerBurst));
    }
}

/// <summary>A burst did not come to a wait. What was still to run waits as incidents, one each, and can be retried.</summary>
public sealed class BurstTooLongException(int limit) : Exception($"More than {limit} steps without a wait: a loop that never ends?");
