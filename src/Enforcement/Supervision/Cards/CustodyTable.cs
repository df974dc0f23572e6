using System.Text.Json;
using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Tasks;
using Npgsql;

namespace Enforcement.Supervision.Cards;

/// <summary>A clock with who held it: what a card is judged by.</summary>
internal sealed record HeldClock(Clock Clock, Custody Custody);

/// <summary>Reads who held clocks: the task of a clock by whoever has that task, before and without one the case by whoever has the case.</summary>
internal static class CustodyTable
{
    /// <summary>Kinds of holding in which no body is slow: a window of the party, a suspension, the end.</summary>
    private static readonly string[] NobodysKinds = ["party", "paused", "none"];

    private static readonly string ClockColumns = ClockTable.ColumnsOf("c");

    public static Statement ReadClocks(IReadOnlyList<(CaseKey Case, Guid Clock)> clocks) =>
        Statement.Of(
            $"""
            select {ClockColumns}, t.organization, t.role, t.assignee, t.spec ->> 'holding', t.opened_at, t.past_holds, f.opened_at
            from unnest($1::text[], $2::uuid[]) n (county, clock)
            join clocks c on c.county_code = n.county and c.id = n.clock
            join cases f on f.county_code = c.county_code and f.id = c.case_id
            left join tasks t on t.county_code = c.county_code and t.id = c.task_id
            order by c.county_code, c.id
            """,
            P.Texts(clocks.Select(it => it.Case.County)),
            P.Uuids(clocks.Select(it => it.Clock))
        );

    /// <summary>All clocks of a case, ended ones too.</summary>
    public static Statement ReadClocksOf(CaseOf of) =>
        Statement.Of(
            $"""
            select {ClockColumns}, t.organization, t.role, t.assignee, t.spec ->> 'holding', t.opened_at, t.past_holds, f.opened_at
            from clocks c join cases f on f.county_code = c.county_code and f.id = c.case_id
                left join tasks t on t.county_code = c.county_code and t.id = c.task_id
            where c.county_code = $1 and c.case_id = {of.CaseId}
            """,
            of.Parameters
        );

    /// <summary>Of each clock the one with which its term began; through extensions and later wordings, and mostly itself.</summary>
    public static Statement ReadFirsts(IReadOnlyList<(CaseKey Case, Guid Clock)> clocks) =>
        Statement.Of(
            """
            with recursive line as (
                select n.county, n.clock, n.clock as first, 0 as place from unnest($1::text[], $2::uuid[]) n (county, clock)
                union all
                select l.county, l.clock, coalesce(k.supersedes, k.extends), l.place + 1
                from line l join clocks k on k.county_code = l.county and k.id = l.first
                where coalesce(k.supersedes, k.extends) is not null)
            select distinct on (clock) clock, first from line order by clock, place desc
            """,
            P.Texts(clocks.Select(it => it.Case.County)),
            P.Uuids(clocks.Select(it => it.Clock))
        );

    public static FirstRow FirstFrom(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetGuid(1));

    public static Statement ReadHoldings(IEnumerable<CaseKey> cases)
    {
        var keys = cases.Distinct().ToList();
        return Statement.Of(
            """
            select h.case_id, h.organization, h.role, h.person_id, h.kind, h.from_at, h.to_at
            from unnest($1::text[], $2::uuid[]) n (county, id)
            join case_holdings h on h.county_code = n.county and h.case_id = n.id
            order by h.county_code, h.case_id, h.seq
            """,
            P.Texts(keys.Select(key => key.County)),
            P.Uuids(keys.Select(key => key.Id))
        );
    }

    public static Statement ReadOutages => Statement.Of("select first_day, last_day from outages order by first_day");

    public static ClockRow ClockFrom(NpgsqlDataReader row)
    {
        const int first = ClockTable.ColumnCount;
        var clock = ClockTable.From(row);
        var opened = row.GetFieldValue<DateTimeOffset>(first + 6);
        return new ClockRow(clock, row.IsDBNull(first) ? [] : [.. HoldsOf(row, first)], clock.StartedAt < opened ? opened : null);
    }

    /// <summary>Who had the task of a clock, one after the other: it may have been claimed, released or given to another since.</summary>
    private static IEnumerable<Held> HoldsOf(NpgsqlDataReader row, int first)
    {
        var task = new Held(
            row.GetString(first),
            row.GetString(first + 1),
            row.IsDBNull(first + 2) ? null : row.GetGuid(first + 2),
            row.IsDBNull(first + 3) ? "handling" : row.GetString(first + 3),
            row.GetFieldValue<DateTimeOffset>(first + 4),
            null
        );
        foreach (var past in JsonSerializer.Deserialize<List<PastHold>>(row.GetString(first + 5), JsonSerializerOptions.Web)!)
        {
            yield return task with
            {
                Person = past.Person,
                To = past.Until,
            };
            task = task with { From = past.Until };
        }
        yield return task;
    }

    public static HoldingRow HoldingFrom(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            new Held(
                row.GetString(1),
                row.IsDBNull(2) ? null : row.GetString(2),
                row.IsDBNull(3) ? null : row.GetGuid(3),
                row.GetString(4),
                row.GetFieldValue<DateTimeOffset>(5),
                row.IsDBNull(6) ? null : row.GetFieldValue<DateTimeOffset>(6)
            )
        );

    public static OutageRow OutageFrom(NpgsqlDataReader row) =>
        new(new Pause(row.GetFieldValue<DateOnly>(0), row.GetFieldValue<DateOnly>(1).AddDays(1)));

    public static IReadOnlyList<HeldClock> Join(
        IEnumerable<ClockRow> clocks,
        IEnumerable<HoldingRow> holdings,
        IEnumerable<OutageRow> outages,
        OrganizationDirectory organizations
    )
    {
        var byCase = holdings.ToLookup(it => it.Case, it => it.Held);
        var still = outages.Select(it => it.Days).ToList();
        return
        [
            .. clocks.Select(it => new HeldClock(
                it.Clock,
                new Custody(
                    [
                        .. it.CarriedAt is { } carried ? [new Hold(DateTimeOffset.MinValue, carried, null)] : Array.Empty<Hold>(),
                        .. Of([.. byCase[it.Clock.CaseKey.Id]], it.Task)
                            .Select(held => new Hold(held.From, held.To, ChargedBy(held, organizations))),
                    ],
                    still
                )
            )),
        ];
    }

    /// <summary>Who had a clock, one after the other.</summary>
    public static IEnumerable<Held> Of(IReadOnlyList<Held> ofCase, IReadOnlyList<Held> task) =>
        task is not [var opened, ..]
            ? ofCase
            :
            [
                .. ofCase
                    .Where(held => held.From < opened.From)
                    .Select(held => held.To is { } to && to <= opened.From ? held : held with { To = opened.From }),
                .. task,
            ];

    /// <summary>A body outside this installation answers to nobody here.</summary>
    private static Charged? ChargedBy(Held held, OrganizationDirectory organizations) =>
        NobodysKinds.Contains(held.Kind) || organizations.Find(held.Organization)?.Kind == "outside"
            ? null
            : new Charged(held.Organization, held.Role, held.Person);

    /// <param name="Kind">As in <c>case_holdings</c>.</param>
    internal sealed record Held(string Organization, string? Role, Guid? Person, string Kind, DateTimeOffset From, DateTimeOffset? To);

    /// <param name="Task">Who had its task; none: it has no task.</param>
    /// <param name="CarriedAt">It came with the case from another body that had it until then; null: it began here.</param>
    internal sealed record ClockRow(Clock Clock, IReadOnlyList<Held> Task, DateTimeOffset? CarriedAt);

    internal sealed record FirstRow(Guid Clock, Guid First);

    internal sealed record HoldingRow(Guid Case, Held Held);

    internal sealed record OutageRow(Pause Days);
}
