using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Shell;

namespace Enforcement.Handoffs.Exchange;

/// <summary>How far two bodies have counted what they said to each other.</summary>
/// <param name="Acknowledged">The last number for which the other side's receipt is here.</param>
/// <param name="Taken">The last number of a message that was taken here.</param>
public sealed record Pair(string Own, string Peer, long Sent, long Received, long Acknowledged, long Taken);

/// <param name="Sent">What the other side has received.</param>
/// <param name="Received">What the other side has sent.</param>
public sealed record PairRequest(string? Own, string? Peer, long? Sent, long? Received);

/// <summary>
/// The counters of the pairs, for the system admin. After a restored backup they stand too low: the other side refuses numbers that were used, and sends ones
/// that seem to come too early. The two admins tell each other where they stand, and the one who restored sets them to it. What is certain is the bound: no number
/// that the other side has acknowledged, or that was taken here, is used again. A number that was typed too high can be mended.
/// </summary>
public sealed class Pairs(ScopedReads reads, BusinessTime time)
{
    private const string Select = """
        select o.own_org, o.peer_org, o.sent, o.received,
            coalesce((select max(p.seq) from handoff_posts p where p.own_org = o.own_org and p.peer_org = o.peer_org and p.state = 'done'), 0),
            coalesce((select max(i.seq) from handoff_inbox i where i.own_org = o.own_org and i.peer_org = o.peer_org), 0)
        from handoff_pairs o
        """;

    /// <exception cref="NotAllowedException">No system admin.</exception>
    public async Task<IReadOnlyList<Pair>> AllAsync(Actor admin, CancellationToken cancel)
    {
        PeerRights.Demand(admin);
        return await ReadAsync(Statement.Of($"{Select} order by o.own_org, o.peer_org limit 500"), cancel);
    }

    /// <summary>Sets the counters of a pair. What was numbered and not taken is numbered and signed anew.</summary>
    /// <exception cref="NotAllowedException">No system admin.</exception>
    /// <exception cref="NotVisibleException">The two have said nothing to each other.</exception>
    /// <exception cref="MalformedException">By field.</exception>
    /// <exception cref="RefusedException"><c>peer.pair-backwards</c>: a number that was used would be given to other words.</exception>
    /// <exception cref="ChangedMeanwhileException">The two have gone on counting.</exception>
    public async Task<Pair> ResetAsync(Actor admin, PairRequest request, CancellationToken cancel)
    {
        PeerRights.Demand(admin);
        var (own, peer) = (PlainText.RequiredLine("own", request.Own, 40), PlainText.RequiredLine("peer", request.Peer, 40));
        var (sent, received) = (Number("sent", request.Sent), Number("received", request.Received));
        var known = await ReadAsync(Statement.Of($"{Select} where o.own_org = $1 and o.peer_org = $2", P.Text(own), P.Text(peer)), cancel);
        if (known is not [var before])
            throw new NotVisibleException();
        if (sent < before.Acknowledged || received < before.Taken)
            throw HandoffRefusals.PairBackwards(before);
        await reads.WriteAsync(
            Scope.Everything,
            [
                Statement.Of(
                    "update handoff_posts set seq = null, message = null, next_at = $3 where own_org = $1 and peer_org = $2 and state = 'waiting'",
                    P.Text(own),
                    P.Text(peer),
                    P.Time(time.Now)
                ),
                Statement.Hit(
                    "handoff_pairs",
                    """
                    update handoff_pairs set sent = $3, received = $4
                    where own_org = $1 and peer_org = $2 and sent = $5 and received = $6 returning 1
                    """,
                    P.Text(own),
                    P.Text(peer),
                    P.Long(sent),
                    P.Long(received),
                    P.Long(before.Sent),
                    P.Long(before.Received)
                ),
                AdminLogEntry
                    .Of(
                        time.Now,
                        admin.UserName,
                        "handoff.pair-reset",
                        $"{own} → {peer}",
                        new { before.Sent, before.Received },
                        new { Sent = sent, Received = received }
                    )
                    .Insert(),
            ],
            cancel
        );
        return before with { Sent = sent, Received = received };
    }

    private static long Number(string field, long? number) =>
        number switch
        {
            null => throw new MalformedException((field, "required")),
            < 0 => throw new MalformedException((field, "range")),
            { } it => it,
        };

    private Task<List<Pair>> ReadAsync(Statement statement, CancellationToken cancel) =>
        reads.RowsAsync(
            Scope.Everything,
            statement,
            row => new Pair(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5)),
            cancel
        );
}
