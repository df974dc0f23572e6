using System.Text.Json.Nodes;
using Enforcement.Deadlines;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Handoffs;

/// <summary>A term on goods as it crosses to another installation: its first day and its suspensions, so that it goes on there and none begins again.</summary>
internal static class GoodsClock
{
    public static JsonObject ToJson(Clock clock, CaseWork work) =>
        new()
        {
            ["rule"] = clock.Rule,
            ["variant"] = clock.Variant,
            ["startedOn"] = BusinessTime.LocalDate(clock.StartedOn),
            ["lastDay"] = BusinessTime.LocalDate(work.Part<CaseClocks>().LastDayOf(clock)),
            ["length"] = clock.Term.Length,
            ["approval"] = clock.Approval,
            ["about"] = clock.About,
            ["suspensions"] = new JsonArray([
                .. clock.Suspensions.Select(it =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["from"] = BusinessTime.LocalDate(it.From),
                            ["to"] = it.To is { } to ? BusinessTime.LocalDate(to) : null,
                            ["ground"] = it.Ground,
                            ["basis"] = it.Basis,
                            ["document"] = it.Document,
                        }
                ),
            ]),
        };

    /// <summary>
    /// Runs on in the receiver's case from the day on which it began at the sender. What of it no clock here can bear is left out: the term is the shorter for
    /// it, and the duty does not wait.
    /// </summary>
    public static void RunOn(CaseWork work, JsonArray? goods)
    {
        foreach (var told in goods?.OfType<JsonObject>() ?? [])
            if (told.Text("rule") is { } rule && told.Day("startedOn") is { } started)
                work.Part<CaseClocks>()
                    .RunOn(
                        work,
                        new TermFromOutside(
                            rule,
                            started,
                            told.Text("variant") ?? "",
                            [.. SuspensionsOf(told)],
                            told["length"] is JsonValue length && length.TryGetValue<int>(out var units) ? units : null,
                            told.Text("approval"),
                            told.Text("about")
                        )
                    );
    }

    /// <summary>For people: what the sender says of the terms.</summary>
    public static IReadOnlyList<(string Rule, string StartedOn, string LastDay)> Read(JsonNode? goods) =>
        [
            .. (goods as JsonArray ?? [])
                .OfType<JsonObject>()
                .Select(told => (told.Text("rule") ?? "", told.Text("startedOn") ?? "", told.Text("lastDay") ?? "")),
        ];

    private static IEnumerable<Suspension> SuspensionsOf(JsonObject told) =>
        from it in (told["suspensions"] as JsonArray ?? []).OfType<JsonObject>()
        let first = it.Day("from")
        where first is not null && it.Text("ground") is not null
        select new Suspension(first.Value, it.Day("to"), it.Text("ground")!, it.Text("basis") ?? "", it.Text("document") ?? "");
}
