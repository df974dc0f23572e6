namespace Enforcement.Deadlines;

/// <summary>The end of a term of hours: from this instant on it has run out.</summary>
/// <param name="Raw">As counted.</param>
/// <param name="Due">After the roll, which moves the day and keeps the time of day.</param>
/// <param name="Provisional">A day was judged in a year whose list is missing 暂定.</param>
public sealed record DueInstant(DateTimeOffset Raw, DateTimeOffset Due, bool Provisional);

/// <summary>Terms of hours: those of the clock run through nights and holidays, those of work only while the organisation works.</summary>
/// <remarks>Hours begin at the minute, not on the next day (民法典 art. 201(2)). Days inside a pause do not count.</remarks>
public static class HourReckoning
{
    /// <exception cref="ArgumentException">The unit counts days, see <see cref="DayReckoning"/>.</exception>
    public static DueInstant Expiry(
        this Calendar calendar,
        DateTimeOffset start,
        Term term,
        OfficeTime time,
        Roll roll = Roll.None,
        Pauses? pauses = null
    )
    {
        var known = true;
        var length = term.Unit == TermUnit.Minute ? TimeSpan.FromMinutes(Math.Abs(term.Length)) : TimeSpan.FromHours(Math.Abs(term.Length));
        var raw = (term.Unit, term.Length) switch
        {
            (TermUnit.Minute or TermUnit.Hour or TermUnit.WorkingHour, 0) => start,
            (TermUnit.Minute or TermUnit.Hour, > 0) => Forward(start, length, time, pauses ?? Pauses.None),
            (TermUnit.Minute or TermUnit.Hour, _) => Backward(start, length, time, pauses ?? Pauses.None),
            (TermUnit.WorkingHour, > 0) => calendar.WorkForward(start, length, time, pauses ?? Pauses.None, ref known),
            (TermUnit.WorkingHour, _) => calendar.WorkBackward(start, length, time, pauses ?? Pauses.None, ref known),
            _ => throw new ArgumentException($"{term} ends with a day, not at an instant.", nameof(term)),
        };
        raw = TimeZoneInfo.ConvertTime(raw, time.Zone);
        if (roll == Roll.None)
            return new DueInstant(raw, raw, !known);

        var day = time.DayOf(raw);
        var rolled = calendar.Rolled(day, roll);
        var due = rolled == day ? raw : time.At(rolled.ToDateTime(TimeOnly.FromDateTime(raw.DateTime)));
        return new DueInstant(raw, due, !known || !calendar.Knows(day, rolled));
    }

    private static DateTimeOffset Forward(DateTimeOffset start, TimeSpan length, OfficeTime time, Pauses pauses)
    {
        var from = start;
        foreach (var pause in pauses.Spans)
        {
            var (begins, ends) = (time.StartOf(pause.From), time.StartOf(pause.To));
            if (ends <= from)
                continue;
            if (begins > from)
            {
                if (begins - from >= length)
                    break;
                length -= begins - from;
            }
            from = ends;
        }
        return from + length;
    }

    private static DateTimeOffset Backward(DateTimeOffset start, TimeSpan length, OfficeTime time, Pauses pauses)
    {
        var to = start;
        for (var index = pauses.Spans.Count - 1; index >= 0; index--)
        {
            var (begins, ends) = (time.StartOf(pauses.Spans[index].From), time.StartOf(pauses.Spans[index].To));
            if (begins >= to)
                continue;
            if (ends < to)
            {
                if (to - ends >= length)
                    break;
                length -= to - ends;
            }
            to = begins;
        }
        return to - length;
    }

    private static DateTimeOffset WorkForward(
        this Calendar calendar,
        DateTimeOffset start,
        TimeSpan length,
        OfficeTime time,
        Pauses pauses,
        ref bool known
    )
    {
        var local = time.Local(start);
        var day = DateOnly.FromDateTime(local);
        if (!pauses.Contains(day))
        {
            known &= calendar.Knows(day);
            if (calendar.IsWorking(day))
            {
                var worked = time.Hours.Before(local.TimeOfDay);
                if (worked + length <= time.Hours.PerDay)
                    return time.At(day.ToDateTime(TimeOnly.MinValue) + time.Hours.TimeAfter(worked + length));
                length -= time.Hours.PerDay - worked;
            }
        }
        var whole = WholeDays(length, time.Hours.PerDay);
        day = calendar.Count(day, whole, working: true, pauses, ref known);
        return time.At(day.ToDateTime(TimeOnly.MinValue) + time.Hours.TimeAfter(length - (whole - 1) * time.Hours.PerDay));
    }

    private static DateTimeOffset WorkBackward(
        this Calendar calendar,
        DateTimeOffset start,
        TimeSpan length,
        OfficeTime time,
        Pauses pauses,
        ref bool known
    )
    {
        var local = time.Local(start);
        var day = DateOnly.FromDateTime(local);
        if (!pauses.Contains(day))
        {
            known &= calendar.Knows(day);
            if (calendar.IsWorking(day))
            {
                var worked = time.Hours.Before(local.TimeOfDay);
                if (length <= worked)
                    return time.At(day.ToDateTime(TimeOnly.MinValue) + time.Hours.TimeBefore(time.Hours.PerDay - worked + length));
                length -= worked;
            }
        }
        var whole = WholeDays(length, time.Hours.PerDay);
        day = calendar.Count(day, -whole, working: true, pauses, ref known);
        return time.At(day.ToDateTime(TimeOnly.MinValue) + time.Hours.TimeBefore(length - (whole - 1) * time.Hours.PerDay));
    }

    private static int WholeDays(TimeSpan length, TimeSpan perDay) => (int)((length.Ticks + perDay.Ticks - 1) / perDay.Ticks);
}
