using System.Globalization;
using System.Text.Json.Nodes;
using Enforcement.Deadlines;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Handoffs;

/// <summary>A term on goods as it crosses to another installation: its first day and its suspensions, so that it goes on there and none begins again.</summary>
internal static class GoodsClock
{
    /// <summary>What an outside package may start here: terms on goods, and the limitation.</summary>
    private static readonly string[] Known = ["DL-PEN-05", "DL-PEN-06", "DL-PEN-07", "DL-PEN-08"];

    public static JsonObject ToJson(Clock clock, CaseWork work) =>
        new()
        {
            ["rule"] = clock.Rule,
            ["variant"] = clock.Variant,
            ["startedOn"] = BusinessTime.LocalDate(clock.StartedOn),
            ["lastDay"] = BusinessTime.LocalDate(work.Part<CaseClocks>().LastDayOf(clock)),
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

    /// <summary>Runs on in the receiver's case from the day on which it began at the sender.</summary>
    public static void RunOn(CaseWork work, JsonArray? goods, Post post)
    {
        foreach (var told in goods?.OfType<JsonObject>() ?? [])
        {
            if (Text(told, "rule") is not { } rule || !Known.Contains(rule) || Day(told, "startedOn") is not { } started)
                continue;
            var suspensions = (told["suspensions"] as JsonArray ?? [])
                .OfType<JsonObject>()
                .Select(it => new Suspension(
                    Day(it, "from") ?? started,
                    Day(it, "to"),
                    Text(it, "ground") ?? "",
                    Text(it, "basis") ?? "",
                    Text(it, "document") ?? ""
                ))
                .ToList();
            work.Part<CaseClocks>()
                .TakeFromPaper(work, rule, started, Text(told, "variant") ?? "", new TermOnPaper(suspensions, null), post);
        }
    }

    private static string? Text(JsonObject json, string name) =>
        json[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static DateOnly? Day(JsonObject json, string name) =>
        DateOnly.TryParseExact(Text(json, name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
