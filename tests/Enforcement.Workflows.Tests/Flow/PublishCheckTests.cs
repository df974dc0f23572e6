using System.Text.Json.Nodes;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Tests.Flow;

public sealed class PublishCheckTests
{
    [Fact]
    public void A_join_of_all_behind_a_rework_loop_is_refused_with_the_path_that_skips_it()
    {
        var found = Errors(Charts.Rework(Draw.Join("WaitAll"))).ShouldHaveSingleItem();

        found.Code.ShouldBe("flow.join-skipped");
        found.NodeId.ShouldEndWith(":J");
        Shown(found).ShouldBe("S > Ask > Count > Again[True] > Other > Ask > Count > Again[False]");
    }

    [Theory]
    [InlineData("WaitAllActive")]
    [InlineData(null)]
    public void A_join_that_runs_while_a_branch_is_sent_back_is_refused(string? mode) =>
        Errors(Charts.Rework(JoinOf(mode))).Select(fault => fault.Code).ShouldContain("flow.join-early");

    [Fact]
    public void A_race_that_is_run_twice_is_refused()
    {
        var found = Errors(Charts.Race()).ShouldHaveSingleItem();

        found.Code.ShouldBe("flow.join-twice");
        Shown(found).ShouldBe("S > Fast > J");
    }

    /// <summary>What they compute is known only when they run.</summary>
    [Fact]
    public void Steps_are_tried_without_what_they_are_given()
    {
        var definition = Draw.Envelope(
            Draw.Chart(
                "S > Bad, Slow; Bad > J; Slow > J; J > After",
                ("Bad", Draw.Write(Draw.Js("String", "throw new Error()"))),
                ("Slow", Draw.Event("slow")),
                ("J", Draw.Join("WaitAny"))
            )
        );

        Errors(definition).ShouldHaveSingleItem().Code.ShouldBe("flow.join-twice");
    }

    /// <summary>A host may decide otherwise, and a failed step may be retried: what the others lead to counts.</summary>
    [Fact]
    public void A_step_that_always_fails_does_not_hide_what_is_wrong_beside_it()
    {
        var definition = Charts.Rework(Draw.Join("WaitAll"));
        definition["root"]!["activities"]!.AsArray().Add(Draw.Named("Fails", Draw.Activity("Fault")));
        definition["root"]!["connections"]!
            .AsArray()
            .Add(
                new JsonObject
                {
                    ["source"] = new JsonObject { ["activity"] = "S", ["port"] = "Done" },
                    ["target"] = new JsonObject { ["activity"] = "Fails", ["port"] = "In" },
                }
            );
        definition["options"] = new JsonObject
        {
            ["incidentStrategyType"] = "Elsa.Workflows.IncidentStrategies.FaultStrategy, Elsa.Workflows.Core",
        };

        Errors(definition).Select(fault => fault.Code).ShouldBe(["flow.join-skipped"]);
    }

    [Fact]
    public void A_join_of_all_whose_branch_goes_elsewhere_is_refused_when_the_flow_so_ends_unnoticed()
    {
        var found = Errors(Charts.DeadPath(Draw.Join("WaitAll"), goes: false)).ShouldHaveSingleItem();

        found.Code.ShouldBe("flow.join-dead-path");
        Shown(found).ShouldBe("S > D[False] > Else > B");
    }

    [Fact]
    public void It_is_a_warning_when_the_flow_goes_on_elsewhere()
    {
        var definition = Draw.Envelope(
            Draw.Chart(
                "S > D, B; D:True > J; D:False > Long; B > J; J > After; Long > End; After > End",
                ("D", Draw.Decision(Draw.Literal("Boolean", true))),
                ("B", Draw.Event("b")),
                ("Long", Draw.Event("long")),
                ("J", Draw.Join("WaitAll")),
                ("End", Draw.Activity("End"))
            )
        );

        var found = PublishCheck.Of(definition.Compile()).ShouldHaveSingleItem();

        (found.Code, found.Severity).ShouldBe(("flow.join-dead-path", FaultSeverity.Warning));
    }

    [Fact]
    public void A_loop_in_which_nothing_waits_is_refused_and_named_by_its_activities()
    {
        var definition = Draw.Envelope(
            Draw.Chart(
                "S > A; A > D; D:True > A; D:False > End",
                ("D", Draw.Decision(Draw.Literal("Boolean", true))),
                ("End", Draw.Activity("End"))
            )
        );

        var found = Errors(definition).ShouldHaveSingleItem();

        found.Code.ShouldBe("flow.loop-without-wait");
        Shown(found).ShouldBe("A > D[True]");
    }

    [Fact]
    public void A_while_that_always_holds_and_never_waits_is_refused()
    {
        var endless = Draw.Named("Loop", Draw.Activity("While", ("condition", Draw.Literal("Boolean", true)), ("body", Draw.Write("on"))));
        var leaving = Draw.Named(
            "Loop",
            Draw.Activity("While", ("condition", Draw.Literal("Boolean", true)), ("body", Draw.Activity("Break")))
        );

        Errors(Draw.Envelope(Draw.Sequence(endless))).ShouldHaveSingleItem().Code.ShouldBe("flow.loop-without-wait");
        Errors(Draw.Envelope(Draw.Sequence(leaving))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("literal true", true)]
    [InlineData("script", true)]
    [InlineData("literal false", false)]
    [InlineData("not given", false)]
    public void A_loop_waits_in_a_child_that_is_dispatched_where_the_child_is_waited_for(string given, bool waits)
    {
        var dispatch = Draw.Activity("DispatchWorkflow", ("workflowDefinitionId", Draw.Literal("String", "child")));
        if (given != "not given")
            dispatch["waitForCompletion"] =
                given == "script" ? Draw.Js("Boolean", "true") : Draw.Literal("Boolean", given == "literal true");

        LoopOver(dispatch).ShouldBe(waits ? [] : ["flow.loop-without-wait"]);
    }

    [Theory]
    [InlineData(ActivityKind.Task, true)]
    [InlineData(ActivityKind.Trigger, true)]
    [InlineData(ActivityKind.Action, false)]
    public void A_loop_waits_in_an_activity_of_the_host_that_is_a_task_or_a_trigger(ActivityKind kind, bool waits) =>
        LoopOver(Draw.Activity("Test.StandIn"), new StandIn("Test.StandIn", kind)).ShouldBe(waits ? [] : ["flow.loop-without-wait"]);

    [Fact]
    public void A_for_without_a_body_would_wait_for_nothing_and_is_refused() =>
        Errors(Draw.Envelope(Draw.Sequence(Draw.Named("Loop", Draw.Activity("For"))))).ShouldHaveSingleItem().Code.ShouldBe("loop.no-body");

    [Fact]
    public void A_join_whose_mode_is_a_script_is_refused()
    {
        var join = Draw.Activity("FlowJoin", ("mode", Draw.Js("FlowJoinMode", "'WaitAll'")));

        Errors(Charts.Both(join)).ShouldHaveSingleItem().Code.ShouldBe("flow.join-mode-computed");
    }

    public static TheoryData<string, JsonObject> Sound =>
        new()
        {
            { "both, all", Charts.Both(Draw.Join("WaitAll")) },
            { "both, active", Charts.Both(Draw.Join("WaitAllActive")) },
            { "both, implicit", Charts.Both(Draw.Write("J")) },
            { "two waits, first wins", Charts.Both(Draw.Join("WaitAny")) },
            { "dead path, active", Charts.DeadPath(Draw.Join("WaitAllActive"), true) },
            { "dead path, implicit", Charts.DeadPath(Draw.Write("J"), true) },
            { "loop around a join, all", Charts.LoopAroundJoin(Draw.Join("WaitAll")) },
            { "loop around a join, active", Charts.LoopAroundJoin(Draw.Join("WaitAllActive")) },
            { "loop around a join, implicit", Charts.LoopAroundJoin(Draw.Write("J")) },
        };

    [Theory]
    [MemberData(nameof(Sound))]
    public void A_sound_flow_may_be_published(string name, JsonObject definition) => Errors(definition).ShouldBeEmpty(name);

    public static TheoryData<string, JsonObject> Mended =>
        new()
        {
            { "rework, all", Charts.Rework(Draw.Join("WaitAll")) },
            { "rework, active", Charts.Rework(Draw.Join("WaitAllActive")) },
            { "rework, implicit", Charts.Rework(Draw.Write("J")) },
            { "race", Charts.Race() },
            { "dead path, all", Charts.DeadPath(Draw.Join("WaitAll"), false) },
            { "loop around a join", Charts.LoopAroundJoin(Draw.Join("WaitAll")) },
        };

    [Theory]
    [MemberData(nameof(Mended))]
    public void With_mended_joins_each_of_them_may_be_published(string name, JsonObject definition) =>
        Errors(definition.WithMendedJoins()).ShouldBeEmpty(name);

    [Fact]
    public void A_flow_with_more_positions_than_the_limit_is_reported_by_name_with_the_limit()
    {
        var definition = Draw.Envelope(
            Draw.Chart(
                "S > A, B, C, D, E, F; A > A2; B > B2; C > C2; D > D2; E > E2; F > F2",
                [.. "ABCDEF".SelectMany(letter => new[] { $"{letter}", $"{letter}2" }).Select(id => (id, Draw.Event(id)))]
            )
        );

        PublishCheck.Of(definition.Compile()).ShouldBeEmpty();
        var found = PublishCheck.Of(definition.Compile(), new PublishLimits { Positions = 100 }).ShouldHaveSingleItem();

        (found.Code, found.Severity, found.Subject).ShouldBe(("flow.not-fully-explored", FaultSeverity.Warning, "100"));
    }

    [Fact]
    public void As_many_positions_and_moves_as_the_limit_are_all()
    {
        // Three positions: both wait, or one of them; and five moves, the last of which the limit allows.
        var graph = Draw.Envelope(Draw.Chart("S > A, B", ("A", Draw.Event("a")), ("B", Draw.Event("b")))).Compile();

        Codes(new PublishLimits { Positions = 3 }).ShouldBeEmpty();
        Codes(new PublishLimits { Positions = 2 }).ShouldBe(["flow.not-fully-explored 2"]);
        Codes(new PublishLimits { Moves = 4 }).ShouldBeEmpty();
        Codes(new PublishLimits { Moves = 3 }).ShouldBe(["flow.not-fully-explored 3"]);

        IEnumerable<string> Codes(PublishLimits limits) => PublishCheck.Of(graph, limits).Select(fault => $"{fault.Code} {fault.Subject}");
    }

    [Fact]
    public void Ways_that_were_not_tried_are_told_also_where_nothing_waits()
    {
        var decides = Draw.Decision(Draw.Js("Boolean", "true"));
        var graph = Draw.Envelope(
                Draw.Chart(
                    "S > D, E; D:True > A; D:False > B; E:True > C; E:False > F",
                    ("D", decides),
                    ("E", (JsonObject)decides.DeepClone())
                )
            )
            .Compile();

        PublishCheck.Of(graph).ShouldBeEmpty();
        PublishCheck.Of(graph, new PublishLimits { Moves = 2 }).ShouldHaveSingleItem().Code.ShouldBe("flow.not-fully-explored");
    }

    [Fact]
    public void A_loop_without_a_wait_is_refused_where_only_another_start_leads_to_it()
    {
        var triggered = Draw.Event("again");
        triggered["customProperties"] = new JsonObject { ["canStartWorkflow"] = true };
        var definition = Draw.Envelope(
            Draw.Chart(
                "S > A; T > X; X > D; D:True > X; D:False > A",
                ("S", Draw.Activity("Start")),
                ("T", triggered),
                ("D", Draw.Decision(Draw.Js("Boolean", "true")))
            )
        );

        var found = Errors(definition).ShouldHaveSingleItem();

        (found.Code, Shown(found)).ShouldBe(("flow.loop-without-wait", "X > D[True]"));
    }

    [Fact]
    public void What_stands_behind_a_fault_is_never_come_to() =>
        Errors(
                Draw.Envelope(
                    Draw.Chart(
                        "S > Bad; Bad > Fast, Slow; Fast > J; Slow > J",
                        ("Bad", Draw.Activity("Fault")),
                        ("Slow", Draw.Event("slow")),
                        ("J", Draw.Join("WaitAny"))
                    )
                )
            )
            .ShouldBeEmpty();

    [Theory]
    [InlineData("MatchFirst", null)]
    [InlineData("MatchAny", "S > Sw[one,two] > Fast > J")]
    public void A_switch_leaves_by_one_case_or_by_several_as_its_mode_says(string mode, string? twice)
    {
        var found = Errors(
            Draw.Envelope(
                Draw.Chart(
                    "S > Sw; Sw:one > Fast; Sw:two > Slow; Fast > J; Slow > J",
                    ("Sw", Switch(mode, "one", "two")),
                    ("Slow", Draw.Event("slow")),
                    ("J", Draw.Join("WaitAny"))
                )
            )
        );

        found.Select(Shown).ShouldBe(twice is null ? [] : [twice]);
        found.ShouldAllBe(fault => fault.Code == "flow.join-twice");
    }

    [Theory]
    [InlineData("MatchFirst")]
    [InlineData("MatchAny")]
    public void A_switch_leaves_by_default_too(string mode) =>
        Errors(Draw.Envelope(Draw.Chart("S > Sw; Sw:one > A; Sw:Default > S", ("Sw", Switch(mode, "one")))))
            .ShouldHaveSingleItem()
            .Code.ShouldBe("flow.loop-without-wait");

    [Theory]
    [InlineData("a", "a")]
    [InlineData("a b", "a|b|a,b")]
    [InlineData("a b c", "a|b|a,b|c|a,c|b,c|a,b,c")]
    [InlineData("a b c d e", "a|a,b|a,c|a,d|a,e|b|b,c|b,d|b,e|c|c,d|c,e|d|d,e|e|a,b,c,d,e")]
    public void A_fork_whose_branches_are_a_script_leaves_by_every_choice_of_few_and_by_each_pair_and_all_of_many(string ports, string ways)
    {
        var connections = string.Join("; ", ports.Split(' ').Select(port => $"F:{port} > X{port}"));
        var fork = Draw.Activity("FlowFork", ("branches", Draw.Js("String[]", "['a']")));
        var flow = Draw.Envelope(Draw.Chart(connections, ("F", fork))).Compile().Nodes[1].Flow!;

        var all = PretendedActivity.AllWaysOf(flow.Activities[0], flow.Connections);

        all.Select(way => string.Join(',', way)).ShouldBe(ways.Split('|'));
    }

    [Fact]
    public void A_flow_inside_another_activity_is_checked_too()
    {
        var inner = Draw.Named("inner", (JsonObject)Charts.Rework(Draw.Join("WaitAll"))["root"]!.DeepClone());
        var definition = Draw.Envelope(Draw.Sequence(inner), "rounds=0");

        Errors(definition).ShouldHaveSingleItem().NodeId.ShouldEndWith(":inner:J");
    }

    [Fact]
    public void A_flow_is_checked_from_every_activity_that_can_start_it()
    {
        var started = Draw.Event("again");
        started["customProperties"] = new JsonObject { ["canStartWorkflow"] = true };
        var definition = Draw.Envelope(
            Draw.Chart(
                "S > A; A > End; T > Fast, Slow; Fast > J; Slow > J",
                ("T", started),
                ("S", Draw.Activity("Start")),
                ("A", Draw.Event("a")),
                ("Slow", Draw.Event("slow")),
                ("J", Draw.Join("WaitAny")),
                ("End", Draw.Activity("End"))
            )
        );

        var found = Errors(definition).ShouldHaveSingleItem();

        Shown(found).ShouldBe("T > Fast > J");
    }

    [Fact]
    public void What_would_begin_after_the_end_is_refused()
    {
        var definition = Draw.Envelope(Draw.Chart("S > End, Late", ("End", Draw.Activity("End")), ("Late", Draw.Event("late"))));

        var found = Errors(definition).ShouldHaveSingleItem();

        (found.Code, found.NodeId.Split(':')[^1], Shown(found)).ShouldBe(("flow.runs-after-end", "Late", "S > End"));
    }

    [Fact]
    public void An_activity_that_comes_to_be_open_many_times_is_a_warning()
    {
        // Each round leaves a wait behind that nobody takes up.
        var definition = Draw.Envelope(
            Draw.Chart("S > A; A > A2, Left; A2 > A", ("A", Draw.Event("a")), ("A2", Draw.Event("a2")), ("Left", Draw.Event("left")))
        );

        var found = PublishCheck.Of(definition.Compile()).ShouldHaveSingleItem();

        (found.Code, found.Severity).ShouldBe(("flow.multiplies", FaultSeverity.Warning));
        Shown(found).ShouldBe("S > A > A2 > A > A2 > A > A2 > A");
    }

    [Fact]
    public void A_way_back_to_what_another_start_does_not_pass_is_refused()
    {
        var triggered = Draw.Event("again");
        triggered["customProperties"] = new JsonObject { ["canStartWorkflow"] = true };
        var definition = Draw.Envelope(
            Draw.Chart(
                "S > A; A > B; T > B, A; B > D; D:True > A; D:False > End",
                ("S", Draw.Activity("Start")),
                ("T", triggered),
                ("A", Draw.Event("a")),
                ("B", Draw.Event("b")),
                ("D", Draw.Decision(Draw.Js("Boolean", "true"))),
                ("End", Draw.Activity("End"))
            )
        );

        Errors(definition).Select(fault => (fault.Code, fault.NodeId.Split(':')[^1])).ShouldBe([("flow.invalid-backward", "D")]);
    }

    [Theory]
    [InlineData("township-case")]
    [InlineData("county-case")]
    public void What_is_shipped_has_no_hazard(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "workflows", name + ".json")))
            folder = folder.Parent!;
        var definition = WorkflowDefinition.Parse(File.ReadAllBytes(Path.Combine(folder.FullName, "workflows", name + ".json")));
        // The service's own activities stand in by name: those that wait leave by any port that is drawn.
        string[] waiting = ["Enforcement.Task", "Enforcement.Letter", "Enforcement.WaitForFeedback"];
        string[] others =
        [
            "Classify",
            "HearingThreshold",
            "StartClock",
            "EndClock",
            "SetStage",
            "CloseCase",
            "SetFact",
            "AllotNumber",
            "Notify",
            "SendFeedback",
        ];
        var catalog = new ActivityCatalog([
            .. ActivityCatalog.BuiltIn,
            .. waiting.Select(type => new StandIn(type, ActivityKind.Task)),
            .. others.Select(type => new StandIn("Enforcement." + type, ActivityKind.Action)),
        ]);

        PublishCheck
            .Of(WorkflowGraph.Compile(definition, catalog))
            .Select(fault => fault.Code)
            .Distinct()
            .ShouldBeSubsetOf(["flow.unknown-port"]);
    }

    /// <summary>From the start both branches come round together; from C alone, the next round brings what the join did not wait for.</summary>
    [Fact]
    public void What_goes_well_from_the_start_is_refused_where_an_instance_that_begins_in_the_middle_would_go_wrong()
    {
        var definition = Draw.Envelope(
            Draw.Chart(
                "S > A; A > B, C; B > J; C > J; J > D; D:True > A; D:False > End",
                ("A", Draw.Event("a")),
                ("B", Draw.Event("b")),
                ("C", Draw.Event("c")),
                ("J", Draw.Join("WaitAll")),
                ("D", Draw.Decision(Draw.Literal("Boolean", true))),
                ("End", Draw.Activity("End"))
            )
        );
        Errors(definition).ShouldBeEmpty();

        var found = BegunAt(definition, "C").ShouldHaveSingleItem();

        (found.Code, found.NodeId).ShouldBe(("flow.join-early", "Workflow1:Flowchart1:J"));
        Shown(found).ShouldBe("C > J > D[True] > A > B");
        BegunAt(definition, "A").ShouldBeEmpty();
        BegunAt(definition, "nobody").ShouldBeEmpty("what is not there is not offered either");
    }

    /// <summary>
    /// Small flows in which one step of the account decides. W waits, F forks to A and B, C chooses True or False, R is a race, J joins all,
    /// K those that are active, E ends; X is any other.
    /// </summary>
    [Theory]
    [InlineData("a branch that is due and not begun when the join runs", "F:B > W; F:A > W; W > W, F", "join-early W: F[A,B] > W > F[A,B]")]
    [InlineData("the same branch, behind the join", "F:A > W; F:B > W; W > F, W", "join-twice W: F[A,B] > W > F[A,B] > W > F[A,B]")]
    [InlineData(
        "what a join beside leaves alone",
        "C:False > W; C:True > J, W; W > J, C, W",
        "join-early J: C[True] > W > J > C[True]; join-twice W: C[True] > W > J > C[False] > W > C[False]; multiplies W: C[False] > W > C[False] > W > C[True] > W > C[False]"
    )]
    [InlineData(
        "what had come to another join when the join ran",
        "F; W; J; F:A > J; F:B > W, J; F:A > W; W > F, J",
        "join-early J: F[A,B] > W > F[A,B] > J > W"
    )]
    [InlineData(
        "a join at the first place",
        "K > X; S > W, W2; W > W3; W3 > C; C:True > W; C:False > K; W2 > K",
        "join-early K: S > W > W2 > W3 > C[True]; join-skipped K: S > W > W3 > C[True] > W > W3 > C[True] > W2 > W > W3 > C[False]"
    )]
    [InlineData("marks tell positions apart", "W0; W1; R; X; W1 > X, R; R > X, W0; W0 > W1", "join-early X: W0 > W1 > R > X > W0 > W1")]
    [InlineData("the losers of a race ahead of it", "C; J; R; C:True > R, J; J > R; C:False > J", "join-dead-path J: C[False]")]
    [InlineData(
        "the losers of a race ahead of it, mended",
        "mended C; J; R; C:True > R, J; J > R; C:False > J",
        "join-twice J: C[True] > R"
    )]
    [InlineData("a join beside a race loses nothing", "mended F; R; K; F:A > K; F:B > K; F:A > R; F:B > R", "")]
    [InlineData("the second of two joins", "C; K; J; C:False > K; K > J; C:True > K, J", "join-dead-path J: C[False] > K")]
    [InlineData(
        "a join of the active ones is not given up by a dead path",
        "J; W; C; K; J2; C:True > W; C:False > J2; J > K, W; W > K, C",
        "join-skipped K: J > W > K > C[True] > W > C[False] > J2"
    )]
    [InlineData("one of several under way can still come", "W0; W1; W2; W0 > X, W1, W2; W1 > X", "")]
    [InlineData("an end gives up what has arrived", "C; E; J; C:False > J; C:True > J, E", "join-dead-path J: C[False]")]
    [InlineData("an end gives up what has arrived, mended", "mended W0; E; W1; X; W0 > X, W1, E; W1 > X", "")]
    [InlineData("a join behind a loop gives up nothing, mended", "mended R; C; W; J; W > R, J; R > C, W; C:True > W", "")]
    [InlineData("a race of one branch has no others, mended", "mended F; W; W1; W2; R; F:A > W, W1; W1 > W, W2; W2 > W1; W > R", "")]
    public void The_account_of_a_flow_tells(string what, string chart, string expected)
    {
        var isMended = chart.StartsWith("mended ", StringComparison.Ordinal);
        var drawn = isMended ? chart["mended ".Length..] : chart;
        var definition = Draw.Envelope(
            Draw.Chart(
                drawn,
                [
                    .. drawn
                        .Split([' ', ';', ',', '>'], StringSplitOptions.RemoveEmptyEntries)
                        .Select(word => word.Split(':')[0])
                        .Distinct()
                        .Select(id => (id, Kind(id))),
                ]
            )
        );

        var found = PublishCheck.Of((isMended ? definition.WithMendedJoins() : definition).Compile());

        string.Join("; ", found.Select(fault => $"{fault.Code[5..]} {fault.NodeId.Split(':')[^1]}: {Shown(fault)}"))
            .ShouldBe(expected, what);

        static JsonObject Kind(string id) =>
            id[0] switch
            {
                'W' => Draw.Event("w"),
                'F' => Draw.Activity("FlowFork", ("branches", Draw.Literal("String[]", Draw.Array("A", "B")))),
                'C' => Draw.Decision(Draw.Js("Boolean", "true")),
                'R' => Draw.Join("WaitAny"),
                'J' => Draw.Join("WaitAll"),
                'K' => Draw.Join("WaitAllActive"),
                'E' => Draw.Activity("End"),
                _ => Draw.Write(id),
            };
    }

    private static IEnumerable<string> LoopOver(JsonObject activity, params Activity[] others) =>
        PublishCheck
            .Of(
                WorkflowGraph.Compile(
                    WorkflowDefinition.Parse(
                        Draw.Envelope(
                                Draw.Chart(
                                    "S > X; X > D; D:True > X; D:False > End",
                                    ("X", activity),
                                    ("D", Draw.Decision(Draw.Literal("Boolean", true))),
                                    ("End", Draw.Activity("End"))
                                )
                            )
                            .ToJsonString()
                    ),
                    new ActivityCatalog([.. ActivityCatalog.BuiltIn, .. others])
                )
            )
            .Where(fault => fault.Severity == FaultSeverity.Error)
            .Select(fault => fault.Code);

    private static List<GraphFault> BegunAt(JsonObject definition, string id) =>
        [
            .. PublishCheck
                .Of(
                    WorkflowGraph.Compile(
                        WorkflowDefinition.Parse(definition.ToJsonString()),
                        new ActivityCatalog(ActivityCatalog.BuiltIn) { BeginsAt = _ => [$"Workflow1:Flowchart1:{id}"] }
                    )
                )
                .Where(fault => fault.Severity == FaultSeverity.Error),
        ];

    private static JsonObject Switch(string mode, params string[] labels) =>
        Draw.Activity(
            "FlowSwitch",
            ("mode", Draw.Literal("SwitchMode", mode)),
            (
                "cases",
                Draw.Array([
                    .. labels.Select(label => new JsonObject
                    {
                        ["label"] = label,
                        ["condition"] = new JsonObject { ["type"] = "JavaScript", ["value"] = "true" },
                    }),
                ])
            )
        );

    private static JsonObject JoinOf(string? mode) => mode is null ? Draw.Write("J") : Draw.Join(mode);

    private static List<GraphFault> Errors(JsonObject definition) =>
        [.. PublishCheck.Of(definition.Compile()).Where(fault => fault.Severity == FaultSeverity.Error)];

    private static string Shown(GraphFault fault) =>
        string.Join(" > ", fault.Path.Select(step => step.NodeId.Split(':')[^1] + (step.Outcome is { } outcome ? $"[{outcome}]" : "")));

    private sealed class StandIn(string type, ActivityKind kind) : Activity
    {
        public override ActivityDescriptor Descriptor { get; } =
            new()
            {
                TypeName = type,
                Category = ("测试", "Test"),
                DisplayName = (type, type),
                Kind = kind,
                Outcomes = [],
            };

        public override void Execute(ActivityContext context) { }
    }
}
