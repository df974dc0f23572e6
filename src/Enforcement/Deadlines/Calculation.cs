using System.Globalization;
using Enforcement.Shell;

namespace Enforcement.Deadlines;

/// <summary>What <c>GET /api/deadlines/calculation</c> and the calculator are asked.</summary>
/// <param name="Start">A day, or for hours an instant such as <c>2026-02-12T09:00</c> in office time.</param>
/// <param name="Rule">A rule's code instead of length and unit; its variant after a colon: <c>DL-TRF-04:urgent</c>.</param>
public sealed record CalculationQuery(string? Start, string? Length, string? Unit, string? Roll, string? Pauses, string? Rule)
{
    /// <summary>How a rule is named in a question.</summary>
    public static string NameOf(DeadlineRule rule) => rule.Variant.Length > 0 ? $"{rule.Code}:{rule.Variant}" : rule.Code;
}

/// <param name="Due">Last day, or for hours the instant.</param>
/// <param name="Raw">As counted, before the roll.</param>
public sealed record CalculationAnswer(string Due, string Raw, bool Provisional, IReadOnlyList<CalculationStep> Steps);

/// <param name="Kind"><c>start</c>, <c>counted</c>, <c>make-up-day</c>, <c>weekend</c>, <c>holiday</c>, <c>paused</c>, <c>month-end</c> or <c>rolled</c>.</param>
public sealed record CalculationStep(DateOnly From, DateOnly To, string Kind, decimal Count, string? Name, bool Certain);

/// <summary>A sum with every counted and skipped day.</summary>
public static class Calculation
{
    /// <exception cref="MalformedException">Every field that cannot be read, at once.</exception>
    public static CalculationAnswer Of(CalculationQuery query, Deadlines deadlines)
    {
        var faults = new List<(string, string)>();
        var rule = query.Rule is { Length: > 0 } code
            ? deadlines.Rules.LastOrDefault(known => CalculationQuery.NameOf(known) == code && known.Term is not null)
            : null;
        if (query.Rule is { Length: > 0 } && rule is null)
            faults.Add(("rule", "unknown"));

        var length = 0;
        var unit = TermUnit.CalendarDay;
        if (rule is null && query.Rule is not { Length: > 0 })
        {
            if (!int.TryParse(query.Length, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out length))
                faults.Add(("length", query.Length is { Length: > 0 } ? "number" : "required"));
            if (!TermUnits.TryParse(query.Unit, out unit))
                faults.Add(("unit", query.Unit is { Length: > 0 } ? "unknown" : "required"));
            else if (!Term.Fits(length, unit))
                faults.Add(("length", "range"));
        }
        var term = rule?.Term ?? (faults.Count == 0 ? Term.Of(length, unit) : default);
        var roll = rule?.Roll ?? Roll.None;
        if (query.Roll is { Length: > 0 } && !Rolls.TryParse(query.Roll, out roll))
            faults.Add(("roll", "unknown"));
        if (!Pauses.TryParse(query.Pauses, out var pauses))
            faults.Add(("pauses", "date"));
        var (day, instant) = StartOf(query.Start, deadlines.Office, faults);
        if (faults.Count > 0)
            throw new MalformedException([.. faults]);
        return term.Unit.CountsHours() ? Hours(deadlines, instant, term, roll, pauses) : DaysOf(deadlines, day, term, roll, pauses);
    }

    /// <summary>How a clock came to its last day.</summary>
    internal static IReadOnlyList<CalculationStep> StepsOf(Clock clock, Deadlines deadlines)
    {
        var calendar = deadlines.CalendarFor(clock.IsInternal, clock.CaseKey.County);
        var steps = clock.Term.Unit.CountsHours()
            ? Explanation.Of(calendar, clock.StartedAt, clock.Term, deadlines.Office, clock.Roll, clock.Pauses)
            : Explanation.Of(calendar, clock.StartedOn, clock.Term, clock.Roll, clock.Pauses);
        return [.. steps.Select(Step)];
    }

    private static CalculationAnswer DaysOf(Deadlines deadlines, DateOnly start, Term term, Roll roll, Pauses pauses)
    {
        var due = deadlines.Calendar.LastDay(start, term, roll, pauses);
        var steps = Explanation.Of(deadlines.Calendar, start, term, roll, pauses);
        return new CalculationAnswer(due.Due.Text(), due.Raw.Text(), due.Provisional, [.. steps.Select(Step)]);
    }

    private static CalculationAnswer Hours(Deadlines deadlines, DateTimeOffset start, Term term, Roll roll, Pauses pauses)
    {
        var due = deadlines.Calendar.Expiry(start, term, deadlines.Office, roll, pauses);
        var steps = Explanation.Of(deadlines.Calendar, start, term, deadlines.Office, roll, pauses);
        return new CalculationAnswer(Minute(due.Due), Minute(due.Raw), due.Provisional, [.. steps.Select(Step)]);
    }

    private static (DateOnly Day, DateTimeOffset Instant) StartOf(string? text, OfficeTime office, List<(string, string)> faults)
    {
        if (Days.TryParse(text, out var day) && day.Year is >= 1949 and <= 2200)
            return (day, office.StartOf(day));
        if (BusinessTime.TryRead(text, office.At, out var instant) && instant.Year is >= 1949 and <= 2200)
            return (office.DayOf(instant), instant);
        faults.Add(("start", text is { Length: > 0 } ? "date" : "required"));
        return default;
    }

    private static string Minute(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static CalculationStep Step(CountingStep step) =>
        new(step.From, step.To, KindOf(step.Kind), step.Count, step.Name, step.Certain);

    private static string KindOf(CountedAs kind) =>
        kind switch
        {
            CountedAs.Start => "start",
            CountedAs.Counted => "counted",
            CountedAs.MakeUpDay => "make-up-day",
            CountedAs.Weekend => "weekend",
            CountedAs.Holiday => "holiday",
            CountedAs.Paused => "paused",
            CountedAs.MonthEnd => "month-end",
            _ => "rolled",
        };
}
