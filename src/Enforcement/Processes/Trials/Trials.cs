using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.Shell;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;

namespace Enforcement.Processes.Trials;

/// <param name="DefinitionId">A definition that is kept here; with <paramref name="Version"/>, else its published version.</param>
/// <param name="Definition">Instead: a draft, as Elsa Studio writes it.</param>
/// <param name="Input">Workflow input of the start.</param>
/// <param name="Facts">What scripts read as <c>Case.…</c>; what is left out is made up.</param>
public sealed record TrialRequest(
    string? DefinitionId = null,
    int? Version = null,
    JsonObject? Definition = null,
    JsonObject? Input = null,
    JsonObject? Facts = null
);

/// <summary>What every verb on a trial works with: it loads the flow, and reads what was typed.</summary>
public sealed class Trials(
    Definitions definitions,
    ActivityCatalog catalog,
    WorkflowEngine engine,
    IEnumerable<TrialPart> parts,
    BusinessTime time
)
{
    public const int LongestDefinition = 2_000_000;
    public const int LongestObject = 100_000;

    private readonly IReadOnlyList<TrialPart> parts = [.. parts];

    /// <exception cref="RefusedException"><c>process.no-definition</c>: its version has been deleted meanwhile.</exception>
    internal async ValueTask<WorkflowGraph> GraphOfAsync(Trial trial, CancellationToken cancel) =>
        trial.VersionId is { } version ? (await definitions.OfVersionAsync(version, cancel)).Graph : Compile(Parse(trial.Draft!));

    internal TrialWork On(Trial trial, WorkflowGraph graph, DateTimeOffset clock) => new(trial, graph, engine, parts, clock, time);

    internal WorkflowGraph Compile(WorkflowDefinition draft) => WorkflowGraph.Compile(draft, catalog);

    /// <exception cref="MalformedException">It is no definition, or holds what cannot be kept.</exception>
    internal static WorkflowDefinition Parse(string json)
    {
        if (json.Length > LongestDefinition)
            throw new MalformedException(("definition", "too-long"));
        try
        {
            var definition = WorkflowDefinition.Parse(json);
            if (definition.Root is null)
                throw new MalformedException(("definition", "definition"));
            return JsonNode.Parse(definition.ToJson(), documentOptions: new() { MaxDepth = 256 }).IsStorable()
                ? definition
                : throw new MalformedException(("definition", "text"));
        }
        catch (Exception fault) when (fault is MalformedDefinitionException or InvalidOperationException)
        {
            // A name with half a character in it is found out only when it is read.
            throw new MalformedException(("definition", "definition"));
        }
    }

    /// <summary>Given as an object; a copy of one's own.</summary>
    /// <exception cref="MalformedException">Too long, or with texts that cannot be kept.</exception>
    internal static JsonObject Read(string field, JsonObject? given, int most = LongestObject)
    {
        if (given is null)
            return [];
        if (!given.IsStorable())
            throw new MalformedException((field, "text"));
        var text = given.ToJsonString(StepServices.Json);
        return text.Length > most ? throw new MalformedException((field, "too-long")) : JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>A township's case as it is opened, so that a definition finds what every case has.</summary>
    internal JsonObject FactsOf(Post post, JsonObject? given)
    {
        var facts = new JsonObject
        {
            ["county"] = post.Organization[..Math.Min(6, post.Organization.Length)],
            ["officers"] = new JsonArray(),
            ["number"] = "",
            ["kind"] = "township",
            ["ownerOrg"] = post.Organization,
            ["handlerOrg"] = post.Organization,
            ["matterCode"] = "",
            ["violationDate"] = BusinessTime.LocalDate(time.Today),
            ["procedure"] = "ordinary",
            ["intent"] = "file",
            ["stage"] = "lead-check",
        };
        foreach (var (name, value) in Read("facts", given))
            facts[name] = value?.DeepClone();
        return facts;
    }
}
