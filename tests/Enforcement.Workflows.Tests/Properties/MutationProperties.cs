using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Tests.Properties;

/// <summary>
/// Definitions that were sound until somebody's editor, disk or malice had them. A hundred thousand with <c>LONG=1</c>, one in a hundred of
/// them otherwise.
/// </summary>
public sealed class MutationProperties
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
    private static readonly string[] Sound =
    [
        .. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Conformance", "Oracle"), "*.json").Order().Select(File.ReadAllText),
    ];
    private static readonly ActivityCatalog Catalog = new(ActivityCatalog.BuiltIn);
    private static readonly WorkflowEngine Engine = new(new EngineOptions { MaxStepsPerBurst = 100, NoSilentLoss = true });
    private static readonly PublishLimits Small = new() { Positions = 50, Moves = 100 };

    private static readonly Func<JsonNode?>[] Strangers =
    [
        () => null,
        () => true,
        () => 0,
        () => -1,
        () => 1e300,
        () => 9_999_999_999,
        () => "",
        () => "Elsa.Flowchart",
        () => "a:b:c",
        () => "[",
        () => "{\"id\":1}",
        () => "😀 执法",
        () => new JsonArray(),
        () => new JsonObject(),
        () => new JsonArray(null, new JsonArray(1), "x", new JsonObject { ["type"] = "Elsa.Sequence" }),
        () =>
            new JsonObject
            {
                ["typeName"] = "Int32",
                ["expression"] = new JsonObject { ["type"] = "JavaScript", ["value"] = "throw 1" },
            },
        () =>
            new JsonObject
            {
                ["typeName"] = "String",
                ["expression"] = new JsonObject { ["type"] = "Liquid", ["value"] = "{{ Variables.x | nothing }}" },
            },
        () => new JsonObject { ["$values"] = new JsonArray(new JsonObject()) },
    ];

    [Fact]
    public void A_definition_with_any_value_exchanged_is_read_checked_and_run_or_refused_by_name() =>
        Gen.Select(Gen.Int[0, Sound.Length - 1], Gen.Int[0, 100_000].Array[1, 4], Gen.Int[0, 1000].Array[4])
            .Sample(
                (which, places, changes) =>
                {
                    var definition = JsonNode.Parse(Sound[which])!;
                    for (var at = 0; at < places.Length; at++)
                        Change(definition, places[at], changes[at]);
                    Live(Encoding.UTF8.GetBytes(definition.ToJsonString()));
                },
                iter: TestSize.Of(100_000)
            );

    [Fact]
    public void Any_bytes_are_read_checked_and_run_or_refused_by_name() =>
        Gen.Select(Gen.Int[0, Sound.Length - 1], Gen.Int[0, 100_000].Array[1, 6], Gen.Byte.Array[6])
            .Sample(
                (which, places, bytes) =>
                {
                    var text = Encoding.UTF8.GetBytes(Sound[which]);
                    for (var at = 0; at < places.Length; at++)
                        text[places[at] % text.Length] = bytes[at];
                    Live(text);
                },
                iter: TestSize.Of(100_000)
            );

    private static void Live(byte[] text)
    {
        WorkflowDefinition definition;
        try
        {
            definition = WorkflowDefinition.Parse(text);
        }
        catch (MalformedDefinitionException refused)
        {
            refused.Code.ShouldStartWith("definition.");
            return;
        }
        WorkflowDefinition.Parse(definition.ToJson()).ToJson().ShouldBe(definition.ToJson());
        var graph = WorkflowGraph.Compile(definition, Catalog, _ => null);
        PublishCheck.Of(graph, Small).ShouldAllBe(fault => fault.Code.Contains('.') && fault.NodeId.Length > 0);
        var burst = Engine.Start(graph, new StartStimulus { Now = Now, Seed = 1 });
        for (var bursts = 0; bursts < 3 && burst.Instance is { Status: WorkflowStatus.Running, Bookmarks: [var wait, ..] }; bursts++)
        {
            var instance = WorkflowInstance.Load(graph, burst.Instance.Save());
            burst = Engine.Resume(
                instance,
                new ResumeStimulus
                {
                    Now = Now,
                    Seed = 2,
                    BookmarkId = wait.Id,
                }
            );
        }
    }

    private static void Change(JsonNode root, int place, int how)
    {
        var places = new List<(JsonNode Owner, string? Name, int At)>();
        Collect(root, places);
        if (places.Count == 0)
            return;
        var (owner, name, at) = places[place % places.Count];
        var (other, otherName, otherAt) = places[(place * 31 + how) % places.Count];
        var kind = how % (Strangers.Length + 4);
        if (kind == Strangers.Length)
            Remove(owner, name, at);
        else if (kind < Strangers.Length)
            Put(owner, name, at, Strangers[kind]());
        else if (kind == Strangers.Length + 1 && owner is JsonArray list)
            list.Add(list[at]?.DeepClone());
        else
            Put(owner, name, at, (otherName is null ? other[otherAt] : other[otherName])?.DeepClone());
    }

    private static void Collect(JsonNode? node, List<(JsonNode, string?, int)> places)
    {
        if (node is JsonObject source)
        {
            foreach (var (name, child) in source)
            {
                places.Add((source, name, 0));
                Collect(child, places);
            }
        }
        else if (node is JsonArray array)
        {
            for (var at = 0; at < array.Count; at++)
            {
                places.Add((array, null, at));
                Collect(array[at], places);
            }
        }
    }

    private static void Put(JsonNode owner, string? name, int at, JsonNode? value)
    {
        if (name is null)
            owner[at] = value;
        else
            owner[name] = value;
    }

    private static void Remove(JsonNode owner, string? name, int at)
    {
        if (name is null)
            owner.AsArray().RemoveAt(at);
        else
            owner.AsObject().Remove(name);
    }
}
