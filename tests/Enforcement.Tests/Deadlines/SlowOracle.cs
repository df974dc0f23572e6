using Enforcement.Deadlines;

namespace Enforcement.Tests.Deadlines;

/// <summary>The same sums, one day (or one minute) at a time, with nothing in common with the product but its value types.</summary>
internal static class SlowOracle
{
    public static (DateOnly Raw, DateOnly Due, bool Provisional) LastDay(
        Dictionary<DateOnly, bool> listed,
        HashSet<int> years,
        DateOnly start,
        Term term,
        Roll roll,
        List<Pause> pauses
    )
    {
        var provisional = false;
        var day = start;
        var left = term.Length;
        if (term.Unit is TermUnit.Month or TermUnit.Year)
        {
            var months = term.Unit == TermUnit.Year ? 12 * term.Length : term.Length;
            var index = start.Year * 12 + start.Month - 1 + months;
            var (year, month) = (index / 12, index % 12 + 1);
            var target = new DateOnly(year, month, Math.Min(start.Day, DateTime.DaysInMonth(year, month)));
            for (left = 0; start.AddDays(left) != target; left += Math.Sign(months)) { }
        }
        while (left != 0)
        {
            day = day.AddDays(Math.Sign(left));
            if (pauses.Exists(pause => pause.From <= day && day < pause.To))
                continue;
            if (term.Unit != TermUnit.WorkingDay || Works(day))
                left -= Math.Sign(left);
        }
        var raw = day;
        while (roll != Roll.None && !Works(day))
            day = day.AddDays(roll == Roll.Forward ? 1 : -1);
        return (raw, day, provisional);

        bool Works(DateOnly judged)
        {
            provisional |= !years.Contains(judged.Year);
            return listed.TryGetValue(judged, out var works)
                ? works
                : judged.DayOfWeek != DayOfWeek.Saturday && judged.DayOfWeek != DayOfWeek.Sunday;
        }
    }

    /// <summary>Minute by minute in local time; pauses and starts lie on whole minutes.</summary>
    public static DateTime Expiry(
        Dictionary<DateOnly, bool> listed,
        IReadOnlyList<Shift> shifts,
        DateTime start,
        Term term,
        List<Pause> pauses
    )
    {
        var left = Math.Abs(term.Length) * 60;
        var now = start;
        while (left > 0)
        {
            // The minute that is about to pass, seen by its first instant.
            var minute = term.Length > 0 ? now : now.AddMinutes(-1);
            var day = DateOnly.FromDateTime(minute);
            var counts = !pauses.Exists(pause => pause.From <= day && day < pause.To);
            if (term.Unit == TermUnit.WorkingHour)
                counts &= (
                    listed.TryGetValue(day, out var works)
                        ? works
                        : day.DayOfWeek != DayOfWeek.Saturday && day.DayOfWeek != DayOfWeek.Sunday
                );
            if (term.Unit == TermUnit.WorkingHour && counts)
                counts = shifts.Any(shift => shift.From <= TimeOnly.FromDateTime(minute) && TimeOnly.FromDateTime(minute) < shift.To);
            now = now.AddMinutes(Math.Sign(term.Length));
            left -= counts ? 1 : 0;
        }
        return now;
    }
}
