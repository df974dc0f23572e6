using System.Text.Json.Nodes;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;
using Enforcement.Workflows.Expressions;

namespace Enforcement.Workflows.Tests;

/// <summary>What a host is asked for, and what it answers: events, tasks, timers, children; and how instances are given up.</summary>
public sealed class WaitingTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
    private static readonly WorkflowEngine Engine = new(new EngineOptions { IncidentStrategy = IncidentStrategy.StopBranch });

    [Fact]
    public void An_event_resumes_every_wait_for_it_and_hands_its_payload_over()
    {
        var graph = Draw.Envelope(
                Draw.Chart(
                    "S > A, B, C; A > AW; B > BW",
                    ("A", Draw.Event("paid")),
                    ("B", Draw.Event("paid")),
                    ("C", Draw.Event("other")),
                    ("AW", Draw.Write(Draw.Js("String", "getOutputFrom('A').sum"))),
                    ("BW", Draw.Write(Draw.Js("String", "getLastResult().sum + 1")))
                )
            )
            .Compile();
        var started = Engine.Start(graph, Start());

        var burst = Engine.ResumeEvent(started.Instance, Event("paid", new JsonObject { ["sum"] = 5 }));

        burst.Effects.OfType<LineWritten>().Select(line => line.Text).ShouldBe(["5", "6"]);
        burst.Instance.Bookmarks.ShouldHaveSingleItem().Node.Id.ShouldBe("C");
        burst
            .BookmarksRemoved.Select(removed => (removed.Bookmark.Node.Id, removed.End))
            .ShouldBe([("A", BookmarkEnd.Burnt), ("B", BookmarkEnd.Burnt)]);
        Engine.ResumeEvent(burst.Instance, Event("paid", null)).Result.ShouldBe(BurstResult.UnknownBookmark);
    }

    [Fact]
    public void The_event_that_starts_an_instance_is_not_waited_for_until_the_flow_comes_back_to_it()
    {
        var trigger = Draw.Event("found");
        trigger["customProperties"] = new JsonObject { ["canStartWorkflow"] = true };
        var graph = Draw.Envelope(
                Draw.Chart("T > W; W > T", ("T", trigger), ("W", Draw.Write(Draw.Js("String", "getOutputFrom('T').place"))))
            )
            .Compile();
        var place = new JsonObject { [Workflows.Activities.Event.PayloadKey] = new JsonObject { ["place"] = "market" } };

        var burst = Engine.Start(graph, Start() with { TriggerNodeId = graph.Nodes[2].NodeId, Input = place });

        burst.Effects.ShouldBe([new LineWritten("market")]);
        burst.Instance.Bookmarks.ShouldHaveSingleItem().Node.Id.ShouldBe("T");
    }

    [Fact]
    public void A_task_is_requested_and_its_result_is_an_output()
    {
        var walk = new Walk(
            Draw.Envelope(
                Draw.Sequence(
                    Draw.Named(
                        "Task",
                        Draw.Activity(
                            "RunTask",
                            ("taskName", Draw.Literal("String", "weigh")),
                            ("payload", Draw.Json("Object", "{\"what\":\"melon\"}")),
                            ("taskId", Into("task")),
                            ("result", Into("weight"))
                        )
                    ),
                    Draw.Write(Draw.Js("String", "getWeight()"))
                ),
                "task",
                "weight"
            )
        );

        var wanted = walk.Effects.OfType<TaskRequested>().Single();
        (wanted.TaskName, wanted.Payload!.ToJsonString()).ShouldBe(("weigh", """{"what":"melon"}"""));
        wanted.TaskId.ShouldMatch("^[0-9a-f]{16}$");
        var bookmark = walk.Instance.Bookmarks.ShouldHaveSingleItem();
        bookmark.Id.ShouldBe(wanted.BookmarkId);
        bookmark.Payload!.ToJsonString().ShouldBe($$"""{"TaskId":"{{wanted.TaskId}}","TaskName":"weigh"}""");
        walk.Instance.State.Activities.Single(activity => activity.ParentId == 0).Variables!["task"]!.ToString().ShouldBe(wanted.TaskId);
        walk.Resume("Task", new JsonObject { [RunTask.ResultKey] = 12 }).Text.ShouldBe("12");
        walk.State.ShouldBe("Finished");
    }

    [Fact]
    public void A_child_is_dispatched_and_waited_for_or_not()
    {
        JsonObject Dispatch(bool waits) =>
            Draw.Activity(
                "DispatchWorkflow",
                ("workflowDefinitionId", Draw.Literal("String", "child")),
                ("correlationId", Draw.Literal("String", "c1")),
                ("channelName", Draw.Literal("String", "slow")),
                ("input", Draw.Json("ObjectDictionary", "{\"a\":1}")),
                ("waitForCompletion", Draw.Literal("Boolean", waits))
            );
        var walk = new Walk(
            Draw.Envelope(
                Draw.Sequence(
                    Draw.Named("Away", Dispatch(false)),
                    Draw.Named("Child", Dispatch(true)),
                    Draw.Write(Draw.Js("String", "getOutputFrom('Child').sum"))
                )
            )
        );

        walk.State.ShouldBe("Suspended at Child");
        var (away, child) = walk.Effects.OfType<ChildDispatched>().ToList() is [var first, var second] ? (first, second) : default;
        (away.BookmarkId, away.DefinitionId, away.CorrelationId, away.Channel).ShouldBe((null, "child", "c1", "slow"));
        child.BookmarkId.ShouldBe(walk.Instance.Bookmarks[0].Id);
        child.Input!.ToJsonString().ShouldBe("""{"a":1}""");
        child.ChildKey.ShouldNotBe(away.ChildKey);
        walk.Resume("Child", new JsonObject { [DispatchWorkflow.OutputKey] = new JsonObject { ["sum"] = 3 } }).Text.ShouldBe("3");
    }

    [Fact]
    public void A_child_that_runs_inline_and_waits_is_handed_to_the_host()
    {
        var child = Draw.Envelope(Draw.Sequence(Draw.Write("inside"), Draw.Named("E", Draw.Event("e")))).Compile();
        var parent = Draw.Envelope(
            Draw.Sequence(
                Draw.Named(
                    "X",
                    Draw.Activity(
                        "ExecuteWorkflow",
                        ("workflowDefinitionId", Draw.Literal("String", "child")),
                        ("waitForCompletion", Draw.Literal("Boolean", true))
                    )
                ),
                Draw.Write(Draw.Js("String", "getOutputFrom('X').subStatus + getOutputFrom('X').output.sum"))
            )
        );

        var walk = new Walk(parent, new EngineOptions { InlineWorkflows = id => id == "child" ? child : null });

        (walk.Text, walk.State).ShouldBe(("inside", "Suspended at X"));
        var executed = walk.Effects.OfType<ChildExecuted>().Single();
        executed.Child.Instance.Bookmarks.ShouldHaveSingleItem().Node.Id.ShouldBe("E");
        executed.BookmarkId.ShouldBe(walk.Instance.Bookmarks[0].Id);
        walk.Resume("X", new JsonObject { [DispatchWorkflow.OutputKey] = new JsonObject { ["sum"] = 3 } })
            .Text.ShouldBe("inside Finished3");
    }

    [Fact]
    public void Workflows_that_execute_one_another_without_end_stop_with_an_incident_of_the_innermost()
    {
        var itself = Draw.Envelope(
                Draw.Sequence(Draw.Named("X", Draw.Activity("ExecuteWorkflow", ("workflowDefinitionId", Draw.Literal("String", "itself")))))
            )
            .Compile();

        var walk = new Walk(itself, new EngineOptions { InlineWorkflows = _ => itself });

        var children = walk.Effects.OfType<ChildExecuted>().ToList();
        children.Count.ShouldBe(new EngineOptions().MaxInlineDepth);
        children.Where(child => child.Child.Instance.Incidents.Count > 0).ShouldHaveSingleItem().ShouldBe(children[0]);
    }

    [Fact]
    public void An_event_is_published_with_all_it_says() =>
        new Walk(
            Draw.Envelope(
                Draw.Sequence(
                    Draw.Activity(
                        "PublishEvent",
                        ("eventName", Draw.Literal("String", "paid")),
                        ("correlationId", Draw.Literal("String", "c1")),
                        ("isLocalEvent", Draw.Literal("Boolean", true))
                    )
                )
            )
        ).Effects.ShouldBe([new EventPublished("paid", "c1", true, null)]);

    public static TheoryData<string, string, string, string?> Timers =>
        new()
        {
            { "Delay", "timeSpan", "01:30:00", "2026-01-05T10:30:00" },
            { "Delay", "timeSpan", "00:00:00", null },
            { "Timer", "interval", "1.00:00:00", "2026-01-06T09:00:00" },
            { "StartAt", "dateTime", "2026-02-01T00:00:00Z", "2026-02-01T00:00:00" },
            { "StartAt", "dateTime", "2025-02-01T00:00:00Z", null },
            { "Cron", "cronExpression", "0 12 * * *", "2026-01-05T12:00:00" },
            { "Cron", "cronExpression", "30 0 12 * * *", "2026-01-05T12:00:30" },
        };

    [Theory]
    [MemberData(nameof(Timers))]
    public void A_timer_is_set_for_its_time_and_not_at_all_for_the_past(string type, string input, string value, string? due)
    {
        var timer = Draw.Named(
            "T",
            Draw.Activity(
                type,
                (
                    input,
                    Draw.Literal(
                        type is "Cron" ? "String"
                            : type is "StartAt" ? "DateTimeOffset"
                            : "TimeSpan",
                        value
                    )
                )
            )
        );

        var burst = Engine.Start(Draw.Envelope(Draw.Sequence(timer)).Compile(), Start());

        burst.Effects.OfType<TimerSet>().Select(set => set.Due.UtcDateTime.ToString("s")).ShouldBe(due is null ? [] : [due]);
        burst.Instance.Status.ShouldBe(due is null ? WorkflowStatus.Finished : WorkflowStatus.Running);
    }

    [Fact]
    public void A_timer_says_when_it_is_due_in_its_wait_and_a_cron_counts_in_the_zone_of_the_host()
    {
        var engine = new WorkflowEngine(new EngineOptions { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai") });
        var six = Draw.Activity("Cron", ("cronExpression", Draw.Literal("String", "0 18 * * *")));

        var burst = engine.Start(Draw.Envelope(Draw.Sequence(Draw.Named("T", six))).Compile(), Start());

        // Nine o'clock in London is five in the afternoon in Shanghai.
        var bookmark = burst.Instance.Bookmarks.ShouldHaveSingleItem();
        burst.Effects.ShouldBe([new TimerSet(bookmark.Id, Now.AddHours(1))]);
        bookmark.Payload!["ResumeAt"]!.GetValue<string>().ShouldBe("2026-01-05T10:00:00.0000000+00:00");
    }

    [Fact]
    public void A_timer_that_is_due_this_very_moment_is_not_waited_for() =>
        Engine
            .Start(
                Draw.Envelope(Draw.Sequence(Draw.Activity("StartAt", ("dateTime", Draw.Literal("DateTimeOffset", "2026-01-05T09:00:00Z")))))
                    .Compile(),
                Start()
            )
            .Instance.Status.ShouldBe(WorkflowStatus.Finished);

    [Fact]
    public void The_timer_that_starts_an_instance_is_not_waited_for()
    {
        var timer = Draw.Activity("Timer", ("interval", Draw.Literal("TimeSpan", "01:00:00")));
        timer["customProperties"] = new JsonObject { ["canStartWorkflow"] = true };
        var graph = Draw.Envelope(Draw.Chart("T > A", ("T", timer))).Compile();

        var burst = Engine.Start(graph, Start() with { TriggerNodeId = graph.Nodes.Single(node => node.Id == "T").NodeId });

        burst.Effects.ShouldBe([new LineWritten("A")]);
        Engine.Start(graph, Start()).Instance.Bookmarks.ShouldHaveSingleItem();
    }

    [Fact]
    public void An_output_is_set_on_the_workflow_that_declares_it_among_others_and_else_on_the_instance()
    {
        var inner = Draw.Envelope(
            Draw.Sequence(
                Draw.Activity("SetOutput", ("outputName", Draw.Literal("String", "sum")), ("outputValue", Draw.Literal("Object", 7))),
                Draw.Activity("SetOutput", ("outputName", Draw.Literal("String", "loose")), ("outputValue", Draw.Literal("Object", 8)))
            )
        );
        (inner["id"], inner["definitionId"], inner["name"]) = ("i-1", "Inner", "Inner");
        inner["outputs"] = Draw.Array(
            new JsonObject { ["name"] = "other", ["type"] = "Object" },
            new JsonObject { ["name"] = "sum", ["type"] = "Object" }
        );
        var definition = WorkflowDefinition.Parse(inner.ToJsonString());
        var outer = Draw.Envelope(
            Draw.Sequence(
                Draw.Named("I", Draw.Activity("Inner", ("workflowDefinitionId", "Inner"))),
                Draw.Write(Draw.Js("String", "`${getOutputFrom('I', 'sum')}`"))
            )
        );
        outer["root"]!["activities"]![0]!["type"] = "Inner";

        var burst = Engine.Start(outer.Compile(_ => definition), Start());

        burst.Effects.ShouldBe([new LineWritten("7")]);
        burst.Instance.Output.Select(output => (output.Key, output.Value?.ToJsonString())).ShouldBe([("loose", "8")]);
    }

    [Fact]
    public void A_cancelled_instance_gives_its_waits_up_and_takes_nothing_more()
    {
        var started = Engine.Start(
            Draw.Envelope(Draw.Chart("S > A, B", ("A", Draw.Event("a")), ("B", Draw.Event("b")))).Compile(),
            Start()
        );

        var burst = Engine.Cancel(started.Instance, new CancelStimulus { Now = Now, Seed = 2 });

        (burst.Instance.Status, burst.Instance.SubStatus).ShouldBe((WorkflowStatus.Finished, WorkflowSubStatus.Cancelled));
        burst.Effects.ShouldBeEmpty();
        burst.BookmarksRemoved.Select(removed => removed.End).ShouldBe([BookmarkEnd.Cancelled, BookmarkEnd.Cancelled]);
        burst.Instance.Bookmarks.ShouldBeEmpty();
        burst.Log.Select(entry => entry.Kind).Distinct().ShouldBe([LogKind.Canceled]);
        var resume = new ResumeStimulus
        {
            Now = Now,
            Seed = 3,
            BookmarkId = started.Instance.Bookmarks[0].Id,
        };
        Engine.Resume(burst.Instance, resume).Result.ShouldBe(BurstResult.NotRunning);
        Engine.ResumeEvent(burst.Instance, Event("a", null)).Result.ShouldBe(BurstResult.NotRunning);
        Engine.Cancel(burst.Instance, new CancelStimulus { Now = Now, Seed = 3 }).Result.ShouldBe(BurstResult.NotRunning);
        Engine.Resume(started.Instance, resume with { BookmarkId = 99 }).Result.ShouldBe(BurstResult.UnknownBookmark);
        started.Instance.Bookmarks.Count.ShouldBe(2);
    }

    [Fact]
    public void A_name_and_a_correlation_are_set_by_the_flow()
    {
        var walk = new Walk(
            Draw.Envelope(
                Draw.Sequence(
                    Draw.Activity("SetName", ("value", Draw.Literal("String", "Melons"))),
                    Draw.Activity("Correlate", ("correlationId", Draw.Literal("String", "c9")))
                )
            )
        );

        (walk.Instance.Name, walk.Instance.CorrelationId).ShouldBe(("Melons", "c9"));
    }

    [Theory]
    [InlineData("\"12\"", "Int32", "12")]
    [InlineData("12.6", "Int64", "13")]
    [InlineData("300", "Byte", null)]
    [InlineData("40000", "Int16", null)]
    [InlineData("\"x\"", "Int32", null)]
    [InlineData("\"1.5\"", "Double", "1.5")]
    [InlineData("\"1.50\"", "Decimal", "1.50")]
    [InlineData("\"TRUE\"", "Boolean", "true")]
    [InlineData("0", "Boolean", "false")]
    [InlineData("\"maybe\"", "Boolean", null)]
    [InlineData("\"01:00\"", "TimeSpan", "\"01:00:00\"")]
    [InlineData("\"2026-01-05\"", "DateTimeOffset", "\"2026-01-05T00:00:00.0000000+00:00\"")]
    [InlineData("\"2026-01-05T10:00:00+08:00\"", "DateOnly", "\"2026-01-05\"")]
    [InlineData("\"09:30\"", "TimeOnly", "\"09:30:00.0000000\"")]
    [InlineData("\"{11111111-2222-3333-4444-555555555555}\"", "Guid", "\"11111111-2222-3333-4444-555555555555\"")]
    [InlineData("\"not one\"", "Guid", null)]
    [InlineData("\"{\\\"a\\\":1}\"", "JsonObject", "{\"a\":1}")]
    [InlineData("\"{\"", "JsonObject", null)]
    [InlineData("\"[1,\\\"2\\\"]\"", "Int32[]", "[1,2]")]
    [InlineData("\"alone\"", "String[]", "[\"alone\"]")]
    [InlineData("[1,[2]]", "String", "\"[1,[2]]\"")]
    [InlineData("true", "String", "\"True\"")]
    [InlineData("null", "Int32", "null")]
    [InlineData("{\"a\":1}", "Acme.Unknown", "{\"a\":1}")]
    public void Values_convert_as_Elsas_do(string json, string typeName, string? expected)
    {
        if (expected is null)
            Should.Throw<ConversionException>(() => Values.Convert(JsonNode.Parse(json), typeName));
        else
            Values
                .ToText(new JsonArray(Values.Convert(JsonNode.Parse(json), typeName)?.DeepClone()))
                .ShouldBe(new JsonArray(JsonNode.Parse(expected)).ToJsonString());
    }

    private static JsonObject Into(string variable) =>
        new()
        {
            ["typeName"] = "Object",
            ["memoryReference"] = new JsonObject { ["id"] = variable },
        };

    private static StartStimulus Start() => new() { Now = Now, Seed = 1 };

    private static EventStimulus Event(string name, JsonNode? payload) =>
        new()
        {
            Now = Now,
            Seed = 2,
            EventName = name,
            Payload = payload,
        };
}
