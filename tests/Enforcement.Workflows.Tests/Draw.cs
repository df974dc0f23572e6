using System.Text.Json.Nodes;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Tests;

/// <summary>
/// Draws definitions in a line of text: <c>"S > A, B; A > J; D:True > J"</c>. What is not given stands for an activity that writes its own
/// name. The JSON is Elsa's, and is read as any other.
/// </summary>
internal static class Draw
{
    public static JsonObject Chart(string connections, params (string Id, JsonObject Activity)[] given)
    {
        var activities = new List<string>();
        var lines = new JsonArray();
        void Mention(string id)
        {
            if (!activities.Contains(id))
                activities.Add(id);
        }

        foreach (var part in connections.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (from, to) = part.Split('>', StringSplitOptions.TrimEntries) is [var source, var targets] ? (source, targets) : (part, "");
            var (id, port) = from.Split(':') is [var named, var outcome] ? (named, outcome) : (from, "Done");
            Mention(id);
            foreach (var target in to.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                Mention(target);
                lines.Add(
                    new JsonObject
                    {
                        ["source"] = new JsonObject { ["activity"] = id, ["port"] = port },
                        ["target"] = new JsonObject { ["activity"] = target, ["port"] = "In" },
                    }
                );
            }
        }
        return Activity(
            "Flowchart",
            (
                "activities",
                Array([.. activities.Select(id => Named(id, given.FirstOrDefault(pair => pair.Id == id).Activity ?? Write(id)))])
            ),
            ("connections", lines)
        );
    }

    public static JsonObject Sequence(params JsonObject[] activities) => Activity("Sequence", ("activities", Array(activities)));

    public static JsonObject Write(string text) => Activity("WriteLine", ("text", Literal("String", text)));

    public static JsonObject Write(JsonNode text) => Activity("WriteLine", ("text", text));

    public static JsonObject Event(string name) => Activity("Event", ("eventName", Literal("String", name)));

    public static JsonObject Join(string mode) => Activity("FlowJoin", ("mode", Literal("FlowJoinMode", mode)));

    public static JsonObject Decision(JsonNode condition) => Activity("FlowDecision", ("condition", condition));

    public static JsonObject SetVariable(string name, JsonNode value) =>
        Activity("SetVariable", ("variable", new JsonObject { ["id"] = name, ["name"] = name }), ("value", value));

    public static JsonObject Activity(string type, params (string Name, JsonNode? Value)[] properties)
    {
        var activity = new JsonObject { ["type"] = type.Contains('.') ? type : "Elsa." + type, ["version"] = 1 };
        foreach (var (name, value) in properties)
            activity[name] = value;
        return activity;
    }

    public static JsonObject Named(string id, JsonObject activity)
    {
        activity["id"] = id;
        activity["name"] = id;
        return activity;
    }

    public static JsonArray Array(params JsonNode[] items) => new(items);

    public static JsonObject Literal(string typeName, JsonNode? value) => Input(typeName, "Literal", value);

    public static JsonObject Js(string typeName, string script) => Input(typeName, "JavaScript", script);

    public static JsonObject Liquid(string template) => Input("String", "Liquid", template);

    public static JsonObject Json(string typeName, string json) => Input(typeName, "Object", json);

    public static JsonObject Variable(string typeName, string name) =>
        Input(typeName, "Variable", new JsonObject { ["id"] = name, ["name"] = name });

    public static JsonObject Input(string typeName, string kind, JsonNode? value) =>
        new()
        {
            ["typeName"] = typeName,
            ["expression"] = new JsonObject { ["type"] = kind, ["value"] = value },
        };

    /// <param name="variables">As <c>name</c> or <c>name=value</c>, a number where it is one; kept across waits.</param>
    public static JsonObject Envelope(JsonObject root, params string[] variables) =>
        new()
        {
            ["id"] = "w-1",
            ["definitionId"] = "w",
            ["name"] = "W",
            ["version"] = 1,
            ["variables"] = Array([
                .. variables
                    .Select(text => text.Split('='))
                    .Select(parts => new JsonObject
                    {
                        ["id"] = parts[0],
                        ["name"] = parts[0],
                        ["typeName"] = parts is [_, var value] && int.TryParse(value, out _) ? "Int32" : "Object",
                        ["value"] = parts.Length > 1 ? parts[1] : null,
                        ["storageDriverTypeName"] = "Elsa.Workflows.WorkflowInstanceStorageDriver, Elsa.Workflows.Core",
                    }),
            ]),
            ["customProperties"] = new JsonObject(),
            ["root"] = root,
        };

    public static JsonObject WithMendedJoins(this JsonObject envelope)
    {
        envelope["customProperties"]!["enforcement"] = new JsonObject { ["joinMode"] = "WaitForArrivals" };
        return envelope;
    }

    public static WorkflowGraph Compile(this JsonObject definition, Func<WorkflowReference, WorkflowDefinition?>? others = null) =>
        WorkflowGraph.Compile(WorkflowDefinition.Parse(definition.ToJsonString()), new ActivityCatalog(ActivityCatalog.BuiltIn), others);
}
