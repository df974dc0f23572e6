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

    /// <summary>Something goes out at any hour.</summary>
    public static QuietHours Never { get; } = new(default, default);

    /// <exception cref="InvalidOperationException">The setting is no <c>HH:mm-HH:mm</c>.</exception>
    public static QuietHours Read(string? setting)
    {
        if (string.IsNullOrWhiteSpace(setting))
            return Never;
        return
            setting.Split('-') is [var from, var to]
            && TimeOnly.TryParseExact(from.Trim(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)
            && TimeOnly.TryParseExact(to.Trim(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var last)
            && first != last
            ? new QuietHours(first, last)
            : throw new InvalidOperationException($"Notifications:Quiet is a span such as {Usual}, not '{setting}'.");
    }

    /// <summary>Only terms of the law go out: what was put off or not taken in the evening waits for the morning too.</summary>
    public bool AreNow(BusinessTime time) => TimeOnly.FromTimeSpan(time.Now.TimeOfDay).IsBetween(From, To);

    /// <summary>When something may go out that is ready now.</summary>
    public DateTimeOffset Due(bool isStatutory, BusinessTime time)
    {
        if (isStatutory || !AreNow(time))
            return time.Now;
        var ends = TimeOnly.FromTimeSpan(time.Now.TimeOfDay) >= To ? time.Today.AddDays(1) : time.Today;
        return time.StartOf(ends) + To.ToTimeSpan();
    }
}
