using System.Globalization;

namespace Enforcement.Shell;

/// <summary>
/// The office's day and clock. Instants are stored in UTC; a person reads them, and a working day is counted, in the zone of the setting
/// <c>Business:TimeZone</c>, whatever zone the machine stands in.
/// </summary>
public sealed class BusinessTime(TimeProvider clock, string zone)
{
    public const string DefaultZone = "Asia/Shanghai";

    private const int LongestInstant = 40;

    // A browser's own are in thousandths of a second.
    private static readonly string[] LocalFormats = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd"];
    private static readonly string[] InstantFormats = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById(zone);

    public DateTimeOffset Now => TimeZoneInfo.ConvertTime(clock.GetUtcNow(), Zone);

    public DateOnly Today => DateOf(clock.GetUtcNow());

    public DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone);

    public DateOnly DateOf(DateTimeOffset at) => DateOnly.FromDateTime(Local(at).DateTime);

    /// <summary>The first instant of a business day.</summary>
    public DateTimeOffset StartOf(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, Zone.GetUtcOffset(midnight)).ToUniversalTime();
    }

    /// <summary>ISO 8601: a day, which begins at its midnight, or an instant to the minute or finer. Without an offset it is the office's time, as a form gives it.</summary>
    public bool TryRead(string? text, out DateTimeOffset at)
    {
        var there = TryRead(text, local => new DateTimeOffset(local, Zone.GetUtcOffset(local)), out at);
        at = at.ToUniversalTime();
        return there;
    }

    /// <inheritdoc cref="TryRead(string?, out DateTimeOffset)"/>
    /// <param name="atLocal">Which instant an office's time is.</param>
    public static bool TryRead(string? text, Func<DateTime, DateTimeOffset> atLocal, out DateTimeOffset at)
    {
        at = default;
        if (text is not { Length: > 0 and <= LongestInstant })
            return false;
        if (DateTime.TryParseExact(text, LocalFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            if (!IsWithinCalendar(local.Year))
                return false;
            at = atLocal(local);
            return true;
        }
        return DateTimeOffset.TryParseExact(text, InstantFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out at)
            && IsWithinCalendar(at.UtcDateTime.Year);
    }

    /// <summary>With a year to spare on both ends: in another zone it is another year's day.</summary>
    private static bool IsWithinCalendar(int year) => year is > 1 and < 9999;

    /// <summary>As people read it here: <c>2026-11-24</c>.</summary>
    public string LocalDate(DateTimeOffset at) => Local(at).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <inheritdoc cref="LocalDate(DateTimeOffset)"/>
    public static string LocalDate(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The last instant of a term, which is kept as the one from which it has run out: a term that ends with a day runs out as the next one begins.</summary>
    public static DateTimeOffset LastOf(DateTimeOffset due) => due.AddTicks(-1);

    /// <summary>The last day, included, of a term that runs out at an instant.</summary>
    public DateOnly LastDayOf(DateTimeOffset due) => DateOf(LastOf(due));

    /// <summary>To the minute: <c>2026-11-24 09:30</c>.</summary>
    public string LocalTime(DateTimeOffset at) => Local(at).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
