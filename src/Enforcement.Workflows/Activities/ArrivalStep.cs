using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Activities;

/// <summary>
/// The mended joins. An activity with several forward connections leading to it runs once for everything that arrives: as soon as something
/// has arrived and nothing under way can still arrive. A branch that goes elsewhere is not waited for; one that is sent back is. Only a
/// join that takes the first branch keeps its meaning: it runs at the first arrival and cancels the others.
/// </summary>
internal readonly struct ArrivalStep(ActivityContext flowchart)
{
    private readonly FlowLayout layout = flowchart.Node.Flow!;
    private readonly FlowPaths paths = flowchart.Node.Flow!.From(flowchart.Instance.Counter);
    private readonly FlowCounters counters = flowchart.Instance.Flow!;

    /// <summary>An activity was left by these outcomes.</summary>
    public void Leave(ActivityNode node, IReadOnlyList<string> outcomes)
    {
        var place = FlowEnds.PlaceOf(layout, paths, node);
        // Not asked here: it tells a repair which steps were done.
        counters.Activities[place]++;
        counters.Leaving++;
        try
        {
            foreach (var connection in paths.Outbound(place))
            {
                if (!connection.IsFollowedBy(outcomes))
                    continue;
                if (paths.IsBackward(connection))
                    FlowEnds.GoBack(flowchart, paths, connection);
                else
                    Arrive(connection);
            }
        }
        finally
        {
            counters.Leaving--;
        }
        Settle();
    }

    /// <summary>Runs every join that waits for nothing any more, and completes the flowchart when there is nothing left to do.</summary>
    public void Settle()
    {
        // In the middle of leaving an activity the rest of its branches are still to come.
        if (counters.Leaving > 0)
            return;
        for (var place = 0; place < layout.Activities.Count; place++)
        {
            if (!FlowEnds.HasArrival(counters, paths, place) || IsStillComing(place))
                continue;
            FlowEnds.ForgetArrivals(counters, paths, place);
            flowchart.Schedule(layout.Activities[place]);
        }
        if (!FlowEnds.IsPending(flowchart))
            flowchart.Complete();
    }

    private void Arrive(FlowConnection connection)
    {
        var target = layout.Activities[connection.Target];
        if (paths.ForwardInbound(connection.Target).Count == 1)
        {
            flowchart.Schedule(target);
        }
        else if (!FlowJoin.IsRace(flowchart, target))
        {
            counters.Arrived[connection.Place] = true;
        }
        else if (!flowchart.Run.IsQueued(flowchart, target))
        {
            flowchart.Schedule(target);
            FlowJoin.CancelAncestors(flowchart, target);
        }
    }

    /// <summary>
    /// What is ahead on a forward path is always waited for, be it under way or itself waiting at a join. What could come only around a loop is
    /// waited for while some branch is missing. Forward paths have no circle, so of several waiting joins one always runs in the end.
    /// </summary>
    private bool IsStillComing(int join)
    {
        var complete = FlowEnds.HaveAllArrived(counters, paths, join);
        foreach (var place in FlowEnds.UnderWay(flowchart))
        {
            if (paths.IsAncestor(place, join) || (!complete && paths.Leads(place, join)))
                return true;
        }
        for (var other = 0; other < layout.Activities.Count; other++)
        {
            if (paths.IsAncestor(other, join) && FlowEnds.HasArrival(counters, paths, other))
                return true;
        }
        return false;
    }
}
