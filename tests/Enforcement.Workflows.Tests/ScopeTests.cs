using System.Text.Json.Nodes;
using Enforcement.Workflows.Execution;
using Enforcement.Workflows.Tests.Flow;

namespace Enforcement.Workflows.Tests;

/// <summary>Which variable a name means, and where a value goes that a script or an output sets.</summary>
public sealed class ScopeTests
{
    private const string Told = "`${getVariable('v')}`";

    [Fact]
    public void A_script_sets_the_nearest_variable_of_the_name_in_its_type()
    {
        var inner = With(
            Draw.Sequence(Script("setVariable('v', '5')"), Draw.Write(Draw.Js("String", "`${getVariable('v') + 1}`"))),
            ("v", "Int32", "1")
        );

        new Walk(Draw.Envelope(Draw.Sequence(inner, Draw.Write(Draw.Js("String", Told))), "v=outer")).ShouldEndWith("6 outer");
    }

    [Fact]
    public void A_script_that_sets_what_its_turn_was_given_changes_that_turn_only()
    {
        var turn = Draw.Sequence(
            Script("setVariable('CurrentValue', getVariable('CurrentValue') * 10)"),
            Draw.Write(Draw.Js("String", "`${getVariable('CurrentValue')}`"))
        );
        var loop = Draw.Activity("ForEach", ("items", Draw.Json("Object", "[1,2]")), ("body", turn));

        new Walk(
            Draw.Envelope(Draw.Sequence(loop, Draw.Write(Draw.Js("String", "`${getVariable('CurrentValue') == null}`"))))
        ).ShouldEndWith("10 20 true");
    }

    [Fact]
    public void A_name_that_nobody_declared_lives_in_the_container_around_the_script()
    {
        var inner = Draw.Sequence(
            Script("setVariable('u', 'kept'); setVariable('v', 'inside')"),
            Draw.Write(Draw.Js("String", "`${getVariable('u')} ${getVariable('v')}`"))
        );

        new Walk(Draw.Envelope(Draw.Sequence(inner, Draw.Write(Draw.Js("String", "`${getVariable('v') == null}`"))))).ShouldEndWith(
            "kept inside true"
        );
    }

    [Fact]
    public void What_a_script_sets_from_far_inside_reaches_the_workflows_own_variable()
    {
        var definition = Draw.Envelope(
            Draw.Sequence(
                Draw.Sequence(Draw.Sequence(Script("setVariable('v', '5'); variables.w = 'w'"))),
                Draw.Named("W", Draw.Event("w"))
            ),
            "v=1",
            "w",
            "untouched=3"
        );

        var walk = new Walk(definition);

        walk.Instance.Variables.Select(variable => (variable.Key, variable.Value?.ToJsonString()))
            .ShouldBe([("v", "5"), ("w", "\"w\""), ("untouched", "3")]);
    }

    [Fact]
    public void Variables_that_nothing_was_set_of_have_their_defaults_and_none_where_there_is_none()
    {
        var walk = new Walk(Draw.Envelope(Draw.Sequence(Draw.Event("w")), "v=7", "w"));

        walk.Instance.Variables.Select(variable => (variable.Key, variable.Value?.ToJsonString())).ShouldBe([("v", "7"), ("w", null)]);
    }

    [Fact]
    public void An_output_bound_to_what_is_no_variable_is_an_output_of_the_workflow()
    {
        var script = Script("'told'");
        script["result"] = new JsonObject
        {
            ["typeName"] = "Object",
            ["memoryReference"] = new JsonObject { ["id"] = "verdict" },
        };

        new Walk(Draw.Envelope(Draw.Sequence(script)))
            .Instance.Output.Select(output => (output.Key, output.Value?.ToString()))
            .ShouldBe([("verdict", "told")]);
    }

    [Theory]
    [InlineData("""{"id":"id-v","name":"other"}""", "by id")]
    [InlineData("""{"id":"unknown","name":"v"}""", "by id")]
    [InlineData("""{"name":"v"}""", "by id")]
    [InlineData("""{"id":"unknown"}""", "")]
    [InlineData("\"v\"", "by id")]
    public void A_variable_is_read_by_its_id_and_by_its_name_where_there_is_none_of_that_id(string reference, string value)
    {
        var definition = Draw.Envelope(
            Draw.Sequence(Draw.Write(Draw.Input("String", "Variable", JsonNode.Parse(reference)))),
            "v",
            "other"
        );
        definition["variables"]![0]!["id"] = "id-v";
        definition["variables"]![0]!["value"] = "by id";

        new Walk(definition).ShouldEndWith(value);
    }

    [Fact]
    public void A_script_sees_the_inputs_of_the_workflow_it_stands_in_before_those_of_the_instance()
    {
        var inner = Draw.Envelope(Draw.Named("Say", Draw.Write(Draw.Js("String", "`${getInput('who')} ${getInput('else')} ${getWho()}`"))));
        (inner["id"], inner["definitionId"], inner["name"]) = ("i-1", "i", "Inner");
        inner["inputs"] = Draw.Array(new JsonObject { ["name"] = "who", ["type"] = "String" });
        var used = Draw.Activity("Acme.Inner", ("who", Draw.Literal("String", "inner")));
        var graph = Draw.Envelope(Draw.Sequence(used)).Compile(_ => Definitions(inner));

        new Walk(graph, input: new JsonObject { ["who"] = "outer", ["else"] = "given" }).ShouldEndWith("inner given inner");

        static Workflows.Definitions.WorkflowDefinition Definitions(JsonObject source) =>
            Workflows.Definitions.WorkflowDefinition.Parse(source.ToJsonString());
    }

    [Fact]
    public void What_a_script_assigns_to_variables_is_kept_and_what_it_only_reads_is_left_alone()
    {
        var definition = Draw.Envelope(
            Draw.Sequence(
                Script(
                    "variables.v = '5'; variables.MyName += '!'; if (variables.read && variables.nobody) variables.never = 1; variables.fresh = 2"
                ),
                Draw.Named("W", Draw.Event("w"))
            ),
            "v=1",
            "my name=Wang",
            "read=3"
        );

        var walk = new Walk(definition);

        walk.Instance.Variables.Select(variable => $"{variable.Key}={variable.Value?.ToJsonString()}")
            .ShouldBe(["v=5", "my name=\"Wang!\"", "read=3"]);
        var kept = walk.Instance.State.Activities.Where(activity => activity.Variables is { Count: > 0 });
        kept.SelectMany(activity => activity.Variables!.Keys).Order(StringComparer.Ordinal).ShouldBe(["fresh", "my name", "v"]);
    }

    [Fact]
    public void Variables_that_are_emptied_by_a_script_are_empty() =>
        new Walk(
            Draw.Envelope(
                Draw.Sequence(Script("variables.v = null; delete variables.w"), Draw.Write(Draw.Js("String", "`${getV()} ${getW()}`"))),
                "v=1",
                "w=2"
            )
        ).ShouldEndWith("null null");

    private static JsonObject Script(string text) => Draw.Activity("RunJavaScript", ("script", Draw.Literal("String", text)));

    private static JsonObject With(JsonObject container, params (string Name, string Type, string Value)[] variables)
    {
        container["variables"] = Draw.Array([
            .. variables.Select(variable => new JsonObject
            {
                ["id"] = variable.Name,
                ["name"] = variable.Name,
                ["typeName"] = variable.Type,
                ["value"] = variable.Value,
                ["storageDriverType"] = "WorkflowInstanceStorageDriver",
            }),
        ]);
        return container;
    }
}
