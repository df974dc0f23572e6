using System.Globalization;

namespace Enforcement.Handoffs;

/// <summary>Days that somebody typed.</summary>
internal static class Days
{
    /// <returns>Null: none was typed.</returns>
    /// <exception cref="MalformedException"><c>date</c>, or <c>future</c> for one after today.</exception>
    public static DateOnly? Past(string field, string? text, DateOnly today) =>
        string.IsNullOrWhiteSpace(text) ? null
        : !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? throw new MalformedException((field, "date"))
        : day > today ? throw new MalformedException((field, "future"))
        : day;
}
