using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Powers.Admission;

internal static class DutyItemTable
{
    private const string Columns = """
        code, level, title_zh, title_en, department, scope, kinds, result, basis, people, money, technology, port, admitted_from, admitted_to,
            document, admission
        """;

    public static Statement ReadAll { get; } =
        Statement.Of($"select {Columns} from duty_items where superseded_by is null order by level, code, scope, admitted_from");

    /// <summary>Those that somebody means by a code or a title.</summary>
    public static Statement Named(string words) =>
        Statement.Of(
            $"select {Columns} from duty_items where superseded_by is null and (lower(code) = lower($1) or title_zh = $1 or title_en = $1) order by code",
            P.Text(words)
        );

    public static DutyItem From(NpgsqlDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            new(row.GetString(2), row.GetString(3)),
            row.GetString(4),
            row.GetString(5),
            row.GetFieldValue<string[]>(6),
            row.GetString(7),
            row.GetString(8),
            new(row.GetString(9), row.GetString(10), row.GetString(11), row.GetString(12)),
            row.GetFieldValue<DateOnly>(13),
            row.IsDBNull(14) ? null : row.GetFieldValue<DateOnly>(14),
            row.GetString(15),
            row.IsDBNull(16) ? null : row.GetGuid(16)
        );

    /// <summary>Of a decision on a request.</summary>
    public static Statement Insert(DutyItem it) =>
        Statement.Of(
            $"""
            insert into duty_items (row_key, row_group, row_hash, {Columns})
            values ($1, $1, 'admission', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
            """,
            P.Text(DutyItemList.Key(it)),
            P.Text(it.Code),
            P.Text(it.Level),
            P.Text(it.Title.Chinese),
            P.Text(it.Title.English),
            P.Text(it.Department),
            P.Text(it.Scope),
            P.Texts(it.Kinds),
            P.Text(it.Result),
            P.Text(it.Basis),
            P.Text(it.Support.People),
            P.Text(it.Support.Money),
            P.Text(it.Support.Technology),
            P.Text(it.Support.Port),
            P.Date(it.From),
            P.Date(it.To),
            P.Text(it.Document),
            P.Uuid(it.Request)
        );
}
