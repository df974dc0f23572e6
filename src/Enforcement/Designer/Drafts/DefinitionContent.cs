using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Processes.Trials;
using Enforcement.Shell;
using Enforcement.Workflows.Activities;

namespace Enforcement.Designer.Drafts;

/// <summary>The JSON of a definition as it is kept: Elsa 3, without what only the designer needs and without what only the row says.</summary>
internal static class DefinitionContent
{
    public const string Flowchart = "Elsa.Flowchart";
    private const int LongestName = 200;
    private const int LongestDescription = 4000;

    private static readonly JsonSerializerOptions Written = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    /// <summary>Said by the row, or by who asks.</summary>
    private static readonly string[] Envelope = ["id", "version", "isLatest", "isPublished", "createdAt", "links", "toolVersion"];

    /// <summary>Differs each time the canvas is measured, and says nothing.</summary>
    private static readonly string[] Unsaid = ["nodeId", "size"];

    public static JsonObject Parse(string content) => JsonNode.Parse(content, documentOptions: new() { MaxDepth = 256 })!.AsObject();

    public static string Write(JsonObject content) => content.ToJsonString(Written);

    /// <param name="before">Draft or version that it goes on from; null: a new definition.</param>
    /// <exception cref="MalformedException">By field.</exception>
    /// <exception cref="RefusedException"><c>designer.flowcharts-only</c>.</exception>
    public static JsonObject Merge(JsonObject? before, DefinitionModel model, string definitionId, ActivityCatalog catalog)
    {
        var content = before?.DeepClone().AsObject() ?? [];
        foreach (var name in Envelope)
            content.Remove(name);
        content["definitionId"] = definitionId;
        content["name"] = PlainText.Required("name", model.Name, LongestName);
        content["description"] = PlainText.Optional("description", model.Description, LongestDescription);
        content["variables"] = Read("variables", model.Variables);
        content["inputs"] = Read("inputs", model.Inputs);
        content["outputs"] = Read("outputs", model.Outputs);
        content["outcomes"] = Read("outcomes", model.Outcomes);
        content["customProperties"] = Trials.Read("customProperties", model.CustomProperties);
        content["options"] = Trials.Read("options", model.Options);
        var root = Trials.Read("root", model.Root, Trials.LongestDefinition);
        if (root.Count == 0)
            throw new MalformedException(("root", "required"));
        if (root["type"] is not JsonValue type || !type.TryGetValue<string>(out var typeName) || typeName != Flowchart)
            throw DesignerRefusals.FlowchartsOnly();
        StudioShape.Take(root, catalog);
        if (root["id"] is not JsonValue)
            root["id"] = "flow";
        content["root"] = root;
        return content;
    }

    /// <summary>They say the same: the order of activities and what was measured aside.</summary>
    public static bool AreSame(JsonObject one, JsonObject other) => Canonical(one).ToJsonString() == Canonical(other).ToJsonString();

    private static JsonObject Canonical(JsonObject content)
    {
        var copy = content.DeepClone().AsObject();
        foreach (var name in Envelope)
            copy.Remove(name);
        return Canonical((JsonNode)copy)!.AsObject();
    }

    internal static JsonNode? Canonical(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject it:
                var sorted = new JsonObject();
                foreach (var (name, value) in it.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    if (!Unsaid.Contains(name) && Canonical(value) is { } said && !IsEmpty(said))
                        sorted[name] = said;
                return sorted;
            case JsonArray it:
                var items = it.Select(Canonical).ToList();
                // Activities and connections come back in another order after each edit.
                if (items.All(item => item is JsonObject entry && (entry.ContainsKey("type") || entry.ContainsKey("source"))))
                    items = [.. items.OrderBy(item => item!.ToJsonString(), StringComparer.Ordinal)];
                return new JsonArray([.. items]);
            case JsonValue it when it.GetValueKind() == JsonValueKind.Number && it.TryGetValue<double>(out var number):
                return number.ToString("R", CultureInfo.InvariantCulture);
            default:
                return node?.DeepClone();
        }
    }

    private static bool IsEmpty(JsonNode node) => node is JsonObject { Count: 0 } or JsonArray { Count: 0 };

    private static JsonArray Read(string field, JsonArray? given)
    {
        if (given is null)
            return [];
        if (!given.IsStorable())
            throw new MalformedException((field, "text"));
        var text = given.ToJsonString();
        return text.Length > Trials.LongestObject ? throw new MalformedException((field, "too-long")) : JsonNode.Parse(text)!.AsArray();
    }
}
