using System.Text.Json.Nodes;

namespace Enforcement.Designer.Drafts;

/// <summary>What Studio sends of a definition. What it does not know of is kept from before.</summary>
/// <param name="Id">Of the version row or draft that the page was read from: who draws on an old one is told.</param>
public sealed record DefinitionModel
{
    public string? Id { get; init; }
    public string? DefinitionId { get; init; }
    public string? Name { get; init; }
    public string? Description { get; init; }
    public string? ToolVersion { get; init; }
    public JsonArray? Variables { get; init; }
    public JsonArray? Inputs { get; init; }
    public JsonArray? Outputs { get; init; }
    public JsonArray? Outcomes { get; init; }
    public JsonObject? CustomProperties { get; init; }
    public JsonObject? Options { get; init; }
    public JsonObject? Root { get; init; }
}

/// <param name="Publish">Studio's button: here it asks for publication.</param>
public sealed record SaveRequest(DefinitionModel? Model, bool Publish = false);
