using System.Collections.Frozen;

namespace Enforcement.Deadlines;

/// <summary>
/// The working days of mainland China: weekdays, less the holidays, plus the make-up days that the State Council lists for each year.
/// An immutable value; a newly listed year makes a new calendar.
/// </summary>
/// <remarks>A year whose list is missing is judged by weekends only, and <see cref="Knows(DateOnly)"/> says so: what was computed with it is
/// provisional 暂定.</remarks>
public sealed class Calendar
{
    private readonly FrozenDictionary<DateOnly, ListedDay> _listed;
    private readonly FrozenSet<int> _known;
    private readonly CalendarYear[] _years;

    private Calendar(IEnumerable<int> years, IEnumerable<ListedDay> listed)
    {
        _known = years.ToFrozenSet();
        _listed = listed.ToFrozenDictionary(day => day.Day);
        var byYear = _listed.Values.ToLookup(day => day.Day.Year);
        _years = [.. Enumerable.Range(1, 9999).Select(year => Nearby(year) ? new CalendarYear(year, byYear[year]) : null!)];
    }

    /// <summary>Weekends only; every sum is provisional.</summary>
    public static Calendar Empty { get; } = Of([], []);

    public IReadOnlySet<int> KnownYears => _known;

    /// <summary>The last day up to which every day since the first listed year can be judged for certain; null where none is listed.</summary>
    public DateOnly? Horizon
    {
        get
        {
            if (_known.Count == 0)
                return null;
            var year = _known.Min();
            while (_known.Contains(year + 1))
                year++;
            return new DateOnly(year, 12, 31);
        }
    }

    /// <param name="years">Years whose list is complete, whether it names a day or not.</param>
    /// <param name="listed">Each day once; a day outside <paramref name="years"/> is used, its year stays unknown.</param>
    public static Calendar Of(IEnumerable<int> years, IEnumerable<ListedDay> listed) => new(years, listed);

    /// <summary>The same with more days off; what a notice lists as worked is off as well.</summary>
    internal Calendar Without(IEnumerable<ListedDay> shut) =>
        new(_known, _listed.Values.Concat(shut).GroupBy(day => day.Day).Select(days => days.Last()));

    public bool Knows(DateOnly day) => _known.Contains(day.Year);

    public ListedDay? Listed(DateOnly day) => _listed.GetValueOrDefault(day);

    public IReadOnlyList<ListedDay> ListedIn(int year) => [.. _listed.Values.Where(day => day.Day.Year == year).OrderBy(day => day.Day)];

    public bool IsWorking(DateOnly day) => Year(day.Year).Works(day.DayNumber);

    /// <summary>Working days between two days, both included; 0 where the first lies after the last.</summary>
    public int WorkingDays(DateOnly first, DateOnly last)
    {
        if (last < first)
            return 0;
        var working = Year(last.Year).WorkingThrough(last.DayNumber) - Year(first.Year).WorkingThrough(first.DayNumber - 1);
        for (var year = first.Year; year < last.Year; year++)
            working += Year(year).Working;
        return working;
    }

    /// <summary>The <paramref name="count"/>-th working day at or after a day (from 1).</summary>
    public DateOnly NthFrom(DateOnly first, int count)
    {
        var year = first.Year;
        count += Year(year).WorkingThrough(first.DayNumber - 1);
        while (count > Year(year).Working)
            count -= Year(year++).Working;
        return DateOnly.FromDayNumber(Year(year).Nth(count));
    }

    /// <summary>The <paramref name="count"/>-th working day at or before a day, counted back (from 1).</summary>
    public DateOnly NthBackFrom(DateOnly last, int count)
    {
        var year = last.Year;
        var left = Year(year).WorkingThrough(last.DayNumber) - count;
        while (left < 0)
            left += Year(--year).Working;
        return DateOnly.FromDayNumber(Year(year).Nth(left + 1));
    }

    /// <summary>The same, or the nearest working day in the direction of the roll.</summary>
    public DateOnly Rolled(DateOnly day, Roll roll) =>
        roll switch
        {
            Roll.Forward => NthFrom(day, 1),
            Roll.Back => NthBackFrom(day, 1),
            _ => day,
        };

    /// <summary>Whether every day between two days, both included and in any order, lies in a listed year.</summary>
    public bool Knows(DateOnly one, DateOnly other)
    {
        for (var year = Math.Min(one.Year, other.Year); year <= Math.Max(one.Year, other.Year); year++)
            if (!_known.Contains(year))
                return false;
        return true;
    }

    private CalendarYear Year(int year) => _years[year - 1] ?? (_years[year - 1] = new CalendarYear(year, []));

    // Seventy years at hand; a term that reaches further builds its year on the way (a benign race: both build the same).
    private bool Nearby(int year) => year is >= 1990 and <= 2060 || _known.Contains(year);
}
