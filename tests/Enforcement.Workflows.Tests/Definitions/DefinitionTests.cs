using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Tests.Definitions;

public sealed class DefinitionTests
{
    [Fact]
    public void A_round_trip_keeps_what_nobody_here_knows()
    {
        const string Text = """
            {"$schema":"https://elsaworkflows.io/schemas/workflow-definition/v3.0.0/schema.json","id":"1","definitionId":"d","tenantId":null,
             "toolVersion":"3.8.0.0","options":{"commitStrategyName":"x","surprise":[1,2.50,1e3]},"ünbekannt":{"汉字":"执法 😀"},
             "root":{"id":"f","type":"Elsa.Flowchart","metadata":{"designer":{"position":{"x":-393.5,"y":-194}}},"customProperties":{"notFoundConnections":[]},
              "activities":[{"id":"a","type":"Acme.Unknown","version":7,"originalActivityJson":"{\"x\":1}","metadata":{"displayText":"?"}}],
              "connections":[{"source":{"activity":"a","port":"Done"},"target":{"activity":"gone","port":"In"},"vertices":[{"x":1,"y":2}]}]}}
            """;

        var definition = WorkflowDefinition.Parse(Text);

        using var before = JsonDocument.Parse(Text);
        using var after = JsonDocument.Parse(definition.ToJson(indented: true));
        JsonElement.DeepEquals(before.RootElement, after.RootElement).ShouldBeTrue();
        WorkflowDefinition.Parse(definition.ToJson()).ToJson().ShouldBe(definition.ToJson());
    }

    [Fact]
    public void One_property_of_the_envelope_is_changed_in_a_copy_whatever_its_case()
    {
        var definition = WorkflowDefinition.Parse("""{"DefinitionId":"d","Version":3,"Root":{"type":"Elsa.Sequence","Id":"s"}}""");

        var next = definition.With("version", 4).With("isLatest", true);

        (definition.Version, next.Version, next.IsLatest).ShouldBe((3, 4, true));
        next.ToJson().ShouldBe("""{"DefinitionId":"d","Version":4,"Root":{"type":"Elsa.Sequence","Id":"s"},"isLatest":true}""");
    }

    [Fact]
    public void A_byte_order_mark_is_skipped()
    {
        var text = Draw.Envelope(Draw.Chart("A")).ToJsonString();

        WorkflowDefinition.Parse([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)]).DefinitionId.ShouldBe("w");
        WorkflowDefinition.Parse("\uFEFF" + text).DefinitionId.ShouldBe("w");
    }

    [Theory]
    [InlineData("", "definition.not-json")]
    [InlineData("{\"a\":", "definition.not-json")]
    [InlineData("[]", "definition.not-an-object")]
    [InlineData("null", "definition.not-an-object")]
    [InlineData("{\"root\":{\"x\":[{\"a\":1,\"a\":2}]}}", "definition.repeated-property")]
    [InlineData("{\"name\":\"\\ud800\"}", "definition.not-text")]
    [InlineData("{\"root\":{\"\\udc00\":1}}", "definition.not-text")]
    public void What_is_no_definition_is_refused_by_name(string text, string code)
    {
        Should.Throw<MalformedDefinitionException>(() => WorkflowDefinition.Parse(text)).Code.ShouldBe(code);
        Should.Throw<MalformedDefinitionException>(() => WorkflowDefinition.Parse(Encoding.UTF8.GetBytes(text))).Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("""[{"source":{"activity":"A","port":"Done"},"target":{"activity":"B","port":"In"}}]""")]
    [InlineData("""[{"source":{"activity":"A"},"target":{"activity":"B"}}]""")]
    [InlineData("""[{"Source":{"Activity":"A","Port":"Done"},"Target":{"Activity":"B"}}]""")]
    [InlineData("""[{"source":"A","target":"B","sourcePort":"Done","targetPort":"In"}]""")]
    [InlineData("""[{"source":"A","target":"B"}]""")]
    [InlineData("""{"$values":[{"source":"A","target":"B"}]}""")]
    [InlineData("""{"source":"A","target":"B"}""")]
    public void Connections_of_every_age_are_read(string connections)
    {
        var chart = Draw.Chart("A; B");
        chart["connections"] = JsonNode.Parse(connections);
        chart["start"] = "B";

        new Walk(Draw.Envelope(chart)).Text.ShouldBe("A B");
    }

    [Theory]
    [InlineData("""{"canStartWorkflow":true}""", null)]
    [InlineData(null, true)]
    public void Whether_an_activity_may_start_the_workflow_is_read_from_both_places(string? customProperties, bool? direct)
    {
        var last = Draw.Write("B");
        last["customProperties"] = customProperties is null ? null : JsonNode.Parse(customProperties);
        last["canStartWorkflow"] = direct;

        new Walk(Draw.Envelope(Draw.Chart("A; B", ("B", last)))).Text.ShouldBe("B");
    }

    [Fact]
    public void A_connection_from_or_to_nowhere_is_dropped_with_a_warning()
    {
        var graph = Draw.Envelope(Draw.Chart("A > B; B > C")).Compile();
        var chart = Draw.Chart("A > B; B > C");
        chart["activities"]!.AsArray().RemoveAt(2);
        var loose = Draw.Envelope(chart).Compile();

        graph.Faults.ShouldBeEmpty();
        loose.Faults.ShouldHaveSingleItem().Code.ShouldBe("flow.loose-connection");
        loose.CanBePublished.ShouldBeTrue();
        new Walk(loose).Text.ShouldBe("A B");
    }

    [Fact]
    public void Everything_that_is_wrong_is_found_at_once_each_at_its_node()
    {
        var definition = Draw.Envelope(
            Draw.Chart(
                "S > A, B, C, D, E, F, G, H, I",
                ("A", Draw.Activity("Elsa.BulkDispatchWorkflows")),
                ("B", Draw.Activity("Elsa.HttpEndpoint")),
                ("C", Draw.Activity("Elsa.StateMachine")),
                ("D", Draw.Write(Draw.Input("String", "CSharp", "1"))),
                ("E", Draw.Write(Draw.Input("String", "Python", "1"))),
                ("F", Draw.Activity("Acme.Unknown")),
                ("G", Draw.Activity("Cron", ("cronExpression", Draw.Literal("String", "every day")))),
                ("H", Draw.Write(Draw.Js("String", "1 +"))),
                ("I", Draw.Activity("Event"))
            )
        );
        definition["customProperties"] = new JsonObject { ["Flowchart:ExecutionMode"] = "TokenBased" };

        var graph = definition.Compile();

        graph
            .Faults.Select(fault => $"{fault.NodeId.Split(':')[^1]} {fault.Code} {fault.Subject}".TrimEnd())
            .ShouldBe(
                [
                    "A activity.refused Elsa.BulkDispatchWorkflows",
                    "B activity.refused Elsa.HttpEndpoint",
                    "C activity.refused Elsa.StateMachine",
                    "D expression.refused CSharp",
                    "E expression.refused Python",
                    "F activity.not-found Acme.Unknown",
                    "G cron.malformed",
                    "H expression.syntax Text",
                    "I input.required EventName",
                    "Workflow1 flow.token-mode",
                ],
                ignoreOrder: true
            );
        graph.CanBePublished.ShouldBeFalse();
    }

    [Theory]
    [InlineData("DateTime.UtcNow", "DateTime")]
    [InlineData("new DateTimeOffset(2026, 1, 1)", "DateTimeOffset")]
    [InlineData("getVariable('rounds') > 1 ? 'a' : Guid.NewGuid().ToString()", "Guid")]
    [InlineData("_.sum([1, 2])", "_")]
    [InlineData("_([1, 2]).sum()", "_")]
    [InlineData("moment().format()", "moment")]
    [InlineData("System.IO.File.ReadAllText('x')", "System")]
    [InlineData("new Uint8Array(10).length", "Uint8Array")]
    [InlineData("String(BigInt(3))", "BigInt")]
    [InlineData("[1, 2].map((_, at) => _.length + at).join()", null)]
    [InlineData("const Guid = { NewGuid: () => 'x' }; Guid.NewGuid()", null)]
    [InlineData("({ Random: 1 }).Random", null)]
    [InlineData("newGuid()", null)]
    [InlineData("'DateTime.Now'", null)]
    [InlineData("typeof moment", null)]
    public void A_script_that_uses_what_is_not_offered_is_refused_before_it_runs(string script, string? name)
    {
        var graph = Draw.Envelope(Draw.Chart("A", ("A", Draw.Write(Draw.Js("String", script)))), "rounds=0").Compile();

        graph.Faults.Select(fault => (fault.Code, fault.Subject)).ShouldBe(name is null ? [] : [("expression.not-offered", name)]);
        graph.CanBePublished.ShouldBe(name is null);
    }

    [Theory]
    [InlineData("""{"runAsynchronously":true}""", "activity.not-asynchronous")]
    [InlineData("""{"mergeMode":"Converge"}""", "flow.merge-mode-ignored")]
    [InlineData("""{"mergeMode":"None"}""", null)]
    public void What_has_no_effect_here_is_a_warning(string customProperties, string? code)
    {
        var activity = Draw.Write("A");
        activity["customProperties"] = JsonNode.Parse(customProperties);

        var faults = Draw.Envelope(Draw.Chart("A", ("A", activity))).Compile().Faults;

        faults.Select(fault => fault.Code).ShouldBe(code is null ? [] : [code]);
        faults.ShouldAllBe(fault => fault.Severity == FaultSeverity.Warning);
    }

    [Fact]
    public void A_variable_of_an_unknown_type_is_a_warning_and_holds_any_value()
    {
        var definition = Draw.Envelope(Draw.Sequence(Draw.Named("A", Draw.Write(Draw.Js("String", "getV()")))), "V=hello");
        definition["variables"]![0]!["typeName"] = "Acme.Thing, Acme";

        var graph = definition.Compile();

        graph.Faults.ShouldHaveSingleItem().Code.ShouldBe("variable.unknown-type");
        new Walk(graph).Text.ShouldBe("hello");
    }

    [Fact]
    public void Ids_repeat_in_different_containers_only()
    {
        var inner = Draw.Named("inner", Draw.Chart("A > B"));
        Draw.Envelope(Draw.Chart("A > inner > B".Replace(" > B", "; inner > B"), ("inner", inner))).Compile().Faults.ShouldBeEmpty();

        var chart = Draw.Chart("A > B");
        chart["activities"]![1]!["id"] = "A";
        chart["connections"] = new JsonArray();
        Draw.Envelope(chart).Compile().Faults.ShouldContain(fault => fault.Code == "flow.repeated-id" && fault.NodeId.EndsWith(":A"));
    }

    [Fact]
    public void Missing_ids_are_generated_and_node_ids_computed()
    {
        var definition = Draw.Envelope(Draw.Sequence(Draw.Write("1"), Draw.Write("2"), Draw.Sequence(Draw.Write("3"))));
        definition["root"]!["nodeId"] = "not:this";

        definition
            .Compile()
            .Nodes.Select(node => node.NodeId)
            .ShouldBe([
                "Workflow1",
                "Workflow1:Sequence1",
                "Workflow1:Sequence1:WriteLine1",
                "Workflow1:Sequence1:WriteLine2",
                "Workflow1:Sequence1:Sequence1",
                "Workflow1:Sequence1:Sequence1:WriteLine1",
            ]);
    }

    [Fact]
    public void A_workflow_that_contains_itself_many_times_over_is_refused_and_not_followed_for_ever()
    {
        var itself = WorkflowDefinition.Parse(
            Draw.Envelope(Draw.Sequence([.. Enumerable.Range(0, 8).Select(at => Draw.Named("c" + at, Draw.Activity("Acme.Itself")))]))
                .ToJsonString()
        );

        var graph = WorkflowGraph.Compile(itself, new(Workflows.Activities.ActivityCatalog.BuiltIn), _ => itself);

        graph.Faults.Count(fault => fault.Code == "workflow.contains-itself").ShouldBe(8);
    }

    [Fact]
    public void A_workflow_may_stand_twice_in_another_side_by_side()
    {
        var inner = WorkflowDefinition.Parse(Inner("inner", Draw.Write("in")));
        var outer = Draw.Envelope(
            Draw.Sequence(Draw.Named("one", Draw.Activity("Acme.Inner")), Draw.Named("two", Draw.Activity("Acme.Inner")))
        );

        var graph = outer.Compile(reference => reference.TypeName == "Acme.Inner" ? inner : null);

        graph.Faults.ShouldBeEmpty();
        graph
            .Nodes.Where(node => node.Type == "Elsa.WriteLine")
            .Select(node => node.NodeId)
            .ShouldBe(["Workflow2:Sequence1:one:Workflow1:WriteLine1", "Workflow2:Sequence1:two:Workflow1:WriteLine1"]);
        new Walk(graph).Text.ShouldBe("in in");
    }

    [Fact]
    public void Elsas_own_activities_and_those_of_the_service_are_never_taken_for_other_workflows()
    {
        var inner = WorkflowDefinition.Parse(Inner("inner", Draw.Write("in")));
        var named = Draw.Write("own");
        named["workflowDefinitionId"] = "inner";

        Draw.Envelope(Draw.Sequence(Draw.Write("own"), named)).Compile(_ => inner).Nodes.Count.ShouldBe(4);
        Draw.Envelope(Draw.Sequence(Draw.Activity("Elsa.Unknown")))
            .Compile(_ => inner)
            .Faults.ShouldHaveSingleItem()
            .Code.ShouldBe("activity.not-found");
    }

    [Fact]
    public void A_definition_without_a_root_is_refused_and_ends_at_once()
    {
        var graph = Draw.Envelope(new JsonObject()).Compile();
        var none = WorkflowGraph.Compile(
            WorkflowDefinition.Parse("""{"id":"1","definitionId":"d"}"""),
            new(Workflows.Activities.ActivityCatalog.BuiltIn)
        );

        graph.Faults.ShouldHaveSingleItem().Code.ShouldBe("activity.not-found");
        none.Faults.ShouldHaveSingleItem().Code.ShouldBe("definition.no-root");
        new Walk(none).State.ShouldBe("Finished");
    }

    [Theory]
    [InlineData("Elsa", null)]
    [InlineData("elsa", null)]
    [InlineData("waitforarrivals", null)]
    [InlineData("", "flow.unknown-join-mode")]
    public void Two_join_modes_are_known_in_any_spelling(string mode, string? code)
    {
        var definition = Draw.Envelope(Draw.Sequence());
        definition["customProperties"]!["enforcement"] = new JsonObject { ["joinMode"] = mode };

        definition.Compile().Faults.Select(fault => fault.Code).ShouldBe(code is null ? [] : [code]);
    }

    [Theory]
    [InlineData(65, false)]
    [InlineData(66, true)]
    public void What_is_nested_too_deeply_is_refused(int levels, bool isRefused)
    {
        var nested = Draw.Sequence();
        for (var level = 1; level < levels; level++)
            nested = Draw.Sequence(nested);

        var graph = Draw.Envelope(nested).Compile();

        graph.Faults.Select(fault => fault.Code).ShouldBe(isRefused ? ["definition.too-large"] : []);
        graph.Nodes.Count.ShouldBe(66);
    }

    [Fact]
    public void More_activities_than_anybody_draws_are_refused()
    {
        var many = Draw.Sequence([.. Enumerable.Range(0, 20_001).Select(at => Draw.Named("a" + at, Draw.Activity("Start")))]);

        var graph = Draw.Envelope(many).Compile();

        graph.Faults.Select(fault => fault.Code).Distinct().ShouldBe(["definition.too-large"]);
        graph.Nodes.Count.ShouldBe(20_000);
    }

    [Theory]
    [InlineData("Elsa.RunCSharp")]
    [InlineData("Elsa.RunPython")]
    [InlineData("Elsa.StateMachine")]
    [InlineData("Elsa.BulkDispatchWorkflows")]
    [InlineData("Elsa.SendHttpRequest")]
    [InlineData("Acme.HttpCall")]
    public void What_is_not_run_here_is_refused_and_not_taken_for_unknown(string type) =>
        Draw.Envelope(Draw.Sequence(Draw.Activity(type)))
            .Compile()
            .Faults.Select(fault => (fault.Code, fault.Subject))
            .ShouldBe([("activity.refused", type)]);

    [Fact]
    public void A_workflow_used_as_an_activity_is_asked_for_by_all_that_names_it_and_is_given_what_it_wants()
    {
        var inner = Draw.Envelope(Draw.Named("Say", Draw.Write(Draw.Js("String", "`${getInput('list')[1]} ${getInput('text')}`"))));
        (inner["id"], inner["definitionId"], inner["name"]) = ("i-3", "i", "Inner");
        inner["inputs"] = Draw.Array(
            new JsonObject
            {
                ["name"] = "list",
                ["type"] = "Int32",
                ["isArray"] = true,
            },
            new JsonObject { ["name"] = "text", ["type"] = "String" }
        );
        var used = Draw.Activity(
            "Acme.Inner",
            ("workflowDefinitionVersionId", "i-3"),
            ("workflowDefinitionId", "i"),
            ("list", Draw.Literal("Object", "[1,2]")),
            ("text", Draw.Literal("String", "said"))
        );
        used["version"] = 3;
        used["list"]!["typeName"] = "Acme.List, Acme";
        WorkflowReference? asked = null;

        var graph = Draw.Envelope(Draw.Sequence(used))
            .Compile(reference =>
            {
                asked = reference;
                return WorkflowDefinition.Parse(inner.ToJsonString());
            });

        asked.ShouldBe(new WorkflowReference("i-3", "i", "Acme.Inner", 3));
        graph
            .Nodes[2]
            .Activity.Descriptor.Inputs.Select(input => (input.Name, input.TypeName))
            .ShouldBe([("list", "Int32[]"), ("text", "String")]);
        graph.Nodes[2].Activity.Descriptor.DisplayName.English.ShouldBe("Inner");
        new Walk(graph).Text.ShouldBe("2 said");
    }

    [Fact]
    public void Frames_are_numbered_from_the_innermost()
    {
        var innermost = WorkflowDefinition.Parse(Inner("innermost", Draw.Write("in")));
        var between = WorkflowDefinition.Parse(Inner("between", Draw.Sequence(Draw.Named("x", Draw.Activity("Acme.Innermost")))));
        var outer = Draw.Envelope(
            Draw.Sequence(Draw.Named("deep", Draw.Activity("Acme.Between")), Draw.Named("flat", Draw.Activity("Acme.Innermost")))
        );

        outer
            .Compile(reference => reference.TypeName == "Acme.Between" ? between : innermost)
            .Nodes.Where(node => node.Type == "Elsa.Workflow")
            .Select(node => node.Id)
            .ShouldBe(["Workflow3", "Workflow2", "Workflow1", "Workflow1"]);
    }

    [Fact]
    public void A_way_back_around_its_target_is_refused_and_a_step_out_of_reach_is_a_warning()
    {
        var trigger = Draw.Event("found");
        trigger["customProperties"] = new JsonObject { ["canStartWorkflow"] = true };
        var graph = Draw.Envelope(
                Draw.Chart(
                    "S > A, B; A > C; B > C; C > D; D:True > A; T > A; Lost > A",
                    ("S", Draw.Activity("Start")),
                    ("D", Draw.Decision(Draw.Literal("Boolean", true))),
                    ("T", trigger)
                )
            )
            .Compile();

        graph
            .Faults.Select(fault => (fault.Code, fault.NodeId.Split(':')[^1], fault.Subject, fault.Severity))
            .ShouldBe([
                ("flow.invalid-backward", "D", "A", FaultSeverity.Error),
                ("flow.unreachable", "Lost", null, FaultSeverity.Warning),
            ]);
    }

    [Fact]
    public void A_variable_that_is_forgotten_at_every_wait_is_a_warning()
    {
        var definition = Draw.Envelope(Draw.Sequence(), "kept", "passing");
        definition["variables"]![1]!["storageDriverTypeName"] = null;

        var fault = definition.Compile().Faults.ShouldHaveSingleItem();

        (fault.Code, fault.Subject, fault.Severity).ShouldBe(("variable.not-kept", "passing", FaultSeverity.Warning));
    }

    [Fact]
    public void A_container_has_variables_of_its_own_that_its_neighbours_do_not_see()
    {
        var inner = Draw.Sequence(
            Draw.SetVariable("v", Draw.Literal("Object", "set")),
            Draw.Write(Draw.Js("String", "`${getVariable('v')} ${getVariable('w')}`"))
        );
        inner["variables"] = Draw.Array(
            new JsonObject
            {
                ["id"] = "v",
                ["name"] = "v",
                ["typeName"] = "String",
                ["storageDriverType"] = "WorkflowInstanceStorageDriver",
            },
            new JsonObject
            {
                ["id"] = "w",
                ["name"] = "w",
                ["typeName"] = "Int32",
                ["value"] = "7",
                ["storageDriverType"] = "WorkflowInstanceStorageDriver",
            }
        );
        var graph = Draw.Envelope(Draw.Sequence(inner, Draw.Write(Draw.Js("String", "`${getVariable('v') == null}`")))).Compile();

        graph.Faults.ShouldBeEmpty();
        new Walk(graph).Text.ShouldBe("set 7 true");
    }

    [Fact]
    public void A_script_that_does_not_parse_is_named_by_the_input_it_stands_in()
    {
        var condition = new JsonObject { ["type"] = "JavaScript", ["value"] = "1 +" };
        var graph = Draw.Envelope(
                Draw.Sequence(
                    Draw.Activity("RunJavaScript", ("script", Draw.Literal("String", "1 +"))),
                    Draw.Activity("Switch", ("cases", Draw.Array(new JsonObject { ["label"] = "a", ["condition"] = condition }))),
                    Draw.Write(Draw.Liquid("{{ 1"))
                )
            )
            .Compile();

        graph
            .Faults.Select(fault => (fault.Code, fault.Subject))
            .ShouldBe([("expression.syntax", "Script"), ("expression.syntax", "Cases"), ("expression.syntax", "Text")]);
    }

    [Fact]
    public void An_activity_that_would_run_in_the_background_is_a_warning_in_the_old_place_too()
    {
        var activity = Draw.Write("A");
        activity["runAsynchronously"] = true;

        Draw.Envelope(Draw.Sequence(activity)).Compile().Faults.ShouldHaveSingleItem().Code.ShouldBe("activity.not-asynchronous");
    }

    [Fact]
    public void A_node_tells_what_it_is_called_what_stands_before_it_and_which_inputs_are_computed()
    {
        var unknown = Draw.Activity("Acme.Unknown");
        unknown["metadata"] = new JsonObject { ["displayText"] = "?" };
        var nodes = Draw.Envelope(
                Draw.Chart(
                    "A > C; A:Other > C; B > C; U > B",
                    ("A", Draw.Write("literal")),
                    ("B", Draw.Write(Draw.Js("String", "1"))),
                    ("U", unknown)
                )
            )
            .Compile()
            .Nodes.ToDictionary(node => node.Id);

        (nodes["U"].Type, nodes["U"].DisplayText, nodes["A"].DisplayText).ShouldBe(("Acme.Unknown", "?", null));
        nodes["C"].Before.Select(node => node.Id).ShouldBe(["A", "B"]);
        nodes["Flowchart1"].Before.ShouldBeEmpty();
        (nodes["A"].IsComputed("Text"), nodes["B"].IsComputed("Text"), nodes["B"].IsComputed("Nothing")).ShouldBe((false, true, false));
    }

    [Fact]
    public void A_flowchart_beyond_all_measure_is_refused()
    {
        var chart = Draw.Activity(
            "Flowchart",
            ("activities", new JsonArray([.. Enumerable.Range(0, 2_500).Select(_ => Draw.Activity("Start"))]))
        );

        Draw.Envelope(chart).Compile().Faults.ShouldContain(fault => fault.Code == "definition.too-large");
    }

    [Theory]
    [InlineData("Namespace.ContinueWithIncidentsStrategy, Assembly", "ContinueWithIncidentsStrategy")]
    [InlineData("FaultStrategy", "FaultStrategy")]
    [InlineData(null, null)]
    public void Strategies_are_known_by_their_last_name(string? written, string? known)
    {
        var envelope = Draw.Envelope(Draw.Sequence());
        envelope["options"] = new JsonObject { ["incidentStrategyType"] = written, ["activationStrategyType"] = written };

        var definition = WorkflowDefinition.Parse(envelope.ToJsonString());

        (definition.IncidentStrategy, definition.ActivationStrategy).ShouldBe((known, known));
    }

    [Theory]
    [InlineData("Event", "EventName")]
    [InlineData("RunTask", "TaskName")]
    [InlineData("Delay", "TimeSpan")]
    [InlineData("Timer", "Interval")]
    [InlineData("StartAt", "DateTime")]
    [InlineData("Cron", "CronExpression")]
    public void What_a_wait_cannot_do_without_is_asked_for(string type, string input) =>
        Draw.Envelope(Draw.Sequence(Draw.Activity(type)))
            .Compile()
            .Faults.Select(fault => (fault.Code, fault.Subject))
            .ShouldBe([("input.required", input)]);

    [Fact]
    public void What_an_envelope_says_is_read()
    {
        var definition = WorkflowDefinition.Parse(
            """
            {"id":"1","definitionId":"d","name":"N","description":"D","version":2,"isLatest":true,"isPublished":true,"outcomes":["Good","Bad"],
             "inputs":[{"name":"in","type":"Int32","isArray":true,"displayName":"In","description":"What comes","category":"C"},{}],
             "outputs":[{"name":"out","type":"Int64","isArray":true,"displayName":"Out","description":"What goes"},{}],
             "variables":[{"name":"v","typeName":"Int32","isArray":true},{"name":"w","typeName":"Int32[]","isArray":true},{}],}
            """
        );

        (definition.Description, definition.IsLatest, definition.IsPublished).ShouldBe(("D", true, true));
        definition.Outcomes.ShouldBe(["Good", "Bad"]);
        definition.Inputs.ShouldBe([
            new("in", "Int32", true, "In", "What comes", "C", false),
            new("", "Object", false, null, null, null, false),
        ]);
        definition.Outputs.ShouldBe([new("out", "Int64", true, "Out", "What goes"), new("", "Object", false, null, null)]);
        definition
            .Variables.Select(variable => (variable.Id, variable.FullTypeName, variable.IsKept))
            .ShouldBe([("v", "Int32[]", false), ("w", "Int32[]", false), ("", "Object", false)]);
        var bare = WorkflowDefinition.Parse("{}");
        (bare.Id, bare.DefinitionId, bare.Version, bare.IsLatest, bare.IsPublished).ShouldBe(("", "", 1, false, false));
    }

    [Theory]
    [InlineData("storageDriverTypeName", "Elsa.Workflows.WorkflowInstanceStorageDriver, Elsa.Workflows.Core", true)]
    [InlineData("storageDriverType", "WorkflowInstanceStorageDriver", true)]
    [InlineData("storageDriverTypeName", "Elsa.Workflows.MemoryStorageDriver, Elsa.Workflows.Core", false)]
    [InlineData("storageDriverTypeName", " ", false)]
    [InlineData("storageDriverTypeName", "", false)]
    [InlineData("storageDriverTypeName", null, false)]
    public void Whether_a_variable_is_kept_is_said_by_its_driver(string property, string? driver, bool isKept)
    {
        var envelope = new JsonObject { ["variables"] = Draw.Array(new JsonObject { ["name"] = "v", [property] = driver }) };
        WorkflowDefinition.Parse(envelope.ToJsonString()).Variables.ShouldHaveSingleItem().IsKept.ShouldBe(isKept);
    }

    [Fact]
    public void A_definition_is_written_in_one_line_or_for_the_eye()
    {
        var definition = WorkflowDefinition.Parse("""{"id":"1","name":"执法"}""");

        definition.ToJson().ShouldBe("""{"id":"1","name":"执法"}""");
        definition.ToJson(indented: true).Split('\n').Length.ShouldBe(4);
    }

    [Theory]
    [InlineData("""{"options":{"usableAsActivity":true}}""", true)]
    [InlineData("""{"usableAsActivity":true,"options":{}}""", true)]
    [InlineData("""{"usableAsActivity":true,"options":{"usableAsActivity":false}}""", false)]
    [InlineData("{}", false)]
    public void Use_as_an_activity_is_read_from_the_old_place_and_the_new(string envelope, bool usable) =>
        WorkflowDefinition.Parse(envelope).UsableAsActivity.ShouldBe(usable);

    private static string Inner(string id, JsonObject root)
    {
        var inner = Draw.Envelope(Draw.Named("WriteLine1", root));
        (inner["id"], inner["definitionId"], inner["name"]) = (id + "-1", id, id);
        return inner.ToJsonString();
    }
}
