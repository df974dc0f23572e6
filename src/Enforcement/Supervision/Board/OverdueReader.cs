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
    private const string From = """
        from clocks k
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

    private const string Where = """
        where k.state = 'running' and k.roll <> 'forward' and k.due_internal <= $1
            and (c.owner_org = any ($2) or c.handler_org = any ($2) or w.organization = any ($2)
                or k.county_code = any ($3) or left(k.county_code, 4) = any ($3) or left(k.county_code, 2) = any ($3))
        """;

    /// <exception cref="NotAllowedException"><c>board.heads-only</c>.</exception>
    /// <exception cref="MalformedException">The cursor is none of this list's.</exception>
    public async Task<OverdueSlice> ListAsync(Actor actor, OverdueQuery query, int limit, string? after, CancellationToken cancel)
    {
        var scope = BoardScope.Of(actor, organizations);
        var now = clock.GetUtcNow();
        var from = after is null ? new PageCursor(DateTimeOffset.UnixEpoch, Guid.Empty) : PageCursor.Read(after);
        var rows = await reads.RowsAsync(
            actor.Scope,
            Statement.Of(
                $"""
                select k.id, c.number, c.title, c.stage, k.rule, k.variant, k.kind, coalesce(k.rule_on, k.started_on), k.due_internal, k.due_legal, k.provisional,
                    w.organization, w.role, a.name, w.kind,
                    (select count(*)::integer from cards d where d.county_code = k.county_code and d.clock_id = k.id and d.state <> 'lifted')
                {From} left join accounts a on a.id = w.person {Where}
                    and ($4::text is null or w.organization = $4)
                    and ($5::text is null or $5 = 'overdue' and k.due_internal <= $6 or $5 = 'legal' and k.kind = 'legal' and k.due_legal <= $6
                        or $5 = 'soon' and k.due_internal > $6)
                    and ($7::text is null or c.number like $7 or c.title like $7)
                    and (k.due_internal, k.id) > ($8, $9)
                order by k.due_internal, k.id limit $10
                """,
                P.Time(Horizon),
                P.Texts(scope.Bodies),
                P.Texts(scope.Regions),
                P.Text(query.Organization),
                P.Text(query.Status),
                P.Time(now),
                P.Text(query.Q is { } words ? Paging.Containing(words) : null),
                P.Time(from.At),
                P.Uuid(from.Id),
                P.Int(limit + 1)
            ),
            row => Term(row, now),
            cancel
        );
        var items = rows.Take(limit).ToList();
        return new OverdueSlice(items, rows.Count > limit ? new PageCursor(items[^1].DueInternal, items[^1].Id).ToString() : null);
    }

    /// <summary>The same, counted by whoever has it; the longest over first.</summary>
    /// <exception cref="NotAllowedException"><c>board.heads-only</c>.</exception>
    public async Task<IReadOnlyList<OverdueBody>> ByBodyAsync(Actor actor, CancellationToken cancel)
    {
        var scope = BoardScope.Of(actor, organizations);
        var now = clock.GetUtcNow();
        return await reads.RowsAsync(
            actor.Scope,
            Statement.Of(
                $"""
                select w.organization, count(*) filter (where k.due_internal <= $4)::integer,
                    count(*) filter (where k.kind = 'legal' and k.due_legal <= $4)::integer,
                    count(*) filter (where k.due_internal > $4)::integer, min(k.due_internal)
                {From} {Where}
                group by 1 order by min(k.due_internal), 1
                """,
                P.Time(Horizon),
                P.Texts(scope.Bodies),
                P.Texts(scope.Regions),
                P.Time(now)
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

    /// <summary>The end of the next working day after today.</summary>
    private DateTimeOffset Horizon => book.Current.Office.EndOf(book.Current.Calendar.NthFrom(time.Today.AddDays(1), 1));

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
