using System.Text.Json.Nodes;
using Enforcement.Workflows.Execution;
using Enforcement.Workflows.Tests.Flow;

namespace Enforcement.Workflows.Tests;

/// <summary>Instances that wait are led over to another drawing and go on there. W… are waits, everything else writes its name.</summary>
public sealed class MoveTests
{
    [Fact]
    public void A_new_step_ahead_is_met()
    {
        var walk = new Walk(Chart("S > Wa; Wa > B"));

        walk.MoveTo(Chart("S > Wa; Wa > N; N > B")).ShouldBe("");

        walk.Resume("Wa").Text.ShouldBe("S N B");
        walk.State.ShouldBe("Finished");
    }

    [Fact]
    public void A_new_step_behind_is_passed_over_and_named()
    {
        var walk = new Walk(Chart("S > A; A > Wb; Wb > C"));

        walk.MoveTo(Chart("S > A; A > N; N > Wb; Wb > C")).ShouldBe("move.step-passed-over N");

        walk.Resume("Wb").Text.ShouldBe("S A C");
        walk.State.ShouldBe("Finished");
    }

    [Fact]
    public void An_open_step_that_is_gone_is_refused_until_somebody_names_where_to()
    {
        var walk = new Walk(Chart("S > Wa; Wa > B"));

        walk.MoveTo(Chart("S > Wx; Wx > B")).ShouldStartWith("move.step-gone Wa");
        walk.State.ShouldBe("Suspended at Wa");
        walk.MoveTo(Chart("S > Wx; Wx > B"), ("Wa", "Wx")).ShouldBe("");

        walk.Resume("Wx").Text.ShouldBe("S B");
    }

    [Fact]
    public void An_open_step_of_another_kind_or_out_of_reach_is_refused()
    {
        var walk = new Walk(Chart("S > Wa; Wa > B"));
        walk.MoveTo(Draw.Envelope(Draw.Chart("S > Wa; Wa > B"))).ShouldBe("move.step-differs Wa");
        walk.MoveTo(Chart("S > B; Wa > B")).ShouldContain("move.step-gone Wa");
    }

    [Fact]
    public void A_step_is_put_into_a_branch_that_a_join_still_waits_for()
    {
        var walk = new Walk(Chart("S > Wa, Wb; Wa > J; Wb > J; J > E")).Resume("Wa");

        walk.MoveTo(Chart("S > Wa, Wb; Wa > J; Wb > N; N > J; J > E")).ShouldBe("");

        walk.Resume("Wb").Text.ShouldBe("S N E");
        walk.State.ShouldBe("Finished");
    }

    [Fact]
    public void A_step_that_nobody_would_ever_begin_is_refused()
    {
        var walk = new Walk(Chart("S > Wa, Wb; Wa > J; Wb > J; J > E")).Resume("Wa");
        walk.MoveTo(Chart("S > Wa, Wb; Wa > N; N > J; Wb > J; J > E"))
            .ShouldBe("move.arrival-lost J, move.step-between N, move.step-between J");
        walk.State.ShouldBe("Suspended at Wb");
    }

    [Fact]
    public void A_branch_that_has_come_to_a_join_is_not_lost()
    {
        var walk = new Walk(Chart("S > Wa, Wb; Wa > J; Wb > J; J > E")).Resume("Wa");
        walk.MoveTo(Chart("S > Wa, Wb; Wa > X; Wb > J; J > E")).ShouldStartWith("move.arrival-lost J");
    }

    [Fact]
    public void An_outcome_that_leads_nowhere_now_is_refused()
    {
        var walk = new Walk(Chart("S > Wa; Wa > B; Wa:No > C"));
        walk.MoveTo(Chart("S > Wa; Wa > B; B > C")).ShouldBe("move.outcome-gone Wa/No");
    }

    [Fact]
    public void Round_and_round_a_loop_the_joins_count_right_after_a_move()
    {
        var walk = new Walk(Rework("Wa > Wb"));
        walk.Resume("Wa").Resume("Wb", Again(true));
        walk.State.ShouldBe("Suspended at Wa");

        walk.MoveTo(Rework("Wa > N; N > Wb")).ShouldBe("");
        walk.Resume("Wa").Resume("Wb", Again(true)).Resume("Wa").Resume("Wb", Again(true)).Resume("Wa").Resume("Wb", Again(false));

        walk.Text.ShouldBe("S N N N E");
        walk.State.ShouldBe("Finished");
    }

    [Fact]
    public void A_step_passed_over_is_done_when_the_loop_comes_round()
    {
        var walk = new Walk(Rework("Wa > Wb")).Resume("Wa");

        walk.MoveTo(Rework("Wa > N; N > Wb")).ShouldBe("move.step-passed-over N");
        walk.Resume("Wb", Again(true)).Resume("Wa").Resume("Wb", Again(true)).Resume("Wa").Resume("Wb", Again(false));

        walk.Text.ShouldBe("S N N E");
        walk.State.ShouldBe("Finished");
    }

    [Fact]
    public void A_new_outcome_of_a_step_that_is_done_holds_up_no_merge_ahead()
    {
        var walk = new Walk(Chart("S > A; A > Wb; Wb > M; M > E"));

        walk.MoveTo(Chart("S > A; A > Wb; A:No > M; Wb > M; M > E")).ShouldBe("");

        walk.Resume("Wb").Text.ShouldBe("S A M E");
        walk.State.ShouldBe("Finished");
    }

    [Fact]
    public void A_step_that_was_done_and_is_moved_ahead_comes_again_and_is_named()
    {
        var walk = new Walk(Chart("S > A; A > Wb; Wb > C"));
        walk.MoveTo(Chart("S > Wb; Wb > A; A > C")).ShouldBe("move.step-again A");
        walk.Resume("Wb").Text.ShouldBe("S A A C");
    }

    [Fact]
    public void Variables_go_over_by_name()
    {
        var walk = new Walk(Chart("S > Wa; Wa > B", "kept", "old"));
        var workflow = walk.Graph.Nodes[0].Id;
        walk.MoveTo(Chart("S > Wa; Wa > B", "kept", "new"))
            .ShouldBe($"move.variable-dropped {workflow}/old, move.variable-new {workflow}/new");
    }

    [Fact]
    public void A_sequence_goes_on_behind_the_step_that_is_open_wherever_that_stands_now()
    {
        var walk = new Walk(Sequence("a", "W", "b"));

        walk.MoveTo(Sequence("n", "a", "W", "x", "b")).ShouldBe("");

        walk.Resume("W").ShouldEndWith("a x b");
    }

    [Fact]
    public void What_a_variable_held_and_what_has_failed_go_over_and_can_be_repaired_there()
    {
        var walk = new Walk(Failing("S > Bad; Bad > T"), new EngineOptions { IncidentStrategy = IncidentStrategy.StopBranch });
        walk.State.ShouldBe("Suspended with 1");

        walk.MoveTo(Failing("S > Bad; Bad > N; N > T")).ShouldBe("");

        walk.State.ShouldBe("Suspended with 1");
        walk.Instance.Incidents[0].Node.ShouldBe(walk.Graph.Nodes.Single(node => node.Id == "Bad"));
        walk.CancelStep("Bad");
        walk.Instance.Incidents.ShouldBeEmpty();

        static JsonObject Failing(string connections) =>
            Draw.Envelope(
                Draw.Chart(connections, ("Bad", Draw.Activity("Fault")), ("S", Draw.SetVariable("kept", Draw.Literal("Object", "k")))),
                "kept"
            );
    }

    [Fact]
    public void The_value_of_a_variable_goes_over_and_the_default_of_a_new_one_does_not_take_its_place()
    {
        var walk = new Walk(Telling("kept=1"));

        walk.MoveTo(Telling("kept=2", "other=3")).ShouldBe($"move.variable-new {walk.Graph.Nodes[0].Id}/other");

        walk.Resume("W").ShouldEndWith("5");

        static JsonObject Telling(params string[] variables) =>
            Draw.Envelope(
                Draw.Sequence(
                    Draw.Named("Set", Draw.SetVariable("kept", Draw.Literal("Object", 5))),
                    Draw.Named("W", Draw.Event("w")),
                    Draw.Named("Tell", Draw.Write(Draw.Js("String", "`${variables.kept}`")))
                ),
                variables
            );
    }

    [Fact]
    public void Branches_that_are_counted_cannot_become_more_and_joins_cannot_become_others()
    {
        new Walk(Parallel("Wa", "Wb")).MoveTo(Parallel("Wa", "Wb", "Wc")).ShouldStartWith("move.step-differs P");
        new Walk(Parallel("Wa", "Wb")).MoveTo(Parallel("Wa", "Wb")).ShouldBe("");

        var chart = "S > Wa; Wa > B";
        new Walk(Chart(chart)).MoveTo(Chart(chart).WithMendedJoins()).ShouldStartWith("move.joins-differ");
        new Walk(Chart(chart).WithMendedJoins()).MoveTo(Chart(chart)).ShouldStartWith("move.joins-differ");

        static JsonObject Parallel(params string[] waits) =>
            Draw.Envelope(
                Draw.Named(
                    "P",
                    Draw.Activity("Parallel", ("activities", Draw.Array([.. waits.Select(wait => Draw.Named(wait, Draw.Event(wait)))])))
                )
            );
    }

    [Fact]
    public void A_step_goes_by_hand_to_one_of_the_same_container_only()
    {
        var walk = new Walk(Chart("S > Wa; Wa > B"));
        var nested = Draw.Envelope(Draw.Chart("S > F; F > B", ("F", Draw.Chart("Wx", ("Wx", Draw.Event("Wx"))))));

        walk.MoveTo(nested, ("Wa", "Wx")).ShouldStartWith("move.step-gone Wa");
    }

    [Fact]
    public void A_line_that_has_become_a_flowchart_is_refused()
    {
        var walk = new Walk(Sequence("a", "W", "b"));
        var chart = Draw.Named("Line", Draw.Chart("a > W; W > b", ("W", Draw.Event("W"))));
        walk.MoveTo(Draw.Envelope(chart)).ShouldBe("move.step-differs Line");
    }

    [Fact]
    public void A_line_that_stands_at_a_failed_step_goes_on_behind_it()
    {
        var walk = new Walk(Failing("a", "Bad", "b"), new EngineOptions { IncidentStrategy = IncidentStrategy.StopBranch });

        walk.MoveTo(Failing("n", "a", "Bad", "x", "b")).ShouldBe("");

        var failed = walk.Instance.Incidents.Single().ActivityInstanceId;
        var skip = new SkipStimulus
        {
            Now = DateTimeOffset.UnixEpoch,
            Seed = 9,
            ActivityInstanceId = failed,
            Outcome = "Done",
        };
        new WorkflowEngine().Skip(walk.Instance, skip).Effects.ShouldBe([new LineWritten("x"), new LineWritten("b")]);

        static JsonObject Failing(params string[] steps) =>
            Draw.Envelope(
                Draw.Named(
                    "Line",
                    Draw.Sequence([.. steps.Select(step => Draw.Named(step, step == "Bad" ? Draw.Activity("Fault") : Draw.Write(step)))])
                )
            );
    }

    [Fact]
    public void Where_the_first_step_is_another_one_now_the_joins_count_from_that()
    {
        var walk = new Walk(Chart("S > Wa, Wb; Wa > J; Wb > J; J > E"));

        walk.MoveTo(Chart("T > Wa, Wb; Wa > J; Wb > J; J > E")).ShouldBe("move.step-passed-over T");

        walk.Resume("Wa").Resume("Wb").ShouldEndWith("S E");
    }

    /// <summary>The inner flow has ended while something in it was due: it is kept, and it is not under way.</summary>
    [Fact]
    public void What_has_ended_with_something_open_inside_is_behind()
    {
        var walk = new Walk(Around("S > F; F > Wb; Wb > E"));
        walk.State.ShouldBe("Suspended at Wl Wb");

        walk.MoveTo(Around("S > F; F > N; N > Wb; Wb > E")).ShouldBe("move.step-passed-over N");

        static JsonObject Around(string connections) =>
            Draw.Envelope(
                Draw.Chart(
                    connections,
                    ("F", Draw.Chart("I > End, Wl", ("End", Draw.Activity("End")), ("Wl", Draw.Event("Wl")))),
                    ("Wb", Draw.Event("Wb"))
                )
            );
    }

    [Fact]
    public void What_the_node_before_this_one_knows_to_have_come_by_its_counters_only_is_not_lost()
    {
        var walk = new Walk(Chart("S > Wa, Wb; Wa > J; Wb > J; J > E")).Resume("Wa");
        foreach (var activity in walk.Instance.State.Activities)
            Array.Clear(activity.Flow?.Arrived ?? []);

        walk.MoveTo(Chart("S > Wa, Wb; Wa > X; Wb > J; J > E")).ShouldStartWith("move.arrival-lost J");
    }

    [Fact]
    public void What_came_to_a_join_that_is_open_is_used_and_not_lost()
    {
        var walk = new Walk(Chart("S > A, B, Wc; A > Wj; B > Wj; Wj > E"));
        walk.State.ShouldBe("Suspended at Wc Wj");

        walk.MoveTo(Chart("S > A, B, Wc; A > X; B > Wj; Wj > E")).ShouldBe("move.step-passed-over X");
    }

    [Fact]
    public void What_has_ended_is_not_moved()
    {
        var walk = new Walk(Chart("S > A"));
        walk.Instance.MoveTo(walk.Graph, new Dictionary<string, string>()).Refusals.Single().Code.ShouldBe("move.not-running");
    }

    [Fact]
    public void What_comes_first_in_the_drawing_goes_over_as_what_comes_later()
    {
        var open = new Walk(Chart("Wb > J; S > Wa, Wb; Wa > J; J > E")).Resume("Wa");
        open.MoveTo(Chart("Wb > J; S > Wa, Wb; Wa > J; J > N; N > E")).ShouldBe("");
        open.Resume("Wb").ShouldEndWith("S N E");

        // Wa is open for the second time, and A was done before it: nothing new about that.
        var loop = new Walk(Chart("Wa > A; S > Wa; A > D; D:True > Wa; D:False > E")).Resume("Wa", Again(true));
        loop.MoveTo(Chart("Wa > A; S > Wa; A > D; D:True > Wa; D:False > N; N > E")).ShouldBe("");
        loop.Resume("Wa", Again(false)).ShouldEndWith("S A A N E");
    }

    [Fact]
    public void A_step_that_comes_round_again_is_not_named_because_of_a_branch_beside_it()
    {
        const string Loop = "S > Wa, Wc; Wa > A; A > D; D:True > Wa; D:False > J; Wc > J";
        var walk = new Walk(Chart(Loop).WithMendedJoins()).Resume("Wa", Again(true));

        walk.MoveTo(Chart(Loop + "; J > E").WithMendedJoins()).ShouldBe("");

        walk.Resume("Wa", Again(false)).Resume("Wc").ShouldEndWith("S A A E");
    }

    [Fact]
    public void What_waits_at_a_join_for_a_branch_around_a_loop_still_has_its_steps_ahead()
    {
        // J comes first in the drawing, Wr leads to it only by going back to D.
        var walk = new Walk(Chart("M > E; S > A, D; A > M; D:True > M; D:False > Wr; Wr > D").WithMendedJoins(), input: Again(false));
        walk.State.ShouldBe("Suspended at Wr");

        walk.MoveTo(Chart("M > N; N > E; S > A, D; A > M; D:True > M; D:False > Wr; Wr > D").WithMendedJoins()).ShouldBe("");

        walk.Resume("Wr", Again(true)).ShouldEndWith("S A M N E");
    }

    [Fact]
    public void A_branch_that_has_come_to_a_mended_join_is_not_lost_either()
    {
        var walk = new Walk(Chart("S > Wa, Wb; Wa > J; Wb > J; J > E").WithMendedJoins()).Resume("Wa");
        walk.MoveTo(Chart("S > Wa, Wb; Wa > X; Wb > J; J > E").WithMendedJoins()).ShouldStartWith("move.arrival-lost J");
    }

    [Fact]
    public void A_step_that_nothing_leads_to_is_not_passed_over()
    {
        var walk = new Walk(Chart("S > Wa; Wa > B"));

        walk.MoveTo(Chart("S > Wa; Wa > B; X > B")).ShouldBe("");

        walk.Resume("Wa").ShouldEndWith("S B");
    }

    [Fact]
    public void A_step_behind_that_leads_ahead_on_one_of_its_ways_is_refused()
    {
        var walk = new Walk(Chart("S > Wa, Wb; Wa > J; Wb > J; J > E")).Resume("Wa");
        walk.MoveTo(Chart("S > Wa, Wb; Wa > J; Wa > N; N > X; N > J; Wb > J; J > E")).ShouldContain("move.step-between N");
    }

    /// <summary>W waits, everything else writes its name.</summary>
    private static JsonObject Sequence(params string[] steps) =>
        Draw.Envelope(
            Draw.Named(
                "Line",
                Draw.Sequence([.. steps.Select(step => Draw.Named(step, step == "W" ? Draw.Event(step) : Draw.Write(step)))])
            )
        );

    /// <summary>Wb decides by its answer whether Wa comes again.</summary>
    private static JsonObject Rework(string middle) => Chart($"S > Wa; {middle}; Wb > D; D:True > Wa; D:False > E");

    private static JsonObject Chart(string connections, params string[] variables) =>
        Draw.Envelope(
            Draw.Chart(
                connections,
                [
                    .. connections
                        .Split([' ', ';', ',', ':', '>'], StringSplitOptions.RemoveEmptyEntries)
                        .Where(word => word.StartsWith('W'))
                        .Distinct()
                        .Select(word => (word, Draw.Event(word))),
                    ("J", Draw.Join("WaitAll")),
                    ("D", Draw.Decision(Draw.Js("Boolean", "getInput('again')"))),
                ]
            ),
            variables
        );

    private static JsonObject Again(bool again) => new() { ["again"] = again };
}
