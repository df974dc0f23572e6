using System.Globalization;

namespace Enforcement.Shell;

/// <summary>A day as forms and addresses give it: <c>2026-11-24</c>.</summary>
public static class DayText
{
    /// <returns>Null: none was given.</returns>
    /// <exception cref="MalformedException"><c>date</c>: no such day, or one that no office has to do with.</exception>
    public static DateOnly? Read(string field, string? text) =>
        string.IsNullOrWhiteSpace(text) ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day.Year is > 1949 and < 2200
            ? day
        : throw new MalformedException((field, "date"));
}
