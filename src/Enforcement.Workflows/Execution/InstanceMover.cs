using System.Text.Json.Nodes;
using Enforcement.Workflows.Activities;

namespace Enforcement.Workflows.Execution;

/// <summary>
/// Leads one instance over to another version. What is open keeps its number and goes on at its counterpart: the node named by hand, else the
/// child of the same id in the counterpart of its container.
/// </summary>
internal sealed class InstanceMover(WorkflowInstance from, WorkflowGraph target, IReadOnlyDictionary<string, string> byHand)
{
    private readonly List<MoveFinding> refusals = [];
    private readonly List<MoveFinding> notes = [];
    private readonly InstanceState old = from.State;
    private readonly InstanceState state = from.State.Copy();

    public Move Run()
    {
        if (from.Status != WorkflowStatus.Running)
            return new Move(null, [new("move.not-running", from.Graph.Nodes[0].NodeId)], []);
        state.Activities.Clear();
        foreach (var activity in old.Activities)
        {
            if (Counterpart(activity) is { } node)
                state.Activities.Add(Moved(activity, node));
        }
        state.Bookmarks.Clear();
        state.Incidents.Clear();
        if (refusals.Count == 0)
        {
            foreach (var bookmark in old.Bookmarks)
                state.Bookmarks.Add(bookmark with { Node = Of(bookmark.Node)! });
            foreach (var incident in old.Incidents)
            {
                if (Of(incident.Node) is { } node)
                    state.Incidents.Add(incident with { Node = node });
            }
        }
        return refusals.Count > 0 ? new Move(null, refusals, notes) : new Move(new WorkflowInstance(target, state), [], notes);
    }

    private ActivityNode? Of(ActivityNode node) =>
        byHand.TryGetValue(node.NodeId, out var named) ? target.Find(named)
        : node.Parent is null ? target.Nodes[0]
        : Of(node.Parent)?.Children.FirstOrDefault(child => child.Id == node.Id);

    private ActivityNode? Counterpart(ActivityInstance activity)
    {
        var node = from.Graph.Nodes[activity.Node];
        var parent = old.Find(activity.ParentId);
        if (Of(node) is not { } other || (parent is not null && Of(from.Graph.Nodes[parent.Node]) != other.Parent))
            return Refuse("move.step-gone", node);
        if (other.Type != node.Type || (HasCountedBranches(node) && other.Children.Count != node.Children.Count))
            return Refuse("move.step-differs", node);
        if (node.Parent?.Flow is not null && other.Parent?.Flow is not null)
        {
            foreach (var port in Ports(node).Except(Ports(other)))
                refusals.Add(new("move.outcome-gone", other.NodeId, port));
        }
        return other;
    }

    private ActivityNode? Refuse(string code, ActivityNode node)
    {
        refusals.Add(new(code, node.NodeId));
        return null;
    }

    /// <summary>What counts its children while they run cannot have another number of them.</summary>
    private static bool HasCountedBranches(ActivityNode node) => node.Activity is Activities.Parallel or Fork;

    private static IEnumerable<string> Ports(ActivityNode node)
    {
        var layout = node.Parent!.Flow!;
        var place = layout.PlaceOf(node);
        return layout.Connections.Where(connection => connection.Source == place).Select(connection => connection.Port ?? Activity.Done);
    }

    private ActivityInstance Moved(ActivityInstance activity, ActivityNode node)
    {
        var before = from.Graph.Nodes[activity.Node];
        var flow = node.Flow is not null && activity.Flow is not null ? Flow(activity, before, node, out var start) : Nothing(out start);
        return new ActivityInstance
        {
            Id = activity.Id,
            Node = node.Index,
            ParentId = activity.ParentId,
            Status = activity.Status,
            ViaBackward = activity.ViaBackward,
            IsBreaking = activity.IsBreaking,
            Counter =
                flow is not null ? start
                : node.Activity is Sequence ? NextOf(activity, node)
                : activity.Counter,
            Variables = Variables(activity, before, node),
            Flow = flow,
        };
    }

    private FlowCounters? Flow(ActivityInstance activity, ActivityNode before, ActivityNode node, out int start)
    {
        start = Of(before.Flow!.Activities[activity.Counter]) is { } other ? node.Flow!.PlaceOf(other) : -1;
        if (start < 0)
            start = node.Flow!.Start;
        if (before.Flow.WaitsForArrivals != node.Flow!.WaitsForArrivals)
        {
            refusals.Add(new("move.joins-differ", node.NodeId));
            return null;
        }
        var children = old
            .Activities.Where(child =>
                child.ParentId == activity.Id && child.Status is not (ActivityStatus.Completed or ActivityStatus.Canceled)
            )
            .Select(child => (Place: before.Flow.PlaceOf(from.Graph.Nodes[child.Node]), child.ViaBackward));
        return new FlowMove(before.Flow, activity.Counter, activity.Flow!, node.Flow, start, Of, refusals, notes).Run([.. children]);
    }

    private static FlowCounters? Nothing(out int start)
    {
        start = 0;
        return null;
    }

    /// <summary>The place behind the child that is open.</summary>
    private int NextOf(ActivityInstance activity, ActivityNode node)
    {
        var open = old.Activities.Find(child =>
            child.ParentId == activity.Id && child.Status is ActivityStatus.Running or ActivityStatus.Faulted
        );
        return open is not null && Of(from.Graph.Nodes[open.Node]) is { } child ? node.ChildList.IndexOf(child) + 1 : activity.Counter;
    }

    private Dictionary<string, JsonNode?>? Variables(ActivityInstance activity, ActivityNode before, ActivityNode node)
    {
        var gone = before.Variables.Select(variable => variable.Name).Except(node.Variables.Select(variable => variable.Name)).ToList();
        notes.AddRange(gone.Select(name => new MoveFinding("move.variable-dropped", before.NodeId, name)));
        notes.AddRange(
            node.Variables.Select(variable => variable.Name)
                .Except(before.Variables.Select(variable => variable.Name))
                .Select(name => new MoveFinding("move.variable-new", node.NodeId, name))
        );
        return activity.Variables is null ? null : new(activity.Variables.Where(variable => !gone.Contains(variable.Key)));
    }
}
