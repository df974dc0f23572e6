using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Shell;
using Enforcement.Workflows.Execution;

namespace Enforcement.Processes.Repairs;

/// <summary>
/// What a way out of a step is called: as the definition labels it, else in words of ours (<c>flow-outcome.&lt;name&gt;</c>), else by its name, as the
/// labels of a switch are.
/// </summary>
internal static class OutcomeWords
{
    /// <param name="node">Null: it is not in the flow any more.</param>
    public static string Of(ActivityNode? node, string outcome) =>
        Labelled(node?.Constant("Outcomes"), outcome)
        ?? (Texts.Has($"flow-outcome.{outcome}") ? Texts.Of($"flow-outcome.{outcome}") : outcome);

    private static string? Labelled(JsonNode? outcomes, string outcome)
    {
        var list = outcomes is JsonValue text && text.TryGetValue<string>(out var json) ? Parsed(json) : outcomes;
        var label = (list as JsonArray)?.OfType<JsonObject>().FirstOrDefault(it => TextOf(it, "name") == outcome)?["label"] as JsonObject;
        return (CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en" ? TextOf(label, "en") : null) ?? TextOf(label, "zh");
    }

    private static JsonNode? Parsed(string json)
    {
        try
        {
            return JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? TextOf(JsonObject? of, string name) =>
        of?[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;
}
