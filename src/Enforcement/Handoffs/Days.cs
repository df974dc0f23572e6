using Enforcement.Shell;

namespace Enforcement.Handoffs;

/// <summary>Days that somebody typed.</summary>
internal static class Days
{
    /// <returns>Null: none was typed.</returns>
    /// <exception cref="MalformedException"><c>date</c>, or <c>future</c> for one after today.</exception>
    public static DateOnly? Past(string field, string? text, DateOnly today) =>
        DayText.Read(field, text) is not { } day ? null
        : day > today ? throw new MalformedException((field, "future"))
        : day;
}
