using System.Text.Json.Nodes;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;
using Enforcement.Workflows.Tests.Flow;

namespace Enforcement.Workflows.Tests;

/// <summary>What one burst takes in, how far it goes, and what chance gives it.</summary>
public sealed class BurstTests
{
    [Fact]
    public void A_burst_takes_as_many_steps_as_it_may_and_the_next_one_is_an_incident_that_can_be_retried()
    {
        // The workflow, its flowchart and four activities.
        var definition = Draw.Envelope(Draw.Chart("A > B; B > C; C > D"));
        new Walk(definition, Steps(6)).ShouldEndWith("A B C D");

        var walk = new Walk(definition, Steps(5));

        (walk.Text, walk.State).ShouldBe(("A B C", "Suspended with 1"));
        walk.Instance.Incidents[0].ExceptionType.ShouldBe(nameof(BurstTooLongException));
        walk.Retry("D").ShouldEndWith("A B C D");
    }

    [Fact]
    public void Of_two_waits_for_one_event_the_first_may_give_the_other_up()
    {
        var engine = new WorkflowEngine();
        var graph = Draw.Envelope(
                Draw.Chart(
                    "S > A, B; A > J; B > J; J > E",
                    ("A", Draw.Event("paid")),
                    ("B", Draw.Event("paid")),
                    ("J", Draw.Join("WaitAny"))
                )
            )
            .Compile();
        var waiting = engine.Start(graph, new StartStimulus { Now = DateTimeOffset.UnixEpoch, Seed = 1 }).Instance;

        var burst = engine.ResumeEvent(
            waiting,
            new EventStimulus
            {
                Now = DateTimeOffset.UnixEpoch,
                Seed = 2,
                EventName = "paid",
            }
        );

        burst.Effects.ShouldBe([new LineWritten("E")]);
        burst.Incidents.ShouldBeEmpty();
        burst.Log.Where(entry => entry.Node.Id == "B").Select(entry => entry.Kind).ShouldBe([LogKind.Canceled]);
        burst
            .BookmarksRemoved.Select(removed => (removed.Bookmark.Node.Id, removed.End))
            .ShouldBe([("A", BookmarkEnd.Burnt), ("B", BookmarkEnd.Cancelled)]);
    }

    [Fact]
    public void A_wait_that_a_burst_does_not_come_to_fails_as_the_step_that_waits()
    {
        var graph = Draw.Envelope(Draw.Chart("S > A, B", ("A", Draw.Event("paid")), ("B", Draw.Event("paid")))).Compile();
        var waiting = new WorkflowEngine().Start(graph, new StartStimulus { Now = DateTimeOffset.UnixEpoch, Seed = 1 }).Instance;

        var burst = new WorkflowEngine(Steps(1)).ResumeEvent(waiting, Paid);

        burst
            .Incidents.ShouldHaveSingleItem()
            .ActivityInstanceId.ShouldBe(waiting.Bookmarks.Single(bookmark => bookmark.Node.Id == "B").ActivityInstanceId);
        burst.Instance.Bookmarks.ShouldHaveSingleItem().Node.Id.ShouldBe("B");
    }

    [Fact]
    public void A_wait_whose_step_failed_and_was_then_given_up_has_not_been_used()
    {
        var graph = WorkflowGraph.Compile(
            WorkflowDefinition.Parse(
                Draw.Envelope(
                        Draw.Chart(
                            "S > G, A; G > J; A > J; J > E",
                            ("G", Draw.Activity("Test.Grumbler")),
                            ("A", Draw.Event("paid")),
                            ("J", Draw.Join("WaitAny"))
                        )
                    )
                    .ToJsonString()
            ),
            new ActivityCatalog([.. ActivityCatalog.BuiltIn, new Grumbler()])
        );
        var engine = new WorkflowEngine(Steps(100));
        var waiting = engine.Start(graph, new StartStimulus { Now = DateTimeOffset.UnixEpoch, Seed = 1 }).Instance;

        var burst = engine.ResumeEvent(waiting, Paid);

        burst.Effects.ShouldBe([new LineWritten("E")]);
        burst
            .BookmarksRemoved.Select(removed => (removed.Bookmark.Node.Id, removed.End))
            .ShouldBe([("G", BookmarkEnd.Cancelled), ("A", BookmarkEnd.Burnt)]);
    }

    [Fact]
    public void An_input_that_the_definition_keeps_is_there_after_the_wait_and_another_is_not()
    {
        var definition = Draw.Envelope(
            Draw.Sequence(
                Draw.Write(Draw.Js("String", "`${getInput('kept')}${getInput('passing')}`")),
                Draw.Named("W", Draw.Event("w")),
                Draw.Write(Draw.Js("String", "`${getInput('kept')} ${getInput('passing') == null}`"))
            )
        );
        definition["inputs"] = Draw.Array(
            new JsonObject
            {
                ["name"] = "kept",
                ["type"] = "String",
                ["storageDriverType"] = "Elsa.Workflows.WorkflowInstanceStorageDriver, Elsa.Workflows.Core",
            },
            new JsonObject { ["name"] = "passing", ["type"] = "String" }
        );

        new Walk(definition, input: new JsonObject { ["kept"] = "k", ["passing"] = "p" }).Resume("W").ShouldEndWith("kp k true");
    }

    [Fact]
    public void A_variable_that_is_not_kept_lasts_for_one_burst()
    {
        var definition = Draw.Envelope(
            Draw.Sequence(
                Draw.SetVariable("kept", Draw.Literal("Object", "k")),
                Draw.SetVariable("passing", Draw.Literal("Object", "p")),
                Draw.Write(Draw.Js("String", "`${variables.kept}${variables.passing}`")),
                Draw.Named("W", Draw.Event("w")),
                Draw.Write(Draw.Js("String", "`${variables.kept} ${variables.passing == null}`"))
            ),
            "kept",
            "passing"
        );
        definition["variables"]![1]!["storageDriverTypeName"] = null;

        new Walk(definition).Resume("W").ShouldEndWith("kp k true");
    }

    [Fact]
    public void A_burst_tells_of_the_waits_that_are_new()
    {
        var engine = new WorkflowEngine();
        var graph = Draw.Envelope(Draw.Chart("S > A, B; A > C", ("A", Draw.Event("a")), ("B", Draw.Event("b")), ("C", Draw.Event("c"))))
            .Compile();
        var started = engine.Start(graph, new StartStimulus { Now = DateTimeOffset.UnixEpoch, Seed = 1 });
        started.BookmarksAdded.Select(bookmark => bookmark.Node.Id).ShouldBe(["A", "B"]);

        var resumed = engine.Resume(
            WorkflowInstance.Load(graph, started.Instance.Save()),
            new ResumeStimulus
            {
                Now = DateTimeOffset.UnixEpoch,
                Seed = 2,
                BookmarkId = started.Instance.Bookmarks.Single(bookmark => bookmark.Node.Id == "A").Id,
            }
        );

        resumed.BookmarksAdded.ShouldHaveSingleItem().Node.Id.ShouldBe("C");
        resumed.BookmarksRemoved.ShouldHaveSingleItem().Bookmark.Node.Id.ShouldBe("A");
    }

    [Fact]
    public void An_input_that_nobody_gave_is_null() =>
        new Walk(Draw.Envelope(Draw.Sequence(Draw.Write(Draw.Js("String", "`${getInput('x') == null}`"))))).ShouldEndWith("true");

    [Fact]
    public void Chance_is_given_with_the_stimulus_and_differs_from_throw_to_throw_and_from_seed_to_seed()
    {
        var graph = Draw.Envelope(
                Draw.Sequence(Draw.Write(Draw.Js("String", "`${Math.random()}`")), Draw.Write(Draw.Js("String", "`${Math.random()}`")))
            )
            .Compile();

        var first = Thrown(1);

        first.Distinct().Count().ShouldBe(2);
        Thrown(1).ShouldBe(first);
        Thrown(2).ShouldNotBe(first);
        Thrown(1 + (1L << 32)).ShouldNotBe(first);
        Thrown(1 + (1L << 40)).ShouldNotBe(first);

        List<string> Thrown(long seed) =>
            [
                .. new WorkflowEngine()
                    .Start(graph, new StartStimulus { Now = DateTimeOffset.UnixEpoch, Seed = seed })
                    .Effects.OfType<LineWritten>()
                    .Select(line => line.Text),
            ];
    }

    [Fact]
    public void What_a_step_was_given_and_what_it_put_out_is_told_as_a_whole_and_what_it_was_not_given_is_null()
    {
        var graph = WorkflowGraph.Compile(
            WorkflowDefinition.Parse(
                Draw.Envelope(
                        Draw.Sequence(
                            Draw.Activity("Test.Teller", ("one", Draw.Js("String", "'1'")), ("two", Draw.Js("String", "'2'"))),
                            Draw.Write(Draw.Js("String", "`${getLastResult()}`"))
                        )
                    )
                    .ToJsonString()
            ),
            new ActivityCatalog([.. ActivityCatalog.BuiltIn, new Teller()])
        );

        var burst = new WorkflowEngine().Start(graph, new StartStimulus { Now = DateTimeOffset.UnixEpoch, Seed = 1 });

        var told = burst.Log.Where(entry => entry.Node.Activity is Teller).ToList();
        Shown(told[0].Inputs).ShouldBe("One=1 Two=2");
        Shown(told[1].Outputs).ShouldBe("First=1 Second=2 Third=");
        burst.Effects.ShouldBe([new LineWritten("null")]);

        static string Shown(IReadOnlyDictionary<string, JsonNode?>? values) =>
            string.Join(' ', values!.Select(value => $"{value.Key}={value.Value}"));
    }

    [Fact]
    public void The_condition_of_a_loop_is_asked_before_each_turn_and_at_no_other_time()
    {
        var loop = Draw.Activity(
            "While",
            ("condition", Draw.Js("Boolean", "setVariable('asked', getVariable('asked') + 1); getVariable('asked') < 3")),
            ("body", Draw.Write("turn"))
        );

        new Walk(Draw.Envelope(Draw.Sequence(loop, Draw.Write(Draw.Js("String", "getVariable('asked')"))), "asked=0")).ShouldEndWith(
            "turn turn 3"
        );
    }

    [Fact]
    public void What_an_instance_has_come_to_know_is_known_when_it_has_ended()
    {
        var definition = Draw.Envelope(Draw.Sequence(Draw.SetVariable("v", Draw.Literal("Object", "set"))), "v=1");

        var walk = new Walk(definition);

        walk.State.ShouldBe("Finished");
        walk.Instance.Variables["v"]!.ToString().ShouldBe("set");
    }

    /// <summary>The turns that a break left queued run all the same, and their loop, which has ended, tells the flow nothing of them.</summary>
    [Fact]
    public void A_flow_counts_what_something_inside_it_has_queued_until_the_host_wants_no_loss()
    {
        var loop = Draw.Activity("ParallelForEach", ("items", Draw.Json("Object", "[1,2]")), ("body", Draw.Activity("Break")));
        var definition = Draw.Envelope(Draw.Sequence(Draw.Chart("L", ("L", loop)), Draw.Write("after")));

        new Walk(definition).State.ShouldBe("Suspended");
        new Walk(definition, new EngineOptions { NoSilentLoss = true }).ShouldEndWith("after");
    }

    private static readonly EventStimulus Paid = new()
    {
        Now = DateTimeOffset.UnixEpoch,
        Seed = 2,
        EventName = "paid",
    };

    /// <summary>Waits for the event and does not like it.</summary>
    private sealed class Grumbler : Activity
    {
        public override ActivityDescriptor Descriptor { get; } =
            new()
            {
                TypeName = "Test.Grumbler",
                Category = ("测试", "Test"),
                DisplayName = ("牢骚", "Grumbler"),
            };

        public override void Execute(ActivityContext context) => context.Suspend(Event.TypeName, new JsonObject { ["EventName"] = "paid" });

        public override void Resume(ActivityContext context, Bookmark bookmark, JsonObject? input) =>
            throw new InvalidOperationException("No.");
    }

    /// <summary>Puts out what it was given, and what nobody declared.</summary>
    private sealed class Teller : Activity
    {
        public override ActivityDescriptor Descriptor { get; } =
            new()
            {
                TypeName = "Test.Teller",
                Category = ("测试", "Test"),
                DisplayName = ("告知", "Teller"),
                Inputs = [new("One", "String"), new("Two", "String")],
            };

        public override void Execute(ActivityContext context)
        {
            context.SetOutput("First", context.Input("One"));
            context.SetOutput("Second", context.Input("Two"));
            context.SetOutput("Third", context.Input("Three"));
        }
    }

    private static EngineOptions Steps(int most) => new() { IncidentStrategy = IncidentStrategy.StopBranch, MaxStepsPerBurst = most };
}
