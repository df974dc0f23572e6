using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Definitions;

public enum FlowMoment
{
    /// <summary>An activity is left by an outcome; by several at once it is several events.</summary>
    Left,

    /// <summary>An activity begins to wait.</summary>
    Waits,

    /// <summary>Everything that can move has moved; one event for each activity that waits.</summary>
    Rests,

    /// <summary>The flow has ended; the activity is the flowchart.</summary>
    Ends,
}

/// <param name="Node">Of the definition itself.</param>
/// <param name="Outcome">Only when left; <c>Done</c> for the plain completion.</param>
public readonly record struct FlowEvent(FlowMoment Moment, ActivityNode Node, string? Outcome = null);

/// <summary>A demand on every way of running a flow: once <c>After</c> has happened, <c>Not</c> does not happen until <c>Until</c> has.</summary>
/// <param name="After">Null: from the start on.</param>
/// <param name="Not">An event that is also <c>Until</c> is none.</param>
/// <param name="Until">Null: never again. Where <c>After</c> happens again, the demand stands again.</param>
public sealed record FlowDemand(Predicate<FlowEvent>? After, Predicate<FlowEvent> Not, Predicate<FlowEvent>? Until);

/// <summary>The first event that a demand forbids, and a shortest way to it.</summary>
public sealed record FlowBreach(FlowEvent Event, IReadOnlyList<PathStep> Path);

/// <summary>
/// Every way in which the outermost flowchart of a definition can run: with its forks, its joins as they really join, and its loops. Demands are
/// proved over it, not tried on samples.
/// </summary>
/// <remarks>
/// The real engine runs the flowchart with activities that only pretend: they leave by each of their outcomes in turn, and those that wait end in
/// every order. What stands inside another activity is not looked into: the whole is one activity.
/// </remarks>
public sealed class FlowBehaviour
{
    private readonly List<Move>[] moves;

    private FlowBehaviour(ActivityNode flowchart, List<Move>[] moves, bool isWhole) =>
        (Flowchart, this.moves, IsWhole) = (flowchart, moves, isWhole);

    public ActivityNode Flowchart { get; }

    /// <summary>False: there are more ways than the limit, and what was not found is not proved.</summary>
    public bool IsWhole { get; }

    /// <returns>Null: the definition has no flowchart outermost, or nothing in it.</returns>
    public static FlowBehaviour? Of(WorkflowGraph graph, PublishLimits? limits = null) =>
        graph.Nodes[0].Slot("root") is { Flow.Start: >= 0 } flowchart ? new Walk(flowchart, graph, limits ?? new()).Take() : null;

    /// <returns>Null: the demand holds on every way that was looked at.</returns>
    public FlowBreach? FirstBreach(FlowDemand demand)
    {
        return FirstBreach(demand.After is null, Watch);

        bool? Watch(bool stands, FlowEvent happened)
        {
            if (!stands)
                return demand.After?.Invoke(happened) == true;
            if (demand.Until?.Invoke(happened) == true)
                return false;
            return demand.Not(happened) ? null : true;
        }
    }

    /// <summary>The same for whatever can be told by watching what happens.</summary>
    /// <param name="initial">What is known at the start.</param>
    /// <param name="watch">What is known after an event; null: it is a breach. Few different values, or the proof takes long.</param>
    public FlowBreach? FirstBreach<TKnown>(TKnown initial, Func<TKnown, FlowEvent, TKnown?> watch)
        where TKnown : struct
    {
        var seen = new HashSet<(int, TKnown)>();
        var open = new Queue<(int Position, TKnown Known, Link? Path)>([(0, initial, null)]);
        while (open.TryDequeue(out var at))
        {
            foreach (var move in moves[at.Position])
            {
                var known = at.Known;
                for (var index = 0; index < move.Events.Count; index++)
                {
                    if (watch(known, move.Events[index]) is not { } next)
                        return new FlowBreach(move.Events[index], StepsOf(new Link(at.Path, move, index + 1)));
                    known = next;
                }
                if (move.To >= 0 && seen.Add((move.To, known)))
                    open.Enqueue((move.To, known, new Link(at.Path, move, move.Events.Count)));
            }
        }
        return null;
    }

    private static List<PathStep> StepsOf(Link last)
    {
        var steps = new List<PathStep>();
        for (var link = last; link is not null; link = link.Before)
            steps.InsertRange(
                0,
                link.Move.Events.Take(link.Events)
                    .Where(it => it.Moment == FlowMoment.Left)
                    .Select(it => new PathStep(it.Node.NodeId, it.Outcome == Activity.Done ? null : it.Outcome))
            );
        return steps;
    }

    /// <param name="To">The position after it; -1 where the flow has ended.</param>
    private sealed record Move(int To, IReadOnlyList<FlowEvent> Events);

    private sealed record Link(Link? Before, Move Move, int Events);

    private sealed class Walk
    {
        private readonly ActivityNode real;
        private readonly PublishLimits limits;
        private readonly PretendedFlow pretended;
        private readonly Choices choices = new();
        private readonly WorkflowEngine engine = PretendedFlow.Engine();
        private readonly FlowPaths paths;
        private readonly Dictionary<string, int> positions = [];
        private readonly List<List<Move>> found = [];
        private readonly Queue<WorkflowInstance> open = new();
        private int made;
        private bool isCut;

        public Walk(ActivityNode flowchart, WorkflowGraph graph, PublishLimits limits)
        {
            (real, this.limits) = (flowchart, limits);
            var drawn = flowchart.Flow!;
            pretended = new PretendedFlow(
                flowchart,
                graph,
                [.. drawn.Activities.Select(PublishCheck.Waits)],
                [
                    .. drawn.Activities.Select(
                        (node, place) =>
                            PretendedActivity.AllWaysOf(node, [.. drawn.Connections.Where(connection => connection.Source == place)])
                    ),
                ],
                choices
            );
            paths = pretended.Layout.From(pretended.Layout.Start);
        }

        public FlowBehaviour Take()
        {
            found.Add([]);
            var start = new StartStimulus { Now = DateTimeOffset.UnixEpoch, Seed = 0 };
            Try(0, () => engine.Start(pretended.Graph, start));
            for (var at = 1; open.TryDequeue(out var instance); at++)
            {
                foreach (var bookmark in instance.Bookmarks.DistinctBy(bookmark => bookmark.Node))
                {
                    if (positions.Count > limits.Positions || isCut)
                        return new FlowBehaviour(real, [.. found], isWhole: false);
                    var resume = new ResumeStimulus
                    {
                        Now = DateTimeOffset.UnixEpoch,
                        Seed = 0,
                        BookmarkId = bookmark.Id,
                    };
                    Try(at, () => engine.Resume(instance, resume));
                }
            }
            return new FlowBehaviour(real, [.. found], isWhole: !isCut);
        }

        private void Try(int from, Func<Burst> burst)
        {
            do
            {
                made++;
                var done = burst();
                var to =
                    done.Instance.Status == WorkflowStatus.Running && done.Instance.Bookmarks.Count > 0 ? PositionOf(done.Instance) : -1;
                found[from].Add(new Move(to, EventsOf(done)));
                isCut = made > limits.Moves;
            } while (choices.Next() && !isCut);
        }

        private int PositionOf(WorkflowInstance instance)
        {
            var key = PretendedFlow.KeyOf(instance, pretended.Layout, paths);
            if (positions.TryGetValue(key, out var known))
                return known;
            positions[key] = found.Count;
            open.Enqueue(instance);
            found.Add([]);
            return found.Count - 1;
        }

        private List<FlowEvent> EventsOf(Burst burst)
        {
            var events = new List<FlowEvent>();
            foreach (var entry in burst.Log)
            {
                if (entry.Node.Parent != pretended.Flowchart)
                    continue;
                var node = real.Flow!.Activities[pretended.Layout.PlaceOf(entry.Node)];
                if (entry.Kind == LogKind.Suspended)
                    events.Add(new FlowEvent(FlowMoment.Waits, node));
                else if (entry.Kind == LogKind.Completed)
                    events.AddRange(entry.Outcomes.Select(outcome => new FlowEvent(FlowMoment.Left, node, outcome)));
            }
            if (burst.Instance.Status != WorkflowStatus.Running)
                events.Add(new FlowEvent(FlowMoment.Ends, real));
            else
                events.AddRange(
                    burst
                        .Instance.Bookmarks.Select(bookmark => bookmark.Node)
                        .Distinct()
                        .Select(node => new FlowEvent(FlowMoment.Rests, real.Flow!.Activities[pretended.Layout.PlaceOf(node)]))
                );
            return events;
        }
    }
}
