using System.Globalization;

namespace Enforcement.Powers.Admission;

internal static class DutyDays
{
    /// <exception cref="MalformedException">No day, or one far away.</exception>
    public static DateOnly? Read(string field, string? typed) =>
        typed is not { Length: > 0 } ? null
        : DateOnly.TryParseExact(typed, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day.Year is >= 1990 and <= 2200
            ? day
        : throw new MalformedException((field, "date"));
}
