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
        var place = FlowEnds.PlaceOf(layout, paths, node);
        if (counts)
            counters.Activities[place]++;
        var scheduled = false;
        counters.Leaving++;
        try
        {
            foreach (var connection in paths.Outbound(place))
            {
                var followed = isFollowed(connection);
                counters.Connections[connection.Place]++;
                counters.Followed[connection.Place] = followed;
                scheduled |= paths.IsBackward(connection) ? GoBack(connection, followed) : Arrive(connection, followed);
            }
        }
        finally
        {
            counters.Leaving--;
        }
        return scheduled;
    }

    /// <summary>Completes the flowchart when nothing in it runs or is queued; a failed step keeps it open.</summary>
    public void CompleteUnlessPending()
    {
        if (FlowEnds.IsPending(flowchart))
            return;
        if (flowchart.Run.Engine.Options.NoSilentLoss && counters.Discarded is >= 0 and var join)
            flowchart.Run.Strand(flowchart, layout.Activities[join]);
        else
            flowchart.Complete();
    }

    /// <summary>Where something has arrived at a join that nothing under way can reach any more, the join becomes an incident.</summary>
    public void SurfaceLost()
    {
        // In the middle of leaving an activity the rest of its branches are still to come.
        if (!flowchart.Run.Engine.Options.NoSilentLoss || counters.Leaving > 0 || flowchart.Instance.Status != ActivityStatus.Running)
            return;
        for (var place = 0; place < layout.Activities.Count; place++)
        {
            if (!FlowEnds.HasArrival(counters, paths, place) || IsStillComing(place))
                continue;
            FlowEnds.ForgetArrivals(counters, paths, place);
            flowchart.Run.Strand(flowchart, layout.Activities[place]);
        }
    }

    private bool IsStillComing(int join)
    {
        foreach (var place in FlowEnds.UnderWay(flowchart))
        {
            if (place == join || paths.Leads(place, join))
                return true;
        }
        return false;
    }

    private bool GoBack(FlowConnection connection, bool followed)
    {
        if (followed)
            FlowEnds.GoBack(flowchart, paths, connection);
        return followed;
    }

    private bool Arrive(FlowConnection connection, bool followed)
    {
        var target = layout.Activities[connection.Target];
        if (followed && paths.ForwardInbound(connection.Target).Count > 1 && !FlowJoin.IsRace(flowchart, target))
            counters.Arrived[connection.Place] = true;
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
        FlowEnds.ForgetArrivals(counters, paths, target);
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
            FlowJoin.CancelAncestors(flowchart, join);
            return true;
        }
        return AllVisited(connection.Target) && Skip(connection.Target);
    }

    /// <summary>
    /// Elsa's dead path: what follows is visited as not followed. Where a branch never came, what did arrive is given up on purpose; where all
    /// had arrived, the counters disagree because of a loop, and the arrivals stay to be noticed.
    /// </summary>
    private bool Skip(int target)
    {
        if (FlowEnds.HasArrival(counters, paths, target) && !FlowEnds.HaveAllArrived(counters, paths, target))
        {
            counters.Discarded = target;
            FlowEnds.ForgetArrivals(counters, paths, target);
        }
        return Leave(layout.Activities[target], _ => false, counts: true);
    }

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
