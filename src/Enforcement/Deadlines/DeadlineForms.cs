using Enforcement.Shell;

namespace Enforcement.Deadlines;

/// <summary>How requests and forms of this slice are read.</summary>
internal static class DeadlineForms
{
    /// <exception cref="MalformedException">No day.</exception>
    public static DateOnly? DayOrNull(string field, string? text) =>
        text is not { Length: > 0 } ? null
        : Days.TryParse(text, out var day) ? day
        : throw new MalformedException((field, "date"));

    /// <exception cref="MalformedException">No whole number.</exception>
    public static int? WholeOrNull(string field, string? text) =>
        string.IsNullOrWhiteSpace(text) ? null
        : int.TryParse(
            text.Trim(),
            System.Globalization.NumberStyles.AllowLeadingSign,
            System.Globalization.CultureInfo.InvariantCulture,
            out var whole
        )
            ? whole
        : throw new MalformedException((field, "number"));
}
