using System.Collections;
using System.Collections.Frozen;
using System.Globalization;
using System.Resources;

namespace Enforcement.Shell;

/// <summary>
/// Every text a person sees. Each slice keeps its own <c>Texts.resx</c> (Chinese, the neutral language) and <c>Texts.en.resx</c>;
/// keys are unique over all of them, so that a page names a text without naming its home.
/// </summary>
public static class Texts
{
    private static readonly CultureInfo ChineseCulture = CultureInfo.GetCultureInfo("zh-Hans");
    private static readonly CultureInfo EnglishCulture = CultureInfo.GetCultureInfo("en");
    private static readonly FrozenDictionary<string, string> Chinese = Load(CultureInfo.InvariantCulture);
    private static readonly FrozenDictionary<string, string> English = Load(EnglishCulture);

    /// <summary>The text in the language of the current request; an unknown key is shown in brackets, and a test finds it.</summary>
    public static string Of(string key, params object?[] arguments) => In(CultureInfo.CurrentUICulture, key, arguments);

    /// <summary>The text in a given language: letters and documents choose theirs, whoever asks.</summary>
    public static string In(CultureInfo culture, string key, params object?[] arguments)
    {
        var texts = culture.TwoLetterISOLanguageName == "en" ? English : Chinese;
        if (!texts.TryGetValue(key, out var text))
            return $"[{key}]";
        return arguments.Length == 0 ? text : string.Format(culture, text, arguments);
    }

    /// <summary>The same words in both languages, for what is kept with a case and read by anybody later.</summary>
    public static (string Zh, string En) InBoth(Func<string> say)
    {
        var asked = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = ChineseCulture;
            var zh = say();
            CultureInfo.CurrentUICulture = EnglishCulture;
            return (zh, say());
        }
        finally
        {
            CultureInfo.CurrentUICulture = asked;
        }
    }

    public static (string Zh, string En) InBoth(string key, params object?[] arguments) =>
        (In(ChineseCulture, key, arguments), In(EnglishCulture, key, arguments));

    /// <summary>What the engine's descriptors say in both languages, in that of the current request.</summary>
    public static string Here(this Workflows.Activities.Label label) =>
        CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en" ? label.English : label.Chinese;

    /// <summary>Names in a row, with the comma of the reader's language.</summary>
    public static string Listed(IEnumerable<string> names) => string.Join(Of("list.separator"), names);

    public static bool Has(string key) => Chinese.ContainsKey(key);

    public static IReadOnlyDictionary<string, string> All(CultureInfo culture) =>
        culture.TwoLetterISOLanguageName == "en" ? English : Chinese;

    private static FrozenDictionary<string, string> Load(CultureInfo culture)
    {
        var assembly = typeof(Texts).Assembly;
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".Texts.resources", StringComparison.Ordinal)))
        {
            var manager = new ResourceManager(name[..^".resources".Length], assembly);
            var set = manager.GetResourceSet(culture, createIfNotExists: true, tryParents: false);
            foreach (
                DictionaryEntry entry in set ?? throw new MissingManifestResourceException($"{name} has no texts in '{culture.Name}'.")
            )
                if (!texts.TryAdd((string)entry.Key, (string)entry.Value!))
                    throw new MissingManifestResourceException($"The text '{entry.Key}' stands in two resources; one of them is {name}.");
        }
        return texts.ToFrozenDictionary(StringComparer.Ordinal);
    }
}

/// <summary>What pages write: <c>@T["tasks.claim"]</c>.</summary>
public sealed class T
{
    public string this[string key, params object?[] arguments] => Texts.Of(key, arguments);

    /// <inheritdoc cref="Texts.Listed"/>
    public string List(IEnumerable<string> names) => Texts.Listed(names);
}
