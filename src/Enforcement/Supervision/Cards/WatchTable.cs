using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Persistence;

namespace Enforcement.Supervision.Cards;

/// <summary>When each clock is looked at next. A row goes when nothing of its clock can be charged any more.</summary>
internal static class WatchTable
{
    /// <param name="since">Kept where the clock is watched already.</param>
    public static Statement Watch(Clock clock, DateTimeOffset at, DateTimeOffset since) =>
        Statement.Of(
            """
            insert into card_watches (county_code, clock_id, case_id, look_at, since) values ($1, $2, $3, $4, $5)
            on conflict (county_code, clock_id) do update set look_at = excluded.look_at
            """,
            P.Text(clock.CaseKey.County),
            P.Uuid(clock.Id),
            P.Uuid(clock.CaseKey.Id),
            P.Time(at),
            P.Time(since)
        );

    public static Statement Forget(Clock clock) =>
        Statement.Of("delete from card_watches where county_code = $1 and clock_id = $2", P.Text(clock.CaseKey.County), P.Uuid(clock.Id));

    /// <summary>The oldest first, after the last one of the page before.</summary>
    public static Statement Due(DateTimeOffset asOf, Watch? after, int most) =>
        Statement.Of(
            """
            select county_code, clock_id, case_id, look_at, since from card_watches
            where look_at <= $1 and (look_at, county_code, clock_id) > ($2, $3, $4) order by look_at, county_code, clock_id limit $5
            """,
            P.Time(asOf),
            P.Time(after?.LookAt ?? DateTimeOffset.UnixEpoch),
            P.Text(after?.Case.County ?? ""),
            P.Uuid(after?.Clock ?? Guid.Empty),
            P.Int(most)
        );

    /// <summary>All of a page at once; one that a step has put elsewhere meanwhile stays there.</summary>
    public static IEnumerable<Statement> Next(IReadOnlyList<(Watch Watch, DateTimeOffset? At)> looked)
    {
        if (looked.Where(it => it.At is null).ToList() is { Count: > 0 } done)
            yield return Statement.Of(
                """
                delete from card_watches w using unnest($1::text[], $2::uuid[], $3::timestamptz[]) n (county, clock, was)
                where w.county_code = n.county and w.clock_id = n.clock and w.look_at = n.was
                """,
                P.Texts(done.Select(it => it.Watch.Case.County)),
                P.Uuids(done.Select(it => it.Watch.Clock)),
                P.Times(done.Select(it => (DateTimeOffset?)it.Watch.LookAt))
            );
        if (looked.Where(it => it.At is not null).ToList() is { Count: > 0 } again)
            yield return Statement.Of(
                """
                update card_watches w set look_at = n.at from unnest($1::text[], $2::uuid[], $3::timestamptz[], $4::timestamptz[]) n (county, clock, was, at)
                where w.county_code = n.county and w.clock_id = n.clock and w.look_at = n.was
                """,
                P.Texts(again.Select(it => it.Watch.Case.County)),
                P.Uuids(again.Select(it => it.Watch.Clock)),
                P.Times(again.Select(it => (DateTimeOffset?)it.Watch.LookAt)),
                P.Times(again.Select(it => it.At))
            );
    }
}

internal sealed record Watch(CaseKey Case, Guid Clock, DateTimeOffset LookAt, DateTimeOffset Since)
{
    public static Watch From(Npgsql.NpgsqlDataReader row) =>
        new(
            new CaseKey(row.GetString(0), row.GetGuid(2)),
            row.GetGuid(1),
            row.GetFieldValue<DateTimeOffset>(3),
            row.GetFieldValue<DateTimeOffset>(4)
        );
}
