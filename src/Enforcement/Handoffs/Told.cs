using System.Globalization;
using System.Text.Json.Nodes;

namespace Enforcement.Handoffs;

/// <summary>Reads what another side has told: whatever is of another kind than expected is not there.</summary>
internal static class Told
{
    public static string? Text(this JsonObject json, string name) =>
        json[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    public static DateOnly? Day(this JsonObject json, string name) => Day(json.Text(name));

    public static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
