using System.Text.Json.Nodes;
using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Tests.Flow;

public sealed class MendedJoinTests
{
    public static TheoryData<string?> Waiting => ["WaitAll", "WaitAllActive", null];

    [Theory]
    [MemberData(nameof(Waiting))]
    public void A_branch_that_is_sent_back_is_waited_for_whoever_comes_first(string? mode)
    {
        new Walk(Rework(mode)).Resume("Ask").Resume("Other").Resume("Ask").ShouldEndWith("S J After".Replace("J ", Own(mode)));
        new Walk(Rework(mode)).Resume("Other").Resume("Ask").Resume("Ask").ShouldEndWith("S J After".Replace("J ", Own(mode)));
        new Walk(Rework(mode)).Resume("Ask").Resume("Ask").Resume("Other").ShouldEndWith("S J After".Replace("J ", Own(mode)));
    }

    [Theory]
    [MemberData(nameof(Waiting))]
    public void A_branch_that_goes_elsewhere_is_not_waited_for(string? mode) =>
        new Walk(Charts.DeadPath(JoinOf(mode), goes: false).WithMendedJoins())
            .Resume("B")
            .ShouldEndWith("S Else J After".Replace("J ", Own(mode)));

    [Fact]
    public void The_first_branch_of_a_race_runs_what_follows_once_and_cancels_the_other() =>
        new Walk(Charts.Race().WithMendedJoins()).ShouldEndWith("S Fast After");

    [Fact]
    public void A_wait_between_two_joins_of_a_loop_holds_nobody_up()
    {
        // C may come round to the fork again, yet the first join has all it waits for.
        var walk = new Walk(
            Draw.Envelope(
                    Draw.Chart(
                        "S > A, B, C; A > J; B > J; J > Meet; C > Meet; Meet > D; D:True > End; D:False > S",
                        ("A", Draw.Event("a")),
                        ("B", Draw.Event("b")),
                        ("C", Draw.Event("c")),
                        ("J", Draw.Join("WaitAll")),
                        ("D", Draw.Decision(Draw.Literal("Boolean", true))),
                        ("End", Draw.Activity("End"))
                    )
                )
                .WithMendedJoins()
        )
            .Resume("A")
            .Resume("B");

        walk.State.ShouldBe("Suspended at C");
        walk.Resume("C").ShouldEndWith("S Meet");
    }

    [Fact]
    public void A_wait_that_is_cancelled_is_not_waited_for_any_more()
    {
        var walk = new Walk(Charts.Both(Draw.Join("WaitAll")).WithMendedJoins()).Resume("A");
        walk.State.ShouldBe("Suspended at B");

        walk.CancelStep("B").ShouldEndWith("S After");
    }

    [Fact]
    public void A_failed_step_ahead_is_waited_for_until_it_is_repaired()
    {
        var walk = new Walk(
            Draw.Envelope(
                    Draw.Chart(
                        "S > A, Bad; A > J; Bad > J; J > After",
                        ("A", Draw.Event("a")),
                        ("Bad", Draw.Write(Draw.Js("String", "nothing.here"))),
                        ("J", Draw.Join("WaitAll"))
                    )
                )
                .WithMendedJoins(),
            new EngineOptions { IncidentStrategy = IncidentStrategy.StopBranch }
        ).Resume("A");
        walk.State.ShouldBe("Suspended with 1");

        walk.CancelStep("Bad").ShouldEndWith("S After");
    }

    [Fact]
    public void The_choice_is_one_of_the_definition_and_an_unknown_one_is_refused()
    {
        var definition = Charts.Race();
        definition["customProperties"]!["enforcement"] = new JsonObject { ["joinMode"] = "Whatever" };

        var fault = definition.Compile().Faults.ShouldHaveSingleItem();

        (fault.Code, fault.Subject).ShouldBe(("flow.unknown-join-mode", "Whatever"));
    }

    private static JsonObject Rework(string? mode) => Charts.Rework(JoinOf(mode)).WithMendedJoins();

    private static JsonObject JoinOf(string? mode) => mode is null ? Draw.Write("J") : Draw.Join(mode);

    /// <summary>A join writes nothing.</summary>
    private static string Own(string? mode) => mode is null ? "J " : "";
}
