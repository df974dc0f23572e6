using System.Text.Json.Nodes;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Tests;

public sealed class FactsTests
{
    private const string Definition = """
        {"id":"w1","definitionId":"w","version":1,"root":{"id":"s","type":"Elsa.Sequence","version":1,"activities":[
          {"id":"learn","type":"Test.Learn","version":1},
          {"id":"tell","type":"Elsa.WriteLine","version":1,"text":{"typeName":"String","expression":{"type":"JavaScript","value":"Case.answer"}}}]}}
        """;

    [Fact]
    public void What_an_activity_learns_is_read_by_the_next_and_the_given_facts_stay_as_they_were()
    {
        var graph = WorkflowGraph.Compile(
            WorkflowDefinition.Parse(Definition),
            new ActivityCatalog([.. ActivityCatalog.BuiltIn, new Learn()])
        );
        var given = new JsonObject { ["answer"] = "before" };

        var burst = new WorkflowEngine().Start(
            graph,
            new StartStimulus
            {
                Now = DateTimeOffset.UnixEpoch,
                Seed = 1,
                Facts = given,
            }
        );

        burst.Effects.OfType<LineWritten>().Single().Text.ShouldBe("after");
        burst.Effects.OfType<FactSet>().Single().Name.ShouldBe("answer");
        given["answer"]!.GetValue<string>().ShouldBe("before");
    }

    [Fact]
    public void The_log_keeps_what_was_computed_and_leaves_what_the_definition_says()
    {
        const string definition = """
            {"id":"w1","definitionId":"w","version":1,"root":{"id":"s","type":"Elsa.Sequence","version":1,"activities":[
              {"id":"said","type":"Elsa.WriteLine","version":1,"text":{"typeName":"String","expression":{"type":"Literal","value":"written down"}}},
              {"id":"told","type":"Elsa.WriteLine","version":1,"text":{"typeName":"String","expression":{"type":"JavaScript","value":"Case.answer"}}}]}}
            """;
        var burst = new WorkflowEngine().Start(
            WorkflowGraph.Compile(WorkflowDefinition.Parse(definition), new ActivityCatalog(ActivityCatalog.BuiltIn)),
            new StartStimulus
            {
                Now = DateTimeOffset.UnixEpoch,
                Seed = 1,
                Facts = new JsonObject { ["answer"] = "computed" },
            }
        );

        var started = burst.Log.Where(entry => entry.Kind == LogKind.Started).ToDictionary(entry => entry.Node.Id, entry => entry.Inputs);
        started["said"].ShouldBeNull();
        started["told"]!["Text"]!.GetValue<string>().ShouldBe("computed");
    }

    [Fact]
    public void The_cases_own_words_come_before_its_data_and_what_is_learned_comes_before_both()
    {
        var known = new JsonObject { ["number"] = "typed", ["amount"] = 200 };
        var facts = new Facts(known, new JsonObject { ["number"] = "430112-2026-00001", ["answer"] = null });
        var layer = facts.Layer();
        layer.Set("amount", 300);

        foreach (var read in new Func<string, JsonNode?>[] { name => layer[name], name => layer.ToJson()[name] })
        {
            read("number")!.GetValue<string>().ShouldBe("430112-2026-00001");
            read("amount")!.GetValue<int>().ShouldBe(300);
            read("answer").ShouldBeNull();
        }
        facts["amount"]!.GetValue<int>().ShouldBe(200, "a layer is its burst's own");
        layer.Layer()["amount"]!.GetValue<int>().ShouldBe(300, "a child begins with what its parent has learned");
        known.ToJsonString().ShouldBe("""{"number":"typed","amount":200}""");
    }

    private sealed class Learn : Activity
    {
        public override ActivityDescriptor Descriptor { get; } =
            new()
            {
                TypeName = "Test.Learn",
                Category = ("测试", "Test"),
                DisplayName = ("得知", "Learn"),
            };

        public override void Execute(ActivityContext context) => context.SetFact("answer", "after");
    }
}
