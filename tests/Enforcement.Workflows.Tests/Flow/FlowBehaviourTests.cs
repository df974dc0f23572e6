using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Definitions;

namespace Enforcement.Workflows.Tests.Flow;

public sealed class FlowBehaviourTests
{
    [Fact]
    public void What_one_branch_of_a_fork_does_is_done_when_the_join_of_all_has_run()
    {
        var flow = Of("S > A, B; A > J; B > J; J > End", ("J", Draw.Join("WaitAll")), ("A", Draw.Event("a")), ("B", Draw.Event("b")));

        flow.FirstBreach(new FlowDemand(null, Left("J"), Left("A"))).ShouldBeNull();
        flow.FirstBreach(new FlowDemand(null, Left("B"), Left("A"))).ShouldNotBeNull("b may end first");
    }

    [Fact]
    public void A_join_of_any_lets_the_other_branch_be_missing()
    {
        var flow = Of("S > A, B; A > J; B > J; J > End", ("J", Draw.Join("WaitAny")), ("A", Draw.Event("a")), ("B", Draw.Event("b")));

        var breach = flow.FirstBreach(new FlowDemand(null, Left("J"), Left("A"))).ShouldNotBeNull();
        breach.Event.Node.Id.ShouldBe("J");
        Shown(breach).ShouldBe("S > B > J");
    }

    [Fact]
    public void Outcomes_that_lead_to_the_same_activity_are_told_apart()
    {
        var flow = Of(
            "S > D; D:True > After; D:False > After; After > End",
            ("D", Draw.Decision(Draw.Js("Boolean", "true"))),
            ("After", Draw.Event("after"))
        );

        Shown(flow.FirstBreach(new FlowDemand(Left("D", "False"), Left("After"), null)).ShouldNotBeNull()).ShouldBe("S > D[False] > After");
        flow.FirstBreach(new FlowDemand(Left("D", "False"), Left("After"), Left("After"))).ShouldBeNull();
    }

    [Fact]
    public void A_demand_that_was_met_stands_again_when_its_reason_comes_round_again()
    {
        // The second proposal needs a second notice; the loop leads past it.
        var flow = Of(
            "S > Notice; Notice > Propose; Propose > D; D:True > Propose; D:False > End",
            ("Notice", Draw.Event("notice")),
            ("Propose", Draw.Event("propose")),
            ("D", Draw.Decision(Draw.Js("Boolean", "true")))
        );

        flow.FirstBreach(new FlowDemand(null, Left("Propose"), Left("Notice"))).ShouldBeNull("the first notice meets it for good");
        Shown(flow.FirstBreach(new FlowDemand(Left("Propose"), Left("Propose"), Left("Notice"))).ShouldNotBeNull())
            .ShouldBe("S > Notice > Propose > D[True] > Propose");
    }

    [Fact]
    public void The_flow_rests_where_all_branches_wait_and_ends_once()
    {
        var flow = Of("S > A, B; A > Quick; Quick > End", ("A", Draw.Event("a")), ("B", Draw.Event("b")));

        flow.FirstBreach(new FlowDemand(null, it => it.Moment == FlowMoment.Rests && it.Node.Id == "B", null)).ShouldNotBeNull();
        flow.FirstBreach(new FlowDemand(null, it => it.Moment == FlowMoment.Rests && it.Node.Id == "Quick", null)).ShouldBeNull();
        flow.FirstBreach(
                new FlowDemand(it => it.Moment == FlowMoment.Ends, it => it.Moment == FlowMoment.Left && it.Node.Id != "Nobody", null)
            )
            .ShouldBeNull();
    }

    [Fact]
    public void A_wait_that_begins_and_the_end_of_the_flow_are_seen()
    {
        var flow = Of("S > A; A > End", ("A", Draw.Event("a")));

        Shown(flow.FirstBreach(new FlowDemand(null, it => it.Moment == FlowMoment.Waits, null)).ShouldNotBeNull()).ShouldBe("S");
        var end = flow.FirstBreach(new FlowDemand(null, it => it.Moment == FlowMoment.Ends, null)).ShouldNotBeNull();
        (Shown(end), end.Event.Node).ShouldBe(("S > A > End", flow.Flowchart));
    }

    [Fact]
    public void A_fork_whose_branches_are_a_script_leaves_by_those_that_are_drawn_at_it()
    {
        var flow = Of(
            "S > F; F:One > A; F:Two > B; A:Other > End; B > End",
            ("F", Draw.Activity("FlowFork", ("branches", Draw.Js("String[]", "['One']"))))
        );

        flow.FirstBreach(new FlowDemand(null, Left("F", "Two"), null)).ShouldNotBeNull();
        flow.FirstBreach(new FlowDemand(null, Left("F", "Other"), null)).ShouldBeNull();
    }

    /// <summary>In both only B waits; whether the join runs hangs on the branch that has already come, or gone elsewhere.</summary>
    [Theory]
    [InlineData("WaitAllActive", false)]
    [InlineData("WaitAll", true)]
    public void Positions_in_which_something_has_arrived_and_in_which_nothing_has_are_told_apart(string mode, bool isMended)
    {
        var definition = Draw.Envelope(
            Draw.Chart(
                "S > D, B; D:True > J; B > E; E:True > J; E:False > Out; J > After",
                ("D", Draw.Decision(Draw.Js("Boolean", "true"))),
                ("B", Draw.Event("b")),
                ("E", Draw.Decision(Draw.Js("Boolean", "true"))),
                ("J", Draw.Join(mode))
            )
        );
        var flow = FlowBehaviour.Of((isMended ? definition.WithMendedJoins() : definition).Compile()).ShouldNotBeNull();
        Predicate<FlowEvent> ends = it => it.Moment == FlowMoment.Ends;

        var breach = flow.FirstBreach(new FlowDemand(Left("D", "False"), ends, Left("J"))).ShouldNotBeNull();
        Shown(breach).ShouldBe("S > D[False] > B > E[False] > Out");
        flow.FirstBreach(new FlowDemand(Left("D", "True"), ends, Left("J"))).ShouldBeNull("what has arrived is not lost");
        flow.FirstBreach(new FlowDemand(null, Left("J"), Left("B"))).ShouldBeNull("nothing overtakes B");
    }

    [Fact]
    public void As_many_positions_and_moves_as_the_limit_are_all()
    {
        // Three positions: both wait, or one of them; and five moves from one to the next.
        var graph = Draw.Envelope(Draw.Chart("S > A, B", ("A", Draw.Event("a")), ("B", Draw.Event("b")))).Compile();

        FlowBehaviour.Of(graph, new PublishLimits { Positions = 3 })!.IsWhole.ShouldBeTrue();
        FlowBehaviour.Of(graph, new PublishLimits { Positions = 2 })!.IsWhole.ShouldBeFalse();
        FlowBehaviour.Of(graph, new PublishLimits { Moves = 5 })!.IsWhole.ShouldBeTrue();
        FlowBehaviour.Of(graph, new PublishLimits { Moves = 4 })!.IsWhole.ShouldBeFalse();
    }

    [Fact]
    public void More_ways_than_the_limit_are_not_taken_for_all()
    {
        var definition = Draw.Envelope(
            Draw.Chart("S > A, B, C, D", ("A", Draw.Event("a")), ("B", Draw.Event("b")), ("C", Draw.Event("c")), ("D", Draw.Event("d")))
        );

        FlowBehaviour.Of(definition.Compile(), new PublishLimits { Moves = 5 })!.IsWhole.ShouldBeFalse();
        FlowBehaviour.Of(definition.Compile())!.IsWhole.ShouldBeTrue();
        FlowBehaviour.Of(Draw.Envelope(Draw.Sequence(Draw.Write("one"))).Compile()).ShouldBeNull();
    }

    private static FlowBehaviour Of(string chart, params (string Id, System.Text.Json.Nodes.JsonObject Activity)[] given) =>
        FlowBehaviour.Of(Draw.Envelope(Draw.Chart(chart, [.. given, ("End", Draw.Activity("End"))])).Compile()).ShouldNotBeNull();

    private static Predicate<FlowEvent> Left(string id, string? outcome = null) =>
        it => it.Moment == FlowMoment.Left && it.Node.Id == id && (outcome is null || it.Outcome == outcome);

    private static string Shown(FlowBreach breach) =>
        string.Join(" > ", breach.Path.Select(step => step.NodeId.Split(':')[^1] + (step.Outcome is { } outcome ? $"[{outcome}]" : "")));
}
