using System.Text.Json;
using System.Text.Json.Nodes;

namespace Enforcement.Benchmarks.Engine;

/// <summary>Definitions as an admin would draw them.</summary>
internal static class Drawn
{
    /// <summary>So many nodes one behind the other: an event to wait for in every tenth place, a variable set or a decision made in the others.</summary>
    public static string Chain(int nodes)
    {
        var activities = new JsonArray();
        for (var at = 0; at < nodes; at++)
            activities.Add(
                (at % 10) switch
                {
                    9 => Wait($"n{at}"),
                    4 => Decision($"n{at}", "JavaScript", "Case.fine > 0"),
                    _ => Node($"n{at}", "Elsa.SetName", ("value", Input("Literal", $"{at}"))),
                }
            );
        return Flow("chain", activities);
    }

    /// <summary>A wait, a decision by this expression, another wait.</summary>
    public static string AfterAWait(string language, string expression) =>
        Flow("script", [Wait("before"), Node("name", "Elsa.SetName", ("value", Input(language, expression))), Wait("after")]);

    private static string Flow(string id, JsonArray activities)
    {
        var connections = new JsonArray();
        for (var at = 1; at < activities.Count; at++)
            connections.Add(
                new JsonObject
                {
                    ["source"] = new JsonObject
                    {
                        ["activity"] = activities[at - 1]!["id"]!.GetValue<string>(),
                        ["port"] = activities[at - 1]!["type"]!.GetValue<string>() == "Elsa.FlowDecision" ? "True" : "Done",
                    },
                    ["target"] = new JsonObject { ["activity"] = activities[at]!["id"]!.GetValue<string>(), ["port"] = "In" },
                }
            );
        return new JsonObject
        {
            ["id"] = $"{id}-1",
            ["definitionId"] = id,
            ["name"] = id,
            ["version"] = 1,
            ["root"] = new JsonObject
            {
                ["id"] = "flow",
                ["type"] = "Elsa.Flowchart",
                ["version"] = 1,
                ["activities"] = activities,
                ["connections"] = connections,
            },
        }.ToJsonString();
    }

    private static JsonObject Wait(string id) => Node(id, "Elsa.Event", ("eventName", Input("Literal", "goes-on")));

    private static JsonObject Decision(string id, string language, string expression) =>
        Node(id, "Elsa.FlowDecision", ("condition", Input(language, expression, "Boolean")));

    private static JsonObject Node(string id, string type, params (string Name, JsonNode Value)[] inputs)
    {
        var node = new JsonObject
        {
            ["id"] = id,
            ["name"] = id,
            ["type"] = type,
            ["version"] = 1,
        };
        foreach (var (name, value) in inputs)
            node[name] = value;
        return node;
    }

    private static JsonObject Input(string type, string value, string typeName = "String") =>
        new()
        {
            ["typeName"] = typeName,
            ["expression"] = new JsonObject { ["type"] = type, ["value"] = JsonSerializer.SerializeToNode(value) },
        };
}
