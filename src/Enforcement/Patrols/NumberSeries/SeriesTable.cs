using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Patrols.NumberSeries;

/// <param name="Last">The last number; the next is one more.</param>
internal sealed record Series(int Last);

internal static class SeriesTable
{
    /// <summary>Words of the documents that are numbered, and of series that the body has already.</summary>
    private const string Words = """
        select word, string_agg(distinct name_zh, '、') as zh, string_agg(distinct name_en, ', ') as en
        from document_kinds where word <> '' and superseded_by is null group by word
        union all
        select distinct s.word, '', '' from number_series s
        where s.organization = any ($1) and not exists (select from document_kinds k where k.word = s.word and k.superseded_by is null)
        """;

    /// <summary>
    /// Whoever draws from the series waits, and what they draw is counted below. One that nobody has drawn from begins here, or there would be no row to
    /// wait for.
    /// </summary>
    public static Statement Lock(string organization, string word, int year) =>
        Statement.Of(
            """
            insert into number_series (organization, word, year, last) values ($1, $2, $3, 0)
            on conflict (organization, word, year) do update set last = number_series.last
            returning last
            """,
            P.Text(organization),
            P.Text(word),
            P.Int(year)
        );

    public static Statement ReadGiven(string organization, string word, int year) =>
        Statement.Of("select guard.given_number($1, $2, $3)", P.Text(organization), P.Text(word), P.Int(year));

    public static Statement ReadWords(string organization) => Statement.Of($"select w.word from ({Words}) w", P.Texts([organization]));

    public static Series From(NpgsqlDataReader row) => new(row.GetInt32(0));

    public static Statement GoOn(string organization, string word, int year, int last) =>
        Statement.Hit(
            "number_series",
            "update number_series set last = $4 where organization = $1 and word = $2 and year = $3 returning 1",
            P.Text(organization),
            P.Text(word),
            P.Int(year),
            P.Int(last)
        );

    public static Statement ReadAll(IEnumerable<string> organizations, int year, bool english) =>
        Statement.Of(
            $"""
            select o.code, w.word, $2, coalesce(s.last, 0), guard.given_number(o.code, w.word, $2), case when $3 then w.en else w.zh end
            from unnest($1::text[]) o (code) cross join ({Words}) w
            left join number_series s on s.organization = o.code and s.word = w.word and s.year = $2
            order by o.code, s.last is null, w.word
            """,
            P.Texts(organizations),
            P.Int(year),
            P.Bool(english)
        );

    public static SeriesRow RowFrom(NpgsqlDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetInt32(2), row.GetInt32(3), row.GetInt32(4), row.GetString(5));
}
