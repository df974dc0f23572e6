using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Tests.Harness;
using static Enforcement.Tests.Processes.TestDefinitions;

namespace Enforcement.Tests.Processes;

/// <summary>Workflows that the workflow of a case starts.</summary>
public sealed class ChildTests : IAsyncLifetime
{
    /// <summary>Puts out what it was given, and learns a fact of the case.</summary>
    private static readonly string Quick = Flowchart(
            "quick",
            [
                Node("start", "Elsa.Start"),
                Node("stage", "Enforcement.SetStage", ("stage", Literal("investigation"))),
                Node(
                    "out",
                    "Elsa.SetOutput",
                    ("outputName", Literal("Answer")),
                    ("outputValue", Script("return getInput('question') + '!'"))
                ),
            ],
            ["start>stage", "stage>out"]
        )
        .Replace("\"root\":", "\"outputs\":[{\"type\":\"String\",\"name\":\"Answer\"}],\"root\":", StringComparison.Ordinal);

    private static readonly string Slow = Flowchart(
        "slow",
        [
            Node("start", "Elsa.Start"),
            Node("wait", "Elsa.Delay", ("timeSpan", Literal("1.00:00:00"))),
            Node("stage", "Enforcement.SetStage", ("stage", Literal("investigation"))),
        ],
        ["start>wait", "wait>stage"]
    );

    private static readonly string Nested = Flowchart("nested", [Node("start", "Elsa.Start"), Dispatch("inner", "slow")], ["start>inner"]);

    private static readonly string Endless = Flowchart(
        "endless",
        [Node("start", "Elsa.Start"), Dispatch("again", "endless")],
        ["start>again"]
    );

    private static readonly string Breaks = Flowchart(
        "breaks",
        [Node("start", "Elsa.Start"), Node("break", "Elsa.Fault", ("message", Literal("没有电")))],
        ["start>break"]
    );

    private static readonly string NestedBreaks = Flowchart(
        "nested-breaks",
        [Node("start", "Elsa.Start"), Dispatch("inner", "breaks")],
        ["start>inner"]
    );

    private static readonly string Asks = Flowchart("asks", [Node("start", "Elsa.Start"), Task("work")], ["start>work"]);

    private static readonly string Listens = Flowchart(
        "listens",
        [
            Node("start", "Elsa.Start"),
            Node("hear", "Elsa.Event", ("eventName", Literal("ping"))),
            Node("say", "Elsa.PublishEvent", ("eventName", Literal("pong"))),
        ],
        ["start>hear", "hear>say"]
    );

    private TestDatabase database = null!;
    private CaseBench bench = null!;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        bench = await CaseBench.CreateAsync(
            database,
            [
                Quick,
                Slow,
                Nested,
                Endless,
                Breaks,
                NestedBreaks,
                Asks,
                Listens,
                .. new[] { "quick", "slow", "nested", "endless", "breaks", "nested-breaks", "asks", "nowhere" }.SelectMany(child =>
                    new[] { Parent(child, "Elsa.DispatchWorkflow", true), Parent(child, "Elsa.DispatchWorkflow", false) }
                ),
                Parent("slow", "Elsa.ExecuteWorkflow", true),
                GivesUp,
                Speaks,
                PingPong,
            ]
        );
    }

    public async Task DisposeAsync()
    {
        await bench.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task A_child_that_finishes_at_once_hands_its_output_to_its_parent_in_the_same_step()
    {
        var file = await bench.OpenAsync("wait-quick", data: new JsonObject { ["question"] = "几时" });

        (await NodesAsync(file)).ShouldBe(["after"]);
        (await bench.AskAsync<string>("select stage from cases where id = $1", P.Uuid(file.Key.Id))).ShouldBe("investigation");
        (
            await bench.AskAsync<long>(
                "select count(*) from journal where case_id = $1 and content like '%几时!%' and content not like '%\"child\":\"%'",
                P.Uuid(file.Key.Id)
            )
        ).ShouldBe(1);
        (await ChildrenAsync(file)).ShouldBe(["quick finished"]);
    }

    [Fact]
    public async Task A_parent_waits_until_its_child_has_finished_also_after_a_restart()
    {
        foreach (var definition in new[] { "wait-slow", "execute-slow" })
        {
            var file = await bench.OpenAsync(definition);
            (await NodesAsync(file)).ShouldBeEmpty();
            (await ChildrenAsync(file)).ShouldBe(["slow suspended"]);

            await using var restarted = await CaseBench.CreateAsync(database);
            bench.Clock.Advance(TimeSpan.FromDays(1));
            restarted.Clock.SetUtcNow(bench.Clock.GetUtcNow());
            (await SweepAsync(restarted)).ShouldBe(1);

            (await NodesAsync(file)).ShouldBe(["after"]);
            (await ChildrenAsync(file)).ShouldBe(["slow finished"]);
            (await TimersAsync()).ShouldBe(0);
            (await bench.VerifyAsync(file.Key)).Valid.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_step_with_children_takes_two_round_trips_too()
    {
        var file = await bench.OpenAsync("go-slow");

        await using var step = await CompleteAsync(file);

        step.RoundTrips.ShouldBe(2);
        (await ChildrenAsync(file)).ShouldBe(["slow suspended"]);
    }

    [Fact]
    public async Task A_parent_that_does_not_wait_goes_on_and_its_child_lives_until_the_case_is_closed()
    {
        var file = await bench.OpenAsync("go-slow");
        (await NodesAsync(file)).ShouldBe(["after"]);

        await AfterAsync(file);

        (await ChildrenAsync(file)).ShouldBe(["slow suspended"]);
        await AfterAsync(file);
        (await ChildrenAsync(file)).ShouldBe(["slow cancelled"]);
        (await TimersAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Children_of_children_finish_upwards()
    {
        var file = await bench.OpenAsync("wait-nested");
        (await ChildrenAsync(file)).ShouldBe(["nested suspended", "slow suspended"]);

        bench.Clock.Advance(TimeSpan.FromDays(1));
        (await SweepAsync(bench)).ShouldBe(1);

        (await ChildrenAsync(file)).ShouldBe(["nested finished", "slow finished"]);
        (await NodesAsync(file)).ShouldBe(["after"]);
    }

    [Fact]
    public async Task A_branch_that_is_given_up_ends_its_children_downwards()
    {
        var file = await bench.OpenAsync("gives-up");
        (await ChildrenAsync(file)).ShouldBe(["nested suspended", "slow suspended"]);

        await using var step = await CompleteAsync(file);

        (await ChildrenAsync(file)).ShouldBe(["nested cancelled", "slow cancelled"]);
        (await TimersAsync()).ShouldBe(0);
        (await NodesAsync(file)).ShouldBe(["after"]);
    }

    [Theory]
    [InlineData("wait-breaks", "没有电")]
    [InlineData("wait-nested-breaks", "没有电")]
    [InlineData("wait-asks", "child.holds-task")]
    [InlineData("wait-nowhere", "child.not-published")]
    [InlineData("wait-endless", "child.too-deep")]
    public async Task What_a_child_cannot_do_becomes_an_incident_at_the_step_that_waits_for_it(string definition, string reason)
    {
        var file = await bench.OpenAsync(definition);

        var incident = await bench.AskAsync<string>(
            "select node_id || ' ' || message from incidents where case_id = $1 and resolved_at is null",
            P.Uuid(file.Key.Id)
        );
        incident.ShouldContain(":child ");
        incident.ShouldContain(reason);
        (await ChildrenAsync(file)).ShouldNotContain(child => child.Contains("suspended", StringComparison.Ordinal));
        (await bench.AskAsync<string>("select state from cases where id = $1", P.Uuid(file.Key.Id))).ShouldBe("open");
    }

    [Theory]
    [InlineData("go-breaks")]
    [InlineData("go-nowhere")]
    public async Task What_fails_while_nobody_waits_stands_in_the_journal_and_is_told(string definition)
    {
        var file = await bench.OpenAsync(definition);

        (await NodesAsync(file)).ShouldBe(["after"]);
        (
            await bench.AskAsync<long>(
                "select count(*) from journal where case_id = $1 and content like '%child.failed%'",
                P.Uuid(file.Key.Id)
            )
        ).ShouldBe(1);
        (
            await bench.AskAsync<long>("select count(*) from outbox where case_id = $1 and type = 'flow.incident'", P.Uuid(file.Key.Id))
        ).ShouldBe(1);
    }

    [Fact]
    public async Task Events_are_heard_within_the_case_and_in_no_other()
    {
        var other = await bench.OpenAsync("speaks");
        var file = await bench.OpenAsync("speaks");
        (await ChildrenAsync(file)).ShouldBe(["listens suspended"]);

        await using var step = await CompleteAsync(file);

        (await ChildrenAsync(file)).ShouldBe(["listens finished"]);
        (await NodesAsync(file)).ShouldBe(["after"]);
        (await ChildrenAsync(other)).ShouldBe(["listens suspended"]);
    }

    [Fact]
    public async Task Flows_that_wake_each_other_without_end_are_refused_by_name() =>
        (await Should.ThrowAsync<RefusedException>(() => bench.OpenAsync("ping-pong"))).Code.ShouldBe("process.too-many-events");

    [Fact]
    public async Task A_stranger_sees_no_child_of_a_case()
    {
        await bench.OpenAsync("wait-slow");
        var reads = bench.Service<ScopedReads>();
        foreach (var (actor, rows) in new[] { (CaseBench.Officer, 1), (CaseBench.Stranger, 0) })
            (
                await reads.RowsAsync(actor.Scope, Statement.Of("select id from children"), row => row.GetGuid(0), CancellationToken.None)
            ).Count.ShouldBe(rows);
    }

    /// <summary>Starts a child, keeps what it put out as a stage of its own, then a task; closes after it.</summary>
    private static string Parent(string child, string type, bool waits) =>
        Flowchart(
                $"{(type == "Elsa.ExecuteWorkflow" ? "execute" : waits ? "wait" : "go")}-{child}",
                [Node("start", "Elsa.Start"), Dispatch("child", child, type, waits), Keep, Task("after"), Task("last"), Close],
                ["start>child", "child>keep", "keep>after", "after:done>last", "last:done>close"]
            )
            .Replace(
                "\"root\":",
                "\"variables\":[{\"id\":\"result\",\"name\":\"result\",\"typeName\":\"Object\"}],\"root\":",
                StringComparison.Ordinal
            );

    private static Dictionary<string, object> Keep =>
        Node("keep", "Elsa.WriteLine", ("text", Script("return variables.result == null ? '' : variables.result.Answer")));

    private static Dictionary<string, object> Close => Node("close", "Enforcement.CloseCase", ("outcome", Literal("archived")));

    private static Dictionary<string, object> Dispatch(string id, string child, string type = "Elsa.DispatchWorkflow", bool waits = true) =>
        Node(
            id,
            type,
            ("workflowDefinitionId", Literal(child)),
            ("waitForCompletion", Literal(waits)),
            (
                "input",
                new
                {
                    typeName = "ObjectDictionary",
                    expression = new { type = "JavaScript", value = "return { question: Case.question }" },
                }
            ),
            ("result", new { typeName = "Object", memoryReference = new { id = "result" } })
        );

    /// <summary>A race of a child and a task: the task ends it.</summary>
    private static string GivesUp =>
        Flowchart(
            "gives-up",
            [
                Node("start", "Elsa.Start"),
                Dispatch("child", "nested"),
                Task("stop"),
                Node("first", "Elsa.FlowJoin", ("mode", Literal("WaitAny"))),
                Task("after"),
            ],
            ["start>child", "start>stop", "child>first", "stop:done>first", "first>after"]
        );

    /// <summary>A child that listens; a task whose end is told; what the child answers is waited for.</summary>
    private static string Speaks =>
        Flowchart(
            "speaks",
            [
                Node("start", "Elsa.Start"),
                Dispatch("child", "listens", waits: false),
                Task("work"),
                Node("say", "Elsa.PublishEvent", ("eventName", Literal("ping"))),
                Node("hear", "Elsa.Event", ("eventName", Literal("pong"))),
                Task("after"),
            ],
            ["start>child", "child>work", "work:done>say", "say>hear", "hear>after"]
        );

    private static string PingPong =>
        Flowchart(
            "ping-pong",
            [
                Node("start", "Elsa.Start"),
                Node("hear", "Elsa.Event", ("eventName", Literal("ping"))),
                Node("echo", "Elsa.PublishEvent", ("eventName", Literal("ping"))),
                Node("say", "Elsa.PublishEvent", ("eventName", Literal("ping"))),
            ],
            ["start>hear", "start>say", "hear>echo", "echo>hear"]
        );

    private async Task<Step> CompleteAsync(CaseFile file) =>
        await bench.Complete.RunAsync(CaseBench.Officer, (await bench.OpenTasksAsync(file.Key)).Single().Id, new("done"), default);

    private async Task AfterAsync(CaseFile file)
    {
        await using var step = await CompleteAsync(file);
    }

    private static Task<int> SweepAsync(CaseBench at) => at.Service<TimerSweep>().RunAsync(at.Clock.GetUtcNow(), CancellationToken.None);

    private async Task<IEnumerable<string>> NodesAsync(CaseFile file) => (await bench.OpenTasksAsync(file.Key)).Select(task => task.Node);

    private Task<string[]> ChildrenAsync(CaseFile file) =>
        bench.AskAsync<string[]>(
            """
            select coalesce(array_agg(d.definition_id || ' ' || c.sub_status order by c.depth, c.started_at, c.id), '{}')
            from children c join workflow_definitions d on d.id = c.definition_version_id where c.case_id = $1
            """,
            P.Uuid(file.Key.Id)
        );

    private Task<long> TimersAsync() => bench.AskAsync<long>("select count(*) from timers");

    private static object Script(string value) => new { typeName = "String", expression = new { type = "JavaScript", value } };
}
