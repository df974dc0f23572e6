using System.Text.Json.Nodes;
using Enforcement.Designer.Drafts;
using Enforcement.Workflows.Activities;

namespace Enforcement.Designer.Elsa;

/// <summary>What the asker may do with a thing: Studio hides what has no link.</summary>
public sealed record Link(string Href, string Rel, string Method);

public sealed record ItemList<T>(IReadOnlyList<T> Items, int Count);

public sealed record PagedList<T>(IReadOnlyList<T> Items, long TotalCount, IReadOnlyList<Link> Links);

public sealed record DefinitionSummary(
    string Id,
    string DefinitionId,
    string Name,
    string? Description,
    int Version,
    bool IsLatest,
    bool IsPublished,
    DateTimeOffset CreatedAt,
    string MaterializerName,
    bool IsMaterializerAvailable,
    IReadOnlyList<Link> Links
)
{
    public static DefinitionSummary Of(DefinitionView it) =>
        new(
            it.Id,
            it.DefinitionId,
            it.Name,
            it.Description,
            it.Version,
            it.IsLatest,
            it.IsPublished,
            it.CreatedAt,
            ElsaShape.Materializer,
            true,
            ElsaShape.Links(it.DefinitionId)
        );
}

public sealed record SavedAnswer(JsonObject WorkflowDefinition, bool AlreadyPublished, int ConsumingWorkflowCount);

public sealed record IdsRequest(IReadOnlyList<string>? Ids = null, IReadOnlyList<string>? DefinitionIds = null);

public sealed record ExecuteRequest(string? CorrelationId = null, string? VersionOptions = null, JsonObject? Input = null);

internal static class ElsaShape
{
    public const string Materializer = "Json";
    public const string ToolVersion = "3.8.2.0";

    public static IReadOnlyList<Link> Links(string definitionId) =>
        [
            new($"/workflow-definitions/by-definition-id/{definitionId}", "self", "GET"),
            new($"/workflow-definitions/{definitionId}/execute", "execute", "POST"),
            new($"/workflow-definitions/{definitionId}/publish", "publish", "POST"),
            new($"/workflow-definitions/{definitionId}/retract", "retract", "POST"),
            new($"/workflow-definitions/{definitionId}", "delete", "DELETE"),
        ];

    /// <summary>Without it Studio lets nobody create or import.</summary>
    public static IReadOnlyList<Link> LinksOfTheList { get; } =
    [new("/bulk-actions/publish/workflow-definitions/by-definition-ids", "bulk-publish", "POST")];

    /// <summary>The definition whole, as Studio's editor reads it.</summary>
    public static JsonObject Full(DefinitionView it, ActivityCatalog catalog)
    {
        var full = StudioShape.Give(it.Content, catalog);
        full.Remove("$schema");
        full["id"] = it.Id;
        full["definitionId"] = it.DefinitionId;
        full["name"] = it.Name;
        full["version"] = it.Version;
        full["createdAt"] = it.CreatedAt;
        full["toolVersion"] = ToolVersion;
        full["isLatest"] = it.IsLatest;
        full["isPublished"] = it.IsPublished;
        full["isReadonly"] = false;
        full["providerName"] = null;
        full["materializerName"] = Materializer;
        full["materializerContext"] = null;
        foreach (var name in new[] { "variables", "inputs", "outputs", "outcomes" })
            full[name] ??= new JsonArray();
        full["customProperties"] ??= new JsonObject();
        full["options"] ??= new JsonObject();
        full["links"] = System.Text.Json.JsonSerializer.SerializeToNode(Links(it.DefinitionId), Processes.StepServices.Json);
        return full;
    }

    /// <summary>As a file that a stock Elsa server takes: nothing of Studio's shape in it.</summary>
    public static JsonObject File(DefinitionView it)
    {
        var file = it.Content.DeepClone().AsObject();
        file["id"] = it.Id;
        file["definitionId"] = it.DefinitionId;
        file["version"] = it.Version;
        file["toolVersion"] = ToolVersion;
        file["createdAt"] = it.CreatedAt;
        file["isLatest"] = it.IsLatest;
        file["isPublished"] = it.IsPublished;
        return file;
    }
}
