using System.Text.Json.Nodes;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;
using Enforcement.Workflows.Tests.Flow;

namespace Enforcement.Workflows.Tests;

/// <summary>How steps, containers and instances end: once, with all that is in them, and what is told of it.</summary>
public sealed class EndingTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    private static readonly EngineOptions StopsBranch = new() { IncidentStrategy = IncidentStrategy.StopBranch };

    [Fact]
    public void A_flowchart_that_ends_with_branches_open_ends_once()
    {
        var inner = Draw.Chart("S > Wb, A; A > End; Wb > C", ("Wb", Draw.Event("b")), ("End", Draw.Activity("End")));
        var definition = Draw.Envelope(Draw.Sequence(Draw.Named("F", inner), Draw.Write("after")));
        new Walk(definition).ShouldEndWith("S A after");

        var burst = new WorkflowEngine().Start(definition.Compile(), Start());

        burst.Log.Where(entry => entry.Node.Id == "F").Select(entry => entry.Kind).ShouldBe([LogKind.Started, LogKind.Completed]);
    }

    [Fact]
    public void A_flowchart_that_is_given_up_is_not_completed_by_the_last_of_its_steps()
    {
        var inner = Draw.Chart("S > Wa, Wb", ("Wa", Draw.Event("a")), ("Wb", Draw.Event("b")));
        var graph = Race(inner).Compile();
        var engine = new WorkflowEngine();
        var waiting = engine.Start(graph, Start()).Instance;

        var burst = engine.Resume(waiting, Resume(waiting, "G"));

        burst.Instance.SubStatus.ShouldBe(WorkflowSubStatus.Finished);
        burst.Log.Where(entry => entry.Node.Id == "F").Select(entry => entry.Kind).ShouldBe([LogKind.Canceled]);
    }

    [Fact]
    public void What_had_failed_in_a_flowchart_that_is_given_up_is_nobodys_to_repair()
    {
        var inner = Draw.Chart("S > Wa, Bad", ("Wa", Draw.Event("a")), ("Bad", Draw.Activity("Fault")));
        var walk = new Walk(Race(inner), StopsBranch);
        walk.State.ShouldBe("Suspended at G Wa with 1");

        walk.Resume("G").ShouldEndWith("S E");
    }

    [Fact]
    public void A_step_that_waits_at_two_doors_leaves_both_when_one_is_opened()
    {
        var graph = WorkflowGraph.Compile(
            WorkflowDefinition.Parse(Draw.Envelope(Draw.Sequence(Draw.Named("T", Draw.Activity("Test.TwoDoors")))).ToJsonString()),
            new ActivityCatalog([.. ActivityCatalog.BuiltIn, new TwoDoors()])
        );
        var walk = new Walk(graph);
        walk.State.ShouldBe("Suspended at T T");
        walk.Instance.Bookmarks.Select(bookmark => bookmark.Name).ShouldBe(["front", "back"]);

        walk.Resume("T", new JsonObject { ["again"] = true }).State.ShouldBe("Suspended at T T");
        walk.Resume("T").State.ShouldBe("Finished");
    }

    [Fact]
    public void Complete_ends_the_workflow_around_a_sequence_after_what_was_due()
    {
        var walk = new Walk(Draw.Envelope(Draw.Sequence(Draw.Write("a"), Draw.Activity("Complete"), Draw.Write("b"))));
        walk.State.ShouldBe("Finished");
        walk.Text.ShouldStartWith("a");
    }

    [Fact]
    public void Complete_deep_inside_ends_the_workflow_and_only_what_was_due_still_runs()
    {
        var inner = Draw.Sequence(Draw.Write("a"), Draw.Activity("Complete"));
        new Walk(Draw.Envelope(Draw.Sequence(inner, Draw.Write("due"), Draw.Write("never")))).ShouldEndWith("a due");
    }

    [Fact]
    public void What_is_due_at_the_same_time_as_a_finish_does_not_run() =>
        new Walk(Draw.Envelope(Draw.Chart("S > Fin, Late", ("Fin", Draw.Activity("Finish"))))).ShouldEndWith("S");

    [Fact]
    public void A_flowchart_ends_while_another_beside_it_still_has_work_to_do()
    {
        var both = Draw.Activity("Parallel", ("activities", Draw.Array(Draw.Chart("A"), Draw.Chart("B > C; C > D"))));
        new Walk(Draw.Envelope(Draw.Sequence(both, Draw.Write("after")))).ShouldEndWith("A B C D after");
    }

    [Fact]
    public void Of_two_that_failed_the_one_that_is_given_up_takes_its_own_incident_along()
    {
        var walk = new Walk(
            Draw.Envelope(Draw.Chart("S > Bad, Worse", ("Bad", Draw.Activity("Fault")), ("Worse", Draw.Activity("Fault")))),
            StopsBranch
        );

        walk.CancelStep("Bad").State.ShouldBe("Suspended with 1");

        walk.Instance.Incidents[0].Node.Id.ShouldBe("Worse");
    }

    [Fact]
    public void Nothing_runs_after_a_finish_and_the_finish_is_told()
    {
        var graph = Draw.Envelope(
                Draw.Sequence(
                    Draw.Named("Inner", Draw.Sequence(Draw.Write("a"), Draw.Named("Fin", Draw.Activity("Finish")), Draw.Write("b"))),
                    Draw.Write("c")
                )
            )
            .Compile();

        var burst = new WorkflowEngine().Start(graph, Start());

        burst.Effects.ShouldBe([new LineWritten("a")]);
        burst.Instance.SubStatus.ShouldBe(WorkflowSubStatus.Finished);
        burst.Log.Where(entry => entry.Node.Id == "Fin").Select(entry => entry.Kind).ShouldBe([LogKind.Started, LogKind.Completed]);
    }

    [Fact]
    public void Two_breaks_in_one_turn_end_the_loop_like_one()
    {
        var turn = Draw.Activity("Parallel", ("activities", Draw.Array(Draw.Activity("Break"), Draw.Activity("Break"))));
        var loop = Draw.Activity("While", ("condition", Draw.Literal("Boolean", true)), ("body", Draw.Named("Turn", turn)));
        new Walk(Draw.Envelope(Draw.Sequence(loop, Draw.Write("after")))).ShouldEndWith("after");
    }

    [Fact]
    public void A_cancelled_instance_tells_of_its_steps_from_the_innermost_out()
    {
        var engine = new WorkflowEngine();
        var graph = Draw.Envelope(Draw.Sequence(Draw.Named("F", Draw.Chart("A", ("A", Draw.Event("a")))))).Compile();

        var burst = engine.Cancel(engine.Start(graph, Start()).Instance, new CancelStimulus { Now = Now, Seed = 2 });

        burst.Log.Select(entry => entry.Node.Id).Take(2).ShouldBe(["A", "F"]);
        burst.Log[^1].Node.ShouldBe(graph.Nodes[0]);
        burst.Instance.Bookmarks.ShouldBeEmpty();
        burst.BookmarksRemoved.ShouldHaveSingleItem().End.ShouldBe(BookmarkEnd.Cancelled);
    }

    [Theory]
    [InlineData(1_000, "", 1_000, "x")]
    [InlineData(1_001, "", 1_001, "…")]
    [InlineData(999, "😀", 1_000, "…")]
    [InlineData(998, "😀", 1_000, "😀")]
    public void Of_a_long_message_a_thousand_characters_are_kept_and_no_half_one(int length, string end, int kept, string last)
    {
        var message = new string('x', length) + end;
        var graph = Draw.Envelope(Draw.Sequence(Draw.Activity("Fault", ("message", Draw.Literal("String", message))))).Compile();

        var burst = new WorkflowEngine().Start(graph, Start());

        var told = burst.Instance.Incidents.ShouldHaveSingleItem().Message;
        told.Length.ShouldBe(kept);
        told.ShouldEndWith(last);
        burst.Log.Single(entry => entry.Kind == LogKind.Faulted).Message.ShouldBe(told);
    }

    [Fact]
    public void A_finish_behind_a_wait_ends_the_instance_whatever_else_is_open()
    {
        var definition = Draw.Envelope(
            Draw.Chart("S > W, O; W > F", ("W", Draw.Event("w")), ("O", Draw.Event("o")), ("F", Draw.Activity("Finish")))
        );

        new Walk(definition).Resume("W").State.ShouldBe("Finished");
    }

    [Theory]
    [InlineData("FaultStrategy", IncidentStrategy.StopBranch, WorkflowSubStatus.Faulted)]
    [InlineData("ContinueWithIncidentsStrategy", IncidentStrategy.Fault, WorkflowSubStatus.Suspended)]
    [InlineData(null, IncidentStrategy.StopBranch, WorkflowSubStatus.Suspended)]
    [InlineData(null, IncidentStrategy.Fault, WorkflowSubStatus.Faulted)]
    public void A_definition_says_what_a_failing_step_does_and_the_host_where_it_says_nothing_or_will_not_listen(
        string? said,
        IncidentStrategy hosts,
        WorkflowSubStatus ends
    )
    {
        var definition = Draw.Envelope(Draw.Sequence(Draw.Activity("Fault")));
        if (said is not null)
            definition["options"] = new JsonObject
            {
                ["incidentStrategyType"] = $"Elsa.Workflows.IncidentStrategies.{said}, Elsa.Workflows.Core",
            };

        new Walk(definition, new EngineOptions { IncidentStrategy = hosts }).Instance.SubStatus.ShouldBe(ends);
        new Walk(definition, StopsBranch with { OverrideIncidentStrategy = true }).Instance.SubStatus.ShouldBe(WorkflowSubStatus.Suspended);
    }

    /// <summary>F, which stands first, against the wait G.</summary>
    private static JsonObject Race(JsonObject inner) =>
        Draw.Envelope(
            Draw.Chart(
                "O > G, F; F > J; G > J; J > E",
                ("O", Draw.Activity("Start")),
                ("F", inner),
                ("G", Draw.Event("g")),
                ("J", Draw.Join("WaitAny"))
            )
        );

    private static StartStimulus Start() => new() { Now = Now, Seed = 1 };

    private static ResumeStimulus Resume(WorkflowInstance waiting, string node) =>
        new()
        {
            Now = Now,
            Seed = 2,
            BookmarkId = waiting.Bookmarks.Single(bookmark => bookmark.Node.Id == node).Id,
        };

    /// <summary>Waits at two places at once, and again where it is told to.</summary>
    private sealed class TwoDoors : Activity
    {
        public override ActivityDescriptor Descriptor { get; } =
            new()
            {
                TypeName = "Test.TwoDoors",
                Category = ("测试", "Test"),
                DisplayName = ("两扇门", "Two doors"),
            };

        public override void Execute(ActivityContext context)
        {
            context.Suspend("front");
            context.Suspend("back");
        }

        public override void Resume(ActivityContext context, Bookmark bookmark, JsonObject? input)
        {
            if (input?["again"] is null)
                context.Complete();
            else
                context.Suspend(bookmark.Name);
        }
    }
}
