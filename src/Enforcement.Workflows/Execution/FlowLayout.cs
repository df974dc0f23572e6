namespace Enforcement.Workflows.Execution;

/// <summary>
/// The connections of one flowchart, sorted out: which lead back, and what a join has to wait for. Both depend on where the flow starts,
/// so there is one <see cref="FlowPaths"/> per possible start.
/// </summary>
internal sealed class FlowLayout
{
    private readonly FlowPaths?[] byStart;

    /// <param name="waitsForArrivals">Joins are the mended ones: see <see cref="Activities.ArrivalStep"/>.</param>
    public FlowLayout(IReadOnlyList<ActivityNode> activities, IReadOnlyList<FlowConnection> connections, bool waitsForArrivals)
    {
        WaitsForArrivals = waitsForArrivals;
        Activities = activities;
        Connections = connections;
        for (var at = 0; at < activities.Count; at++)
            placeOf[activities[at].Index] = at;
        Start = FindStart();
        byStart = new FlowPaths?[activities.Count];
    }

    private readonly Dictionary<int, int> placeOf = [];

    public IReadOnlyList<ActivityNode> Activities { get; }
    public IReadOnlyList<FlowConnection> Connections { get; }
    public bool WaitsForArrivals { get; }

    /// <summary>The place of the derived start; -1 in an empty flowchart.</summary>
    public int Start { get; }

    public int PlaceOf(ActivityNode node) => placeOf.GetValueOrDefault(node.Index, -1);

    /// <summary>Computed at first use; two threads may compute the same twice, and either result is good.</summary>
    public FlowPaths From(int start) => byStart[start] ??= new FlowPaths(this, start);

    /// <summary>Only one start runs: a Start activity, else the first that can start the workflow, else the first nothing leads to, else the first.</summary>
    private int FindStart()
    {
        if (Activities.Count == 0)
            return -1;
        return First(node => node.Activity is Activities.Start)
            ?? First(node => node.CanStartWorkflow)
            ?? First(node => Connections.All(connection => connection.Target != PlaceOf(node)))
            ?? 0;
    }

    private int? First(Func<ActivityNode, bool> fits)
    {
        for (var at = 0; at < Activities.Count; at++)
        {
            if (fits(Activities[at]))
                return at;
        }
        return null;
    }
}

/// <param name="Port">Null follows a plain completion only.</param>
internal sealed record FlowConnection(int Place, int Source, string? Port, int Target)
{
    public bool IsFollowedBy(IReadOnlyList<string> outcomes)
    {
        if (outcomes.Count == 0)
            return Port is null or Enforcement.Workflows.Activities.Activity.Done;
        for (var at = 0; at < outcomes.Count; at++)
        {
            if (string.Equals(outcomes[at], Port, StringComparison.Ordinal))
                return true;
        }
        return false;
    }
}

internal sealed class FlowPaths
{
    private readonly int start;
    private readonly bool[] isBackward;
    private readonly bool[] isValidBackward;
    private readonly bool[] isReachable;
    private readonly FlowConnection[][] outbound;
    private readonly FlowConnection[][] forwardInbound;
    private readonly bool[][] ancestors;
    private bool[][]? leading;

    public FlowPaths(FlowLayout layout, int start)
    {
        this.start = start;
        var count = layout.Activities.Count;
        outbound = [.. Enumerable.Range(0, count).Select(at => layout.Connections.Where(connection => connection.Source == at).ToArray())];
        isBackward = new bool[layout.Connections.Count];
        isValidBackward = new bool[layout.Connections.Count];
        isReachable = new bool[count];
        var accepted = FindForward(start, count);
        forwardInbound = [.. Enumerable.Range(0, count).Select(at => accepted.Where(connection => connection.Target == at).ToArray())];
        ancestors = [.. Enumerable.Range(0, count).Select(at => Reached(at, -1, count, back: true))];
        for (var at = 0; at < layout.Connections.Count; at++)
        {
            var connection = layout.Connections[at];
            // Elsa follows a connection back only when no forward path reaches its source around its target.
            isValidBackward[at] =
                isBackward[at] && (connection.Target == connection.Source || AlwaysPasses(connection.Target, connection.Source));
        }
    }

    public IReadOnlyList<FlowConnection> Outbound(int activity) => outbound[activity];

    /// <summary>In the order in which the search met them; connections from activities out of reach do not count.</summary>
    public IReadOnlyList<FlowConnection> ForwardInbound(int activity) => forwardInbound[activity];

    public bool IsBackward(FlowConnection connection) => isBackward[connection.Place];

    public bool IsValidBackward(FlowConnection connection) => isValidBackward[connection.Place];

    /// <summary>Leads back where Elsa refuses to go, so that the instance faults.</summary>
    public bool IsInvalidBackward(FlowConnection connection) => IsBackward(connection) && !IsValidBackward(connection);

    public bool IsReachable(int activity) => isReachable[activity];

    /// <summary>Whether a forward path leads from one to the other.</summary>
    public bool IsAncestor(int ancestor, int activity) => ancestor != activity && ancestors[activity][ancestor];

    /// <summary>Whether every forward path from the start to an activity goes through another, so that the flow can go back there.</summary>
    public bool AlwaysPasses(int other, int activity) =>
        other == start || !Reached(start, other, isReachable.Length, back: false)[activity];

    /// <summary>Whether any path at all leads from one to the other, back connections included; from itself only around a loop.</summary>
    public bool Leads(int from, int to) => (leading ??= FindLeading())[from][to];

    /// <summary>Two threads may compute the same twice, and either result is good.</summary>
    private bool[][] FindLeading()
    {
        var all = new bool[outbound.Length][];
        for (var from = 0; from < all.Length; from++)
        {
            var reached = new bool[all.Length];
            var open = new Stack<int>([from]);
            while (open.TryPop(out var at))
            {
                foreach (var connection in outbound[at])
                {
                    if (reached[connection.Target])
                        continue;
                    reached[connection.Target] = true;
                    open.Push(connection.Target);
                }
            }
            all[from] = reached;
        }
        return all;
    }

    private List<FlowConnection> FindForward(int start, int count)
    {
        var accepted = new List<FlowConnection>();
        var acceptedFrom = new List<FlowConnection>[count];
        for (var at = 0; at < count; at++)
            acceptedFrom[at] = [];
        var open = new Queue<int>([start]);
        isReachable[start] = true;
        while (open.TryDequeue(out var activity))
        {
            foreach (var connection in outbound[activity])
            {
                if (Leads(acceptedFrom, connection.Target, connection.Source, count))
                {
                    isBackward[connection.Place] = true;
                    continue;
                }
                accepted.Add(connection);
                acceptedFrom[activity].Add(connection);
                if (isReachable[connection.Target])
                    continue;
                isReachable[connection.Target] = true;
                open.Enqueue(connection.Target);
            }
        }
        return accepted;
    }

    private static bool Leads(List<FlowConnection>[] from, int start, int goal, int count)
    {
        if (start == goal)
            return true;
        var seen = new bool[count];
        var open = new Stack<int>([start]);
        while (open.TryPop(out var at))
        {
            foreach (var connection in from[at])
            {
                if (connection.Target == goal)
                    return true;
                if (seen[connection.Target])
                    continue;
                seen[connection.Target] = true;
                open.Push(connection.Target);
            }
        }
        return false;
    }

    /// <summary>What forward connections reach from here, never stepping on <paramref name="without"/>.</summary>
    private bool[] Reached(int from, int without, int count, bool back)
    {
        var reached = new bool[count];
        var open = new Stack<int>([from]);
        while (open.TryPop(out var at))
        {
            var next = back
                ? forwardInbound[at].Select(connection => connection.Source)
                : outbound[at]
                    .Where(connection => !isBackward[connection.Place] && isReachable[at])
                    .Select(connection => connection.Target);
            foreach (var other in next)
            {
                if (other == without || reached[other])
                    continue;
                reached[other] = true;
                open.Push(other);
            }
        }
        return reached;
    }
}
