using Enforcement.Deadlines;
using Enforcement.Tests.Harness;
using Enforcement.Tests.Processes;
using Enforcement.Workflows.Execution;

namespace Enforcement.Tests.Deadlines;

public sealed class ClocksOnTheWayTests(TestService service) : IClassFixture<TestService>
{
    [Theory]
    [InlineData("leadCheck", "DL-LEAD-DECISION")]
    [InlineData("investigation", "DL-PEN-02")]
    [InlineData("report", "DL-PEN-02")]
    [InlineData("decision", "DL-PEN-02")]
    [InlineData("service", "")]
    [InlineData("closingDraft", "")]
    [InlineData("closeCaseTransferred", "")]
    public void The_townships_procedure_has_a_term_to_decide_on_the_lead_and_one_from_filing_to_the_decision(string node, string rule)
    {
        var graph = service.CompileShipped("township-case");

        string.Join(',', ClockOnTheWay.To(Node(graph, node)).Select(clock => clock.Rule)).ShouldBe(rule);
    }

    [Fact]
    public void It_begins_with_the_step_that_comes_at_once_behind_it_and_with_none_further_on()
    {
        var graph = service.CompileShipped("township-case");
        var clock = ClockOnTheWay.To(Node(graph, "report")).ShouldHaveSingleItem();

        clock.Start.Id.ShouldBe("startCaseClock");
        clock.StartsOnArrivalAt(Node(graph, "investigation")).ShouldBeTrue();
        clock.StartsOnArrivalAt(Node(graph, "report")).ShouldBeFalse("somebody investigates in between");
    }

    [Fact]
    public void A_term_that_only_some_ways_have_started_is_not_running_and_one_that_every_way_has_is()
    {
        var graph = service.Compile(
            TestDefinitions.Flowchart(
                "ways",
                [
                    TestDefinitions.Node("start", "Elsa.Start"),
                    TestDefinitions.Task("a"),
                    Start("one", "DL-PEN-02"),
                    Start("other", "DL-PEN-02"),
                    Start("only", "DL-PET-03"),
                    TestDefinitions.Task("b"),
                    TestDefinitions.Task("c"),
                ],
                ["start>a", "a:done>one", "a:back>other", "one>only", "only>b", "other>b", "b:done>c", "c:done>b"]
            )
        );

        ClockOnTheWay.To(Node(graph, "b")).Select(clock => clock.Rule).ShouldBe(["DL-PEN-02"]);
        ClockOnTheWay.To(Node(graph, "c")).Select(clock => clock.Rule).ShouldBe(["DL-PEN-02"]);
    }

    private static Dictionary<string, object> Start(string id, string rule) =>
        TestDefinitions.Node(id, "Enforcement.StartClock", ("rule", TestDefinitions.Literal(rule)));

    private static ActivityNode Node(WorkflowGraph graph, string id) => graph.Nodes.Single(node => node.Id == id);
}
