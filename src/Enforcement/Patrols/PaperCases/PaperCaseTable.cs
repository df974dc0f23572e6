using System.Text;
using Enforcement.Cases;
using Enforcement.Persistence;

namespace Enforcement.Patrols.PaperCases;

internal static class PaperCaseTable
{
    public const string Unique = "paper_cases_number";

    /// <summary>A row: the organisation has used the number, on paper or as a filing number of its own here.</summary>
    public static Statement ReadUse(string county, string organization, string number) =>
        Statement.Of(
            """
            select 1 from paper_cases where county_code = $1 and organization = $2 and number_key = $3
            union all
            select 1 from cases where county_code = $1 and owner_org = $2 and translate(filing_number, '〔〕', '()') = $3
            limit 1
            """,
            P.Text(county),
            P.Text(organization),
            P.Text(KeyOf(number))
        );

    public static Statement Insert(CaseFile it, PaperCase paper, Guid by, DateTimeOffset at) =>
        Statement.Of(
            """
            insert into paper_cases (county_code, case_id, organization, number, number_key, node_id, since, told, brought_in_by, brought_in_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            P.Text(it.Key.County),
            P.Uuid(it.Key.Id),
            P.Text(it.OwnerOrg),
            P.Text(paper.PaperNumber),
            P.Text(KeyOf(paper.PaperNumber)),
            P.Text(paper.At.NodeId),
            P.Date(paper.Since),
            P.Json(paper.Told.ToJsonString()),
            P.Uuid(by),
            P.Time(at)
        );

    /// <summary>One number however it is typed: brackets of any shape, full width or half, blanks, small letters and capitals.</summary>
    internal static string KeyOf(string number)
    {
        var key = new StringBuilder(number.Length);
        foreach (var letter in number.Normalize(NormalizationForm.FormKC))
            if (!char.IsWhiteSpace(letter))
                key.Append(
                    letter switch
                    {
                        '〔' or '[' or '【' or '{' => '(',
                        '〕' or ']' or '】' or '}' => ')',
                        _ => char.ToUpperInvariant(letter),
                    }
                );
        return key.ToString();
    }
}
