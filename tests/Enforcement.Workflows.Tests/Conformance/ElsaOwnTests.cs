using System.Text.Json;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Tests.Conformance;

/// <summary>
/// Elsa's own test definitions. They are not ours to ship, so they run only where the folder <c>shared</c> stands beside the repository;
/// elsewhere there is nothing to run.
/// </summary>
public sealed class ElsaOwnTests
{
    private static readonly string? Folder = FindFolder();

    /// <summary>A theory must have data: this one stands where there is nothing to run.</summary>
    private const string Absent = "not beside this repository";

    /// <summary>Run C#, which is refused here.</summary>
    private static readonly string[] Refused = ["abcd", "wf-output", "consumer"];

    private static readonly Dictionary<string, string> Files = new()
    {
        ["join-any-1"] = "ExplicitJoins__join-any-1",
        ["join-all-1"] = "ExplicitJoins__join-all-1",
        ["join-all-2"] = "ExplicitJoins__join-all-2",
        ["fork-decision-none"] = "JoinBehaviors__fork-decision-join-none",
        ["fork-decision-merge"] = "JoinBehaviors__fork-decision-join-converge",
        ["fork-decision-converge-strict"] = "JoinBehaviors__fork-decision-join-converge-strict",
        ["fork-decision-waitall"] = "JoinBehaviors__fork-decision-join-waitall",
        ["decision-merge-none"] = "JoinBehaviors__decision-merge-join-none",
        ["join"] = "JoinBehaviors__join",
        ["parallel-join"] = "JoinBehaviors__parallel-join",
        ["implicit-loop"] = "ImportAndExecute__implicit-loop",
        ["writeline"] = "ImportAndExecute__writeline",
        ["fc1"] = "FlowchartCompletion__workflow1",
        ["fc2"] = "FlowchartCompletion__workflow2",
        ["fc3"] = "FlowchartCompletion__workflow3",
        ["fc4"] = "FlowchartCompletion__workflow4",
        ["fc5"] = "FlowchartCompletion__workflow5",
        ["fc6"] = "FlowchartCompletion__workflow6",
        ["parent1"] = "ParentChildInputs__parent1",
        ["parent2"] = "ParentChildInputs__parent2",
        ["calculator"] = "ParentChildOutputMapping__calculator",
        ["abcd"] = "ParentChildOutputMapping__d",
        ["consumer"] = "ParentChildOutputMapping__consumer",
        ["parentchildcompletion"] = "ParentChildCompletion__parent",
        ["outcomes-tester"] = "CompositesAndOutcomes__tester",
        ["wda-outcomes"] = "WorkflowDefinitionActivities__parent-with-outcomes",
        ["wda-input"] = "WorkflowDefinitionActivities__parent-with-input",
        ["wda-output"] = "WorkflowDefinitionActivities__parent-with-output",
        ["wf-output"] = "WorkflowOutputMapping__workflow-output",
        ["exec-wait"] = "Activities__ExecuteWorkflow__parent-with-wait",
        ["exec-nowait"] = "Activities__ExecuteWorkflow__parent-no-wait",
        ["exec-capture"] = "Activities__ExecuteWorkflow__parent-capture-output",
        ["exec-input"] = "Activities__ExecuteWorkflow__parent-with-input",
        ["comp-fork"] = "WorkflowCompletion__fork",
        ["comp-hello"] = "WorkflowCompletion__hello-world",
        ["comp-io"] = "InputOutput__consumer",
        ["comp-json"] = "WorkflowJsonStructures__main",
    };

    public static TheoryData<string> Present => Folder is null ? [Absent] : [.. Files.Keys.Except(Refused)];

    public static TheoryData<string> Importable =>
        Folder is null ? [Absent] : [.. Directory.GetFiles(Folder, "*.json").Select(Path.GetFileName).OfType<string>().Where(IsDefinition)];

    [Theory]
    [MemberData(nameof(Present))]
    public void Does_what_Elsa_did(string name)
    {
        if (name == Absent)
            return;
        var trace = Trace.ReadAll(Path.Combine(Folder!, "..", "oracle", "TRACES.txt")).Single(trace => trace.Name == name);
        var path = Directory.GetFiles(Folder!, $"*__{Files[name]}.json").Single();
        var scenario = Path.GetFileName(path)[..Path.GetFileName(path).LastIndexOf("__", StringComparison.Ordinal)];
        var neighbours = Directory
            .GetFiles(Folder!, scenario + "__*.json")
            .Select(file => WorkflowDefinition.Parse(File.ReadAllBytes(file)))
            .ToList();
        new Replay(trace, WorkflowDefinition.Parse(File.ReadAllBytes(path)), reference => Find(neighbours, reference)).MatchesTheTrace();
    }

    [Theory]
    [MemberData(nameof(Importable))]
    public void Survives_import_and_export(string file)
    {
        if (file == Absent)
            return;
        var text = File.ReadAllText(Path.Combine(Folder!, file));
        using var before = JsonDocument.Parse(text);
        using var after = JsonDocument.Parse(WorkflowDefinition.Parse(text).ToJson());
        JsonElement.DeepEquals(before.RootElement, after.RootElement).ShouldBeTrue();
    }

    private static WorkflowDefinition? Find(List<WorkflowDefinition> known, WorkflowReference reference) =>
        known.Find(definition => definition.Id == reference.VersionId)
        ?? known.Find(definition => definition.DefinitionId == reference.DefinitionId)
        ?? known.Find(definition =>
            reference.TypeName is not null
            && string.Concat((definition.Name ?? "").Where(char.IsLetterOrDigit))
                .Equals(reference.TypeName, StringComparison.OrdinalIgnoreCase)
        );

    private static bool IsDefinition(string file) => !file.Contains("Serialization__Json") && !file.Contains("Polymorphism");

    private static string? FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "conformance", "elsa");
            if (Directory.Exists(candidate))
                return candidate;
        }
        return null;
    }
}
