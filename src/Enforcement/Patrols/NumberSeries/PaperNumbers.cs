using System.Globalization;
using System.Text.RegularExpressions;
using Enforcement.Identity;
using Enforcement.Patrols.PaperCases;
using Enforcement.Persistence;

namespace Enforcement.Patrols.NumberSeries;

/// <summary>Numbers on the papers of cases that were brought in, so far as they look like those of a series: 望靖罚字〔2026〕第7号.</summary>
internal static partial class PaperNumbers
{
    private const int MostRead = 100_000;

    public static Statement Read(Organization body, int year) =>
        Statement.Of(
            """
            select p.number from paper_cases p where p.county_code = $1 and p.organization = $2 and p.number_key like '%' || $3 || '%'
            union
            select p.told ->> 'decisionNumber' from paper_cases p
            where p.county_code = $1 and p.organization = $2 and normalize(p.told ->> 'decisionNumber', NFKC) like '%' || $3 || '%'
            limit $4
            """,
            P.Text(body.County ?? ""),
            P.Text(body.Code),
            P.Text(year.ToString(CultureInfo.InvariantCulture)),
            P.Int(MostRead)
        );

    /// <summary>
    /// The highest of the series; null: none of them is of it. Papers write more than the word (行罚字); where they write a longer word of the list, as
    /// 罚告 over 罚, they are of that series.
    /// </summary>
    /// <param name="body">机关代字 of the body; what it contains is no word of a series.</param>
    public static (int Number, string Text)? Highest(
        IEnumerable<string> numbers,
        string body,
        string word,
        IEnumerable<string> words,
        int year
    )
    {
        (int Number, string Text)? highest = null;
        var longer = words.Where(other => other.Length > word.Length && other.Contains(word, StringComparison.Ordinal)).ToList();
        bool IsOfSeries(string head) =>
            (head.StartsWith(body, StringComparison.Ordinal) ? head[body.Length..] : head) is var said
            && said.Contains(word, StringComparison.OrdinalIgnoreCase)
            && !longer.Exists(other => said.Contains(other, StringComparison.OrdinalIgnoreCase));
        foreach (var text in numbers)
            if (
                Shape().Match(PaperCaseTable.KeyOf(text)) is { Success: true } parts
                && IsOfSeries(parts.Groups["head"].Value)
                && int.Parse(parts.Groups["year"].Value, CultureInfo.InvariantCulture) == year
                && int.Parse(parts.Groups["number"].Value, CultureInfo.InvariantCulture) is var number
                && number > (highest?.Number ?? 0)
            )
                highest = (number, text);
        return highest;
    }

    [GeneratedRegex(@"^(?<head>.*)\((?<year>[0-9]{4})\)(第|NO\.?)?(?<number>[0-9]{1,6})号?$")]
    private static partial Regex Shape();
}
