using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Activities;

/// <summary>One activity of a flowchart has ended: which others follow. The algorithm is Elsa's counter mode.</summary>
internal readonly struct FlowStep(ActivityContext flowchart)
{
    private readonly FlowLayout layout = flowchart.Node.Flow!;
    private readonly FlowPaths paths = flowchart.Node.Flow!.From(flowchart.Instance.Counter);
    private readonly FlowCounters counters = flowchart.Instance.Flow!;

    /// <summary>Visits every connection that leaves the activity, in file order.</summary>
    /// <param name="counts">False when the activity began through a connection leading back.</param>
    /// <returns>Whether anything was scheduled, directly or behind a skipped activity.</returns>
    public bool Leave(ActivityNode node, Func<FlowConnection, bool> isFollowed, bool counts)
    {
        var place = layout.PlaceOf(node);
        if (place < 0 || !paths.IsReachable(place))
            throw new InvalidOperationException(
                $"Activity {node.Id} is not reachable from the flowchart graph. Unable to schedule it's outbound activities."
            );
        if (counts)
            counters.Activities[place]++;
        var scheduled = false;
        foreach (var connection in paths.Outbound(place))
        {
            var followed = isFollowed(connection);
            counters.Connections[connection.Place]++;
            counters.Followed[connection.Place] = followed;
            scheduled |= paths.IsBackward(connection) ? GoBack(connection, followed) : Arrive(connection);
        }
        return scheduled;
    }

    /// <summary>Completes the flowchart when nothing in it runs or is queued; a failed step keeps it open.</summary>
    public void CompleteUnlessPending()
    {
        foreach (var child in flowchart.Run.ChildrenOf(flowchart))
        {
            if (child.Instance.Status is ActivityStatus.Running or ActivityStatus.Faulted)
                return;
        }
        if (!flowchart.Run.HasQueuedWork(flowchart))
            flowchart.Complete();
    }

    private bool GoBack(FlowConnection connection, bool followed)
    {
        if (!followed)
            return false;
        var (source, target) = (layout.Activities[connection.Source], layout.Activities[connection.Target]);
        if (!paths.IsValidBackward(connection))
            throw new InvalidOperationException(
                $"Invalid backward connection: Every path from the source ('{source.Id}') must go through the target ('{target.Id}') when tracing back to the start."
            );
        flowchart.Schedule(target, viaBackward: true);
        return true;
    }

    private bool Arrive(FlowConnection connection)
    {
        var target = layout.Activities[connection.Target];
        return target.Activity is FlowJoin
            ? FlowJoin.ModeOf(flowchart, target) switch
            {
                FlowJoinMode.WaitAll => Resolve(connection.Target, AllFollowed(connection.Target)),
                FlowJoinMode.WaitAllActive => Resolve(connection.Target, AnyFollowed(connection.Target)),
                _ => ArriveAtRace(connection),
            }
            : Resolve(connection.Target, AnyFollowed(connection.Target));
    }

    /// <summary>Waits for every forward connection to be visited more often than the target; then runs or skips it.</summary>
    private bool Resolve(int target, bool runs)
    {
        if (!AllVisited(target))
            return false;
        if (!runs)
            return Skip(target);
        flowchart.Schedule(layout.Activities[target]);
        return true;
    }

    /// <summary>The first to arrive runs the join, and what else leads there is cancelled.</summary>
    private bool ArriveAtRace(FlowConnection connection)
    {
        var join = layout.Activities[connection.Target];
        if (counters.Connections[connection.Place] <= counters.Activities[connection.Target] || flowchart.Run.IsQueued(flowchart, join))
            return false;
        if (AnyFollowed(connection.Target))
        {
            flowchart.Schedule(join);
            CancelAncestors(join);
            return true;
        }
        return AllVisited(connection.Target) && Skip(connection.Target);
    }

    /// <summary>Cancels every open activity from which a forward path leads to this one.</summary>
    public void CancelAncestors(ActivityNode node)
    {
        var place = layout.PlaceOf(node);
        foreach (var child in flowchart.Run.ChildrenOf(flowchart))
        {
            var other = layout.PlaceOf(child.Node);
            if (other >= 0 && place >= 0 && paths.IsAncestor(other, place))
                flowchart.Run.Cancel(child);
        }
    }

    private bool Skip(int target) => Leave(layout.Activities[target], _ => false, counts: true);

    private bool AllVisited(int target)
    {
        foreach (var inbound in paths.ForwardInbound(target))
        {
            if (counters.Connections[inbound.Place] <= counters.Activities[target])
                return false;
        }
        return true;
    }

    private bool AnyFollowed(int target)
    {
        var most = MostVisits(target);
        foreach (var inbound in paths.ForwardInbound(target))
        {
            if (counters.Connections[inbound.Place] == most && counters.Followed[inbound.Place])
                return true;
        }
        return false;
    }

    private bool AllFollowed(int target)
    {
        var most = MostVisits(target);
        foreach (var inbound in paths.ForwardInbound(target))
        {
            if (counters.Connections[inbound.Place] != most || !counters.Followed[inbound.Place])
                return false;
        }
        return true;
    }

    private int MostVisits(int target)
    {
        var most = 0;
        foreach (var inbound in paths.ForwardInbound(target))
            most = Math.Max(most, counters.Connections[inbound.Place]);
        return most;
    }
}
