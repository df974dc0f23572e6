using System.Globalization;

namespace Enforcement.Shell;

/// <summary>
/// The office's day and clock. Instants are stored in UTC; a person reads them, and a working day is counted, in the zone of the setting
/// <c>Business:TimeZone</c>, whatever zone the machine stands in.
/// </summary>
public sealed class BusinessTime(TimeProvider clock, string zone)
{
    public const string DefaultZone = "Asia/Shanghai";

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
