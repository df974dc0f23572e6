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
            select p.number from paper_cases p where p.county_code = $1 and p.organization = $2 and p.number like '%' || $3 || '%'
            union
            select p.told ->> 'decisionNumber' from paper_cases p
            where p.county_code = $1 and p.organization = $2 and p.told ->> 'decisionNumber' like '%' || $3 || '%'
            limit $4
            """,
            P.Text(body.County ?? ""),
            P.Text(body.Code),
            P.Text(year.ToString(CultureInfo.InvariantCulture)),
            P.Int(MostRead)
        );

    /// <summary>The highest of the series; null: none of them is of it.</summary>
    public static (int Number, string Text)? Highest(IEnumerable<string> numbers, string word, int year)
    {
        (int Number, string Text)? highest = null;
        foreach (var text in numbers)
            if (
                Shape().Match(PaperCaseTable.KeyOf(text)) is { Success: true } parts
                && parts.Groups["head"].Value.Contains(word, StringComparison.OrdinalIgnoreCase)
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
