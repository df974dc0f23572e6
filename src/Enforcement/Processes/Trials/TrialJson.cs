using System.Text.Json;
using System.Text.Json.Nodes;

namespace Enforcement.Processes.Trials;

/// <summary>JSON objects that people type into a form.</summary>
internal static class TrialJson
{
    /// <returns>Null: nothing was typed.</returns>
    /// <exception cref="MalformedException"><c>json</c>.</exception>
    public static JsonObject? Read(string field, string? typed)
    {
        if (string.IsNullOrWhiteSpace(typed))
            return null;
        try
        {
            return JsonNode.Parse(typed) as JsonObject ?? throw new MalformedException((field, "json"));
        }
        catch (JsonException)
        {
            throw new MalformedException((field, "json"));
        }
    }
}
