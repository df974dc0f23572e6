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
