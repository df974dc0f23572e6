using Enforcement.Shell;

namespace Enforcement.Deadlines;

/// <summary>When an organisation works, and where its midnight is.</summary>
/// <remarks>The zone is a setting (<c>Business:TimeZone</c>), by default <c>Asia/Shanghai</c>: never the machine's.</remarks>
public sealed record OfficeTime(TimeZoneInfo Zone, WorkingHours Hours)
{
    public static OfficeTime China { get; } = new(TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"), WorkingHours.Usual);

    public DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(Local(instant));

    /// <summary>The first instant of a day. The end of a last day is the start of the next.</summary>
    public DateTimeOffset StartOf(DateOnly day) => At(day.ToDateTime(TimeOnly.MinValue));

    /// <summary>The instant from which a term whose last day this is has run out.</summary>
    public DateTimeOffset EndOf(DateOnly lastDay) => StartOf(lastDay.AddDays(1));

    /// <summary>The last day, included, of a term that runs out at an instant.</summary>
    public DateOnly LastDayOf(DateTimeOffset due) => DayOf(BusinessTime.LastOf(due));

    internal DateTime Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, Zone).DateTime;

    // A local time that a change of clocks skipped or doubled gets the standard offset; Asia/Shanghai has had none since 1991.
    internal DateTimeOffset At(DateTime local)
    {
        var offset = Zone.IsInvalidTime(local) || Zone.IsAmbiguousTime(local) ? Zone.BaseUtcOffset : Zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }
}

/// <summary>A part of the working day.</summary>
/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive, later than <paramref name="From"/>.</param>
public readonly record struct Shift(TimeOnly From, TimeOnly To)
{
    public TimeSpan Length => To.ToTimeSpan() - From.ToTimeSpan();
}

/// <summary>The hours of a working day of one organisation: shifts in order, apart from one another, at least one.</summary>
public sealed class WorkingHours
{
    private readonly Shift[] _shifts;

    public WorkingHours(params IEnumerable<Shift> shifts)
    {
        _shifts = [.. shifts.OrderBy(shift => shift.From)];
        if (_shifts.Length == 0)
            throw new ArgumentException("Somebody works at some hour.", nameof(shifts));
        for (var index = 0; index < _shifts.Length; index++)
            if (_shifts[index].To <= _shifts[index].From || (index > 0 && _shifts[index].From < _shifts[index - 1].To))
                throw new ArgumentException("Shifts end after they begin and do not overlap.", nameof(shifts));
        PerDay = _shifts.Aggregate(TimeSpan.Zero, (sum, shift) => sum + shift.Length);
    }

    /// <summary>09:00-12:00 and 13:00-17:00, usual in offices of Changsha; every organisation may set its own.</summary>
    public static WorkingHours Usual { get; } =
        new(new Shift(new TimeOnly(9, 0), new TimeOnly(12, 0)), new Shift(new TimeOnly(13, 0), new TimeOnly(17, 0)));

    public IReadOnlyList<Shift> Shifts => _shifts;

    public TimeSpan PerDay { get; }

    /// <summary>Working time of a working day that lies before a time of day.</summary>
    internal TimeSpan Before(TimeSpan timeOfDay)
    {
        var worked = TimeSpan.Zero;
        foreach (var shift in _shifts)
        {
            var from = shift.From.ToTimeSpan();
            if (timeOfDay <= from)
                break;
            worked += (timeOfDay < shift.To.ToTimeSpan() ? timeOfDay : shift.To.ToTimeSpan()) - from;
        }
        return worked;
    }

    /// <summary>The time of day at which so much has been worked, more than nothing: a full shift ends at its end.</summary>
    internal TimeSpan TimeAfter(TimeSpan worked)
    {
        foreach (var shift in _shifts)
        {
            if (worked <= shift.Length)
                return shift.From.ToTimeSpan() + worked;
            worked -= shift.Length;
        }
        throw new ArgumentOutOfRangeException(nameof(worked), "Nobody works that long a day.");
    }

    /// <summary>The time of day from which so much, more than nothing, is left to work: a full shift begins at its beginning.</summary>
    internal TimeSpan TimeBefore(TimeSpan left)
    {
        for (var index = _shifts.Length - 1; index >= 0; index--)
        {
            if (left <= _shifts[index].Length)
                return _shifts[index].To.ToTimeSpan() - left;
            left -= _shifts[index].Length;
        }
        throw new ArgumentOutOfRangeException(nameof(left), "Nobody works that long a day.");
    }
}
