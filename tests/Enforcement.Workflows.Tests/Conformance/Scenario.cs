using System.Text.Json.Nodes;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Tests.Conformance;

/// <summary>What one of Elsa's own tests says, told with a definition of ours.</summary>
/// <param name="Name">The number in the list of scenarios, and what it shows.</param>
/// <param name="Lines">What is written, in order, a bar between.</param>
public sealed record Scenario(string Name, JsonObject Definition, string Lines)
{
    /// <summary>Activities whose waits end, one after the other.</summary>
    public string[] Resumes { get; init; } = [];
    public string State { get; init; } = "Finished";
    public EngineOptions Options { get; init; } = new();
    public JsonObject? Input { get; init; }
    public JsonObject[] Others { get; init; } = [];
    public string? Output { get; init; }

    public void Holds()
    {
        var known = Others.Select(other => WorkflowDefinition.Parse(other.ToJsonString())).ToList();
        WorkflowDefinition? Find(WorkflowReference reference) =>
            known.Find(other => other.DefinitionId == reference.DefinitionId || other.Name == reference.TypeName);

        var options = Options with
        {
            InlineWorkflows = id => Others.FirstOrDefault(other => (string?)other["definitionId"] == id)?.Compile(Find),
        };
        var walk = new Walk(Definition.Compile(Find), options, (JsonObject?)Input?.DeepClone());
        foreach (var node in Resumes)
        {
            walk.Instance.SubStatus.ShouldBe(WorkflowSubStatus.Suspended, $"before {node}");
            walk.Resume(node);
        }
        string.Join('|', walk.Lines).ShouldBe(Lines);
        walk.State.ShouldBe(State);
        if (Output is not null)
            JsonNode
                .DeepEquals(
                    new JsonObject(walk.Instance.Output.Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()))),
                    JsonNode.Parse(Output)
                )
                .ShouldBeTrue(Output);
    }

    public override string ToString() => Name;
}
