using System.Text.Json.Nodes;

namespace Enforcement.Workflows.Tests.Flow;

/// <summary>The flows that Elsa's joins stumble over, and their neighbours that are sound.</summary>
internal static class Charts
{
    /// <summary>Branch one asks, may be sent back, and joins; branch two waits for another.</summary>
    public static JsonObject Rework(JsonObject join) =>
        Draw.Envelope(
            Draw.Chart(
                "S > Ask, Other; Ask > Count; Count > Again; Again:True > Ask; Again:False > J; Other > J; J > After",
                ("Ask", Draw.Event("ask")),
                ("Other", Draw.Event("other")),
                ("Count", Draw.SetVariable("rounds", Draw.Js("Object", "getVariable('rounds') + 1"))),
                ("Again", Draw.Decision(Draw.Js("Boolean", "getVariable('rounds') < 2"))),
                ("J", join)
            ),
            "rounds=0"
        );

    /// <summary>A branch that may go elsewhere, beside one that always comes.</summary>
    public static JsonObject DeadPath(JsonObject join, bool goes) =>
        Draw.Envelope(
            Draw.Chart(
                "S > D, B; D:True > J; D:False > Else; B > J; J > After",
                ("D", Draw.Decision(Draw.Literal("Boolean", goes))),
                ("B", Draw.Event("b")),
                ("J", join)
            )
        );

    /// <summary>One branch is through at once, the other waits; the first one wins.</summary>
    public static JsonObject Race() =>
        Draw.Envelope(
            Draw.Chart("S > Fast, Slow; Fast > J; Slow > J; J > After", ("Slow", Draw.Event("slow")), ("J", Draw.Join("WaitAny")))
        );

    /// <summary>Two waits that both have to come.</summary>
    public static JsonObject Both(JsonObject join) =>
        Draw.Envelope(Draw.Chart("S > A, B; A > J; B > J; J > After", ("A", Draw.Event("a")), ("B", Draw.Event("b")), ("J", join)));

    /// <summary>A join inside a rework loop, a third branch that meets it behind.</summary>
    public static JsonObject LoopAroundJoin(JsonObject join) =>
        Draw.Envelope(
            Draw.Chart(
                "S > A, B; A > J; B > J; J > Review; Review > D; D:True > End; D:False > S",
                ("A", Draw.Event("a")),
                ("B", Draw.Event("b")),
                ("J", join),
                ("Review", Draw.Event("review")),
                ("D", Draw.Decision(Draw.Js("Boolean", "getVariable('good')"))),
                ("End", Draw.Activity("End"))
            ),
            "good=false"
        );
}
