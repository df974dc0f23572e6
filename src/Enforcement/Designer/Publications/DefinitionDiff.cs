using System.Text.Json.Nodes;
using Enforcement.Designer.Drafts;
using Enforcement.Processes;
using Enforcement.Processes.Repairs;
using Enforcement.Workflows.Execution;

namespace Enforcement.Designer.Publications;

/// <param name="What"><c>added</c>, <c>removed</c>, <c>changed</c>, <c>connected</c>, <c>disconnected</c> or <c>workflow</c>.</param>
/// <param name="Label">What the designer calls the node; of a connection: from where to where.</param>
/// <param name="Details">Of a change: names of inputs and properties.</param>
public sealed record DefinitionChange(string What, string Label, IReadOnlyList<string> Details);

/// <summary>What a definition says otherwise than another: nodes, their inputs, connections. Where they were moved to on the canvas is no change.</summary>
public static class DefinitionDiff
{
    private static readonly string[] Structure = ["id", "nodeId", "metadata", "activities", "connections", "start"];
    private static readonly string[] OfTheWorkflow =
    [
        "name",
        "description",
        "variables",
        "inputs",
        "outputs",
        "outcomes",
        "customProperties",
        "options",
    ];

    public static IReadOnlyList<DefinitionChange> Of(WorkflowGraph? before, WorkflowGraph after, string contentBefore, string contentAfter)
    {
        var was = NodesOf(before);
        var now = NodesOf(after);
        var changes = new List<DefinitionChange>();
        if (before is not null)
        {
            var (old, young) = (DefinitionContent.Parse(contentBefore), DefinitionContent.Parse(contentAfter));
            var otherwise = OfTheWorkflow.Where(name => !Same(old[name], young[name])).ToList();
            if (otherwise.Count > 0)
                changes.Add(new DefinitionChange("workflow", after.Definition.Name ?? "", otherwise));
        }
        changes.AddRange(
            now.Where(node => !was.ContainsKey(node.Key)).Select(node => new DefinitionChange("added", Label(node.Value), []))
        );
        changes.AddRange(
            was.Where(node => !now.ContainsKey(node.Key)).Select(node => new DefinitionChange("removed", Label(node.Value), []))
        );
        foreach (var (path, node) in now)
            if (was.TryGetValue(path, out var other) && Otherwise(other, node) is { Count: > 0 } names)
                changes.Add(new DefinitionChange("changed", Label(node), names));
        var (ways, waysBefore) = (Ways(after), Ways(before));
        changes.AddRange(
            ways.Where(way => !waysBefore.ContainsKey(way.Key)).Select(way => new DefinitionChange("connected", way.Value, []))
        );
        changes.AddRange(
            waysBefore.Where(way => !ways.ContainsKey(way.Key)).Select(way => new DefinitionChange("disconnected", way.Value, []))
        );
        return changes;
    }

    /// <summary>The flowchart as it is to be, with what is new and otherwise, and with what is gone at the place where it was.</summary>
    public static FlowPicture Drawn(WorkflowGraph? before, WorkflowGraph after)
    {
        var (was, now) = (RootOf(before), RootOf(after));
        var old = Steps(was).ToDictionary(node => node.Id);
        var young = Steps(now).ToDictionary(node => node.Id);
        var nodes = young
            .Values.Select(node =>
                (
                    node,
                    !old.TryGetValue(node.Id, out var other) ? NodeState.Added
                    : Otherwise(other, node).Count > 0 ? NodeState.Changed
                    : NodeState.Ahead
                )
            )
            .Concat(old.Values.Where(node => !young.ContainsKey(node.Id)).Select(node => (node, NodeState.Removed)));
        var (ways, waysBefore) = (FlowPicture.Ways(now).ToHashSet(), FlowPicture.Ways(was).ToHashSet());
        return FlowPicture.Draw(
            nodes,
            ways.Select(way => (way, waysBefore.Contains(way) ? EdgeState.Plain : EdgeState.Added))
                .Concat(waysBefore.Except(ways).Select(way => (way, EdgeState.Removed)))
        );
    }

    private static ActivityNode? RootOf(WorkflowGraph? graph) => graph?.Nodes[0].Children.FirstOrDefault();

    private static IEnumerable<ActivityNode> Steps(ActivityNode? flowchart) => (flowchart?.Children ?? []).DistinctBy(node => node.Id);

    private static Dictionary<string, ActivityNode> NodesOf(WorkflowGraph? graph) =>
        (graph?.Nodes ?? []).Skip(2).GroupBy(node => Path(node.NodeId)).ToDictionary(group => group.Key, group => group.First());

    private static List<string> Otherwise(ActivityNode before, ActivityNode after)
    {
        var names = before
            .Source.Select(pair => pair.Key)
            .Union(after.Source.Select(pair => pair.Key))
            .Where(name => !Structure.Contains(name) && !Same(before.Source[name], after.Source[name]))
            .ToList();
        if (before.DisplayText != after.DisplayText)
            names.Add("displayText");
        return names;
    }

    /// <summary>By the ids of their ends, as a node may have another caption now; and how they read.</summary>
    private static Dictionary<(string From, string Port, string To), string> Ways(WorkflowGraph? graph)
    {
        var ways = new Dictionary<(string From, string Port, string To), string>();
        foreach (var node in graph?.Nodes ?? [])
        foreach (var connection in (node.Source["connections"] as JsonArray ?? []).OfType<JsonObject>())
            if (End(connection, "source") is { } from && End(connection, "target") is { } to)
            {
                var port =
                    (connection["source"] as JsonObject)?["port"] is JsonValue value && value.TryGetValue<string>(out var text)
                        ? text
                        : "Done";
                var left = OutcomeWords.Of(node.Children.FirstOrDefault(child => child.Id == from), port);
                ways.TryAdd((from, port, to), $"{Called(node, from)} [{left}] → {Called(node, to)}");
            }
        return ways;
    }

    private static string? End(JsonObject connection, string name) =>
        connection[name] is JsonObject end && end["activity"] is JsonValue value && value.TryGetValue<string>(out var id) ? id : null;

    private static string Called(ActivityNode flowchart, string id) =>
        flowchart.Children.FirstOrDefault(child => child.Id == id) is { } node ? Label(node) : id;

    private static string Label(ActivityNode node) => node.DisplayText ?? node.Name ?? node.Id;

    /// <summary>Below the root, whose id may differ.</summary>
    private static string Path(string nodeId) => string.Join(':', nodeId.Split(':').Skip(2));

    private static bool Same(JsonNode? one, JsonNode? other)
    {
        var (a, b) = (DefinitionContent.Canonical(one), DefinitionContent.Canonical(other));
        return (a is null || IsEmpty(a)) && (b is null || IsEmpty(b)) || a?.ToJsonString() == b?.ToJsonString();
    }

    private static bool IsEmpty(JsonNode node) => node is JsonObject { Count: 0 } or JsonArray { Count: 0 };
}
