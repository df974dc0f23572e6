using System.Text.Json.Nodes;

namespace Enforcement.Designer.Drafts;

/// <summary>One version of a definition, or its draft, as lists show it.</summary>
/// <param name="Id">Of the row, or a <see cref="DraftId"/>.</param>
/// <param name="IsLatest">The one that is drawn on.</param>
public sealed record DefinitionView(
    string Id,
    string DefinitionId,
    int Version,
    string Name,
    string? Description,
    DateTimeOffset CreatedAt,
    bool IsLatest,
    bool IsPublished,
    JsonObject Content
)
{
    public static DefinitionView Of(Draft it, int version) =>
        new(
            new DraftId(it.DefinitionId, version, it.Revision).ToString(),
            it.DefinitionId,
            version,
            it.Name,
            Text(it.Content["description"]),
            it.EditedAt,
            true,
            false,
            it.Content
        );

    public static DefinitionView Of(KeptVersion it, bool isLatest)
    {
        var content = DefinitionContent.Parse(it.Content);
        return new(
            it.Id,
            it.DefinitionId,
            it.Version,
            it.Name,
            Text(content["description"]),
            it.CreatedAt,
            isLatest,
            it.IsPublished,
            content
        );
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
