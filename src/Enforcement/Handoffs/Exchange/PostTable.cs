using Enforcement.Identity;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Handoffs.Exchange;

/// <summary>A message that another installation does not take.</summary>
internal sealed record StuckMessage(Guid Id, string Own, string Peer, string Kind, Guid Handoff)
{
    public string County => RowId.CountyOf(Id);
}

/// <summary>What is given up of what was to be said, and said again after all.</summary>
internal static class PostTable
{
    /// <summary>
    /// What the two have to do with each other in it has ended: it goes as a package, nobody waits for an answer any more, or the sender took it back. Saying it
    /// would offer anew what nobody takes back.
    /// </summary>
    private const string IsOver = """
        (exists (
            select from handoffs h join escalations e on e.county_code = h.county_code and e.id = h.id
            where h.county_code = p.county_code and h.id = p.handoff_id and h.sender_org = p.own_org and (h.way <> 'peer'
                or p.kind in ('offer', 'designation', 'word') and e.state not in ('delivered', 'signed', 'objected', 'disputed'))
        ) or exists (
            select from incoming_letters l
            where l.organization = p.own_org and l.sender_org = p.peer_org and l.handoff_id = p.handoff_id and l.state = 'withdrawn'
        ))
        """;

    /// <summary>
    /// It holds up nobody any more, and gives its number back, if it had one: the other side has refused these bytes for themselves and would have answered them
    /// with their receipt had it ever taken them. Of a pair only one that waits is numbered, and the number is the last.
    /// </summary>
    /// <param name="attempts">Made since it was last put off.</param>
    public static IEnumerable<Statement> GiveUp(Guid id, string why, int attempts)
    {
        yield return Statement.Of(
            """
            update handoff_pairs o set sent = o.sent - 1 from handoff_posts p
            where p.id = $1 and p.state = 'waiting' and o.own_org = p.own_org and o.peer_org = p.peer_org and o.sent = p.seq
            """,
            P.Uuid(id)
        );
        yield return Statement.Hit(
            "handoff_posts",
            """
            update handoff_posts set state = 'dead', seq = null, message = null, attempts = attempts + $3, last_error = $2
            where id = $1 and state = 'waiting' returning 1
            """,
            P.Uuid(id),
            P.Text(why),
            P.Int(attempts)
        );
    }

    /// <summary>What waits behind an offer that was never taken says nothing to anybody.</summary>
    public static Statement GiveUpRest(StuckMessage offer) =>
        Statement.Of(
            "update handoff_posts set state = 'dead' where own_org = $1 and peer_org = $2 and handoff_id = $3 and state = 'waiting' and id <> $4",
            P.Text(offer.Own),
            P.Text(offer.Peer),
            P.Uuid(offer.Handoff),
            P.Uuid(offer.Id)
        );

    /// <summary>One that waits because it was not taken, and is not on its way just now.</summary>
    public static Statement Stuck(Guid id) =>
        Statement.Of(
            """
            select id, own_org, peer_org, kind, handoff_id, last_error from handoff_posts
            where id = $1 and state = 'waiting' and last_error is not null
            """,
            P.Uuid(id)
        );

    public static (StuckMessage It, string Why) StuckFrom(NpgsqlDataReader row) =>
        (new StuckMessage(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetGuid(4)), row.GetString(5));

    /// <summary>One that was given up: what it is, and whether its letter has ended.</summary>
    public static Statement GivenUp(Guid id) =>
        Statement.Of(
            $"select own_org || ' → ' || peer_org || ' ' || kind, {IsOver} from handoff_posts p where id = $1 and state = 'dead'",
            P.Uuid(id)
        );

    /// <summary>
    /// From the first attempt, in its old place, and with it whatever else of the pair was given up: one without what went before it would be refused again. What
    /// was numbered meanwhile goes before them.
    /// </summary>
    public static IEnumerable<Statement> SayAgain(Guid id, DateTimeOffset at)
    {
        const string again = "update handoff_posts p set state = 'waiting', attempts = 0, refusals = 0, last_error = null, next_at = $2";
        yield return Statement.Hit("handoff_posts", $"{again} where id = $1 and state = 'dead' returning 1", P.Uuid(id), P.Time(at));
        yield return Statement.Of(
            $"{again} from handoff_posts one where one.id = $1 and p.own_org = one.own_org and p.peer_org = one.peer_org and p.state = 'dead' and not {IsOver}",
            P.Uuid(id),
            P.Time(at)
        );
    }
}
