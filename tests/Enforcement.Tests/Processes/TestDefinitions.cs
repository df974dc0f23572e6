using System.Text.Json;
using Enforcement.Processes;
using Enforcement.Tests.Harness;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.Processes;

/// <summary>Small definitions, written as an admin would draw them.</summary>
internal static class TestDefinitions
{
    /// <summary>Four tasks side by side, then the case closes.</summary>
    public static string FourAtOnce { get; } =
        Flowchart(
            "four-at-once",
            [
                Node("start", "Elsa.Start"),
                Task("a"),
                Task("b"),
                Task("c"),
                Task("d"),
                Node("all", "Elsa.FlowJoin", ("mode", Literal("WaitAll"))),
                Node("close", "Enforcement.CloseCase", ("outcome", Literal("archived"))),
                Node("end", "Elsa.End"),
            ],
            ["start>a", "start>b", "start>c", "start>d", "a:done>all", "b:done>all", "c:done>all", "d:done>all", "all>close", "close>end"]
        );

    /// <summary>One task after the other, for ever: the second leads back to the first.</summary>
    public static string BackAndForth { get; } =
        Flowchart(
            "back-and-forth",
            [Node("start", "Elsa.Start"), Task("there"), Task("back")],
            ["start>there", "there:done>back", "back:done>there"]
        );

    /// <summary>A task for two officers, then a number and the end.</summary>
    public static string TwoOfficers { get; } =
        Flowchart(
            "two-officers",
            [
                Node("start", "Elsa.Start"),
                Task(
                    "record",
                    ("twoOfficers", Literal(true)),
                    (
                        "fields",
                        Json(
                            new[]
                            {
                                new
                                {
                                    name = "note",
                                    label = new { zh = "记录" },
                                    type = "multiline",
                                    required = true,
                                },
                            }
                        )
                    )
                ),
                Node("number", "Enforcement.AllotNumber", ("word", Literal("立")), ("fact", Literal("filingNumber"))),
                Task("after"),
            ],
            ["start>record", "record:done>number", "number>after"]
        );

    /// <summary>The party's window that closes by itself, beside a clock of the case; then one more task.</summary>
    public static string Window { get; } =
        Flowchart(
            "window",
            [
                Node("start", "Elsa.Start"),
                Node("caseClock", "Enforcement.StartClock", ("rule", Literal("DL-PEN-02"))),
                Task(
                    "window",
                    ("clock", Literal("DL-REV-03")),
                    ("clockFrom", Literal("noticeServedOn")),
                    ("timeoutOutcome", Literal("silent")),
                    (
                        "outcomes",
                        Json(
                            new[]
                            {
                                new { name = "silent", label = new { zh = "期满未提出" } },
                                new { name = "waived", label = new { zh = "书面放弃" } },
                            }
                        )
                    )
                ),
                Task("after", ("clock", Literal("DL-INT-APPROVAL"))),
                Node("close", "Enforcement.CloseCase", ("outcome", Literal("archived"))),
                Node("end", "Elsa.End"),
            ],
            ["start>caseClock", "caseClock>window", "window:silent>after", "window:waived>after", "after:done>close", "close>end"]
        );

    internal static object Literal(object value) => new { typeName = "Object", expression = new { type = "Literal", value } };

    internal static object Json(object value) =>
        new { typeName = "Object", expression = new { type = "Object", value = JsonSerializer.Serialize(value) } };

    internal static object Script(string value) => new { typeName = "String", expression = new { type = "JavaScript", value } };

    internal static Dictionary<string, object> Task(string id, params (string Name, object Value)[] more) =>
        Node(
            id,
            "Enforcement.Task",
            [
                ("title", Literal(id)),
                ("role", Literal("officer")),
                ("outcomes", Json(new[] { new { name = "done", label = new { zh = "完成", en = "Done" } } })),
                .. more,
            ]
        );

    internal static Dictionary<string, object> Node(string id, string type, params (string Name, object Value)[] properties)
    {
        var node = new Dictionary<string, object>
        {
            ["id"] = id,
            ["name"] = id,
            ["type"] = type,
            ["version"] = 1,
        };
        foreach (var (name, value) in properties)
            node[name] = value;
        return node;
    }

    /// <summary>One of those that are shipped, as the service compiles it.</summary>
    public static WorkflowGraph CompileShipped(this TestService service, string definition) =>
        service.Compile(File.ReadAllText(Path.Combine(ShippedDefinitions.Folder, $"{definition}.json")));

    public static WorkflowGraph Compile(this TestService service, string content) =>
        WorkflowGraph.Compile(WorkflowDefinition.Parse(content), service.Services.GetRequiredService<ActivityCatalog>());

    internal static string Flowchart(string id, Dictionary<string, object>[] activities, string[] connections) =>
        JsonSerializer.Serialize(
            new
            {
                id = $"{id}-1",
                definitionId = id,
                name = id,
                version = 1,
                root = new
                {
                    id = "flow",
                    type = "Elsa.Flowchart",
                    version = 1,
                    activities,
                    connections = connections.Select(Connection),
                },
            }
        );

    private static object Connection(string text)
    {
        var ends = text.Split('>');
        var source = ends[0].Split(':');
        return new
        {
            source = new { activity = source[0], port = source.Length > 1 ? source[1] : "Done" },
            target = new { activity = ends[1], port = "In" },
        };
    }
}
