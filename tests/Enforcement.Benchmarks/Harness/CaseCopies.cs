using Enforcement.Identity;
using Npgsql;

namespace Enforcement.Benchmarks.Harness;

/// <summary>
/// Copies of one case with all that hangs below it, made by SQL: thousands of real cases in seconds. Copy n of an id keeps its time and its
/// county; five hexadecimal digits of its random part are n, so that a script can reckon it, and the one before them is turned round, so that no
/// copy meets the case itself.
/// </summary>
internal static class CaseCopies
{
    public const int Most = 0xFFFFF;

    /// <summary>Where the digits of n begin in the 32 of an id, and how many they are.</summary>
    public const int DigitsAt = 20;

    public const int Digits = 5;

    // What a copy has no use for: a number of a document belongs to one case, and a letter to two.
    private static readonly string[] Left = ["numbers", "escalations", "attachments", "findings", "outbox", "incidents"];

    public static Guid CopyOf(Guid id, int n)
    {
        var digits = id.ToString("N");
        var last = Convert.ToInt32(digits[DigitsAt - 1].ToString(), 16);
        return Guid.ParseExact($"{digits[..(DigitsAt - 1)]}{15 - last:x}{n:x5}{digits[(DigitsAt + Digits)..]}", "N");
    }

    /// <summary>Whether it is an id of copy n.</summary>
    public static bool IsOf(Guid id, int n) => id.ToString("N").AsSpan(DigitsAt, Digits).SequenceEqual($"{n:x5}");

    /// <summary>Copies number <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> - 1 of a case.</summary>
    public static async Task MakeAsync(BenchmarkServer server, BenchmarkService service, Guid seed, int first, int count)
    {
        var county = RowId.CountyOf(seed);
        var owner = service.Database.Owner;
        var tables = await TablesAsync(owner);
        var own = await OwnIdsAsync(owner, tables, county, seed);
        await using var source = server.Unchecked(service.DatabaseName);
        foreach (var (table, key) in tables)
        {
            var columns = await owner.ColumnAsync<string>(
                "select column_name from information_schema.columns where table_schema = 'public' and table_name = $1 and is_identity = 'NO' order by ordinal_position",
                table
            );
            var uuids = await owner.ColumnAsync<string>(
                "select column_name from information_schema.columns where table_schema = 'public' and table_name = $1 and udt_name = 'uuid'",
                table
            );
            var values = columns.Select(column =>
                uuids.Contains(column) ? $"case when t.{column} = any ($5) then {Copied($"t.{column}")} else t.{column} end"
                : (table, column) == ("cases", "number") ? "t.number || '-' || n"
                : $"t.{column}"
            );
            await source.DoAsync(
                $"""
                insert into {table} ({string.Join(", ", columns)}) select {string.Join(", ", values)}
                from {table} t cross join generate_series($1, $2) n where t.county_code = $3 and t.{key} = $4 and $5::uuid[] is not null
                order by n
                """,
                first,
                first + count - 1,
                county,
                seed,
                own
            );
        }
    }

    private static string Copied(string id) =>
        $"""
            overlay(replace({id}::text, '-', '') placing
                translate(substr(replace({id}::text, '-', ''), {DigitsAt}, 1), '0123456789abcdef', 'fedcba9876543210') || lpad(to_hex(n), {Digits}, '0')
                from {DigitsAt})::uuid
            """;

    /// <summary>The tables of a case and the column that names it there.</summary>
    private static async Task<List<(string Table, string Key)>> TablesAsync(NpgsqlDataSource owner) =>
        [
            ("cases", "id"),
            ("instances", "id"),
            .. (
                await owner.ColumnAsync<string>(
                    """
                    select c.table_name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
                    where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.column_name = 'case_id' and c.table_name <> all ($1)
                    order by c.table_name
                    """,
                    (object)Left
                )
            ).Select(table => (table, "case_id")),
        ];

    private static async Task<Guid[]> OwnIdsAsync(NpgsqlDataSource owner, List<(string Table, string Key)> tables, string county, Guid seed)
    {
        var ids = new List<Guid> { seed };
        foreach (var (table, key) in tables.Where(it => it.Key == "case_id"))
            if (
                await owner.AskAsync<bool>(
                    "select exists (select from information_schema.columns where table_name = $1 and column_name = 'id' and udt_name = 'uuid')",
                    table
                )
            )
                ids.AddRange(await owner.ColumnAsync<Guid>($"select id from {table} where county_code = $1 and {key} = $2", county, seed));
        return [.. ids];
    }
}
