using System.Globalization;

namespace Enforcement.Powers;

/// <summary>How forms of this slice are read.</summary>
internal static class PowerForms
{
    /// <exception cref="MalformedException">No day as <c>yyyy-MM-dd</c>.</exception>
    public static DateOnly? DayOrNull(string field, string? text) =>
        text is not { Length: > 0 } ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw new MalformedException((field, "date"));
}
