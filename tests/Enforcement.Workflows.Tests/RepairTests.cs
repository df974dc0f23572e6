using System.Text.Json.Nodes;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Tests;

/// <summary>start → ask (waits) → reckon (fails while x is unknown) → Done: told, Big: big; beside it, in the other drawing, a branch that waits.</summary>
public sealed class RepairTests
{
    private static readonly EngineOptions StopsBranch = new() { IncidentStrategy = IncidentStrategy.StopBranch };
    private static readonly WorkflowEngine Engine = new(StopsBranch);

    [Fact]
    public void A_failed_step_runs_again_with_a_variable_that_somebody_set()
    {
        var (failed, step) = Failed(Line);

        var burst = Engine.Retry(
            failed,
            new RetryStimulus
            {
                Now = At,
                Seed = 3,
                ActivityInstanceId = step,
                Variables = X(7),
            }
        );

        Lines(burst).ShouldBe(["7", "told"]);
        burst.Instance.SubStatus.ShouldBe(WorkflowSubStatus.Finished);
        burst.Instance.Incidents.ShouldBeEmpty();
    }

    [Fact]
    public void A_retry_that_fails_again_leaves_the_instance_as_alive_as_before()
    {
        var (failed, step) = Failed(Line);

        var burst = Engine.Retry(
            failed,
            new RetryStimulus
            {
                Now = At,
                Seed = 3,
                ActivityInstanceId = step,
            }
        );

        burst.Instance.Status.ShouldBe(WorkflowStatus.Running);
        burst.Instance.Incidents.Count.ShouldBe(1);
        burst.Incidents.Count.ShouldBe(1);
    }

    [Fact]
    public void A_failed_step_is_taken_for_done_with_an_outcome_that_is_connected_and_with_no_other()
    {
        var (failed, step) = Failed(Line);
        failed.WaysToRepair(step)!.Outcomes.ShouldBe(["Done", "Big"]);

        Lines(Engine.Skip(failed, Skip(step, "Big"))).ShouldBe(["big"]);
        Lines(Engine.Skip(failed, Skip(step, "Done"))).ShouldBe(["told"]);
        Engine.Skip(failed, Skip(step, "Small")).Result.ShouldBe(BurstResult.UnknownActivity);
    }

    [Fact]
    public void The_flow_goes_back_to_a_step_that_every_path_passes_and_everything_behind_it_runs_again()
    {
        var (failed, step) = Failed(Line);
        failed.WaysToRepair(step)!.BackTo.Select(node => node.Id).ShouldBe(["ask", "start"]);

        var back = Engine.GoBack(
            failed,
            new GoBackStimulus
            {
                Now = At,
                Seed = 3,
                ActivityInstanceId = step,
                NodeId = Ask(failed),
            }
        );
        var again = Engine.Resume(
            back.Instance,
            new ResumeStimulus
            {
                Now = At,
                Seed = 4,
                BookmarkId = back.Instance.Bookmarks.Single().Id,
            }
        );
        var mended = Engine.Retry(
            again.Instance,
            new RetryStimulus
            {
                Now = At,
                Seed = 5,
                ActivityInstanceId = again.Instance.Incidents.Single().ActivityInstanceId,
                Variables = X(1),
            }
        );

        back.Log.Where(entry => entry.Kind == LogKind.Started).ShouldHaveSingleItem().Node.Id.ShouldBe("ask");
        back.Instance.Incidents.ShouldBeEmpty();
        Lines(mended).ShouldBe(["1", "told"]);
        mended.Instance.SubStatus.ShouldBe(WorkflowSubStatus.Finished);
    }

    [Fact]
    public void It_goes_back_as_often_as_it_must_nearer_or_farther()
    {
        var (failed, _) = Failed(Line);
        foreach (var target in (string[])["ask", "start", "ask", "ask", "start"])
        {
            var back = Engine.GoBack(
                failed,
                new GoBackStimulus
                {
                    Now = At,
                    Seed = 3,
                    ActivityInstanceId = failed.Incidents.Single().ActivityInstanceId,
                    NodeId = Line.Nodes.Single(node => node.Id == target).NodeId,
                }
            );
            failed = Engine
                .Resume(
                    back.Instance,
                    new ResumeStimulus
                    {
                        Now = At,
                        Seed = 4,
                        BookmarkId = back.Instance.Bookmarks.Single().Id,
                    }
                )
                .Instance;
        }
        failed.Incidents.Single().Node.Id.ShouldBe("reckon");
    }

    [Fact]
    public void Beside_an_open_branch_nothing_goes_back_and_a_branch_given_up_leaves_the_other_alone()
    {
        var (failed, step) = Failed(Fork);
        failed.WaysToRepair(step)!.BackTo.ShouldBeEmpty();
        Engine
            .GoBack(
                failed,
                new GoBackStimulus
                {
                    Now = At,
                    Seed = 3,
                    ActivityInstanceId = step,
                    NodeId = Ask(failed),
                }
            )
            .Result.ShouldBe(BurstResult.UnknownActivity);

        var burst = Engine.CancelActivity(
            failed,
            new CancelActivityStimulus
            {
                Now = At,
                Seed = 3,
                ActivityInstanceId = step,
            }
        );

        burst.Instance.Incidents.ShouldBeEmpty();
        burst.Instance.Bookmarks.Single().Node.Id.ShouldBe("other");
        var ended = Engine.Resume(
            burst.Instance,
            new ResumeStimulus
            {
                Now = At,
                Seed = 4,
                BookmarkId = burst.Instance.Bookmarks.Single().Id,
            }
        );
        ended.Instance.SubStatus.ShouldBe(WorkflowSubStatus.Finished);
    }

    [Fact]
    public void A_step_that_is_taken_for_done_is_left_through_a_connection_without_a_port_too()
    {
        var chart = Draw.Chart("S > Bad; Bad > After", ("Bad", Draw.Activity("Fault")));
        chart["connections"]![1]!["source"]!["port"] = null;
        var walk = new Walk(Draw.Envelope(chart), StopsBranch);

        Lines(Engine.Skip(walk.Instance, Skip(walk.Instance.Incidents.Single().ActivityInstanceId, "Done"))).ShouldBe(["After"]);
    }

    [Fact]
    public void A_step_that_leads_nowhere_is_taken_for_done()
    {
        var walk = new Walk(Draw.Envelope(Draw.Chart("S > Bad", ("Bad", Draw.Activity("Fault")))), StopsBranch);
        var step = walk.Instance.Incidents.Single().ActivityInstanceId;

        walk.Instance.WaysToRepair(step)!.Outcomes.ShouldBe(["Done"]);
        Engine.Skip(walk.Instance, Skip(step, "Done")).Instance.SubStatus.ShouldBe(WorkflowSubStatus.Finished);
    }

    [Fact]
    public void The_flow_does_not_go_back_to_a_step_that_was_passed_over_nor_to_the_failed_one_of_the_round_before()
    {
        var walk = new Walk(Chart("S > A; A > W; W > Bad; Bad > W"), StopsBranch);
        walk.MoveTo(Chart("S > A; A > N; N > W; W > Bad; Bad > W")).ShouldBe("move.step-passed-over N");

        walk.Resume("W", new JsonObject { ["good"] = true }).Resume("W");

        BackTo(walk).ShouldBe(["W", "A", "S"]);

        static JsonObject Chart(string connections) =>
            Draw.Envelope(
                Draw.Chart(
                    connections,
                    ("W", Draw.Event("w")),
                    (
                        "Bad",
                        Draw.Activity(
                            "RunJavaScript",
                            ("script", Draw.Literal("String", "if (getInput('good') == null) throw new Error('bad')"))
                        )
                    )
                )
            );

        static IEnumerable<string> BackTo(Walk failed) =>
            failed.Instance.WaysToRepair(failed.Instance.Incidents.Single().ActivityInstanceId)!.BackTo.Select(node => node.Id);
    }

    [Fact]
    public void The_variables_that_a_failed_step_sees_are_named_those_of_its_turn_before_those_of_the_workflow()
    {
        var loop = Draw.Activity("ForEach", ("items", Draw.Json("Object", "[1]")), ("body", Draw.Named("Bad", Draw.Activity("Fault"))));
        var walk = new Walk(
            Draw.Envelope(Draw.Sequence(Draw.SetVariable("told", Draw.Literal("Object", 1)), loop), "told", "untold"),
            StopsBranch
        );

        var ways = walk.Instance.WaysToRepair(walk.Instance.Incidents.Single().ActivityInstanceId).ShouldNotBeNull();

        ways.Variables.ShouldBe(["CurrentIndex", "CurrentValue", "told", "untold"]);
        (ways.Outcomes.Single(), ways.LeadsTo.Count, ways.BackTo.Count).ShouldBe(("Done", 0, 0));
    }

    [Fact]
    public void What_is_not_there_is_not_given_up_nor_is_the_workflow_itself()
    {
        var waiting = Engine.Start(Line, new StartStimulus { Now = At, Seed = 1 }).Instance;

        Result(99).ShouldBe(BurstResult.UnknownActivity);
        Result(waiting.State.Activities.Single(activity => activity.ParentId == 0).Id).ShouldBe(BurstResult.UnknownActivity);

        BurstResult Result(int step) =>
            Engine
                .CancelActivity(
                    waiting,
                    new CancelActivityStimulus
                    {
                        Now = At,
                        Seed = 2,
                        ActivityInstanceId = step,
                    }
                )
                .Result;
    }

    [Fact]
    public void What_did_not_fail_is_not_repaired()
    {
        var waiting = Engine.Start(Line, new StartStimulus { Now = At, Seed = 1 }).Instance;
        var asks = waiting.Bookmarks.Single().ActivityInstanceId;

        waiting.WaysToRepair(asks).ShouldBeNull();
        Engine.Skip(waiting, Skip(asks, "Done")).Result.ShouldBe(BurstResult.UnknownActivity);
        Engine
            .Retry(
                waiting,
                new RetryStimulus
                {
                    Now = At,
                    Seed = 2,
                    ActivityInstanceId = asks,
                }
            )
            .Result.ShouldBe(BurstResult.UnknownActivity);
    }

    [Fact]
    public void A_step_that_failed_when_its_wait_was_answered_waits_once_after_the_retry()
    {
        var graph = Compile(
            """{"id":"stubborn","type":"Test.Stubborn","version":1},{"id":"told","type":"Elsa.WriteLine","version":1,"text":{"typeName":"String","expression":{"type":"Literal","value":"told"}}}""",
            """{"source":{"activity":"stubborn","port":"Done"},"target":{"activity":"told","port":"In"}}"""
        );
        var waiting = Engine.Start(graph, new StartStimulus { Now = At, Seed = 1 }).Instance;
        var failed = Engine.Resume(waiting, Answer(waiting, false)).Instance;

        var again = Engine.Retry(
            failed,
            new RetryStimulus
            {
                Now = At,
                Seed = 3,
                ActivityInstanceId = failed.Incidents.Single().ActivityInstanceId,
            }
        );

        Lines(Engine.Resume(again.Instance, Answer(again.Instance, true))).ShouldBe(["told"]);
    }

    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch;

    private static readonly WorkflowGraph Line = Compile(Steps, Path);

    private static readonly WorkflowGraph Fork = Compile(
        Steps
            + """,{"id":"other","type":"Elsa.Event","version":1,"eventName":{"typeName":"String","expression":{"type":"Literal","value":"never"}}}""",
        Path + """,{"source":{"activity":"start","port":"Done"},"target":{"activity":"other","port":"In"}}"""
    );

    private const string Steps = """
        {"id":"start","type":"Elsa.Start","version":1},
        {"id":"ask","type":"Elsa.Event","version":1,"eventName":{"typeName":"String","expression":{"type":"Literal","value":"asked"}}},
        {"id":"reckon","type":"Test.Say","version":1,"text":{"typeName":"String","expression":{"type":"JavaScript","value":"if (variables.x == null) throw new Error('x?'); return variables.x;"}}},
        {"id":"told","type":"Elsa.WriteLine","version":1,"text":{"typeName":"String","expression":{"type":"Literal","value":"told"}}},
        {"id":"big","type":"Elsa.WriteLine","version":1,"text":{"typeName":"String","expression":{"type":"Literal","value":"big"}}}
        """;

    private const string Path = """
        {"source":{"activity":"start","port":"Done"},"target":{"activity":"ask","port":"In"}},
        {"source":{"activity":"ask","port":"Done"},"target":{"activity":"reckon","port":"In"}},
        {"source":{"activity":"reckon","port":"Done"},"target":{"activity":"told","port":"In"}},
        {"source":{"activity":"reckon","port":"Big"},"target":{"activity":"big","port":"In"}}
        """;

    private static WorkflowGraph Compile(string activities, string connections) =>
        WorkflowGraph.Compile(
            WorkflowDefinition.Parse(
                $$"""
                {"id":"w1","definitionId":"w","version":1,
                  "variables":[{"id":"x","name":"x","typeName":"Int32","storageDriverTypeName":"WorkflowInstanceStorageDriver"}],
                  "root":{"id":"f","type":"Elsa.Flowchart","version":1,"activities":[{{activities}}],"connections":[{{connections}}] } }
                """
            ),
            new ActivityCatalog([.. ActivityCatalog.BuiltIn, new Say(), new Stubborn()])
        );

    private static (WorkflowInstance Instance, int Step) Failed(WorkflowGraph graph)
    {
        var waiting = Engine.Start(graph, new StartStimulus { Now = At, Seed = 1 }).Instance;
        var ask = waiting.Bookmarks.Single(bookmark => bookmark.Node.Id == "ask");
        var failed = Engine
            .Resume(
                waiting,
                new ResumeStimulus
                {
                    Now = At,
                    Seed = 2,
                    BookmarkId = ask.Id,
                }
            )
            .Instance;
        failed.Status.ShouldBe(WorkflowStatus.Running);
        // As the next request finds it.
        failed = WorkflowInstance.Load(graph, failed.Save());
        return (failed, failed.Incidents.Single().ActivityInstanceId);
    }

    private static Dictionary<string, JsonNode?> X(int value) => new() { ["x"] = value };

    private static SkipStimulus Skip(int step, string outcome) =>
        new()
        {
            Now = At,
            Seed = 3,
            ActivityInstanceId = step,
            Outcome = outcome,
        };

    private static ResumeStimulus Answer(WorkflowInstance waiting, bool good) =>
        new()
        {
            Now = At,
            Seed = 2,
            BookmarkId = waiting.Bookmarks.Single().Id,
            Input = new JsonObject { ["good"] = good },
        };

    private static string Ask(WorkflowInstance instance) => instance.Graph.Nodes.Single(node => node.Id == "ask").NodeId;

    private static IEnumerable<string> Lines(Burst burst) => burst.Effects.OfType<LineWritten>().Select(line => line.Text);

    private sealed class Say : Activity
    {
        public override ActivityDescriptor Descriptor { get; } =
            new()
            {
                TypeName = "Test.Say",
                Category = ("测试", "Test"),
                DisplayName = ("说", "Say"),
                Inputs = [new("Text", "String") { DisplayName = ("内容", "Text") }],
                Outcomes = ["Done", "Big"],
            };

        public override void Execute(ActivityContext context) => context.Emit(new LineWritten(context.Input<string>("Text")!));
    }

    private sealed class Stubborn : Activity
    {
        public override ActivityDescriptor Descriptor { get; } =
            new()
            {
                TypeName = "Test.Stubborn",
                Category = ("测试", "Test"),
                DisplayName = ("固执", "Stubborn"),
            };

        public override void Execute(ActivityContext context) => context.Suspend("Test.Stubborn");

        public override void Resume(ActivityContext context, Bookmark bookmark, JsonObject? input)
        {
            if (input?["good"]?.GetValue<bool>() != true)
                throw new InvalidOperationException("Not good.");
            context.Complete();
        }
    }
}
