using System.Text.Json.Nodes;
using Enforcement.Workflows.Execution;
using Enforcement.Workflows.Expressions;
using Enforcement.Workflows.Tests.Flow;

namespace Enforcement.Workflows.Tests.Expressions;

/// <summary>What expressions say, in an instance named N with correlation id C, input <c>Who</c>, and the variables below.</summary>
public sealed class ExpressionTests
{
    [Theory]
    [InlineData("1 + 1", "2")]
    [InlineData("return 'early'; 'late'", "early")]
    [InlineData("let x = 2; x * 3", "6")]
    [InlineData("(async () => 'awaited')()", "awaited")]
    [InlineData("getVariable('n')", "7")]
    [InlineData("getN()", "7")]
    [InlineData("getMyName()", "Wang")]
    [InlineData("variables.n + 1", "8")]
    [InlineData("variables.n = 9; getVariable('n')", "7")]
    [InlineData("setVariable('n', 8); getN()", "8")]
    [InlineData("setN(5); getVariable('n')", "5")]
    [InlineData("getVariable('nothing')", "")]
    [InlineData("getInput('Who')", "Ann")]
    [InlineData("getInput('nobody')", "")]
    [InlineData("getWho()", "Ann")]
    [InlineData("getLastResult()", "first")]
    [InlineData("getOutputFrom('First', 'Result')", "first")]
    [InlineData("getOutputFrom('First')", "first")]
    [InlineData("getResultFromFirst()", "first")]
    [InlineData("getOutputFrom('Nobody')", "")]
    [InlineData("getCorrelationId() + getWorkflowInstanceName()", "CN")]
    [InlineData("setCorrelationId('D'); setWorkflowInstanceName('M'); getCorrelationId() + getWorkflowInstanceName()", "DM")]
    [InlineData(
        "getWorkflowDefinitionId() + getWorkflowDefinitionVersionId() + getWorkflowDefinitionVersion() + getWorkflowInstanceId()",
        "ww-11i"
    )]
    [InlineData("isNullOrWhiteSpace(' ') + '' + isNullOrEmpty(' ') + isNullOrEmpty(null)", "truefalsetrue")]
    [InlineData("isNullOrWhiteSpace('x') + '' + isNullOrWhiteSpace(null) + isNullOrEmpty('x')", "falsetruefalse")]
    [InlineData("toJson(null) + toJson(undefined)", "nullnull")]
    [InlineData("setOutcomes(null); 'none'", "none")]
    [InlineData("toJson({ a: [1, 'x', null, true] })", """{"a":[1,"x",null,true]}""")]
    [InlineData("parseGuid('{11111111-2222-3333-4444-555555555555}')", "11111111-2222-3333-4444-555555555555")]
    [InlineData("newGuid().length + newGuidString().length + newShortGuid().length", "94")]
    [InlineData("stringToBase64('é') + stringFromBase64('w6k=')", "w6k=é")]
    [InlineData("newGuid() !== newGuid()", "True")]
    [InlineData("getGuidString().length + getShortGuid().length", "58")]
    [InlineData("bytesToBase64('é') + streamToBase64('é') + bytesFromBase64('w6k=')", "w6k=w6k=é")]
    [InlineData("bytesToString('a') + bytesFromString('b') + streamToBytes('c')", "abc")]
    [InlineData("getVariable('MyName')", "Wang")]
    [InlineData("setVariable('MyName', 'Liu'); getVariable('my name')", "Liu")]
    [InlineData("setCorrelationId(null); setWorkflowInstanceName(undefined); getCorrelationId() === getWorkflowInstanceName()", "True")]
    [InlineData("Case.party.name", "Li")]
    [InlineData("Case.nothing === undefined", "True")]
    [InlineData("new Date(2026, 0, 5).toISOString()", "2026-01-05T00:00:00.000Z")]
    [InlineData("({ when: new Date(0) })", """{"when":"1970-01-01T00:00:00.0000000Z"}""")]
    // What is bounded is otherwise as everybody knows it.
    [InlineData("[1, [2, null], undefined, 'x'].join('-')", "1-2,--x")]
    [InlineData("'' + [1, [2, 3]] + [].join()", "1,2,3")]
    [InlineData("['a', 'b'].toLocaleString() + ['a', 'b'].toString()", "a,ba,b")]
    [InlineData("'a-b-c'.replace('-', '+') + 'a-b-c'.replaceAll('-', '+') + 'a-b'.replace(/(.)-(.)/, '$2-$1')", "a+b-ca+b+cb-a")]
    [InlineData("'abc'.replace(/[ac]/g, m => m.toUpperCase())", "AbC")]
    [InlineData("'a'.concat('b', 1, [2])", "ab12")]
    [InlineData("[1, [2, [3, [4]]]].flat().length + '' + [1, [2, [3, [4]]]].flat(Infinity).length", "34")]
    [InlineData("JSON.stringify({ a: [1, undefined], b: undefined, d: new Date(0) })", """{"a":[1,null],"d":"1970-01-01T00:00:00.000Z"}""")]
    [InlineData("JSON.stringify([1], null, 2) + JSON.stringify(undefined) + JSON.stringify('é')", "[\n  1\n]undefined\"é\"")]
    [InlineData("let r; for (let i = 0; i < 40; i++) r = [1, 2].join('-'); r", "1-2")]
    [InlineData("let r; for (let i = 0; i < 40; i++) r = [1, [2]].flat(); r", "[1,2]")]
    [InlineData("[1, [2, [3]]].flat(0).length + '' + [[1], [2]].flat().length", "22")]
    [InlineData("typeof String.raw", "undefined")]
    [InlineData("'aba'.replace(/b/, `$'$$`)", "aa$a")]
    [InlineData(
        "toJson([1.5, 2, -3, 9e15, 8999999999999999, 1e300, 1 / 0, NaN, Symbol.iterator, () => 1, undefined])",
        """[1.5,2,-3,9000000000000000,8999999999999999,1E+300,null,null,"Symbol(Symbol.iterator)",null,null]"""
    )]
    [InlineData("JSON.stringify({ d: new Date(NaN) }) + JSON.stringify(() => 1)", """{"d":null}undefined""")]
    [InlineData("toJson({ a: 1, f() { }, u: undefined, n: null, [Symbol.iterator]: 1 })", """{"a":1,"n":null}""")]
    [InlineData("JSON.parse('{\"a\":1}').a + 'a,b'.split(',').length + 'abc'.indexOf('c')", "5")]
    [InlineData("'ab'.repeat(2) + 'x'.padStart(3, '-') + 'x'.padEnd(3) + '|'", "abab--xx  |")]
    [InlineData("[3, 1, 2].sort().map(x => x * 2).filter(x => x > 2)", "[4,6]")]
    public void JavaScript_says(string script, string value) => Said(Draw.Js("String", script)).ShouldBe(value);

    /// <summary>First, <c>my step</c> and <c>plain</c> have run; an input was declared and not given, another given and not declared.</summary>
    [Theory]
    [InlineData("getResultFromFirst()", "1")]
    [InlineData("getResultFromMyStep()", "2")]
    [InlineData("getResultFromplain() + getResultFromPlain()", "6")]
    [InlineData("typeof getResultFrom + typeof getResultFromNobody", "undefinedundefined")]
    [InlineData("typeof getX + typeof setX", "undefinedundefined")]
    [InlineData("typeof get + typeof set", "undefinedundefined")]
    [InlineData("new Map([['a', 1]]).get('a') + new Map().set('a', 1).size", "2")]
    [InlineData("getDeclared() === null", "True")]
    [InlineData("getGiven()", "yes")]
    public void A_script_calls_what_the_definition_names_by_that_name_and_nothing_else(string script, string value)
    {
        var definition = Draw.Envelope(
            Draw.Sequence(Step("First", 1), Step("my step", 2), Step("plain", 3), Step("", 4), Draw.Write(Draw.Js("String", script))),
            "-=9"
        );
        definition["inputs"] = Draw.Array(new JsonObject { ["name"] = "Declared", ["type"] = "String" });

        new Walk(definition, input: new JsonObject { ["Given"] = "yes" }).ShouldEndWith(value);

        static JsonObject Step(string name, int result)
        {
            var step = Draw.Named($"step{result}", Draw.Activity("RunJavaScript", ("script", Draw.Literal("String", $"{result}"))));
            step["name"] = name;
            return step;
        }
    }

    [Fact]
    public void Outcomes_that_a_script_takes_back_are_not_taken()
    {
        var script = Draw.Activity("RunJavaScript", ("script", Draw.Literal("String", "setOutcome('Left'); setOutcomes(null)")));

        new Walk(Draw.Envelope(Draw.Chart("A:Left > L; A > D", ("A", script)))).ShouldEndWith("D");
    }

    [Theory]
    [InlineData("{{ Variables.n }} {{ Variables.MyName }}", "7 Wang")]
    [InlineData("{{ Input.Who }}{{ Input.nobody }}", "Ann")]
    [InlineData("{{ Case.party.name }}{% if Case.nothing %}!{% endif %}", "Li")]
    [InlineData(
        "{{ CorrelationId }} {{ WorkflowDefinitionId }} {{ WorkflowDefinitionVersionId }} {{ WorkflowDefinitionVersion }} {{ WorkflowInstanceId }}",
        "C w w-1 1 i"
    )]
    [InlineData("{{ '<b>' }}", "<b>")]
    [InlineData("{{ 'é' | base64 }}", "w6k=")]
    [InlineData("{{ Case.party | keys | join: ',' }}", "name,age")]
    [InlineData("{{ Case.party | json }}", """{"name":"Li","age":40}""")]
    [InlineData("{% for i in (1..3) %}{{ i }}{% endfor %}", "123")]
    [InlineData("{% capture s %}a{{ 1 }}{% endcapture %}{{ s | append: s }}", "a1a1")]
    [InlineData("{{ 'a,b' | split: ',' | concat: Case.list | join: '+' }}", "a+b+1+2")]
    [InlineData("{{ 'aXbX' | replace: 'X', '--' | upcase }}", "A--B--")]
    [InlineData("{{ 1234.5 | format_number: 'N2' }}", "1,234.50")]
    [InlineData("{{ 3 | plus: 4 }}", "7")]
    public void Liquid_says(string template, string value) => Said(Draw.Liquid(template)).ShouldBe(value);

    [Fact]
    public void The_other_kinds_say()
    {
        Said(Draw.Literal("String", "as it is")).ShouldBe("as it is");
        Said("bare").ShouldBe("bare");
        Said(Draw.Json("String", "\"read\"")).ShouldBe("read");
        Said(Draw.Input("String", "Json", "{\"a\":1}")).ShouldBe("""{"a":1}""");
        Said(Draw.Variable("String", "n")).ShouldBe("7");
        Said(Draw.Input("String", "Variable", """{"id":"n"}""")).ShouldBe("7");
        Said(Draw.Input("String", "Input", new JsonObject { ["name"] = "Who" })).ShouldBe("Ann");
        Said(Draw.Input("String", "Output", new JsonObject { ["activityId"] = "First", ["outputName"] = "Result" })).ShouldBe("first");
        Said(
                new JsonObject
                {
                    ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = "untyped" },
                }
            )
            .ShouldBe("");
        Said(
                new JsonObject
                {
                    ["typeName"] = "String",
                    ["expression"] = new JsonObject { ["value"] = "kindless" },
                }
            )
            .ShouldBe("");
        Said(
                new JsonObject
                {
                    ["typeName"] = "String",
                    ["expression"] = new JsonObject { ["type"] = null, ["value"] = "kept" },
                }
            )
            .ShouldBe("kept");
    }

    [Theory]
    [InlineData("Variable", "n", "7")]
    [InlineData("Input", "Who", "Ann")]
    [InlineData("Input", """{"name":"Who"}""", "Ann")]
    [InlineData("Input", "{ no reference", "")]
    [InlineData("Input", null, "")]
    [InlineData("Output", """{"activityId":"First","name":"Result"}""", "first")]
    [InlineData("Output", """{"activity":"First","outputName":"Result"}""", "first")]
    [InlineData("Output", """{"activity":"First"}""", "first")]
    [InlineData("Output", """{"activity":"First","outputName":"Other"}""", "")]
    [InlineData("Output", """{"outputName":"Result"}""", "")]
    [InlineData("Output", "nothing", "")]
    [InlineData("JavaScript", null, "")]
    [InlineData("Liquid", null, "")]
    public void References_are_read_as_objects_as_their_text_or_by_the_bare_name(string kind, string? value, string said) =>
        Said(Draw.Input("String", kind, value)).ShouldBe(said);

    [Theory]
    [InlineData("Int32", "12.6", "13")]
    [InlineData("Acme.Number, Acme", "12.6", "12.6")]
    public void A_short_type_name_is_what_the_value_becomes_and_a_full_one_leaves_it_to_the_input(
        string typeName,
        string value,
        string said
    ) => Said(Draw.Input(typeName, "Literal", value)).ShouldBe(said);

    [Fact]
    public void What_cannot_be_an_input_is_found_when_it_is_compiled_and_fails_when_it_runs()
    {
        var inputs = new JsonNode[]
        {
            Draw.Input("Int32", "Literal", "many"),
            Draw.Input("String", "Object", "{"),
            Draw.Input("String", "Secret", "x"),
            Draw.Input("String", "Riddle", "x"),
        };

        foreach (
            var (input, code, message) in inputs.Zip(
                ["input.not-of-type", "expression.syntax", "expression.refused", "expression.unknown"],
                ["'many' is not a Int32", "", "Expressions of type Secret are not run here", null]
            )
        )
        {
            var definition = Draw.Envelope(Draw.Sequence(Draw.Named("A", Draw.Write(input))));
            definition.Compile().Faults.ShouldHaveSingleItem().Code.ShouldBe(code);
            var walk = new Walk(definition, new EngineOptions { IncidentStrategy = IncidentStrategy.StopBranch });
            if (message is null)
                walk.State.ShouldBe("Finished", "Elsa takes it for no value");
            else
                walk.Instance.Incidents.ShouldHaveSingleItem()
                    .Message.ShouldStartWith("Failed to evaluate activity input 'Text': " + message);
        }
    }

    [Theory]
    [InlineData("String Boolean Byte Int16 Int32 Int64 Single Double Decimal Guid", true)]
    [InlineData("DateTime DateTimeOffset DateOnly TimeOnly TimeSpan Object Uri ByteArray Stream", true)]
    [InlineData("ObjectDictionary ObjectList StringDictionary JsonNode JsonObject JsonArray JsonElement ExpandoObject", true)]
    [InlineData("string Int32[] String[][] System.Text.Anything", true)]
    [InlineData("Acme.Thing Systems Int33 []", false)]
    public void Elsas_short_names_of_types_and_NETs_own_are_known(string names, bool areKnown)
    {
        foreach (var name in names.Split(' '))
            Values.IsKnownType(name).ShouldBe(areKnown, name);
    }

    [Fact]
    public void Values_are_read_as_NETs_and_refused_where_they_are_none()
    {
        Values.To<int>(JsonValue.Create("12")).ShouldBe(12);
        Values.To<int?>(null).ShouldBeNull();
        Values.To<bool>(JsonValue.Create("true")).ShouldBeTrue();
        Values.To<DayOfWeek>(JsonValue.Create("friday")).ShouldBe(DayOfWeek.Friday);
        Values.To<string[]>(JsonNode.Parse("""["a",1,null]""")).ShouldBe(["a", "1", ""]);
        Values.To<string[]>(JsonValue.Create("alone")).ShouldBe(["alone"]);
        Values.To<Point>(JsonValue.Create("""{"x":1,"Y":2}""")).ShouldBe(new Point(1, 2));
        Values.To<Point>(JsonNode.Parse("""{"x":1,"y":2}""")).ShouldBe(new Point(1, 2));

        Should
            .Throw<ConversionException>(() => Values.To<int>(JsonValue.Create(3_000_000_000)))
            .Message.ShouldBe("'3000000000' is not a Int32.");
        Should.Throw<ConversionException>(() => Values.Convert(JsonValue.Create(3_000_000_000), "Int32"));
        Should.Throw<ConversionException>(() => Values.To<DayOfWeek>(JsonValue.Create("someday")));
        Should.Throw<ConversionException>(() => Values.To<Point>(JsonValue.Create("{")));
        Should.Throw<ConversionException>(() => Values.To<Point>(JsonNode.Parse("[1]")));
        Should.Throw<ConversionException>(() => Values.To<int>(JsonValue.Create(1e300)));
    }

    [Theory]
    [InlineData(80, "")]
    [InlineData(81, "…")]
    public void A_value_that_is_refused_is_told_in_short(int length, string end) =>
        new ConversionException("Int32", new string('x', length)).Message.ShouldBe($"'{new string('x', 80)}{end}' is not a Int32.");

    private sealed record Point(int X, int Y);

    private static string Said(JsonNode text)
    {
        var definition = Draw.Envelope(
            Draw.Sequence(
                Draw.Named("First", Draw.Activity("RunJavaScript", ("script", Draw.Literal("String", "'first'")))),
                Draw.Named("Second", Draw.Write(text))
            ),
            "n=7",
            "my name=Wang"
        );
        definition["inputs"] = Draw.Array(new JsonObject { ["name"] = "Who", ["type"] = "String" });
        var burst = new WorkflowEngine().Start(
            definition.Compile(),
            new StartStimulus
            {
                Now = new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero),
                Seed = 1,
                InstanceId = "i",
                CorrelationId = "C",
                Name = "N",
                Input = new JsonObject { ["Who"] = "Ann" },
                Facts = new JsonObject
                {
                    ["party"] = new JsonObject { ["name"] = "Li", ["age"] = 40 },
                    ["list"] = new JsonArray(1, 2),
                },
            }
        );
        burst.Incidents.Select(incident => incident.Message).ShouldBeEmpty(text.ToJsonString());
        return burst.Effects.OfType<LineWritten>().Single().Text;
    }
}
