using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Activities;

/// <summary>What both kinds of joins ask about a flowchart.</summary>
internal static class FlowEnds
{
    /// <summary>Whether a child is open, or work is queued that the flowchart or something inside it asked for.</summary>
    public static bool IsPending(ActivityContext flowchart)
    {
        foreach (var child in flowchart.Run.ChildrenOf(flowchart))
        {
            if (child.Instance.Status is ActivityStatus.Running or ActivityStatus.Faulted)
                return true;
        }
        return flowchart.Run.HasQueuedWork(flowchart);
    }

    /// <summary>The places of children that are open, failed or queued; what ends in this very call is no longer among them.</summary>
    public static IEnumerable<int> UnderWay(ActivityContext flowchart)
    {
        var layout = flowchart.Node.Flow!;
        foreach (var child in flowchart.Run.ChildrenOf(flowchart))
        {
            if (child.Instance.Status is ActivityStatus.Running or ActivityStatus.Faulted or ActivityStatus.Pending)
                yield return layout.PlaceOf(child.Node);
        }
        foreach (var node in flowchart.Run.QueuedBy(flowchart))
            yield return layout.PlaceOf(node);
    }

    public static bool HasArrival(FlowCounters counters, FlowPaths paths, int join)
    {
        foreach (var inbound in paths.ForwardInbound(join))
        {
            if (counters.Arrived[inbound.Place])
                return true;
        }
        return false;
    }

    public static bool HaveAllArrived(FlowCounters counters, FlowPaths paths, int join)
    {
        foreach (var inbound in paths.ForwardInbound(join))
        {
            if (!counters.Arrived[inbound.Place])
                return false;
        }
        return true;
    }

    public static void ForgetArrivals(FlowCounters counters, FlowPaths paths, int join)
    {
        foreach (var inbound in paths.ForwardInbound(join))
            counters.Arrived[inbound.Place] = false;
    }

    /// <exception cref="InvalidOperationException">There is a way to the source around the target: Elsa refuses to go back then.</exception>
    public static void GoBack(ActivityContext flowchart, FlowPaths paths, FlowConnection connection)
    {
        var activities = flowchart.Node.Flow!.Activities;
        var (source, target) = (activities[connection.Source], activities[connection.Target]);
        if (!paths.IsValidBackward(connection))
            throw new InvalidOperationException(
                $"Invalid backward connection: Every path from the source ('{source.Id}') must go through the target ('{target.Id}') when tracing back to the start."
            );
        flowchart.Schedule(target, viaBackward: true);
    }

    /// <exception cref="InvalidOperationException">As Elsa words it.</exception>
    public static int PlaceOf(FlowLayout layout, FlowPaths paths, ActivityNode node)
    {
        var place = layout.PlaceOf(node);
        return place >= 0 && paths.IsReachable(place)
            ? place
            : throw new InvalidOperationException(
                $"Activity {node.Id} is not reachable from the flowchart graph. Unable to schedule it's outbound activities."
            );
    }
}
