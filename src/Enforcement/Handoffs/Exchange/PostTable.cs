using Enforcement.Persistence;

namespace Enforcement.Handoffs.Exchange;

/// <summary>What is given up of what was to be said, and said again after all.</summary>
internal static class PostTable
{
    /// <summary>
    /// It holds up nobody any more, and gives its number back, if it had one: the other side has refused these bytes for themselves and would have answered them
    /// with their receipt had it ever taken them. Of a pair only one that waits is numbered, and the number is the last.
    /// </summary>
    public static IEnumerable<Statement> GiveUp(Guid id, string why)
    {
        yield return Statement.Of(
            """
            update handoff_pairs o set sent = o.sent - 1 from handoff_posts p
            where p.id = $1 and p.state = 'waiting' and o.own_org = p.own_org and o.peer_org = p.peer_org and o.sent = p.seq
            """,
            P.Uuid(id)
        );
        yield return Statement.Of(
            """
            update handoff_posts set state = 'dead', seq = null, message = null, attempts = attempts + 1, last_error = $2
            where id = $1 and state = 'waiting'
            """,
            P.Uuid(id),
            P.Text(why)
        );
    }

    /// <summary>From the first attempt, in its old place; what was numbered meanwhile goes before it.</summary>
    public static Statement SayAgain(Guid id, DateTimeOffset at) =>
        Statement.Of(
            """
            update handoff_posts set state = 'waiting', attempts = 0, last_error = null, next_at = $2 where id = $1 and state = 'dead'
            returning own_org || ' → ' || peer_org || ' ' || kind
            """,
            P.Uuid(id),
            P.Time(at)
        );
}
