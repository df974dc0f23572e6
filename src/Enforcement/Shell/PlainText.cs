using System.Text.Json.Nodes;

namespace Enforcement.Shell;

/// <summary>Words that somebody typed: trimmed, no longer than may be, and such that a database and a page can hold them.</summary>
public static class PlainText
{
    /// <param name="most">Characters, inclusive.</param>
    /// <returns>Null: nothing but blanks was typed.</returns>
    /// <exception cref="MalformedException"><c>too-long</c>, or <c>text</c> for what cannot be stored.</exception>
    public static string? Optional(string field, string? text, int most) =>
        string.IsNullOrWhiteSpace(text) ? null
        : text.Length > most ? throw new MalformedException((field, "too-long"))
        : !text.IsStorable() ? throw new MalformedException((field, "text"))
        : text.Trim();

    /// <inheritdoc cref="Optional"/>
    /// <exception cref="MalformedException">Also <c>required</c>, where nothing was typed.</exception>
    public static string Required(string field, string? text, int most) =>
        Optional(field, text, most) ?? throw new MalformedException((field, "required"));

    /// <summary>What fits on one line: a number, a name.</summary>
    /// <inheritdoc cref="Required"/>
    public static string RequiredLine(string field, string? text, int most)
    {
        var line = Required(field, text, most);
        return text!.Any(char.IsControl) ? throw new MalformedException((field, "text")) : line;
    }

    /// <summary>No NUL and no other control character but line breaks and tabs, no half of a character.</summary>
    public static bool IsStorable(this string text)
    {
        for (var i = 0; i < text.Length; i++)
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (char.IsSurrogate(text[i]) || (char.IsControl(text[i]) && text[i] is not ('\n' or '\r' or '\t')))
                return false;
        return true;
    }

    /// <summary>Every name and every text in it is <see cref="IsStorable(string)"/>.</summary>
    public static bool IsStorable(this JsonNode? node)
    {
        try
        {
            return node switch
            {
                JsonObject it => it.All(pair => pair.Key.IsStorable() && pair.Value.IsStorable()),
                JsonArray it => it.All(IsStorable),
                JsonValue it when it.TryGetValue<string>(out var text) => text.IsStorable(),
                _ => true,
            };
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException)
        {
            // Half a character is found out only when it is read, a name that stands twice when the object is.
            return false;
        }
    }
}
