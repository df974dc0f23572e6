using System.Text.Json.Nodes;

namespace Enforcement.Workflows.Tests.Conformance;

/// <summary>
/// The scenarios of Elsa's own tests that concern its default flow mode, with definitions of ours, so that a plain clone proves them too.
/// Where Elsa's test says less than an order, the order is the one that the real engine was seen to take.
/// </summary>
public sealed class ScenarioTests
{
    public static TheoryData<string> Names => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Does_what_Elsas_own_test_says(string name) => All[name].Holds();

    private static readonly Dictionary<string, Scenario> All = FlowScenarios
        .All.Concat(CompositeScenarios.All)
        .ToDictionary(scenario => scenario.Name);
}

internal static class FlowScenarios
{
    public static IEnumerable<Scenario> All =>
        [
            Of("1 a line", "First > Second; Second > Third", "First|Second|Third"),
            Of("2 two branches", "Start > Branch1, Branch2", "Start|Branch1|Branch2"),
            Of("2 longer branches take turns", "S > A1, B1; A1 > A2; B1 > B2; A2 > J; B2 > J", "S|A1|B1|A2|B2|J"),
            Of("3 one activity", "Only", "Only"),
            Of("4 no activities", "", ""),
            Of(
                "5 an If on its own",
                "I",
                "Then branch",
                ("I", If(Draw.Literal("Boolean", true), Draw.Write("Then branch"), Draw.Write("Else branch")))
            ),
            Of("6 what is not connected never runs", "A > B; C", "A|B"),
            Of(
                "7 a flow in a flow",
                "Outer1 > Inner; Inner > Outer2",
                "Outer1|Inner1|Inner2|Outer2",
                ("Inner", Draw.Chart("Inner1 > Inner2"))
            ),
            Of("8 a diamond", "S > L1, R1; L1 > L2; R1 > R2; L2 > J; R2 > J; J > End", "S|L1|R1|L2|R2|End", ("J", Draw.Join("WaitAll"))),
            Of(
                "9 two joins in a row",
                "S > A1, A2; A1 > J; A2 > J; J > B1, B2; B1 > K; B2 > K; K > End",
                "S|A1|A2|B1|B2|End",
                ("J", Draw.Join("WaitAll")),
                ("K", Draw.Join("WaitAll"))
            ),
            .. from outer in new[] { true, false }
            from inner in new[] { true, false }
            select Of(
                $"10 nested decisions {outer} {inner}",
                "S > D; D:True > DT; D:False > DF; DT:True > TT; DT:False > TF; DF:True > FT; DF:False > FF",
                $"S|{(outer ? 'T' : 'F')}{(inner ? 'T' : 'F')}",
                ("D", Draw.Decision(Draw.Literal("Boolean", outer))),
                ("DT", Draw.Decision(Draw.Literal("Boolean", inner))),
                ("DF", Draw.Decision(Draw.Literal("Boolean", inner)))
            ),
            Of("10 only True is connected", "S > D; D:True > A", "S", ("D", Draw.Decision(Draw.Literal("Boolean", false)))),
            Of(
                "11 ways of a decision meet again",
                "S > D; D:True > A; D:False > B; A > M; B > M; M > End",
                "S|B|M|End",
                ("D", Draw.Decision(Draw.Literal("Boolean", false)))
            ),
            Of(
                "12 fork and join, twice",
                "F:One > A; F:Two > B; A > J; B > J; J > G; G:One > C; G:Two > D; C > K; D > K; K > End",
                "A|B|C|D|End",
                ("F", Fork("One", "Two")),
                ("J", Draw.Join("WaitAll")),
                ("G", Fork("One", "Two")),
                ("K", Draw.Join("WaitAll"))
            ),
            .. from mode in Modes select Of($"13 a join with one way in, {mode}", "A > J; J > B", "A|B", ("J", Draw.Join(mode))),
            Of(
                "14 a race whose loser waits (the observed double run)",
                "S > Fast, Slow; Fast > J; Slow > J; J > AfterJoin",
                "S|Fast|AfterJoin|AfterJoin",
                ("Slow", Draw.Event("never")),
                ("J", Draw.Join("WaitAny"))
            ),
            Of(
                "15 an outcome that no connection has",
                "Line1 > R; R:Known > Line2",
                "Line1",
                ("R", Draw.Activity("RunJavaScript", ("script", Draw.Literal("String", "setOutcome('Other')"))))
            ),
            Counting(
                "16 two switches, two ways back, and what nothing leads to",
                "S > A; A > B; B > First; First:Once > D; First:Again > E; D > E; E > Inc; Inc > Then; Then:One > A; Then:Two > E; Then:Default > F; C > F",
                "A|B|D|E|A|B|E|E|F",
                ("S", Draw.Activity("Start")),
                ("First", Switch("MatchAny", ("Once", "getVariable('i') == 0"), ("Again", "getVariable('i') > 0"))),
                ("Then", Switch("MatchAny", ("One", "getVariable('i') == 1"), ("Two", "getVariable('i') == 2")))
            ),
            Of("17 an invalid way back", "A > B; B > C, D; C > E; D > E; E > C", "A|B|C|D|E") with
            {
                State = "Faulted with 1",
            },
            .. from mode in Modes
            select Counting(
                $"18 three rounds over a join, {mode}",
                "A > B, C, D; B > J; C > J; D > J; J > Inc; Inc > Sw; Sw:Loop > A",
                "A|B|C|D|A|B|C|D|A|B|C|D",
                ("J", Draw.Join(mode)),
                ("Sw", Switch("getVariable('i') < 3"))
            ),
            .. from mode in Modes
            select Counting(
                $"19 a loop that starts at its switch, {mode}",
                "S > Sw; Sw:Loop > A, Inc; A > J; Inc > J; J > Sw; Sw:Default > B; B > End",
                "A|A|A|B",
                ("S", Draw.Activity("Start")),
                ("J", Draw.Join(mode)),
                ("Sw", Switch("getVariable('i') < 3")),
                ("End", Draw.Activity("End"))
            ),
            Decided("20 one branch goes elsewhere, WaitAll", "WaitAll", false, "A|B|C|D|F"),
            Decided("20 one branch goes elsewhere, WaitAllActive", "WaitAllActive", false, "A|B|C|D|E|F"),
            Decided("20 one branch goes elsewhere, WaitAny", "WaitAny", false, "A|B|C|D|E|F"),
            .. from mode in Modes select Decided($"20 all branches come, {mode}", mode, true, "A|B|C|E|F"),
            Of(
                "21 joins that take the first, one behind two",
                "Start > J, K; J > L; K > L; L > End",
                "Start|End",
                ("J", Draw.Join("WaitAny")),
                ("K", Draw.Join("WaitAny")),
                ("L", Draw.Join("WaitAny"))
            ),
            Of("22 all of two lines", "Start > L1, L2; L1 > J; L2 > J; J > End", "Start|L1|L2|End", ("J", Draw.Join("WaitAll"))),
            Of(
                "23 a flow in a flow node",
                "Start > N; N > End",
                "Start|Line 1|Line 2|End",
                ("N", Draw.Activity("FlowNode", ("body", Draw.Named("inner", Draw.Chart("Line 1 > Line 2")))))
            ),
            Of("24 a braid", "1 > 2, 3; 2 > 4, 5; 3 > 5, 6; 4 > 7; 5 > 7, 8; 6 > 8; 7 > 9; 8 > 9", "1|2|3|4|5|6|7|8|9"),
            Of("24 a braid with two delays", "1 > 2, 3; 2 > D; 3 > E; D > 4; E > 4", "1|2|3|4", ("D", Delay()), ("E", Delay())) with
            {
                Resumes = ["E", "D"],
            },
            Of(
                "24 a wait in a nested flow",
                "A > Inner; Inner > B",
                "A|X|Y|B",
                ("Inner", Draw.Chart("X > E; E > Y", ("E", Draw.Event("e"))))
            ) with
            {
                Resumes = ["E"],
            },
            Of(
                "24 every fruit in parallel",
                "Start > P; P > End",
                "Start|Apple|Banana|Cherry|End",
                ("P", Loop("ParallelForEach", Draw.Json("Object", "[\"Apple\",\"Banana\",\"Cherry\"]")))
            ),
            Counting(
                "25 a loop without a join",
                "Do > Inc; Inc > D; D:False > Retry; Retry > Do; D:True > Done",
                "Do|Retry|Do|Done",
                ("D", Draw.Decision(Draw.Js("Boolean", "getVariable('i') >= 2")))
            ),
            Of("26 a fork to three", "F:A > One; F:B > Two; F:C > Three", "One|Two|Three", ("F", Fork("A", "B", "C"))),
            Switched(
                "52 a switch leaves by the first that holds",
                "MatchFirst",
                "Two",
                ("One", "false"),
                ("Two", "true"),
                ("Three", "true")
            ),
            Switched("52 by all that hold, in their order", "MatchAny", "Two|Three", ("One", "false"), ("Two", "true"), ("Three", "true")),
            .. from mode in new[] { "MatchFirst", "MatchAny" }
            from cases in new[] { new[] { ("One", "false"), ("Two", "false") }, [] }
            select Switched($"52 by Default where none of {cases.Length} holds, {mode}", mode, "Otherwise", cases),
            Switched("52 not by Default where one holds, though nothing is connected to it", "MatchFirst", "", ("Four", "true")),
            Switched("52 a condition that is computed anew", "MatchFirst", "Three", ("One", "1 > 2"), ("Three", "'a' === 'a'")),
        ];

    private static readonly string[] Modes = ["WaitAll", "WaitAllActive", "WaitAny"];

    private static Scenario Of(string name, string connections, string lines, params (string, JsonObject)[] given) =>
        new(name, Draw.Envelope(Draw.Chart(connections, given)), lines);

    /// <summary>With an activity <c>Inc</c> that counts <c>i</c> up from nought.</summary>
    private static Scenario Counting(string name, string connections, string lines, params (string, JsonObject)[] given) =>
        new(
            name,
            Draw.Envelope(
                Draw.Chart(connections, [("Inc", Draw.SetVariable("i", Draw.Js("Object", "getVariable('i') + 1"))), .. given]),
                "i=0"
            ),
            lines
        );

    private static Scenario Decided(string name, string mode, bool decision, string lines) =>
        Of(
            name,
            "S > A, B, C; A > Decision; Decision:False > D; D > F; Decision:True > J; B > J; C > J; J > E; E > F",
            lines,
            ("S", Draw.Activity("Start")),
            ("Decision", Draw.Decision(Draw.Literal("Boolean", decision))),
            ("J", Draw.Join(mode))
        );

    private static Scenario Switched(string name, string mode, string lines, params (string Label, string Condition)[] cases) =>
        Of(name, "Sw:One > One; Sw:Two > Two; Sw:Three > Three; Sw:Default > Otherwise", lines, ("Sw", Switch(mode, cases)));

    private static JsonObject Switch(string condition) => Switch("MatchFirst", ("Loop", condition));

    private static JsonObject Switch(string mode, params (string Label, string Condition)[] cases) =>
        Draw.Activity(
            "FlowSwitch",
            ("mode", Draw.Literal("SwitchMode", mode)),
            ("cases", Draw.Array([.. cases.Select(it => Case(it.Label, it.Condition))]))
        );

    internal static JsonObject Case(string label, string condition, JsonObject? activity = null) =>
        new()
        {
            ["label"] = label,
            ["condition"] = new JsonObject { ["type"] = "JavaScript", ["value"] = condition },
            ["activity"] = activity,
        };

    private static JsonObject Fork(params string[] branches) =>
        Draw.Activity(
            "FlowFork",
            ("branches", Draw.Literal("String[]", new JsonArray([.. branches.Select(branch => JsonValue.Create(branch))])))
        );

    private static JsonObject Delay() => Draw.Activity("Delay", ("timeSpan", Draw.Literal("TimeSpan", "01:00:00")));

    internal static JsonObject If(JsonNode condition, JsonObject? then, JsonObject? otherwise) =>
        Draw.Activity("If", ("condition", condition), ("then", then), ("else", otherwise));

    /// <summary>A loop over items whose body writes each.</summary>
    internal static JsonObject Loop(string type, JsonNode items, JsonObject? body = null) =>
        Draw.Activity(type, ("items", items), ("body", body ?? Draw.Write(Draw.Js("String", "getVariable('CurrentValue')"))));
}
