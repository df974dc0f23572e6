using System.Text.Json.Nodes;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Definitions;

namespace Enforcement.Workflows.Execution;

/// <summary>Names another definition: by version row, by definition id (published version), or by the activity type it is offered as.</summary>
public sealed record WorkflowReference(string? VersionId, string? DefinitionId, string? TypeName, int? Version);

/// <summary>
/// A definition ready to run: nodes resolved, connections sorted out, scripts parsed once. Immutable and safe for any number of threads;
/// build it once per version and keep it.
/// </summary>
public sealed class WorkflowGraph
{
    internal WorkflowGraph(
        WorkflowDefinition definition,
        ActivityCatalog catalog,
        IReadOnlyList<ActivityNode> nodes,
        IReadOnlyList<GraphFault> faults
    )
    {
        Definition = definition;
        Catalog = catalog;
        Nodes = nodes;
        Faults = faults;
        byNodeId = nodes.GroupBy(node => node.NodeId).ToDictionary(group => group.Key, group => group.First());
        Fingerprint = Fingerprints.Of(nodes);
    }

    private readonly Dictionary<string, ActivityNode> byNodeId;

    public WorkflowDefinition Definition { get; }
    public ActivityCatalog Catalog { get; }

    /// <summary>All nodes in the order of the document; the first is the workflow itself, its child the root activity.</summary>
    public IReadOnlyList<ActivityNode> Nodes { get; }

    /// <summary>Everything found at once. With errors the graph still runs; the faulty nodes then fail as incidents.</summary>
    public IReadOnlyList<GraphFault> Faults { get; }
    public bool CanBePublished => Faults.All(fault => fault.Severity != FaultSeverity.Error);
    internal uint Fingerprint { get; }

    public ActivityNode? Find(string nodeId) => byNodeId.GetValueOrDefault(nodeId);

    /// <summary>Whether an instance can begin there and not at the start: at what stands in the workflow's own flowchart, not deeper.</summary>
    public bool CanBeginAt(string nodeId) => Find(nodeId) is { Parent: { Flow: not null } flowchart } && flowchart.Parent == Nodes[0];

    /// <param name="others">Finds definitions used as activities; null when there are none.</param>
    public static WorkflowGraph Compile(
        WorkflowDefinition definition,
        ActivityCatalog catalog,
        Func<WorkflowReference, WorkflowDefinition?>? others = null
    ) => new GraphCompiler(catalog, others).Compile(definition);
}

internal static class Fingerprints
{
    /// <summary>FNV-1a over node ids: tells a saved instance that its numbers mean other nodes now.</summary>
    public static uint Of(IReadOnlyList<ActivityNode> nodes)
    {
        var hash = 2166136261u;
        foreach (var node in nodes)
        {
            foreach (var letter in node.NodeId)
                hash = (hash ^ letter) * 16777619u;
            hash = (hash ^ '\n') * 16777619u;
        }
        return hash;
    }
}
