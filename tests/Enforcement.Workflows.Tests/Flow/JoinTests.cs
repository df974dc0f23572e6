using System.Text.Json.Nodes;
using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Tests.Flow;

/// <summary>What a join that takes the first branch gives up, and how joins and starts are read.</summary>
public sealed class JoinTests
{
    private static readonly EngineOptions Seen = new() { IncidentStrategy = IncidentStrategy.StopBranch, NoSilentLoss = true };

    /// <summary>The branch that is given up visits the join once more, as in Elsa; the mended one does not mind it.</summary>
    [Fact]
    public void A_race_gives_up_a_branch_that_began_after_it_was_decided()
    {
        new Walk(Charts.Race(), Seen).ShouldEndWith("S Fast After After");
        new Walk(Charts.Race().WithMendedJoins(), Seen).ShouldEndWith("S Fast After");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_had_come_to_a_join_on_the_way_to_a_race_is_given_up_with_it(bool isMended)
    {
        var definition = Draw.Envelope(
            Draw.Chart(
                "S > A, Wb, Wc; A > J; Wb > J; J > R; Wc > R; R > E",
                ("Wb", Draw.Event("b")),
                ("Wc", Draw.Event("c")),
                ("J", Draw.Join("WaitAll")),
                ("R", Draw.Join("WaitAny"))
            )
        );

        new Walk(isMended ? definition.WithMendedJoins() : definition, Seen).Resume("Wc").ShouldEndWith("S A E");
    }

    [Theory]
    [InlineData(null, "S After")]
    [InlineData("waitany", "S After")]
    [InlineData("nonsense", "S After")]
    [InlineData("waitall", null)]
    public void The_mode_of_a_join_is_read_in_any_spelling_and_is_a_race_where_none_is_given(string? mode, string? ends)
    {
        var walk = new Walk(Charts.Both(mode is null ? Draw.Activity("FlowJoin") : Draw.Join(mode))).Resume("A");
        if (ends is null)
            walk.Resume("B").ShouldEndWith("S After");
        else
            walk.ShouldEndWith(ends);
    }

    [Fact]
    public void A_flow_begins_at_its_start_wherever_that_is_drawn() =>
        new Walk(Draw.Envelope(Draw.Chart("A > B; St > B", ("St", Draw.Activity("Start"))))).ShouldEndWith("B");

    [Fact]
    public void A_trigger_that_is_drawn_first_begins_there_though_there_is_a_start()
    {
        var found = Draw.Event("found");
        found["customProperties"] = new JsonObject { ["canStartWorkflow"] = true };
        var graph = Draw.Envelope(Draw.Chart("T > A; St > B", ("T", found), ("St", Draw.Activity("Start")))).Compile();
        var trigger = graph.Nodes.Single(node => node.Id == "T").NodeId;

        var burst = new WorkflowEngine().Start(
            graph,
            new StartStimulus
            {
                Now = DateTimeOffset.UnixEpoch,
                Seed = 1,
                TriggerNodeId = trigger,
            }
        );

        burst.Effects.ShouldBe([new LineWritten("A")]);
    }

    [Fact]
    public void A_step_done_before_a_mended_join_can_be_gone_back_to()
    {
        var definition = Draw.Envelope(Draw.Chart("S > Wa; Wa > Bad; Bad > E", ("Wa", Draw.Event("a")), ("Bad", Draw.Activity("Fault"))))
            .WithMendedJoins();
        var walk = new Walk(definition, Seen).Resume("Wa");

        var ways = walk.Instance.WaysToRepair(walk.Instance.Incidents.Single().ActivityInstanceId)!;

        ways.BackTo.Select(node => node.Id).ShouldBe(["Wa", "S"]);
    }
}
