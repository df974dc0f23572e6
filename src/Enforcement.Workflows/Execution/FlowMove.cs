using Enforcement.Workflows.Activities;

namespace Enforcement.Workflows.Execution;

/// <summary>
/// The counters of one open flowchart in another drawing. What joins ask is how often a connection was visited beyond the visits of its target:
/// that difference, what has come and is not yet used, is what moves over.
/// </summary>
internal sealed class FlowMove(
    FlowLayout before,
    int startBefore,
    FlowCounters old,
    FlowLayout after,
    int startAfter,
    Func<ActivityNode, ActivityNode?> counterpart,
    List<MoveFinding> refusals,
    List<MoveFinding> notes
)
{
    private readonly FlowPaths pathsBefore = before.From(startBefore);
    private readonly FlowPaths pathsAfter = after.From(startAfter);

    /// <summary>For each place of the new drawing the one it had before; -1 for a new activity.</summary>
    private readonly int[] placeBefore = Enumerable.Repeat(-1, after.Activities.Count).ToArray();
    private readonly HashSet<int> underWay = [];
    private readonly Dictionary<int, bool> open = [];

    /// <param name="children">Places of the open activities in the drawing left, and whether each began by a connection that leads back.</param>
    public FlowCounters Run(IReadOnlyList<(int Place, bool ViaBackward)> children)
    {
        for (var place = 0; place < before.Activities.Count; place++)
        {
            if (counterpart(before.Activities[place]) is { } node && after.PlaceOf(node) is >= 0 and var there)
                placeBefore[there] = place;
        }
        foreach (var (place, viaBackward) in children)
        {
            var there = Array.IndexOf(placeBefore, place);
            if (there < 0)
                return new FlowCounters(after.Activities.Count, after.Connections.Count); // Refused already, and where it stood nothing can be told.
            if (!pathsAfter.IsReachable(there))
                refusals.Add(new("move.step-gone", before.Activities[place].NodeId));
            open[there] = viaBackward;
            underWay.Add(there);
        }
        for (var place = 0; place < after.Activities.Count; place++)
        {
            if (placeBefore[place] >= 0 && HasPending(placeBefore[place]))
                underWay.Add(place);
        }
        RefuseLostArrivals();
        NameNewPlaces();

        var counters = new FlowCounters(after.Activities.Count, after.Connections.Count);
        for (var place = 0; place < after.Activities.Count; place++)
            counters.Activities[place] = placeBefore[place] < 0 ? 0 : old.Activities[placeBefore[place]];
        foreach (var connection in after.Connections)
            Count(counters, connection);
        return counters;
    }

    private void Count(FlowCounters counters, FlowConnection connection)
    {
        var visits = counters.Activities[connection.Target];
        if (Before(connection) is { } known)
        {
            counters.Connections[connection.Place] = visits + old.Connections[known.Place] - old.Activities[known.Target];
            counters.Followed[connection.Place] = old.Followed[known.Place];
            counters.Arrived[connection.Place] = old.Arrived[known.Place];
            return;
        }
        var isBehind = IsBehind(connection.Source);
        // An open activity has used one visit of each connection; its own comes when it ends, unless it began by a way back.
        var used = isBehind && open.TryGetValue(connection.Target, out var viaBackward) && !viaBackward;
        // What is done will not come this way: for the joins ahead the new connection is one that was not followed.
        var resolved = isBehind && !open.ContainsKey(connection.Target) && !IsBehind(connection.Target);
        if (resolved && after.Activities[connection.Target].Activity is FlowJoin && !after.WaitsForArrivals)
            refusals.Add(new("move.step-between", after.Activities[connection.Target].NodeId));
        counters.Connections[connection.Place] = visits + (used || resolved ? 1 : 0);
    }

    private FlowConnection? Before(FlowConnection connection)
    {
        var (source, target) = (placeBefore[connection.Source], placeBefore[connection.Target]);
        return before.Connections.FirstOrDefault(it => it.Source == source && it.Target == target && it.Port == connection.Port);
    }

    /// <summary>Something has come to a join and is not used yet.</summary>
    private bool HasPending(int place) => pathsBefore.ForwardInbound(place).Any(IsPending);

    /// <summary>What format 1 saved knows of arrivals by the counters only.</summary>
    private bool IsPending(FlowConnection connection) =>
        old.Arrived[connection.Place]
        || (!before.WaitsForArrivals && old.Connections[connection.Place] > old.Activities[connection.Target]);

    /// <summary>Nothing under way can come there any more.</summary>
    private bool IsBehind(int place) => !underWay.Contains(place) && !underWay.Any(it => pathsAfter.IsAncestor(it, place));

    private void RefuseLostArrivals()
    {
        var kept = after.Connections.Select(Before).OfType<FlowConnection>().Select(connection => connection.Place).ToHashSet();
        foreach (var connection in before.Connections)
        {
            if (
                !open.Keys.Any(it => placeBefore[it] == connection.Target)
                && pathsBefore.ForwardInbound(connection.Target).Contains(connection)
                && IsPending(connection)
                && (old.Followed[connection.Place] || old.Arrived[connection.Place])
                && !kept.Contains(connection.Place)
            )
                refusals.Add(new("move.arrival-lost", before.Activities[connection.Target].NodeId));
        }
    }

    private void NameNewPlaces()
    {
        for (var place = 0; place < after.Activities.Count; place++)
        {
            if (!pathsAfter.IsReachable(place))
                continue;
            var node = after.Activities[place].NodeId;
            if (placeBefore[place] < 0 && IsBehind(place))
            {
                var leadsAhead = pathsAfter
                    .Outbound(place)
                    .Any(connection =>
                        !pathsAfter.IsBackward(connection) && !open.ContainsKey(connection.Target) && !IsBehind(connection.Target)
                    );
                if (leadsAhead)
                    refusals.Add(new("move.step-between", node));
                else
                    notes.Add(new("move.step-passed-over", node));
            }
            else if (placeBefore[place] is >= 0 and var was && old.Activities[was] > 0 && !underWay.Contains(place) && !IsBehind(place))
            {
                if (WasBehind(was))
                    notes.Add(new("move.step-again", node));
            }
        }
    }

    private bool WasBehind(int place) =>
        !underWay.Any(it => placeBefore[it] >= 0 && (placeBefore[it] == place || pathsBefore.IsAncestor(placeBefore[it], place)));
}
