using System.Text.Json.Nodes;
using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Tests.Conformance;

/// <summary>Sequences, loops, forks, terminals, faults, and workflows within workflows.</summary>
internal static class CompositeScenarios
{
    public static IEnumerable<Scenario> All =>
        [
            Of("38 a sequence", "1|2|3", W("1"), W("2"), W("3")),
            Of("38 an empty sequence", ""),
            Of("39 a break in a sequence", "1", W("1"), A("Break"), W("2")),
            Of(
                "39 a break ends the sequences around it",
                "Outer: Start|Inner: 1",
                W("Outer: Start"),
                Draw.Sequence(W("Inner: 1"), A("Break"), W("Inner: 2")),
                W("Outer: End")
            ),
            Of(
                "40 a break when a condition holds",
                "1",
                Draw.SetVariable("i", Draw.Literal("Object", 2)),
                W("1"),
                FlowScenarios.If(Draw.Js("Boolean", "getVariable('i') >= 2"), A("Break"), null),
                W("2")
            ),
            Of("41 complete ends the workflow", "1", W("1"), A("Complete"), W("2")),
            Of(
                "42 variables are seen and changed",
                "Counter: 0, Name: Initial|Counter: 10, Name: Updated",
                Draw.Write(Draw.Js("String", "`Counter: ${getVariable('i')}, Name: ${getVariable('name')}`")),
                Draw.SetVariable("i", Draw.Literal("Object", 10)),
                Draw.SetVariable("name", Draw.Literal("Object", "Updated")),
                Draw.Write(Draw.Js("String", "`Counter: ${variables.i}, Name: ${variables.name}`"))
            ),
            Of("43 a fork waits for all", "1|2|3|End", Fork("WaitAll", W("1"), W("2"), W("3")), W("End")),
            Of("43 a fork without branches", "End", Fork("WaitAll"), W("End")),
            Of(
                "44 a fork takes the first",
                "Start|Branch 2|End",
                W("Start"),
                Fork("WaitAny", Draw.Sequence(E("E1"), W("Branch 1")), Draw.Sequence(E("E2"), W("Branch 2"))),
                W("End")
            ) with
            {
                Resumes = ["E2"],
            },
            Of(
                "45 a fork resumes both",
                "Start|Branch 1|Branch 2|Branch 1 - Resumed|Branch 2 - Resumed|End",
                W("Start"),
                Fork(
                    "WaitAll",
                    Draw.Sequence(W("Branch 1"), E("E1"), W("Branch 1 - Resumed")),
                    Draw.Sequence(W("Branch 2"), E("E2"), W("Branch 2 - Resumed"))
                ),
                W("End")
            ) with
            {
                Resumes = ["E1", "E2"],
            },
            Of(
                "46 a fork resumes one and gives the other up",
                "Start|Branch 1|Branch 2|Branch 1 - Resumed|End",
                W("Start"),
                Fork(
                    "WaitAny",
                    Draw.Sequence(W("Branch 1"), E("E1"), W("Branch 1 - Resumed")),
                    Draw.Sequence(W("Branch 2"), E("E2"), W("Branch 2 - Resumed"))
                ),
                W("End")
            ) with
            {
                Resumes = ["E1"],
            },
            Of(
                "47 a break out of a fork in a loop",
                "Start|1|Out|End",
                W("Start"),
                Draw.Activity(
                    "While",
                    ("condition", Draw.Literal("Boolean", true)),
                    ("body", Fork("WaitAny", Draw.Sequence(E("E1"), W("1")), Draw.Sequence(E("E2"), W("Out"), A("Break"))))
                ),
                W("End")
            ) with
            {
                Resumes = ["E1", "E2"],
            },
            Of("48 for each", "C#|Rust|Go", FlowScenarios.Loop("ForEach", Names)),
            Of(
                "49 a break in a for each",
                "Start|C#|End",
                W("Start"),
                FlowScenarios.Loop("ForEach", Names, Draw.Sequence(Current(), A("Break"))),
                W("End")
            ),
            Of(
                "49 a break in the inner of two",
                "C#|Classes|Rust|Classes|Go|Classes",
                FlowScenarios.Loop(
                    "ForEach",
                    Names,
                    Draw.Sequence(
                        Current(),
                        FlowScenarios.Loop(
                            "ForEach",
                            Draw.Json("Object", "[\"Classes\",\"Functions\"]"),
                            Draw.Sequence(Current(), A("Break"))
                        )
                    )
                )
            ),
            Of(
                "49 a break in a for",
                "Start|0|1|End",
                W("Start"),
                Draw.Activity(
                    "For",
                    ("start", Draw.Literal("Int32", 0)),
                    ("end", Draw.Literal("Int32", 3)),
                    (
                        "body",
                        Draw.Sequence(Current(), FlowScenarios.If(Draw.Js("Boolean", "getVariable('CurrentValue') == 1"), A("Break"), null))
                    )
                ),
                W("End")
            ),
            Of(
                "49 a break in a while",
                "Start|1|2|End",
                W("Start"),
                Draw.Activity(
                    "While",
                    ("condition", Draw.Literal("Boolean", true)),
                    (
                        "body",
                        Draw.Sequence(
                            Draw.SetVariable("i", Draw.Js("Object", "getVariable('i') + 1")),
                            Draw.Write(Draw.Js("String", "getVariable('i')")),
                            FlowScenarios.If(Draw.Js("Boolean", "getVariable('i') >= 2"), A("Break"), null)
                        )
                    )
                ),
                W("End")
            ),
            Of("49 a for counts down", "2|1", For(2, 1, -1)),
            Of("49 a for counts in steps", "0|2|4", For(0, 5, 2)),
            Of("50 if", "then|on", FlowScenarios.If(Draw.Literal("Boolean", true), W("then"), W("else")), W("on")),
            Of("50 if not", "else|on", FlowScenarios.If(Draw.Literal("Boolean", false), W("then"), W("else")), W("on")),
            Of("50 if without that branch", "on", FlowScenarios.If(Draw.Literal("Boolean", false), W("then"), null), W("on")),
            Of("51 a switch that nothing matches", "on", Switch("MatchFirst", null, ("false", "a")), W("on")),
            Of("51 a switch with a default", "default|on", Switch("MatchFirst", W("default"), ("false", "a")), W("on")),
            Of("51 a switch takes the first", "b|on", Switch("MatchFirst", null, ("false", "a"), ("true", "b"), ("true", "c")), W("on")),
            Of("51 a switch takes all", "b|c|on", Switch("MatchAny", null, ("false", "a"), ("true", "b"), ("true", "c")), W("on")),
            Of(
                "53 for each over a body that waits",
                "C#|Rust|Go|End",
                FlowScenarios.Loop("ForEach", Names, Draw.Sequence(E("E"), Current())),
                W("End")
            ) with
            {
                Resumes = ["E", "E", "E"],
            },
            Of(
                "54 for each in parallel, each with its own value",
                "C#|Rust|Go|End",
                FlowScenarios.Loop("ParallelForEach", Names, Draw.Sequence(E("E"), Current())),
                W("End")
            ) with
            {
                Resumes = ["E", "E", "E"],
            },
            Of("55 finish ends the instance", "1", W("1"), A("Finish"), W("2")),
            Of("55 finish gives all waits up", "1", Fork("WaitAll", E("E1"), E("E2"), Draw.Sequence(W("1"), A("Finish"))), W("2")),
            Child("56 complete ends its own workflow only", "Inside|After", Draw.Sequence(W("Inside"), A("Complete"), W("Never"))),
            Nested("57 complete ends the innermost of three workflows only", "Start|End", ""),
            Nested("57 and the one around it goes on by the outcome", "Start|Succeeded|End", "c:Success > Succeeded; c:Failure > Failed"),
            Nested("57 or ends where nothing is connected to it", "Start|End", "c:Failure > Failed"),
            Root("58 a fault ends the instance", "S|1a|2a", Parallel()) with
            {
                State = "Faulted at E1 with 1",
            },
            Root("58 a fault stops its branch only", "S|1a|2a|1b", Parallel()) with
            {
                Options = new EngineOptions { IncidentStrategy = IncidentStrategy.StopBranch },
                Resumes = ["E1"],
                State = "Suspended with 1",
            },
            Of("60 an event in a sequence", "1|2|3", W("1"), E("E"), W("2"), W("3")) with
            {
                Resumes = ["E"],
            },
            Child(
                "63 an input of the child hides that of the workflow",
                "Child: Bar|After",
                Draw.Sequence(Draw.Write(Draw.Js("String", "'Child: ' + getInput('Input1')"))),
                ("input1", Draw.Literal("String", "Bar"))
            ) with
            {
                Input = new JsonObject { ["Input1"] = "Foo" },
            },
            Child(
                "64 an output of the child is bound to a variable",
                "Result: 9",
                Draw.Sequence(A("SetOutput", ("outputName", Draw.Literal("String", "Sum")), ("outputValue", Draw.Js("Object", "4 + 5")))),
                Draw.Write(Draw.Js("String", "'Result: ' + getVariable('i')")),
                (
                    "sum",
                    new JsonObject
                    {
                        ["typeName"] = "Object",
                        ["memoryReference"] = new JsonObject { ["id"] = "i" },
                    }
                )
            ),
            Outcomes("65 the child leaves by its own outcome", "Success", "Success path"),
            Outcomes("65 or by another", "Failed", "Failed path"),
            Execute("66 execute and wait", true, W("Child"), "Before|Child|After"),
            Execute("66 execute and go on", false, W("Child"), "Before|Child|After"),
            Execute(
                "66 execute with input",
                true,
                Draw.Write(Draw.Js("String", "'Child received: ' + getInput('Message')")),
                "Before|Child received: Hello|After"
            ),
            Of(
                "69 an output of the instance",
                "",
                A("SetOutput", ("outputName", Draw.Literal("String", "Output1")), ("outputValue", Draw.Literal("Object", "Foo")))
            ) with
            {
                Output = """{"Output1":"Foo"}""",
            },
        ];

    private static JsonObject Names => Draw.Json("Object", "[\"C#\",\"Rust\",\"Go\"]");

    private static Scenario Of(string name, string lines, params JsonObject[] activities) => Root(name, lines, Draw.Sequence(activities));

    private static Scenario Root(string name, string lines, JsonObject root) =>
        new(name, Draw.Envelope(root, "i=0", "name=Initial"), lines);

    private static JsonObject Parallel() =>
        Draw.Chart(
            "S > 1a, 2a; 1a > E1; E1 > 1b; 2a > F; F > E2; E2 > 2b",
            ("E1", Draw.Event("1")),
            ("E2", Draw.Event("2")),
            ("F", A("Fault", ("message", Draw.Literal("String", "on purpose"))))
        );

    private static Scenario Child(string name, string lines, JsonObject inner, params (string, JsonNode?)[] properties) =>
        Child(name, lines, inner, W("After"), properties);

    private static Scenario Child(string name, string lines, JsonObject inner, JsonObject after, params (string, JsonNode?)[] properties) =>
        Of(name, lines, Draw.Named("c", A("Acme.Child", properties)), after) with
        {
            Others = [ChildOf(inner)],
        };

    private static JsonObject ChildOf(JsonObject root)
    {
        var child = Draw.Envelope(root);
        child["definitionId"] = "child";
        child["name"] = "Acme.Child";
        child["inputs"] = Draw.Array(new JsonObject { ["name"] = "Input1", ["type"] = "String" });
        child["outputs"] = Draw.Array(new JsonObject { ["name"] = "Sum", ["type"] = "Object" });
        child["outcomes"] = Draw.Array("Success", "Failed");
        return child;
    }

    /// <summary>A workflow within a workflow within a workflow; the innermost completes with Success.</summary>
    private static Scenario Nested(string name, string lines, string behind)
    {
        var completor = ChildOf(Draw.Chart("Finishes", ("Finishes", A("Complete", ("outcomes", Draw.Literal("Object", "Success"))))));
        (completor["definitionId"], completor["name"]) = ("completor", "Acme.Completor");
        completor["outcomes"] = Draw.Array("Success", "Failure");
        var consumer = ChildOf(Draw.Chart(behind.Length > 0 ? behind : "c", ("c", A("Acme.Completor"))));
        (consumer["definitionId"], consumer["name"]) = ("consumer", "Acme.Consumer");
        consumer["outcomes"] = Draw.Array();
        return Root(name, lines, Draw.Chart("Start > C; C > End", ("C", A("Acme.Consumer")))) with { Others = [completor, consumer] };
    }

    private static Scenario Outcomes(string name, string outcome, string lines) =>
        new(name, Draw.Envelope(Draw.Chart("c:Success > Success path; c:Failed > Failed path", ("c", A("Acme.Child")))), lines)
        {
            Others = [ChildOf(Draw.Sequence(A("Complete", ("outcomes", Draw.Literal("Object", Draw.Array(outcome))))))],
        };

    private static Scenario Execute(string name, bool waits, JsonObject line, string lines) =>
        Of(
            name,
            lines,
            W("Before"),
            A(
                "ExecuteWorkflow",
                ("workflowDefinitionId", Draw.Literal("String", "child")),
                ("waitForCompletion", Draw.Literal("Boolean", waits)),
                ("input", Draw.Json("ObjectDictionary", "{\"Message\":\"Hello\"}"))
            ),
            W("After")
        ) with
        {
            Others = [ChildOf(Draw.Sequence(line))],
        };

    private static JsonObject Switch(string mode, JsonObject? otherwise, params (string Condition, string Line)[] cases) =>
        A(
            "Switch",
            ("mode", Draw.Literal("SwitchMode", mode)),
            ("default", otherwise),
            ("cases", new JsonArray([.. cases.Select(it => FlowScenarios.Case(it.Line, it.Condition, W(it.Line)))]))
        );

    private static JsonObject For(int start, int end, int step) =>
        A(
            "For",
            ("start", Draw.Literal("Int32", start)),
            ("end", Draw.Literal("Int32", end)),
            ("step", Draw.Literal("Int32", step)),
            ("body", Current())
        );

    private static JsonObject Fork(string mode, params JsonObject[] branches) =>
        A("Fork", ("joinMode", mode), ("branches", Draw.Array(branches)));

    private static JsonObject Current() => Draw.Write(Draw.Js("String", "getVariable('CurrentValue')"));

    private static JsonObject W(string line) => Draw.Write(line);

    private static JsonObject E(string id) => Draw.Named(id, Draw.Event(id));

    private static JsonObject A(string type, params (string, JsonNode?)[] properties) => Draw.Activity(type, properties);
}
