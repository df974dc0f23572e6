namespace Enforcement.Deadlines;

/// <summary>A day that the State Council's notice names: a holiday, or a weekend day worked instead 调休.</summary>
/// <param name="Works">True for a make-up working day.</param>
public sealed record ListedDay(DateOnly Day, bool Works, string Name);

/// <summary>One year with its working days counted up, so that a sum over months costs no walk.</summary>
internal sealed class CalendarYear
{
    private readonly ushort[] _workingThrough;
    private readonly bool[] _works;

    public CalendarYear(int year, IEnumerable<ListedDay> listed)
    {
        Year = year;
        First = new DateOnly(year, 1, 1).DayNumber;
        var length = DateTime.IsLeapYear(year) ? 366 : 365;
        _works = new bool[length];
        for (var index = 0; index < length; index++)
            _works[index] = DateOnly.FromDayNumber(First + index).DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
        foreach (var day in listed)
            _works[day.Day.DayNumber - First] = day.Works;

        _workingThrough = new ushort[length];
        var working = 0;
        for (var index = 0; index < length; index++)
            _workingThrough[index] = (ushort)(working += _works[index] ? 1 : 0);
    }

    public int Year { get; }
    public int First { get; }
    public int Length => _works.Length;
    public int Working => _workingThrough[^1];

    public bool Works(int day) => _works[day - First];

    /// <summary>Working days of this year up to and with the day.</summary>
    public int WorkingThrough(int day) => day < First ? 0 : _workingThrough[day - First];

    /// <summary>The day that is the <paramref name="count"/>-th working day of this year, from 1.</summary>
    public int Nth(int count)
    {
        var index = Array.BinarySearch(_workingThrough, (ushort)count);
        while (index > 0 && _workingThrough[index - 1] == count)
            index--;
        return First + index;
    }
}
