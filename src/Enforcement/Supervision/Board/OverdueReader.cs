using Enforcement.Deadlines;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.Supervision.Board;

/// <summary>A term that is over or falls due within a working day, with whoever has it.</summary>
/// <param name="Legal">The term is one of the law; else the office's own.</param>
/// <param name="HolderKind">As in the history of holdings: <c>handling</c>, <c>approval</c>, <c>review</c>, <c>party</c>, <c>receiver</c>.</param>
/// <param name="DaysOver">Calendar days since the internal due day; negative or zero: it is still to come.</param>
public sealed record OverdueTerm(
    Guid Id,
    string CaseNumber,
    string CaseTitle,
    string Stage,
    string Rule,
    string RuleName,
    bool Legal,
    DateTimeOffset DueInternal,
    DateTimeOffset DueLegal,
    bool Provisional,
    string Organization,
    string OrganizationName,
    string? Role,
    string? Person,
    string HolderKind,
    int DaysOver,
    bool LegalOver,
    int Cards
);

/// <summary>How many terms a body has on the board.</summary>
public sealed record OverdueBody(string Organization, string OrganizationName, int Overdue, int LegalOver, int Soon, int MostDaysOver);

/// <param name="Next">Opaque; null at the end.</param>
public sealed record OverdueSlice(IReadOnlyList<OverdueTerm> Items, string? Next);

/// <summary>The overdue board 超期看板: what runs and is over, or falls due within a working day; longest over first. Terms of the party are not on it.</summary>
public sealed class OverdueReader(
    ScopedReads reads,
    OrganizationDirectory organizations,
    DeadlineBook book,
    BusinessTime time,
    TimeProvider clock
)
{
    /// <summary>Whoever has the clock: its task, else the case.</summary>
    private const string Held = """
        join cases c on c.county_code = k.county_code and c.id = k.case_id
        left join tasks t on t.county_code = k.county_code and t.id = k.task_id
        left join lateral (
            select h.organization, h.role, h.person_id, h.kind from case_holdings h
            where h.county_code = k.county_code and h.case_id = k.case_id and h.to_at is null order by h.seq desc limit 1) h on true
        cross join lateral (
            select coalesce(t.organization, h.organization, c.handler_org) as organization, coalesce(t.role, h.role) as role,
                case when t.id is null then h.person_id else t.assignee end as person,
                coalesce(t.spec ->> 'holding', h.kind, 'handling') as kind) w
        """;

    /// <summary>$1 is now, $2 the bodies, $3 to $5 the counties with the end of their next working day and whether all of each is seen, $6 the country's.</summary>
    private const string Scoped = """
        with counties as (select * from unnest($3::text[], $4::timestamptz[], $5::boolean[]) n (county, horizon, whole)),
        mine as (
            select county_code, case_id as id from case_sight where viewer_org = any ($2)
            union select county_code, case_id from tasks where state in ('open', 'signing') and organization = any ($2))
        """;

    /// <summary>The filter of the page: $7 the status, $8 who has it, $9 words.</summary>
    private const string Filter = """
        k.state = 'running' and k.roll <> 'forward'
            and ($7::text is null or $7 = 'overdue' and k.due_internal <= $1 or $7 = 'legal' and k.kind = 'legal' and k.due_legal <= $1
                or $7 = 'soon' and k.due_internal > $1)
            and ($8::text is null or w.organization = $8)
            and ($9::text is null or c.number like $9 or c.title like $9)
        """;

    private static readonly string OfBodies = $"""
        from mine m join clocks k on k.county_code = m.county_code and k.case_id = m.id {Held} left join counties n on n.county = k.county_code
        where {Filter} and k.due_internal <= coalesce(n.horizon, $6)
            and (c.owner_org = any ($2) or c.handler_org = any ($2) or w.organization = any ($2))
        """;

    private static readonly string OfCounty =
        $"from clocks k {Held} where k.county_code = n.county and {Filter} and k.due_internal <= n.horizon";

    /// <exception cref="NotAllowedException"><c>board.heads-only</c>.</exception>
    /// <exception cref="MalformedException">The cursor is none of this list's.</exception>
    public async Task<OverdueSlice> ListAsync(Actor actor, OverdueQuery query, int limit, string? after, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var rows = await reads.RowsAsync(actor.Scope, PageOf(actor, query, limit, after), row => Term(row, now), cancel);
        var items = rows.Take(limit).ToList();
        return new OverdueSlice(items, rows.Count > limit ? new PageCursor(items[^1].DueInternal, items[^1].Id).ToString() : null);
    }

    /// <summary>Of each county and of one's bodies no more than a page is read, then the page of all; one more, which says that there is a next.</summary>
    internal Statement PageOf(Actor actor, OverdueQuery query, int limit, string? after = null)
    {
        var from = after is null ? new PageCursor(DateTimeOffset.UnixEpoch, Guid.Empty) : PageCursor.Read(after);
        const string columns = "k.county_code, k.id, k.due_internal, w.organization, w.role, w.person, w.kind";
        const string page = "and (k.due_internal, k.id) > ($10, $11) order by k.due_internal, k.id limit $12";
        return Statement.Of(
            $"""
            {Scoped},
            found as (
                (select {columns} {OfBodies} {page})
                union
                select r.* from counties n cross join lateral (select {columns} {OfCounty} {page}) r where n.whole
                order by due_internal, id limit $12)
            select k.id, c.number, c.title, c.stage, k.rule, k.variant, k.kind, coalesce(k.rule_on, k.started_on), k.due_internal, k.due_legal, k.provisional,
                f.organization, f.role, a.name, f.kind,
                (select count(*)::integer from cards d where d.county_code = k.county_code and d.clock_id = k.id and d.state <> 'lifted')
            from found f join clocks k on k.county_code = f.county_code and k.id = f.id
                join cases c on c.county_code = k.county_code and c.id = k.case_id left join accounts a on a.id = f.person
            order by k.due_internal, k.id
            """,
            [.. Parameters(actor, query, clock.GetUtcNow()), P.Time(from.At), P.Uuid(from.Id), P.Int(limit + 1)]
        );
    }

    /// <summary>What the same filter finds, counted by whoever has it; the longest over first.</summary>
    /// <exception cref="NotAllowedException"><c>board.heads-only</c>.</exception>
    public async Task<IReadOnlyList<OverdueBody>> ByBodyAsync(Actor actor, OverdueQuery query, CancellationToken cancel)
    {
        const string columns = "k.county_code, k.id, k.due_internal, k.kind, k.due_legal, w.organization";
        return await reads.RowsAsync(
            actor.Scope,
            Statement.Of(
                $"""
                {Scoped},
                found as (
                    select {columns} {OfBodies}
                    union
                    select r.* from counties n cross join lateral (select {columns} {OfCounty}) r where n.whole)
                select organization, count(*) filter (where due_internal <= $1)::integer,
                    count(*) filter (where kind = 'legal' and due_legal <= $1)::integer,
                    count(*) filter (where due_internal > $1)::integer, min(due_internal)
                from found group by 1 order by min(due_internal), 1
                """,
                Parameters(actor, query, clock.GetUtcNow())
            ),
            row => new OverdueBody(
                row.GetString(0),
                organizations.NameOf(row.GetString(0)),
                row.GetInt32(1),
                row.GetInt32(2),
                row.GetInt32(3),
                Math.Max(0, DaysOver(row.GetFieldValue<DateTimeOffset>(4)))
            ),
            cancel
        );
    }

    private NpgsqlParameter[] Parameters(Actor actor, OverdueQuery query, DateTimeOffset now)
    {
        var scope = BoardScope.Of(actor, organizations);
        var whole = organizations
            .Known.Values.Select(organization => organization.County)
            .OfType<string>()
            .Where(county => scope.Regions.Any(region => county.StartsWith(region, StringComparison.Ordinal)))
            .ToHashSet();
        var counties = whole
            .Concat(scope.Bodies.Select(body => organizations.Find(body)?.County).OfType<string>())
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        var deadlines = book.Current;
        return
        [
            P.Time(now),
            P.Texts(scope.Bodies),
            P.Texts(counties),
            P.Times(counties.Select(county => (DateTimeOffset?)HorizonOf(deadlines.CalendarOf(county)))),
            P.Bools(counties.Select(whole.Contains)),
            P.Time(HorizonOf(deadlines.Calendar)),
            P.Text(query.Status),
            P.Text(query.Organization),
            P.Text(query.Q is { } words ? Paging.Containing(words) : null),
        ];
    }

    /// <summary>The end of the next day after today on which the offices of a county work: one that is closed for a day is no working day there.</summary>
    private DateTimeOffset HorizonOf(Calendar calendar) => book.Current.Office.EndOf(calendar.NthFrom(time.Today.AddDays(1), 1));

    private int DaysOver(DateTimeOffset due) => time.Today.DayNumber - time.LastDayOf(due).DayNumber;

    private OverdueTerm Term(NpgsqlDataReader row, DateTimeOffset now)
    {
        var (rule, variant, organization) = (row.GetString(4), row.GetString(5), row.GetString(11));
        var (isLegal, dueInternal, dueLegal) = (
            row.GetString(6) == "legal",
            row.GetFieldValue<DateTimeOffset>(8),
            row.GetFieldValue<DateTimeOffset>(9)
        );
        return new OverdueTerm(
            row.GetGuid(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            rule,
            book.Current.Find(rule, row.GetFieldValue<DateOnly>(7), variant)?.Name ?? rule,
            isLegal,
            dueInternal,
            dueLegal,
            row.GetBoolean(10),
            organization,
            organizations.NameOf(organization),
            row.IsDBNull(12) ? null : row.GetString(12),
            row.IsDBNull(13) ? null : row.GetString(13),
            row.GetString(14),
            DaysOver(dueInternal),
            isLegal && dueLegal <= now,
            row.GetInt32(15)
        );
    }
}
