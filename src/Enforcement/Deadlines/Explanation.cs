namespace Enforcement.Deadlines;

public enum CountedAs
{
    /// <summary>The day of the fact; it does not count.</summary>
    Start,
    Counted,

    /// <summary>A weekend day worked instead of another; it counts as a working day.</summary>
    MakeUpDay,
    Weekend,
    Holiday,
    Paused,

    /// <summary>The month has no such day number: its last day stands instead.</summary>
    MonthEnd,

    /// <summary>The counted last day was no working day, the term's end moved over it.</summary>
    Rolled,
}

/// <summary>Days in a row with one reason.</summary>
/// <param name="From">Earliest day, included.</param>
/// <param name="To">Latest day, included.</param>
/// <param name="Count">How many of them the term counts: days, or hours where the term is one of hours.</param>
/// <param name="Name">The holiday's name from the notice.</param>
/// <param name="Certain">False where the year's list is missing.</param>
public sealed record CountingStep(DateOnly From, DateOnly To, CountedAs Kind, decimal Count, string? Name, bool Certain);

/// <summary>Each counted and each skipped day with its reason, for whoever has to be convinced. Walks day by day, apart from the sum itself.</summary>
public sealed class Explanation
{
    private readonly Calendar _calendar;
    private readonly List<CountingStep> _steps = [];

    private Explanation(Calendar calendar) => _calendar = calendar;

    public static IReadOnlyList<CountingStep> Of(Calendar calendar, DateOnly start, Term term, Roll roll, Pauses pauses)
    {
        var explanation = new Explanation(calendar);
        explanation.Add(start, CountedAs.Start, 0);
        var last = explanation.Count(start, term, pauses);
        explanation.AddRoll(last, roll);
        return explanation._steps;
    }

    public static IReadOnlyList<CountingStep> Of(
        Calendar calendar,
        DateTimeOffset start,
        Term term,
        OfficeTime time,
        Roll roll,
        Pauses pauses
    )
    {
        var explanation = new Explanation(calendar);
        var end = calendar.Expiry(start, term, time, Roll.None, pauses).Raw;
        var (from, to) = start <= end ? (start, end) : (end, start);
        var step = start <= end ? 1 : -1;
        for (var day = time.DayOf(start); ; day = day.AddDays(step))
        {
            explanation.AddHours(day, Later(from, time.StartOf(day)), Earlier(to, time.EndOf(day)), term.Unit, time, pauses);
            if (day == time.DayOf(end))
                break;
        }
        explanation.AddRoll(time.DayOf(end), roll);
        return explanation._steps;
    }

    private DateOnly Count(DateOnly start, Term term, Pauses pauses)
    {
        var working = term.Unit == TermUnit.WorkingDay;
        var left = DayReckoning.InDays(start, term);
        if (term.Unit is TermUnit.Month or TermUnit.Year && start.AddDays(left) is var end && end.Day < start.Day)
            Add(end, CountedAs.MonthEnd, 0);

        var direction = Math.Sign(left);
        var day = start;
        for (left = Math.Abs(left); left > 0; )
        {
            day = day.AddDays(direction);
            var kind =
                pauses.Contains(day) ? CountedAs.Paused
                : !working ? CountedAs.Counted
                : Judge(day);
            var counts = kind is CountedAs.Counted or CountedAs.MakeUpDay;
            Add(day, kind, counts ? 1 : 0, judged: working && kind != CountedAs.Paused);
            left -= counts ? 1 : 0;
        }
        return day;
    }

    private void AddHours(DateOnly day, DateTimeOffset from, DateTimeOffset to, TermUnit unit, OfficeTime time, Pauses pauses)
    {
        var working = unit == TermUnit.WorkingHour;
        var kind =
            pauses.Contains(day) ? CountedAs.Paused
            : !working ? CountedAs.Counted
            : Judge(day);
        var hours = (kind is CountedAs.Counted or CountedAs.MakeUpDay, working) switch
        {
            (false, _) => TimeSpan.Zero,
            (_, false) => to - from,
            _ => (to == time.EndOf(day) ? time.Hours.PerDay : time.Hours.Before(time.Local(to).TimeOfDay))
                - time.Hours.Before(time.Local(from).TimeOfDay),
        };
        Add(day, kind, Math.Round((decimal)hours.TotalHours, 2), judged: working && kind != CountedAs.Paused);
    }

    private void AddRoll(DateOnly last, Roll roll)
    {
        if (roll == Roll.None)
            return;
        for (var day = last; !_calendar.IsWorking(day); day = day.AddDays(roll == Roll.Forward ? 1 : -1))
            Add(day, CountedAs.Rolled, 0, judged: true);
    }

    private CountedAs Judge(DateOnly day) =>
        (_calendar.IsWorking(day), _calendar.Listed(day)) switch
        {
            (true, null) => CountedAs.Counted,
            (true, _) => CountedAs.MakeUpDay,
            (false, null) => CountedAs.Weekend,
            (false, _) => CountedAs.Holiday,
        };

    private void Add(DateOnly day, CountedAs kind, decimal count, bool judged = false)
    {
        var name = judged ? _calendar.Listed(day)?.Name : null;
        var certain = !judged || _calendar.Knows(day);
        if (
            _steps.Count > 0
            && _steps[^1] is var run
            && run.Kind == kind
            && run.Name == name
            && run.Certain == certain
            && Adjoins(run, day)
        )
            _steps[^1] = run with { From = day < run.From ? day : run.From, To = day > run.To ? day : run.To, Count = run.Count + count };
        else
            _steps.Add(new CountingStep(day, day, kind, count, name, certain));
    }

    private static bool Adjoins(CountingStep run, DateOnly day) => day == run.To.AddDays(1) || day == run.From.AddDays(-1);

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
