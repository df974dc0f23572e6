namespace Enforcement.Escalations;

/// <summary>Reads what was typed into a letter's forms: no blank where words are due, nothing that no database keeps.</summary>
internal static class LetterTexts
{
    public const int Longest = 5_000;
    public const int MostItems = 50;

    public static string Required(string field, string? text) => Optional(field, text) ?? throw new MalformedException((field, "required"));

    public static string? Optional(string field, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (text.Length > Longest)
            throw new MalformedException((field, "too-long"));
        if (text.Contains('\0', StringComparison.Ordinal) || !IsWellFormed(text))
            throw new MalformedException((field, "text"));
        return text.Trim();
    }

    public static IReadOnlyList<string> Items(string field, IReadOnlyList<string?>? items)
    {
        if (items?.Count > MostItems)
            throw new MalformedException((field, "too-long"));
        return [.. (items ?? []).Select(item => Optional(field, item)).OfType<string>().Distinct()];
    }

    // A lone surrogate cannot be written as UTF-8.
    private static bool IsWellFormed(string text)
    {
        for (var index = 0; index < text.Length; index++)
            if (char.IsSurrogate(text[index]))
                if (index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]))
                    index++;
                else
                    return false;
        return true;
    }
}
