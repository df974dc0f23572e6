using System.Text;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Execution;
using Enforcement.Workflows.Expressions;

namespace Enforcement.Workflows.Definitions;

/// <summary>Runs one flowchart in every way there is, breadth-first, so that the first path to a fault is a shortest one.</summary>
/// <remarks>
/// What stands inside another activity is explored on its own; here that activity is one that waits when anything inside it does. A wait that is
/// over at once is taken for one that ends before anything else moves.
/// </remarks>
internal sealed class FlowExploration
{
    private const int RunsAtOnce = 3;

    private readonly PublishLimits limits;
    private readonly WorkflowGraph shadow;
    private readonly ActivityNode flowchart;
    private readonly FlowLayout layout;
    private readonly Choices choices = new();
    private readonly List<GraphFault> found = [];
    private readonly HashSet<(string, int)> reported = [];
    private readonly bool[] waits;
    private readonly IReadOnlyList<IReadOnlyList<string>>[] ways;
    private readonly WorkflowEngine engine = PretendedFlow.Engine();
    private int moves;

    public FlowExploration(ActivityNode real, WorkflowGraph graph, PublishLimits limits)
    {
        this.limits = limits;
        var drawn = real.Flow!;
        waits = [.. drawn.Activities.Select(PublishCheck.Waits)];
        ways =
        [
            .. drawn.Activities.Select(
                (node, place) => PretendedActivity.WaysOf(node, [.. drawn.Connections.Where(connection => connection.Source == place)])
            ),
        ];
        var pretended = new PretendedFlow(real, graph, waits, ways, choices);
        (shadow, flowchart, layout) = (pretended.Graph, pretended.Flowchart, pretended.Layout);
    }

    /// <param name="begins">Ids of nodes at which instances begin in the middle; those of other flowcharts are passed over.</param>
    public List<GraphFault> Find(IReadOnlyList<string> begins)
    {
        foreach (var node in layout.Activities)
        {
            if (node.Activity is FlowJoin && node.Inputs is [{ Expression: not ConstantExpression }])
                found.Add(new("flow.join-mode-computed", node.NodeId, "The mode of a join has to be written down."));
        }
        FindLoopsWithoutWait();
        if (found.Count > 0)
            return found;
        foreach (var start in Enumerable.Range(0, layout.Activities.Count).Where(IsStart))
            Explore(start, isMidway: false);
        foreach (var begin in layout.Activities.Index().Where(activity => begins.Contains(activity.Item.NodeId)))
            Explore(begin.Index, isMidway: true);
        return found;
    }

    private bool IsStart(int place) => place == layout.Start || layout.Activities[place].CanStartWorkflow;

    private void Explore(int start, bool isMidway)
    {
        var paths = layout.From(start);
        if (layout.Connections.FirstOrDefault(paths.IsInvalidBackward) is { } invalid)
        {
            // The compiler has said so already of the start that nobody has to trigger.
            if (start != layout.Start)
                Report("flow.invalid-backward", invalid.Source, FaultSeverity.Error, null);
            return;
        }
        var kinds = new FlowKinds(layout, paths);
        if (kinds.Count > FlowAccount.MaxJoins)
        {
            ReportLimit(FlowAccount.MaxJoins);
            return;
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<Position>();
        var stimulus = new StartStimulus
        {
            Now = DateTimeOffset.UnixEpoch,
            Seed = 0,
            TriggerNodeId = isMidway || start == layout.Start ? null : layout.Activities[start].NodeId,
            AtNodeId = isMidway ? layout.Activities[start].NodeId : null,
        };
        Move(new Position(null, new FlowAccount(layout, paths, kinds), null), () => engine.Start(shadow, stimulus));
        while (open.TryDequeue(out var position))
        {
            foreach (var bookmark in position.Instance!.Bookmarks.DistinctBy(bookmark => bookmark.Node))
            {
                if (seen.Count > limits.Positions)
                {
                    ReportLimit(Math.Min(limits.Positions, limits.Moves));
                    return;
                }
                var resume = new ResumeStimulus
                {
                    Now = DateTimeOffset.UnixEpoch,
                    Seed = 0,
                    BookmarkId = bookmark.Id,
                };
                Move(position, () => engine.Resume(position.Instance, resume));
            }
        }

        void Move(Position from, Func<Burst> burst)
        {
            do
            {
                // Also where no position is left to go on from: what was not tried has to be told.
                if (moves > limits.Moves)
                {
                    ReportLimit(Math.Min(limits.Positions, limits.Moves));
                    return;
                }
                moves++;
                var done = burst();
                var account = from.Account.Copy();
                var faults = account.Read(done, flowchart);
                var to = new Position(done.Instance, account, new Link(from.Path, done.Log));
                foreach (var (code, place, severity, entries) in faults)
                    Report(code, place, severity, new Link(from.Path, [.. done.Log.Take(entries)]));
                if (done.Incidents.FirstOrDefault(incident => incident.ExceptionType == nameof(BurstTooLongException)) is { } endless)
                {
                    Report("flow.loop-without-wait", layout.PlaceOf(endless.Node), FaultSeverity.Error, from.Path);
                    continue;
                }
                if (faults.Exists(fault => fault.Severity == FaultSeverity.Error) || done.Instance.Status != WorkflowStatus.Running)
                    continue;
                if (done.Instance is { Bookmarks.Count: 0, Incidents.Count: 0 })
                    Report("flow.waits-for-nothing", -1, FaultSeverity.Error, to.Path);
                else if (Multiplied(done.Instance) is { } node)
                    Report("flow.multiplies", layout.PlaceOf(node), FaultSeverity.Warning, to.Path);
                else if (seen.Add(account.Key() + PretendedFlow.KeyOf(done.Instance, layout, paths)))
                    open.Enqueue(to);
            } while (choices.Next());
        }
    }

    private static ActivityNode? Multiplied(WorkflowInstance instance) =>
        instance.Open.GroupBy(open => open.Node).FirstOrDefault(group => group.Count() > RunsAtOnce)?.Key;

    private void Report(string code, int place, FaultSeverity severity, Link? path)
    {
        if (!reported.Add((code, place)))
            return;
        var node = place < 0 ? flowchart : layout.Activities[place];
        found.Add(new GraphFault(code, node.NodeId, Messages[code], severity) { Path = StepsOf(path) });
    }

    private void ReportLimit(int limit)
    {
        if (reported.Add(("flow.not-fully-explored", -1)))
            found.Add(
                new GraphFault(
                    "flow.not-fully-explored",
                    flowchart.NodeId,
                    "There are too many ways through to try all.",
                    FaultSeverity.Warning
                )
                {
                    Parameters = [limit.ToString(System.Globalization.CultureInfo.InvariantCulture)],
                }
            );
    }

    private List<PathStep> StepsOf(Link? path)
    {
        var steps = new List<PathStep>();
        for (var link = path; link is not null; link = link.Before)
        {
            steps.InsertRange(
                0,
                link.Log.Where(entry => entry.Kind == LogKind.Completed && entry.Node.Parent == flowchart)
                    .Select(entry => new PathStep(
                        entry.Node.NodeId,
                        entry.Outcomes is [Activity.Done] ? null : string.Join(',', entry.Outcomes)
                    ))
            );
        }
        return steps;
    }

    /// <summary>Only connections between activities that do not wait, and that some way out follows.</summary>
    private void FindLoopsWithoutWait()
    {
        var starts = Enumerable.Range(0, layout.Activities.Count).Where(IsStart).Select(layout.From).ToList();
        var state = new int[layout.Activities.Count];
        var way = new List<(int Place, string? Outcome)>();
        for (var place = 0; place < state.Length; place++)
        {
            if (found.Count == 0 && state[place] == 0 && !waits[place] && starts.Exists(paths => paths.IsReachable(place)))
                Visit(place);
        }

        void Visit(int place)
        {
            state[place] = 1;
            foreach (var connection in starts[0].Outbound(place))
            {
                var taken = ways[place].FirstOrDefault(connection.IsFollowedBy);
                if (taken is null || waits[connection.Target] || found.Count > 0)
                    continue;
                way.Add((place, taken.Count == 0 ? null : string.Join(',', taken)));
                if (state[connection.Target] == 1)
                    found.Add(
                        PublishCheck.LoopWithoutWait(
                            layout.Activities[connection.Target],
                            [
                                .. way.SkipWhile(step => step.Place != connection.Target)
                                    .Select(step => new PathStep(layout.Activities[step.Place].NodeId, step.Outcome)),
                            ]
                        )
                    );
                else if (state[connection.Target] == 0)
                    Visit(connection.Target);
                way.RemoveAt(way.Count - 1);
            }
            state[place] = 2;
        }
    }

    internal const string LoopWithoutWait = "Nothing in this loop waits, so it can run for ever.";

    private static readonly Dictionary<string, string> Messages = new()
    {
        ["flow.join-skipped"] = "Branches arrive here, and the join never runs for them.",
        ["flow.join-dead-path"] = "The join of all branches is given up, because one of them went elsewhere.",
        ["flow.join-early"] = "The join runs before every branch that can arrive has arrived.",
        ["flow.join-twice"] = "The join runs again although nothing new has arrived.",
        ["flow.multiplies"] = "The activity comes to be open several times at once; what follows from more was not tried.",
        ["flow.invalid-backward"] = "Leads back to an activity that not every path here has passed.",
        ["flow.loop-without-wait"] = LoopWithoutWait,
        ["flow.runs-after-end"] = "It begins although the flow has ended.",
        ["flow.waits-for-nothing"] = "The flow has not ended, and nothing can move it.",
    };

    private sealed record Position(WorkflowInstance? Instance, FlowAccount Account, Link? Path);

    private sealed record Link(Link? Before, IReadOnlyList<LogEntry> Log);
}
