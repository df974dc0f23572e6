using Enforcement.Shell;

namespace Enforcement.Escalations;

/// <summary>Reads what was typed into a letter's forms.</summary>
internal static class LetterTexts
{
    public const int Longest = 5_000;
    public const int MostItems = 50;

    public static string Required(string field, string? text) => PlainText.Required(field, text, Longest);

    public static string? Optional(string field, string? text) => PlainText.Optional(field, text, Longest);

    public static IReadOnlyList<string> Items(string field, IReadOnlyList<string?>? items)
    {
        if (items?.Count > MostItems)
            throw new MalformedException((field, "too-long"));
        return [.. (items ?? []).Select(item => Optional(field, item)).OfType<string>().Distinct()];
    }
}
