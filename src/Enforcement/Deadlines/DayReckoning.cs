namespace Enforcement.Deadlines;

/// <summary>The end of a term of days.</summary>
/// <param name="Raw">The last day as counted.</param>
/// <param name="Due">The last day after the roll; included in the term, which runs out as this day ends.</param>
/// <param name="Provisional">A day was judged in a year whose list is missing 暂定.</param>
public sealed record DueDay(DateOnly Raw, DateOnly Due, bool Provisional);

/// <summary>Terms of days, months and years.</summary>
/// <remarks>
/// The start day does not count (民法典 art. 201(1), 民事诉讼法 art. 85). Days inside a pause do not count; a term of months is as many days as it
/// would have without one. A negative length counts back from the day before the start. Length 0 is the start day itself.
/// </remarks>
public static class DayReckoning
{
    /// <exception cref="ArgumentException">The unit counts hours: those have an instant, see <see cref="HourReckoning"/>.</exception>
    public static DueDay LastDay(this Calendar calendar, DateOnly start, Term term, Roll roll = Roll.None, Pauses? pauses = null)
    {
        var known = true;
        var raw = term.Unit switch
        {
            TermUnit.WorkingDay => calendar.Count(start, term.Length, working: true, pauses ?? Pauses.None, ref known),
            TermUnit.CalendarDay or TermUnit.Month or TermUnit.Year => calendar.Count(
                start,
                InDays(start, term),
                working: false,
                pauses ?? Pauses.None,
                ref known
            ),
            _ => throw new ArgumentException($"{term} ends at an instant, not with a day.", nameof(term)),
        };
        var due = calendar.Rolled(raw, roll);
        return new DueDay(raw, due, !known || (roll != Roll.None && !calendar.Knows(raw, due)));
    }

    /// <summary>The calendar days from a start to the end of a term of days, months or years; negative where it counts back.</summary>
    internal static int InDays(DateOnly start, Term term) =>
        term.Unit switch
        {
            TermUnit.Month => start.AddMonths(term.Length).DayNumber - start.DayNumber,
            TermUnit.Year => start.AddYears(term.Length).DayNumber - start.DayNumber,
            _ => term.Length,
        };

    /// <summary>Walks from pause to pause, never from day to day: a sum costs the same for seven days and for seven years.</summary>
    /// <param name="known">Set to false where a working day was sought in a year without a list; a paused day is not judged.</param>
    internal static DateOnly Count(this Calendar calendar, DateOnly start, int length, bool working, Pauses pauses, ref bool known) =>
        length switch
        {
            0 => start,
            > 0 => calendar.Forward(start, length, working, pauses, ref known),
            _ => calendar.Backward(start, -length, working, pauses, ref known),
        };

    private static DateOnly Forward(this Calendar calendar, DateOnly start, int length, bool working, Pauses pauses, ref bool known)
    {
        var first = start.AddDays(1);
        foreach (var pause in pauses.Spans)
        {
            if (pause.To <= first)
                continue;
            if (pause.From > first)
            {
                var last = pause.From.AddDays(-1);
                var counted = working ? calendar.WorkingDays(first, last) : pause.From.DayNumber - first.DayNumber;
                if (counted >= length)
                    break;
                length -= counted;
                known &= !working || calendar.Knows(first, last);
            }
            first = pause.To;
        }
        var end = working ? calendar.NthFrom(first, length) : first.AddDays(length - 1);
        known &= !working || calendar.Knows(first, end);
        return end;
    }

    private static DateOnly Backward(this Calendar calendar, DateOnly start, int length, bool working, Pauses pauses, ref bool known)
    {
        var last = start.AddDays(-1);
        for (var index = pauses.Spans.Count - 1; index >= 0; index--)
        {
            var pause = pauses.Spans[index];
            if (pause.From > last)
                continue;
            if (pause.To <= last)
            {
                var counted = working ? calendar.WorkingDays(pause.To, last) : last.DayNumber - pause.To.DayNumber + 1;
                if (counted >= length)
                    break;
                length -= counted;
                known &= !working || calendar.Knows(pause.To, last);
            }
            last = pause.From.AddDays(-1);
        }
        var end = working ? calendar.NthBackFrom(last, length) : last.AddDays(1 - length);
        known &= !working || calendar.Knows(end, last);
        return end;
    }
}
