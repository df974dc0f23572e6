using System.Globalization;
using Enforcement.Shell;

namespace Enforcement.Notifications;

/// <summary>
/// When nobody's telephone rings for the office's own matters: setting <c>Notifications:Quiet</c>, by default <c>21:00-08:00</c>, in office time; empty:
/// never. A term of the law knows no night, and the inbox has everything at once.
/// </summary>
/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive; at or before <paramref name="From"/>: on the next day.</param>
public sealed record QuietHours(TimeOnly From, TimeOnly To)
{
    public const string Usual = "21:00-08:00";

    /// <summary>When something may go out that is ready now.</summary>
    public static DateTimeOffset Due(QuietHours? quiet, bool isStatutory, BusinessTime time) =>
        quiet is null || isStatutory ? time.Now : quiet.After(time.Now, time);

    /// <exception cref="InvalidOperationException">The setting is no <c>HH:mm-HH:mm</c>.</exception>
    public static QuietHours? Read(string? setting)
    {
        if (string.IsNullOrWhiteSpace(setting))
            return null;
        return
            setting.Split('-') is [var from, var to]
            && TimeOnly.TryParseExact(from.Trim(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)
            && TimeOnly.TryParseExact(to.Trim(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var last)
            && first != last
            ? new QuietHours(first, last)
            : throw new InvalidOperationException($"Notifications:Quiet is a span such as {Usual}, not '{setting}'.");
    }

    private DateTimeOffset After(DateTimeOffset now, BusinessTime time)
    {
        var (clock, today) = (TimeOnly.FromTimeSpan(time.Local(now).TimeOfDay), time.DateOf(now));
        if (!clock.IsBetween(From, To))
            return now;
        var ends = clock >= To ? today.AddDays(1) : today;
        return time.StartOf(ends) + To.ToTimeSpan();
    }
}

/// <summary>When something goes out of the house: what the writer and the senders are given.</summary>
public sealed record OutsideHours(QuietHours? Quiet)
{
    /// <summary>Only terms of the law go out: what was put off or not taken in the evening waits for the morning too.</summary>
    public bool AreQuiet(BusinessTime time) => QuietHours.Due(Quiet, isStatutory: false, time) > time.Now;
}
