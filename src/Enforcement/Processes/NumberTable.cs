using Enforcement.Cases;
using Enforcement.Persistence;

namespace Enforcement.Processes;

/// <summary>Official numbers 文号: one counter per organisation, word and year; never reused; a void number keeps its row.</summary>
internal static class NumberTable
{
    public static Statement Next(string organization, string word, int year) =>
        Statement.Of(
            """
            insert into number_series (organization, word, year, last) values ($1, $2, $3, 1)
            on conflict (organization, word, year) do update set last = number_series.last + 1
            returning last
            """,
            P.Text(organization),
            P.Text(word),
            P.Int(year)
        );

    public static Statement Insert(
        string organization,
        string word,
        int year,
        int n,
        CaseKey about,
        string text,
        string subject,
        DateTimeOffset at
    ) =>
        Statement.Of(
            """
            insert into numbers (organization, word, year, n, county_code, case_id, text, subject, drawn_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            P.Text(organization),
            P.Text(word),
            P.Int(year),
            P.Int(n),
            P.Text(about.County),
            P.Uuid(about.Id),
            P.Text(text),
            P.Text(subject),
            P.Time(at)
        );
}
