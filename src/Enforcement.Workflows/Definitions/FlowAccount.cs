using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Definitions;

/// <summary>
/// Follows what moves in one flowchart by its log alone: every branch, where it has arrived, and which joins it has passed. It knows nothing
/// of counters, so it can tell when they lead astray.
/// </summary>
/// <remarks>
/// A branch carries a mark for every join that owes it nothing. When a join runs, the branches that a forward path still leads there lose
/// its mark; so one that arrives without the mark is one that the join did not wait for. Whatever comes round by a loop only, and what
/// comes out of the join itself, has the mark.
/// </remarks>
internal sealed class FlowAccount
{
    /// <summary>Joins of one flowchart that can be told apart.</summary>
    public const int MaxJoins = 128;

    private readonly FlowLayout layout;
    private readonly FlowPaths paths;
    private readonly FlowKinds kinds;
    private readonly Dictionary<int, Branch> open;
    private readonly List<UInt128>[] arrived;
    private readonly Queue<UInt128>[] expected;
    private int executing = -1;
    private bool endedByTerminal;

    private readonly record struct Branch(int Place, UInt128 Marks);

    public FlowAccount(FlowLayout layout, FlowPaths paths, FlowKinds kinds)
    {
        (this.layout, this.paths, this.kinds) = (layout, paths, kinds);
        open = [];
        arrived = [.. layout.Connections.Select(_ => new List<UInt128>())];
        expected = [.. layout.Activities.Select(_ => new Queue<UInt128>())];
    }

    private FlowAccount(FlowAccount other)
    {
        (layout, paths, kinds) = (other.layout, other.paths, other.kinds);
        open = new(other.open);
        arrived = [.. other.arrived.Select(list => new List<UInt128>(list))];
        expected = [.. other.expected.Select(queue => new Queue<UInt128>(queue))];
    }

    public FlowAccount Copy() => new(this);

    /// <summary>Goes on by one burst; what it finds comes with the number of log entries up to there.</summary>
    public List<(string Code, int Place, FaultSeverity Severity, int Entries)> Read(Burst burst, ActivityNode flowchart)
    {
        var found = new List<(string, int, FaultSeverity, int)>();
        var completed = false;
        var entries = 0;
        void Report(string? code, int place, FaultSeverity severity = FaultSeverity.Error)
        {
            if (code is not null)
                found.Add((code, place, severity, entries));
        }

        foreach (var entry in burst.Log)
        {
            entries++;
            if (entry.Node == flowchart && entry.Kind == LogKind.Completed)
                completed = true;
            if (entry.Node.Parent != flowchart)
                continue;
            var place = layout.PlaceOf(entry.Node);
            switch (entry.Kind)
            {
                case LogKind.Started when completed:
                    Report("flow.runs-after-end", place);
                    break;
                case LogKind.Started:
                    Report(Begin(entry.ActivityInstanceId, place), place);
                    executing = entry.Node.Activity is FlowJoin && !kinds.IsRace[place] ? place : -1;
                    break;
                case LogKind.Completed:
                    executing = -1;
                    endedByTerminal |= entry.Node.Activity.Descriptor.IsTerminal;
                    foreach (var early in Leave(entry, place))
                        Report("flow.join-early", early);
                    break;
                case LogKind.Canceled:
                    open.Remove(entry.ActivityInstanceId);
                    if (executing >= 0)
                        Report("flow.join-early", executing);
                    break;
            }
        }
        if (found.Count == 0 && !endedByTerminal)
            FindLost(completed, Report);
        return found;
    }

    /// <summary>The same for two moments that cannot be told apart by what may follow.</summary>
    public string Key() =>
        string.Join(
            '|',
            string.Join(',', open.Values.Select(branch => $"{branch.Place}:{branch.Marks:x}").Order(StringComparer.Ordinal)),
            string.Join(',', arrived.Select(list => string.Join('+', list.Distinct().Order().Select(marks => marks.ToString("x")))))
        );

    private string? Begin(int id, int place)
    {
        string? fault = null;
        var marks = UInt128.MaxValue;
        if (expected[place].TryDequeue(out var sent))
        {
            marks = sent;
        }
        else if (kinds.Joins[place] >= 0)
        {
            var inbound = paths.ForwardInbound(place).SelectMany(connection => arrived[connection.Place]).ToList();
            if (inbound.Count == 0)
                fault = "flow.join-twice";
            else
                marks = inbound.Aggregate((one, other) => one | other);
            foreach (var connection in paths.ForwardInbound(place))
                arrived[connection.Place].Clear();
        }
        if (kinds.Joins[place] is >= 0 and var join)
            marks = RunJoin(place, (UInt128)1 << join, marks);
        open[id] = new Branch(place, marks);
        return fault;
    }

    private UInt128 RunJoin(int place, UInt128 mark, UInt128 marks)
    {
        UInt128 Remarked(int other, UInt128 marks) => paths.IsAncestor(other, place) ? marks & ~mark : marks | mark;

        foreach (var (id, branch) in open.ToList())
            open[id] = branch with { Marks = Remarked(branch.Place, branch.Marks) };
        foreach (var connection in layout.Connections)
        {
            var list = arrived[connection.Place];
            for (var at = 0; at < list.Count; at++)
                list[at] = Remarked(connection.Target, list[at]);
        }
        for (var other = 0; other < expected.Length; other++)
        {
            if (expected[other].Count > 0)
                expected[other] = new Queue<UInt128>(expected[other].Select(sent => Remarked(other, sent)));
        }
        if (kinds.IsRace[place])
            GiveUpLosers(place);
        return marks | mark;
    }

    /// <summary>A race is won: what has arrived at joins on the way to it is given up with the rest.</summary>
    private void GiveUpLosers(int race)
    {
        foreach (var connection in layout.Connections)
        {
            if (paths.IsAncestor(connection.Target, race))
                arrived[connection.Place].Clear();
        }
    }

    private IEnumerable<int> Leave(LogEntry entry, int place)
    {
        if (!open.Remove(entry.ActivityInstanceId, out var branch) || entry.Node.Activity.Descriptor.IsTerminal)
            yield break;
        // The pretended activities name no outcome for a plain completion, and the log then says Done.
        IReadOnlyList<string> outcomes = entry.Outcomes is [Activity.Done] ? [] : entry.Outcomes;
        foreach (var connection in paths.Outbound(place))
        {
            if (!connection.IsFollowedBy(outcomes))
                continue;
            if (paths.IsBackward(connection) || kinds.Joins[connection.Target] is not (>= 0 and var join))
            {
                expected[connection.Target].Enqueue(branch.Marks);
                continue;
            }
            var isLate = (branch.Marks >> join & 1) == 0;
            if (isLate && kinds.IsRace[connection.Target])
                continue;
            if (isLate)
                yield return connection.Target;
            arrived[connection.Place].Add(branch.Marks);
        }
    }

    /// <summary>What has arrived at a join that nothing under way can reach any more is lost.</summary>
    private void FindLost(bool completed, Action<string, int, FaultSeverity> report)
    {
        for (var place = 0; place < layout.Activities.Count; place++)
        {
            var inbound = paths.ForwardInbound(place);
            if (inbound.Count < 2 || inbound.All(connection => arrived[connection.Place].Count == 0))
                continue;
            if (!completed && open.Values.Any(branch => branch.Place == place || paths.Leads(branch.Place, place)))
                continue;
            var isDeadPath = kinds.WaitsForAll[place] && inbound.Any(connection => arrived[connection.Place].Count == 0);
            report(
                isDeadPath ? "flow.join-dead-path" : "flow.join-skipped",
                place,
                isDeadPath && !completed ? FaultSeverity.Warning : FaultSeverity.Error
            );
            foreach (var connection in inbound)
                arrived[connection.Place].Clear();
        }
    }
}

/// <summary>What kind of join each place of a flowchart is.</summary>
internal sealed class FlowKinds
{
    public FlowKinds(FlowLayout layout, FlowPaths paths)
    {
        var count = layout.Activities.Count;
        Joins = new int[count];
        IsRace = new bool[count];
        WaitsForAll = new bool[count];
        for (var place = 0; place < count; place++)
        {
            var node = layout.Activities[place];
            Joins[place] = paths.ForwardInbound(place).Count > 1 ? Count++ : -1;
            if (node.Activity is not FlowJoin)
                continue;
            IsRace[place] = ModeOf(node) == FlowJoinMode.WaitAny;
            WaitsForAll[place] = ModeOf(node) == FlowJoinMode.WaitAll && !layout.WaitsForArrivals;
        }
    }

    public int Count { get; }

    /// <summary>A number for each join, -1 where only one forward connection leads.</summary>
    public int[] Joins { get; }
    public bool[] IsRace { get; }
    public bool[] WaitsForAll { get; }

    private static FlowJoinMode ModeOf(ActivityNode join) =>
        Enum.TryParse<FlowJoinMode>(join.Constant("Mode")?.ToString(), ignoreCase: true, out var mode) ? mode : FlowJoinMode.WaitAny;
}
