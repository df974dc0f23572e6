using System.Globalization;
using System.Text.RegularExpressions;
using Enforcement.Deadlines;

namespace Enforcement.Tests.Deadlines;

/// <summary>Twelve sums that a lawyer checked by hand, with the notices of 2024-2026.</summary>
public sealed partial class GoldenCaseTests
{
    [Theory, MemberData(nameof(Cases))]
    public void The_golden_case_comes_out_to_the_day(string id, string start, string rule, string raw, string due)
    {
        var result = Sum(ShippedCalendar.Day(start), rule);

        result.Raw.ShouldBe(ShippedCalendar.Day(raw), id);
        result.Due.ShouldBe(ShippedCalendar.Day(due), id);
        result.Provisional.ShouldBe(id == "G05", id);
    }

    public static TheoryData<string, string, string, string, string> Cases()
    {
        var cases = new TheoryData<string, string, string, string, string>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Deadlines", "golden-cases.csv")).Skip(1))
        {
            var field = line.Split(',')[^4..];
            cases.Add(line.Split(',')[0], field[0], field[1], field[2], field[3]);
        }
        cases.Count.ShouldBe(12);
        return cases;
    }

    /// <summary>Reads the shorthand of the cases: <c>7WD</c>, <c>15CD roll</c>, <c>90CD back</c>, <c>6M+3M</c>, <c>30CD+12 pause</c>,
    /// <c>back 11WD from 6M+3M</c>.</summary>
    private static DueDay Sum(DateOnly start, string rule)
    {
        if (Backwards().Match(rule) is { Success: true } match)
            return Sum(Sum(start, match.Groups[2].Value).Due, $"-{match.Groups[1].Value}");

        var roll =
            rule.EndsWith(" roll", StringComparison.Ordinal) ? Roll.Forward
            : rule.EndsWith(" back", StringComparison.Ordinal) ? Roll.Back
            : Roll.None;
        var pauses = Pauses.None;
        if (Paused().Match(rule) is { Success: true } pause)
            pauses = Pauses.Of(
                new Pause(start.AddDays(5), start.AddDays(5 + int.Parse(pause.Groups[1].Value, CultureInfo.InvariantCulture)))
            );

        var result = new DueDay(start, start, false);
        foreach (Match term in Terms().Matches(rule))
            result = ShippedCalendar.Value.LastDay(
                result.Due,
                Term.Of(int.Parse(term.Groups[1].Value, CultureInfo.InvariantCulture), TermUnits.Parse(term.Groups[2].Value)),
                roll,
                pauses
            );
        return result;
    }

    [GeneratedRegex(@"(-?\d+)(WD|CD|M)\b")]
    private static partial Regex Terms();

    [GeneratedRegex(@"\+(\d+) pause$")]
    private static partial Regex Paused();

    [GeneratedRegex(@"^back (\S+) from (\S+)$")]
    private static partial Regex Backwards();
}
