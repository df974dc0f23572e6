using System.Globalization;

namespace Enforcement.Powers;

/// <summary>A text of the list in Chinese, which is the one that counts, and in English, which explains it.</summary>
public readonly record struct Bilingual(string Chinese, string English)
{
    /// <summary>In the language of the current request.</summary>
    public override string ToString() => In(CultureInfo.CurrentUICulture);

    public string In(CultureInfo culture) => culture.TwoLetterISOLanguageName == "en" && English.Length > 0 ? English : Chinese;

    public bool Contains(string text) =>
        Chinese.Contains(text, StringComparison.OrdinalIgnoreCase) || English.Contains(text, StringComparison.OrdinalIgnoreCase);
}
