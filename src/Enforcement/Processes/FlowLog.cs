using System.Text.Json.Nodes;
using Enforcement.Workflows.Execution;

namespace Enforcement.Processes;

/// <summary>One line of the engine's log as the journal keeps it: replays, simulation and disputes need every answer whole.</summary>
internal static class FlowLog
{
    public static JsonObject Of(LogEntry entry)
    {
        var line = new JsonObject
        {
            ["what"] = entry.Kind.ToString().ToLowerInvariant(),
            ["node"] = entry.Node.NodeId,
            ["type"] = entry.Node.Type,
        };
        if (entry.Outcomes.Count > 0)
            line["outcomes"] = new JsonArray([.. entry.Outcomes.Select(outcome => (JsonNode)outcome)]);
        if (entry.Inputs is { Count: > 0 })
            line["inputs"] = Values(entry.Inputs);
        if (entry.Outputs is { Count: > 0 })
            line["outputs"] = Values(entry.Outputs);
        if (entry.Message is not null)
            line["message"] = entry.Message;
        return line;
    }

    private static JsonObject Values(IReadOnlyDictionary<string, JsonNode?> values) =>
        new(values.Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())));
}
