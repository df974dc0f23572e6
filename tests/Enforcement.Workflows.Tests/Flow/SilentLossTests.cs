using System.Text.Json.Nodes;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Tests.Flow;

/// <summary>Elsa's joins as they are, on a host that wants to see what they lose.</summary>
public sealed class SilentLossTests
{
    private static readonly EngineOptions Seen = new() { IncidentStrategy = IncidentStrategy.StopBranch, NoSilentLoss = true };

    [Theory]
    [InlineData("Ask", "Other", "Ask")]
    [InlineData("Other", "Ask", "Ask")]
    public void A_skipped_join_is_an_incident_and_a_retry_runs_it(params string[] order)
    {
        var silent = Resumed(new Walk(Charts.Rework(Draw.Join("WaitAll"))), order);
        silent.ShouldEndWith("S");

        var seen = Resumed(new Walk(Charts.Rework(Draw.Join("WaitAll")), Seen), order);

        seen.State.ShouldBe("Suspended with 1");
        seen.Instance.Incidents[0].ExceptionType.ShouldBe(nameof(JoinStrandedException));
        seen.Retry("J").ShouldEndWith("S After");
    }

    [Fact]
    public void A_stranded_join_is_told_as_begun_and_failed()
    {
        var graph = Charts.DeadPath(Draw.Join("WaitAll"), goes: false).Compile();
        var engine = new WorkflowEngine(Seen);
        var waiting = engine.Start(graph, new StartStimulus { Now = DateTimeOffset.UnixEpoch, Seed = 1 }).Instance;

        var burst = engine.Resume(
            waiting,
            new ResumeStimulus
            {
                Now = DateTimeOffset.UnixEpoch,
                Seed = 2,
                BookmarkId = waiting.Bookmarks.Single().Id,
            }
        );

        burst.Log.Where(entry => entry.Node.Id == "J").Select(entry => entry.Kind).ShouldBe([LogKind.Started, LogKind.Faulted]);
    }

    [Fact]
    public void A_join_that_ran_too_early_is_an_incident_for_the_branch_that_comes_too_late()
    {
        var walk = Resumed(new Walk(Charts.Rework(Draw.Write("J")), Seen), ["Ask", "Other"]);
        walk.Text.ShouldBe("S J After");

        walk.Resume("Ask").State.ShouldBe("Suspended with 1");
        walk.Retry("J").ShouldEndWith("S J After J After");
    }

    [Fact]
    public void A_waiting_join_does_not_cancel_what_is_under_way_but_becomes_an_incident()
    {
        var walk = Resumed(new Walk(Charts.Rework(Draw.Join("WaitAllActive")), Seen), ["Ask", "Other"]);

        walk.State.ShouldBe("Suspended at Ask with 1");
        var incident = walk.Incidents.ShouldHaveSingleItem();
        incident.ExceptionType.ShouldBe(nameof(JoinTooEarlyException));
        incident.Subject.ShouldNotBeNull().ShouldEndWith(":Ask");
    }

    [Fact]
    public void A_join_of_all_given_up_by_the_last_branch_is_an_incident() =>
        new Walk(Charts.DeadPath(Draw.Join("WaitAll"), goes: false), Seen).Resume("B").State.ShouldBe("Suspended with 1");

    [Fact]
    public void A_join_of_all_given_up_while_the_flow_goes_on_is_none()
    {
        var definition = Draw.Envelope(
            Draw.Chart(
                "S > D, B; D:True > J; D:False > Long; B > J; J > After",
                ("D", Draw.Decision(Draw.Literal("Boolean", false))),
                ("B", Draw.Event("b")),
                ("Long", Draw.Event("long")),
                ("J", Draw.Join("WaitAll"))
            )
        );

        new Walk(definition, Seen).Resume("B").Resume("Long").ShouldEndWith("S");
    }

    [Fact]
    public void The_losers_of_a_race_are_no_loss() =>
        new Walk(Charts.Both(Draw.Join("WaitAny")), Seen).Resume("B").ShouldEndWith("S After");

    [Fact]
    public void Nothing_begins_after_the_end_that_was_due_at_the_same_time()
    {
        var definition = Draw.Envelope(Draw.Chart("S > End, Late", ("End", Draw.Activity("End")), ("Late", Draw.Event("late"))));
        new Walk(definition).State.ShouldBe("Suspended at Late");

        new Walk(definition, Seen).ShouldEndWith("S");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_flow_around_one_that_ended_does_not_wait_for_what_was_due_inside_at_the_same_time(bool isMended)
    {
        var inner = Draw.Chart("S > End, Late", ("End", Draw.Activity("End")), ("Late", Draw.Event("late")));
        var last = Draw.Envelope(Draw.Chart("Before > Inner", ("Inner", inner)));
        var between = Draw.Envelope(Draw.Chart("Inner > After", ("Inner", (JsonObject)inner.DeepClone())));

        new Walk(isMended ? last.WithMendedJoins() : last, Seen).ShouldEndWith("Before S");
        new Walk(isMended ? between.WithMendedJoins() : between, Seen).ShouldEndWith("S After");
    }

    /// <summary>The winner cancels the loser before its own second connection is followed.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_branch_that_is_just_being_followed_is_no_loss(bool isMended)
    {
        var definition = Draw.Envelope(
            Draw.Chart(
                "S > A, B, J; A > Race; A > J; B > Race; B > J; Race > Won; J > Met",
                ("A", Draw.Event("a")),
                ("B", Draw.Event("b")),
                ("Race", Draw.Join("WaitAny")),
                ("J", Draw.Join("WaitAllActive"))
            )
        );

        var walk = new Walk(isMended ? definition.WithMendedJoins() : definition, Seen).Resume("A");

        walk.ShouldEndWith("S Won Met");
    }

    [Fact]
    public void A_stranded_join_that_nobody_wants_is_cancelled_and_the_flow_ends()
    {
        var walk = Resumed(new Walk(Charts.Rework(Draw.Join("WaitAll")), Seen), ["Other", "Ask", "Ask"]);

        walk.CancelStep("J").ShouldEndWith("S");
    }

    [Fact]
    public void An_instance_that_waits_for_nothing_is_an_incident()
    {
        var definition = Draw.Envelope(Draw.Sequence(Draw.Named("Loop", Draw.Activity("For"))));
        new Walk(definition).State.ShouldBe("Suspended");

        var walk = new Walk(definition, Seen);

        walk.State.ShouldBe("Suspended with 1");
        walk.Instance.Incidents[0].ExceptionType.ShouldBe(nameof(WaitsForNothingException));
        walk.Instance.Incidents[0].Node.Id.ShouldBe("Loop");
    }

    [Fact]
    public void With_the_strategy_that_ends_instances_the_loss_ends_it_as_faulted()
    {
        var walk = Resumed(
            new Walk(Charts.Rework(Draw.Join("WaitAll")), new EngineOptions { NoSilentLoss = true }),
            ["Other", "Ask", "Ask"]
        );

        walk.State.ShouldBe("Faulted with 1");
        walk.Retry("J").ShouldEndWith("S After");
    }

    private static Walk Resumed(Walk walk, string[] order)
    {
        foreach (var node in order)
            walk.Resume(node);
        return walk;
    }
}

internal static class WalkAssertions
{
    public static void ShouldEndWith(this Walk walk, string lines)
    {
        walk.State.ShouldBe("Finished");
        walk.Text.ShouldBe(lines);
    }
}
