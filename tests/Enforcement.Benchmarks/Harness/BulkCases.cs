using Enforcement.Cases;
using Enforcement.Identity;
using Npgsql;

namespace Enforcement.Benchmarks.Harness;

/// <summary>Many small cases, made by SQL as the owner: what lists and sweeps read of a case, and no flow.</summary>
internal static class BulkCases
{
    public const string County = "430112";

    /// <summary>The body that looks at the lists; it has its share of the cases like every other.</summary>
    public const string Township = "430112106";

    public const int PerOrganization = 500;

    // The owner of case n: the township has the first of every such many.
    private const string OwnerOf = "case n % $3 when 0 then '430112106' else 'body-' || n % $3 end";

    public static async Task MakeAsync(NpgsqlDataSource source, int count)
    {
        var bodies = Math.Max(1, count / PerOrganization);
        await source.DoAsync(
            $"""
            insert into cases (county_code, id, number, kind, owner_org, handler_org, title, matter_code, matter_version, violation_on, procedure,
                intent, officers, stage, state, data, opened_at, stage_since)
            select $1, ('{Prefix}' || lpad(to_hex(n), 12, '0'))::uuid, '{County}-bulk-' || n, 'township', {OwnerOf}, {OwnerOf},
                '占用人行道堆放装修材料，未取得批准 ' || n, 'CG-02', 1, '2026-01-01', 'ordinary', 'file', '{"{}"}', 'investigation', 'open',
                jsonb_build_object('place', '古镇保健街' || n % 900 || '号', 'partyName', '当事人' || n, 'partyKind', 'person', 'area', n % 50),
                timestamptz '2026-01-01' + n * interval '1 second', timestamptz '2026-01-01' + n * interval '1 second'
            from generate_series(1, $2) n where $3 > 0
            """,
            County,
            count,
            bodies
        );
        await source.DoAsync(
            $"""
            insert into case_sight (viewer_org, county_code, case_id, since)
            select {OwnerOf}, $1, ('{Prefix}' || lpad(to_hex(n), 12, '0'))::uuid, now() from generate_series(1, $2) n
            """,
            County,
            count,
            bodies
        );
    }

    /// <summary>One task in five cases is open, spread over the coming weeks; each case has done one before.</summary>
    public static Task AddTasksAsync(NpgsqlDataSource source, int cases, Guid assignee) =>
        source.DoAsync(
            $"""
            insert into tasks (county_code, id, case_id, kind, node, node_id, title, organization, role, assignee, state, version, spec, opened_at,
                due_internal, due_legal, done_at)
            select $1, ('{Prefix}' || lpad(to_hex(n * 2 + d), 12, '0'))::uuid, ('{Prefix}' || lpad(to_hex(n), 12, '0'))::uuid, 'flow', 'report',
                'flow:report', '{Title}', {OwnerOf}, '{Roles.Officer}', case when n % $3 = 0 and n / $3 % 10 = 0 then $4 end,
                case when d = 0 and n / $3 % 5 = 0 then 'open' else 'done' end, 1, '{Spec}',
                timestamptz '2026-01-01' + n * interval '1 second', timestamptz '2026-02-01' + (n::bigint * 7919 % 5000000) * interval '1 second',
                timestamptz '2026-03-01' + (n::bigint * 7919 % 5000000) * interval '1 second', case when d = 1 then now() end
            from generate_series(1, $2) n, generate_series(0, 1) d
            """,
            County,
            cases,
            Math.Max(1, cases / PerOrganization),
            assignee
        );

    /// <summary>
    /// Running clocks, ten at a case, each of which has only its last reminder left. They fall due one a second, at five places of the table at a
    /// time, as terms of different length do.
    /// </summary>
    public static Task AddClocksAsync(NpgsqlDataSource source, int count) =>
        source.DoAsync(
            $"""
            insert into clocks (county_code, id, case_id, rule, variant, length, unit, roll, kind, started_on, started_at, pauses, due_internal,
                due_legal, provisional, state, next_rung_at)
            select $1, ('{Prefix}' || lpad(to_hex(n), 12, '0'))::uuid, ('{Prefix}' || lpad(to_hex(n / 10 + 1), 12, '0'))::uuid, 'DL-PEN-05', '', 7,
                'WD', 'none', 'legal', '2026-01-01', '2026-01-01', '[]', due, due, false, 'running', due
            from generate_series(1, $2) n,
                lateral (select timestamptz '2026-02-01' + (n + n % 5 * ($2 / 5)) * interval '1 second' as due) d
            """,
            County,
            count
        );

    public static Task AnalyzeAsync(NpgsqlDataSource source) => source.DoAsync("vacuum analyze");

    private const string Title = """{"zh":"调查终结报告","en":"Report of the investigation"}""";

    // About as long as the spec of a real task.
    private static readonly string Spec =
        """{"outcomes":[{"name":"submit","label":{"zh":"提交审核","en":"Submit for review"}}],"title":"""
        + Title
        + ",\"hint\":{\"zh\":\""
        + new string('查', 200)
        + "\"}}";

    /// <summary>An id of this county without its last twelve digits, which are the number of the row.</summary>
    private static readonly string Prefix = RowId.New(County, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).ToString("N")[..20];
}
