using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Definitions;

namespace Enforcement.Workflows.Execution;

/// <summary>Workflows used as activities: the other definition is built into this graph.</summary>
internal sealed partial class GraphCompiler
{
    /// <summary>Types of Elsa that are imported and kept, but not run here.</summary>
    private static readonly FrozenSet<string> Refused = new[]
    {
        "Elsa.StateMachine",
        "Elsa.BulkDispatchWorkflows",
        "Elsa.HttpEndpoint",
        "Elsa.WriteHttpResponse",
        "Elsa.SendHttpRequest",
        "Elsa.FlowSendHttpRequest",
        "Elsa.WriteFileHttpResponse",
        "Elsa.DownloadHttpFile",
        "Elsa.RunCSharp",
        "Elsa.RunPython",
    }.ToFrozenSet();

    private WorkflowDefinition? InnerOf(JsonObject source, string type)
    {
        var reference = new WorkflowReference(
            source.Text("workflowDefinitionVersionId"),
            source.Text("workflowDefinitionId"),
            type,
            source.Whole("version")
        );
        if (others is null || (catalog.Find(type, 1) is not null && reference is { VersionId: null, DefinitionId: null }))
            return null;
        if (type.StartsWith("Elsa.", StringComparison.Ordinal) && reference is { VersionId: null, DefinitionId: null })
            return null;
        // Dispatching activities name a definition too, but as a wrapped input.
        return catalog.Find(type, 1) is not null ? null : others(reference);
    }

    private static ActivityDescriptor DescribeInner(string type, WorkflowDefinition inner) =>
        new()
        {
            TypeName = type,
            Version = inner.Version,
            Category = Categories.Composition,
            DisplayName = (inner.Name ?? type, inner.Name ?? type),
            Inputs =
            [
                .. inner.Inputs.Select(input => new InputDescriptor(input.Name, input.IsArray ? input.TypeName + "[]" : input.TypeName)),
            ],
            Outputs = [.. inner.Outputs.Select(output => new OutputDescriptor(output.Name, output.TypeName))],
            Outcomes = [.. inner.Outcomes, Activity.Done],
        };

    private void AddInner(ActivityNode node, WorkflowDefinition inner)
    {
        if (inside.Contains(inner.DefinitionId))
        {
            Report(node, "workflow.contains-itself", "A workflow cannot be an activity of itself.", node.Type);
            return;
        }
        node.SlotChildren["workflow"] = AddFrame(inner, node, "Workflow" + HeightOf(inner));
    }

    /// <summary>Elsa numbers frames from the inside: a workflow without others in it is Workflow1.</summary>
    private int HeightOf(WorkflowDefinition definition)
    {
        if (others is null || definition.Root is null)
            return 1;
        if (heights.TryGetValue(definition, out var known))
            return known;
        // Whatever contains itself is refused when its frame is built; here it must only come to an end.
        heights[definition] = 1;
        return heights[definition] = 1 + HighestInner(definition.Root);
    }

    private int HighestInner(JsonNode? node) =>
        node switch
        {
            JsonArray items => items.Select(HighestInner).DefaultIfEmpty().Max(),
            JsonObject source => Math.Max(
                source.Text("type") is { } type && source.NameOf("id") is not null && InnerOf(source, type) is { } inner
                    ? HeightOf(inner)
                    : 0,
                source.Select(pair => HighestInner(pair.Value)).DefaultIfEmpty().Max()
            ),
            _ => 0,
        };
}
