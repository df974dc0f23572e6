using System.Text.Json.Nodes;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Execution;

namespace Enforcement.Processes;

/// <summary>A definition drawn as the designer laid it out, with what is to be seen on it: the path that was taken, a fault, a change.</summary>
/// <param name="Width">Of the drawing, in its own units.</param>
public sealed record FlowPicture(double Width, double Height, IReadOnlyList<PictureNode> Nodes, IReadOnlyList<PictureEdge> Edges)
{
    private const double NodeWidth = 200;
    private const double NodeHeight = 60;
    private const double Margin = 24;
    private const double FarthestPlace = 100_000;

    /// <summary>The one that a link leads to, where the drawing shows what is otherwise than before.</summary>
    public PictureNode? FirstChange =>
        Nodes.FirstOrDefault(node => node.State is NodeState.Added or NodeState.Changed or NodeState.Removed);

    /// <param name="log">Lines as the journal keeps them: every node that ran, with its outcomes.</param>
    /// <param name="waiting">Ids of the nodes that wait now.</param>
    public static FlowPicture Of(WorkflowGraph graph, IEnumerable<JsonObject> log, IReadOnlyList<string> waiting)
    {
        var ran = new HashSet<string>();
        var taken = new HashSet<(string Node, string Outcome)>();
        foreach (var line in log)
        {
            var node = Path(line["node"]!.GetValue<string>());
            ran.Add(node);
            foreach (var outcome in line["outcomes"] as JsonArray ?? [])
                taken.Add((node, outcome!.GetValue<string>()));
        }
        return Of(
            graph,
            node =>
                waiting.Contains(node.NodeId) ? NodeState.Waiting
                : ran.Contains(Path(node.NodeId)) ? NodeState.Done
                : NodeState.Ahead,
            taken
        );
    }

    /// <summary>The way of running it that shows what is wrong.</summary>
    public static FlowPicture Of(WorkflowGraph graph, DefinitionFault fault)
    {
        var path = fault.Path.Select(step => step.Node).ToHashSet();
        return Of(
            graph,
            node =>
                node.NodeId == fault.Node ? NodeState.Fault
                : path.Contains(node.NodeId) ? NodeState.OnPath
                : NodeState.Ahead,
            [.. fault.Path.Select(step => (Path(step.Node), step.Outcome ?? Activity.Done))]
        );
    }

    private static FlowPicture Of(WorkflowGraph graph, Func<ActivityNode, NodeState> state, HashSet<(string, string)> taken)
    {
        var root = graph.Nodes[0].Children.FirstOrDefault();
        var paths = (root?.Children ?? []).DistinctBy(node => node.Id).ToDictionary(node => node.Id, node => Path(node.NodeId));
        return Draw(
            (root?.Children ?? []).Select(node => (node, state(node))),
            Ways(root)
                .Select(way =>
                    (way, paths.TryGetValue(way.From, out var path) && taken.Contains((path, way.Port)) ? EdgeState.Taken : EdgeState.Plain)
                )
        );
    }

    /// <summary>What a flowchart connects.</summary>
    internal static IEnumerable<PictureWay> Ways(ActivityNode? flowchart) =>
        (flowchart?.Source["connections"] as JsonArray ?? [])
            .OfType<JsonObject>()
            .Select(connection =>
                Text(Inside(connection, "source"), "activity") is { } from && Text(Inside(connection, "target"), "activity") is { } to
                    ? new PictureWay(from, Text(Inside(connection, "source"), "port") ?? Activity.Done, to)
                    : null
            )
            .OfType<PictureWay>();

    internal static FlowPicture Draw(
        IEnumerable<(ActivityNode Node, NodeState State)> drawn,
        IEnumerable<(PictureWay Way, EdgeState State)> ways
    )
    {
        var nodes = drawn.Select(it => Draw(it.Node, it.State)).ToList();
        if (nodes.Count == 0)
            return new FlowPicture(0, 0, [], []);
        var (left, top) = (nodes.Min(node => node.X) - Margin, nodes.Min(node => node.Y) - Margin);
        nodes = [.. nodes.Select(node => node with { X = node.X - left, Y = node.Y - top })];
        var byId = nodes.DistinctBy(node => node.Id).ToDictionary(node => node.Id);
        var edges = ways.Where(it => byId.ContainsKey(it.Way.From) && byId.ContainsKey(it.Way.To))
            .Select(it => new PictureEdge(Path(byId[it.Way.From], byId[it.Way.To]), it.State))
            .ToList();
        return new FlowPicture(
            nodes.Max(node => node.X) + NodeWidth + Margin,
            nodes.Max(node => node.Y) + NodeHeight + Margin,
            nodes,
            edges
        );
    }

    /// <summary>What the drawing calls a node; the last part of its path for one that the drawing does not show.</summary>
    public string LabelOf(string nodeId) => Nodes.FirstOrDefault(node => node.NodeId == nodeId)?.Label ?? nodeId.Split(':')[^1];

    private static PictureNode Draw(ActivityNode node, NodeState state)
    {
        var position = Inside(Inside(Inside(node.Source, "metadata"), "designer"), "position");
        return new PictureNode(
            node.Id,
            node.NodeId,
            node.DisplayText ?? node.Name ?? node.Id,
            Place(position, "x"),
            Place(position, "y"),
            state
        );
    }

    // Drawn by hand or by a hostile one: what is no place and no name is left out, and nothing fails.
    private static JsonObject? Inside(JsonObject? node, string name) => node?[name] as JsonObject;

    private static string? Text(JsonObject? node, string name) =>
        node?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static double Place(JsonObject? position, string axis) =>
        position?[axis] is JsonValue value && value.TryGetValue<double>(out var place) && double.IsFinite(place)
            ? Math.Clamp(place, -FarthestPlace, FarthestPlace)
            : 0;

    /// <summary>Below the root, whose id may differ between the versions that a case was led through.</summary>
    private static string Path(string nodeId) => nodeId[(nodeId.IndexOf(':', StringComparison.Ordinal) + 1)..];

    private static string Path(PictureNode source, PictureNode target)
    {
        FormattableString path;
        if (target.X > source.X)
        {
            var (x1, y1, x2, y2) = (source.X + NodeWidth, source.Y + NodeHeight / 2, target.X, target.Y + NodeHeight / 2);
            path = $"M{x1} {y1}C{x1 + 40} {y1} {x2 - 40} {y2} {x2} {y2}";
        }
        else
        {
            // Back, or straight down: around below, so that the line does not cross the node itself.
            var (x1, y1, x2, y2) = (source.X + NodeWidth / 2, source.Y + NodeHeight, target.X + NodeWidth / 2, target.Y + NodeHeight);
            var low = Math.Max(y1, y2) + 36;
            path =
                target.Y > source.Y
                    ? (FormattableString)$"M{x1} {y1}C{x1} {y1 + 30} {x2} {target.Y - 30} {x2} {target.Y}"
                    : $"M{x1} {y1}C{x1} {low} {x2} {low} {x2} {y2}";
        }
        return FormattableString.Invariant(path);
    }
}

public enum NodeState
{
    Ahead,
    Done,
    Waiting,

    /// <summary>Comes before what is wrong.</summary>
    OnPath,

    /// <summary>Where it goes wrong.</summary>
    Fault,
    Added,
    Changed,
    Removed,
}

public enum EdgeState
{
    Plain,
    Taken,
    Added,
    Removed,
}

public sealed record PictureNode(string Id, string NodeId, string Label, double X, double Y, NodeState State);

/// <param name="D">Of an SVG path.</param>
public sealed record PictureEdge(string D, EdgeState State);

/// <summary>A connection, by the ids of its ends.</summary>
public sealed record PictureWay(string From, string Port, string To);
