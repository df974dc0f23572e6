using System.Text.Json.Nodes;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Execution;
using Enforcement.Workflows.Tests.Flow;

namespace Enforcement.Workflows.Tests;

/// <summary>What single activities do beyond where they lead: what they put out, tell the host, and refuse.</summary>
public sealed class ActivityTests
{
    private static readonly EngineOptions StopsBranch = new() { IncidentStrategy = IncidentStrategy.StopBranch };

    [Fact]
    public void A_decision_and_an_if_put_out_what_they_found()
    {
        var definition = Draw.Envelope(
            Draw.Sequence(
                Draw.Named("Embedded", Draw.Activity("If", ("condition", Draw.Literal("Boolean", true)))),
                Draw.Named("Flow", Draw.Chart("D", ("D", Draw.Decision(Draw.Literal("Boolean", false))))),
                Draw.Write(Draw.Js("String", "`${getOutputFrom('Embedded', 'Result')} ${getOutputFrom('D', 'Result')}`"))
            )
        );

        new Walk(definition).ShouldEndWith("true false");
    }

    [Theory]
    [InlineData(1, 3, 1, true, "1 2 3")]
    [InlineData(1, 3, 1, false, "1 2")]
    [InlineData(3, 1, -1, true, "3 2 1")]
    [InlineData(3, 1, -1, false, "3 2")]
    [InlineData(1, 4, 2, true, "1 3")]
    [InlineData(2, 2, 1, true, "2")]
    [InlineData(2, 2, -1, false, "")]
    public void A_count_ends_at_its_bound_or_before_it(int start, int end, int step, bool inclusive, string turns)
    {
        var loop = Count(start, end, step, Draw.Write(Draw.Js("String", "`${getOutputFrom('Loop', 'CurrentValue')}`")));
        loop["outerBoundInclusive"] = Draw.Literal("Boolean", inclusive);

        new Walk(Draw.Envelope(Draw.Sequence(loop))).ShouldEndWith(turns);
    }

    [Fact]
    public void A_count_beyond_all_numbers_fails_and_does_not_begin_again_from_below()
    {
        var walk = new Walk(Draw.Envelope(Draw.Sequence(Count(int.MaxValue, int.MaxValue, 1, Draw.Write("turn")))), StopsBranch);

        (walk.Text, walk.State).ShouldBe(("turn", "Suspended with 1"));
        walk.Instance.Incidents[0].ExceptionType.ShouldBe(nameof(OverflowException));
    }

    [Fact]
    public void A_loop_over_a_list_puts_out_the_item_of_the_turn_and_one_at_once_knows_its_place()
    {
        var items = Draw.Json("Object", """["a","b"]""");
        var each = Draw.Activity(
            "ForEach",
            ("items", items),
            ("body", Draw.Write(Draw.Js("String", "getOutputFrom('Each', 'CurrentValue')")))
        );
        var atOnce = Draw.Activity(
            "ParallelForEach",
            ("items", items.DeepClone()),
            ("body", Draw.Write(Draw.Js("String", "getVariable('CurrentIndex') + getVariable('CurrentValue')")))
        );

        new Walk(Draw.Envelope(Draw.Sequence(Draw.Named("Each", each), atOnce))).ShouldEndWith("a b 0a 1b");
    }

    [Theory]
    [InlineData("ForEach")]
    [InlineData("ParallelForEach")]
    public void A_loop_over_nothing_at_all_is_done_at_once(string type)
    {
        var loop = Draw.Activity(type, ("items", Draw.Json("Object", "[]")), ("body", Draw.Write("turn")));
        var nothing = Draw.Activity(type, ("body", Draw.Write("turn")));

        new Walk(Draw.Envelope(Draw.Sequence(loop, nothing, Draw.Write("after")))).ShouldEndWith("after");
    }

    [Fact]
    public void A_break_in_one_of_many_turns_at_once_gives_the_others_up()
    {
        var turn = Draw.Activity(
            "If",
            ("condition", Draw.Js("Boolean", "getVariable('CurrentIndex') == 1")),
            ("then", Draw.Activity("Break")),
            ("else", Draw.Named("W", Draw.Event("w")))
        );
        var loop = Draw.Activity("ParallelForEach", ("items", Draw.Json("Object", "[1,2,3]")), ("body", turn));

        new Walk(Draw.Envelope(Draw.Sequence(loop, Draw.Write("after"))), StopsBranch with { NoSilentLoss = true }).ShouldEndWith("after");
    }

    [Fact]
    public void An_embedded_switch_is_done_when_what_it_chose_is_done()
    {
        var chosen = new JsonObject
        {
            ["label"] = "one",
            ["condition"] = new JsonObject { ["type"] = "JavaScript", ["value"] = "true" },
            ["activity"] = Draw.Named("W", Draw.Event("w")),
        };
        var walk = new Walk(Draw.Envelope(Draw.Sequence(Draw.Activity("Switch", ("cases", Draw.Array(chosen))), Draw.Write("after"))));

        (walk.Text, walk.State).ShouldBe(("", "Suspended at W"));
        walk.Resume("W").ShouldEndWith("after");
    }

    [Fact]
    public void A_fork_that_names_no_branches_leaves_by_the_plain_way() =>
        new Walk(Draw.Envelope(Draw.Chart("F > A", ("F", Draw.Activity("FlowFork"))))).ShouldEndWith("A");

    [Fact]
    public void Connections_are_held_against_the_outcomes_that_a_node_is_drawn_with()
    {
        var graph = Draw.Envelope(
                Draw.Chart(
                    "Sw:one > Fk; Sw:Default > Fk; Sw:two > Fk; Fk:left > Js; Fk:Done > Js; Js:good > A; Js:Done > A; Js:bad > A",
                    (
                        "Sw",
                        Draw.Activity(
                            "FlowSwitch",
                            (
                                "cases",
                                Draw.Array(
                                    new JsonObject
                                    {
                                        ["label"] = "one",
                                        ["condition"] = new JsonObject { ["type"] = "JavaScript", ["value"] = "true" },
                                    }
                                )
                            )
                        )
                    ),
                    ("Fk", Draw.Activity("FlowFork", ("branches", Draw.Json("String[]", """["left"]""")))),
                    (
                        "Js",
                        Draw.Activity(
                            "RunJavaScript",
                            ("script", Draw.Literal("String", "1")),
                            ("possibleOutcomes", Draw.Json("String[]", """["good"]"""))
                        )
                    )
                )
            )
            .Compile();

        graph
            .Faults.Select(fault => (fault.Code, fault.NodeId.Split(':')[^1], fault.Subject, fault.Severity))
            .ShouldBe([
                ("flow.unknown-port", "Sw", "two", FaultSeverity.Warning),
                ("flow.unknown-port", "Fk", "Done", FaultSeverity.Warning),
                ("flow.unknown-port", "Js", "bad", FaultSeverity.Warning),
            ]);
    }

    [Fact]
    public void A_variable_that_is_declared_nowhere_is_not_set()
    {
        var definition = Draw.Envelope(Draw.Sequence(Draw.Named("Set", Draw.SetVariable("unknown", Draw.Literal("Object", 1)))), "known");
        var fault = definition.Compile().Faults.ShouldHaveSingleItem();
        (fault.Code, fault.NodeId.Split(':')[^1]).ShouldBe(("variable.not-declared", "Set"));

        var incident = new Walk(definition, StopsBranch).Instance.Incidents.ShouldHaveSingleItem();

        incident.Message.ShouldBe("Variable 'unknown' is not declared here.");
    }

    [Fact]
    public void A_variable_is_set_by_its_id_and_by_its_name_where_no_id_is_written()
    {
        var byId = Draw.SetVariable("v", Draw.Literal("Object", 1));
        byId["variable"] = new JsonObject { ["id"] = "id", ["name"] = "other" };
        var byName = Draw.SetVariable("named", Draw.Literal("Object", 2));
        byName["variable"] = new JsonObject { ["name"] = "named" };
        var definition = Draw.Envelope(
            Draw.Sequence(byId, byName, Draw.Write(Draw.Js("String", "`${getVariable('v')} ${getVariable('other')} ${getNamed()}`"))),
            "v=0",
            "other=0",
            "named=0"
        );
        definition["variables"]![0]!["id"] = "id";

        new Walk(definition).ShouldEndWith("1 0 2");
    }

    [Fact]
    public void A_script_may_be_computed_and_leaves_by_the_outcomes_it_sets()
    {
        var definition = Draw.Envelope(
            Draw.Chart(
                "Js:one > A; Js:two > B; Js:three > C",
                ("Js", Draw.Activity("RunJavaScript", ("script", Draw.Js("String", "\"setOutcomes(['one', 'three'])\""))))
            )
        );

        new Walk(definition).ShouldEndWith("A C");
    }

    [Fact]
    public void An_event_is_published_with_its_payload()
    {
        var publish = Draw.Activity(
            "PublishEvent",
            ("eventName", Draw.Literal("String", "paid")),
            ("payload", Draw.Json("Object", "{\"sum\":5}"))
        );

        var published = new Walk(Draw.Envelope(Draw.Sequence(publish))).Effects.ShouldHaveSingleItem().ShouldBeOfType<EventPublished>();

        (published.IsLocal, published.Payload!.ToJsonString()).ShouldBe((false, "{\"sum\":5}"));
    }

    [Theory]
    [InlineData("DispatchWorkflow")]
    [InlineData("ExecuteWorkflow")]
    public void A_child_that_nobody_names_is_an_incident(string type)
    {
        var walk = new Walk(
            Draw.Envelope(Draw.Sequence(Draw.Activity(type, ("workflowDefinitionId", Draw.Literal("String", " "))))),
            StopsBranch
        );

        walk.Effects.ShouldBeEmpty();
        walk.Instance.Incidents.ShouldHaveSingleItem().Message.ShouldBe("No workflow definition is named.");
    }

    [Theory]
    [InlineData("DispatchWorkflow", false)]
    [InlineData("ExecuteWorkflow", false)]
    [InlineData("ExecuteWorkflow", true)]
    public void A_wait_for_a_child_says_for_which_and_fails_with_what_the_host_tells_of_it(string type, bool runsInline)
    {
        var child = Draw.Envelope(Draw.Sequence(Draw.Event("e"))).Compile();
        var walk = new Walk(
            Draw.Envelope(Draw.Sequence(Draw.Named("X", Child(type)))),
            StopsBranch with
            {
                InlineWorkflows = _ => runsInline ? child : null,
            }
        );
        var wait = walk.Instance.Bookmarks.ShouldHaveSingleItem();
        wait.Payload!.ToJsonString().ShouldBe($$"""{"ChildKey":"{{wait.ActivityInstanceId}}","DefinitionId":"child"}""");

        walk.Resume("X", new JsonObject { [DispatchWorkflow.FaultKey] = "No such definition." });

        var incident = walk.Instance.Incidents.ShouldHaveSingleItem();
        (incident.ExceptionType, incident.Message).ShouldBe((nameof(ChildFailedException), "No such definition."));
    }

    [Fact]
    public void A_child_that_ran_inline_to_its_end_is_told_with_its_output()
    {
        var child = Draw.Envelope(
                Draw.Sequence(
                    Draw.Activity(
                        "SetOutput",
                        ("outputName", Draw.Literal("String", "sum")),
                        ("outputValue", Draw.Js("Object", "getInput('a') + getCorrelationId()"))
                    )
                )
            )
            .Compile();
        var execute = Child("ExecuteWorkflow");
        execute["input"] = Draw.Json("ObjectDictionary", "{\"a\":1}");
        execute["correlationId"] = Draw.Literal("String", "c");

        var walk = new Walk(
            Draw.Envelope(Draw.Sequence(Draw.Named("X", execute), Draw.Write(Draw.Js("String", "toJson(getOutputFrom('X'))")))),
            new EngineOptions { InlineWorkflows = _ => child }
        );

        walk.ShouldEndWith("""{"status":"Finished","subStatus":"Finished","output":{"sum":"1c"}}""");
    }

    [Fact]
    public void A_child_that_was_handed_over_and_put_nothing_out_is_told_as_finished()
    {
        var child = Draw.Envelope(Draw.Sequence(Draw.Event("e"))).Compile();
        var walk = new Walk(
            Draw.Envelope(
                Draw.Sequence(Draw.Named("X", Child("ExecuteWorkflow")), Draw.Write(Draw.Js("String", "toJson(getOutputFrom('X'))")))
            ),
            new EngineOptions { InlineWorkflows = _ => child }
        );

        walk.Resume("X").ShouldEndWith("""{"status":"Finished","subStatus":"Finished","output":{}}""");
    }

    [Fact]
    public void Of_an_activity_in_several_versions_the_one_that_is_asked_for_is_taken_and_else_the_newest()
    {
        var (one, three, two) = (new Versioned(1), new Versioned(3), new Versioned(2));
        var catalog = new ActivityCatalog([one, three, two]);

        catalog.Find("Test.Versioned", 1).ShouldBe(one);
        catalog.Find("Test.Versioned", 2).ShouldBe(two);
        catalog.Find("Test.Versioned", 9).ShouldBe(three);
        catalog.Find("Test.Unknown", 1).ShouldBeNull();
        Should
            .Throw<ArgumentException>(() => new ActivityCatalog([one, two, new Versioned(2)]))
            .Message.ShouldStartWith("Test.Versioned version 2 is described twice.");
    }

    private static JsonObject Count(int start, int end, int step, JsonObject body) =>
        Draw.Named(
            "Loop",
            Draw.Activity(
                "For",
                ("start", Draw.Literal("Int32", start)),
                ("end", Draw.Literal("Int32", end)),
                ("step", Draw.Literal("Int32", step)),
                ("body", body)
            )
        );

    private static JsonObject Child(string type) =>
        Draw.Activity(
            type,
            ("workflowDefinitionId", Draw.Literal("String", "child")),
            ("waitForCompletion", Draw.Literal("Boolean", true))
        );

    private sealed class Versioned(int version) : Activity
    {
        public override ActivityDescriptor Descriptor { get; } =
            new()
            {
                TypeName = "Test.Versioned",
                Version = version,
                Category = ("测试", "Test"),
                DisplayName = ("版本", "Versioned"),
            };

        public override void Execute(ActivityContext context) { }
    }
}
