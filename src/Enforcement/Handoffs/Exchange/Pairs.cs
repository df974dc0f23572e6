using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Shell;

namespace Enforcement.Handoffs.Exchange;

/// <summary>How far two bodies have counted what they said to each other.</summary>
public sealed record Pair(string Own, string Peer, long Sent, long Received);

/// <param name="Sent">What the other side has received.</param>
/// <param name="Received">What the other side has sent.</param>
public sealed record PairRequest(string? Own, string? Peer, long? Sent, long? Received);

/// <summary>
/// The counters of the pairs, for the system admin. After a restored backup they stand too low: the other side refuses numbers that were used, and sends ones
/// that seem to come too early. The two admins tell each other where they stand, and the one who restored sets them forward.
/// </summary>
public sealed class Pairs(ScopedReads reads, BusinessTime time)
{
    private const string Columns = "own_org, peer_org, sent, received";

    /// <exception cref="NotAllowedException">No system admin.</exception>
    public async Task<IReadOnlyList<Pair>> AllAsync(Actor admin, CancellationToken cancel)
    {
        PeerRights.Demand(admin);
        return await ReadAsync(Statement.Of($"select {Columns} from handoff_pairs order by own_org, peer_org limit 500"), cancel);
    }

    /// <summary>Sets a pair forward. What was numbered and not taken is numbered and signed anew.</summary>
    /// <exception cref="NotAllowedException">No system admin.</exception>
    /// <exception cref="NotVisibleException">The two have said nothing to each other.</exception>
    /// <exception cref="MalformedException">By field.</exception>
    /// <exception cref="RefusedException"><c>peer.pair-backwards</c>: a number that was used would be given to other words.</exception>
    public async Task<Pair> ResetAsync(Actor admin, PairRequest request, CancellationToken cancel)
    {
        PeerRights.Demand(admin);
        var (own, peer) = (PlainText.RequiredLine("own", request.Own, 40), PlainText.RequiredLine("peer", request.Peer, 40));
        var sent = request.Sent ?? throw new MalformedException(("sent", "required"));
        var received = request.Received ?? throw new MalformedException(("received", "required"));
        var known = await ReadAsync(
            Statement.Of($"select {Columns} from handoff_pairs where own_org = $1 and peer_org = $2", P.Text(own), P.Text(peer)),
            cancel
        );
        if (known is not [var before])
            throw new NotVisibleException();
        // The last number may be of a message that was never taken, and is then given again.
        if (sent < before.Sent - 1 || received < before.Received)
            throw HandoffRefusals.PairBackwards();
        await reads.WriteAsync(
            Scope.Everything,
            [
                Statement.Of(
                    "update handoff_posts set seq = null, message = null, next_at = $3 where own_org = $1 and peer_org = $2 and state = 'waiting'",
                    P.Text(own),
                    P.Text(peer),
                    P.Time(time.Now)
                ),
                Statement.Of(
                    "update handoff_pairs set sent = $3, received = $4 where own_org = $1 and peer_org = $2",
                    P.Text(own),
                    P.Text(peer),
                    P.Long(sent),
                    P.Long(received)
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
        return new Pair(own, peer, sent, received);
    }

    private Task<List<Pair>> ReadAsync(Statement statement, CancellationToken cancel) =>
        reads.RowsAsync(
            Scope.Everything,
            statement,
            row => new Pair(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3)),
            cancel
        );
}
