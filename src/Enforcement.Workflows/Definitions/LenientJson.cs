using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Enforcement.Workflows.Definitions;

/// <summary>Reads JSON as Elsa's importer does: names without regard to case, lists also as <c>{"$values":[…]}</c> or as a single object.</summary>
internal static class LenientJson
{
    public static string? NameOf(this JsonObject source, string name)
    {
        if (source.ContainsKey(name))
            return name;
        foreach (var (key, _) in source)
        {
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
                return key;
        }
        return null;
    }

    public static JsonNode? Prop(this JsonObject source, string name) => source.NameOf(name) is { } key ? source[key] : null;

    public static string? Text(this JsonObject source, string name) => source.Prop(name).AsText();

    public static bool? Flag(this JsonObject source, string name) =>
        source.Prop(name) switch
        {
            JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
            JsonValue value when bool.TryParse(value.AsText(), out var flag) => flag,
            _ => null,
        };

    public static int? Whole(this JsonObject source, string name) =>
        int.TryParse(source.Prop(name).AsText(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static IEnumerable<JsonNode?> Items(this JsonObject source, string name) =>
        source.Prop(name) switch
        {
            JsonArray array => array,
            JsonObject wrapper when wrapper.Prop("$values") is JsonArray array => array,
            JsonObject single => Enumerable.Repeat<JsonNode?>(single, 1),
            _ => [],
        };

    public static IEnumerable<JsonObject> Objects(this JsonObject source, string name) => source.Items(name).OfType<JsonObject>();

    public static string? AsText(this JsonNode? node) =>
        node is not JsonValue value ? null
        : value.TryGetValue<string>(out var text) ? text
        : value.GetValueKind() switch
        {
            JsonValueKind.True => "True",
            JsonValueKind.False => "False",
            _ => value.ToJsonString(),
        };

    /// <summary>Builds the lazy tree at once, so that it can be read by many threads and what is wrong in it shows here.</summary>
    /// <exception cref="ArgumentException">A property name is repeated.</exception>
    /// <exception cref="InvalidOperationException">A text is none: half of a surrogate pair.</exception>
    public static void TouchAll(this JsonNode? node)
    {
        switch (node)
        {
            case JsonObject source:
                foreach (var (_, child) in source)
                    child.TouchAll();
                break;
            case JsonArray array:
                foreach (var child in array)
                    child.TouchAll();
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                value.TryGetValue<string>(out _);
                break;
        }
    }
}
