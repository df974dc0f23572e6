using System.Text.Json.Nodes;
using Enforcement.Handoffs.Incoming;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;

namespace Enforcement.Handoffs.Exchange;

/// <summary>
/// Takes a message of another installation: who signed it, whether it is for us, whether its turn has come; then what it says and its place in the
/// inbox in one transaction. Said again, it changes nothing and is answered with the same receipt.
/// </summary>
public sealed class TakeMessage(
    Steps steps,
    ScopedReads reads,
    Peers peers,
    Keys keys,
    SenderSide sender,
    ReceiverSide receiver,
    OrganizationDirectory organizations
)
{
    /// <returns>The signed receipt.</returns>
    /// <exception cref="ExchangeRefusal">It is not taken.</exception>
    internal async Task<string> RunAsync(string? jws, JsonObject files, CancellationToken cancel)
    {
        var claim = Jws.Read(jws) ?? throw ExchangeRefusal.Unreadable();
        var message = Message.Of(claim.Payload) ?? throw ExchangeRefusal.Unreadable();
        var pinned =
            (await peers.ValidAsync(message.From, cancel)).FirstOrDefault(peer => peer.KeyId == claim.KeyId)
            ?? throw ExchangeRefusal.KeyNotValid();
        if (!claim.IsSignedBy(pinned.PublicKey))
            throw ExchangeRefusal.Forged();
        if (organizations.Find(message.To) is not { County: not null, Kind: not "outside" } || !await keys.HasAsync(message.To, cancel))
            throw ExchangeRefusal.NotForUs();
        if (await SaidBeforeAsync(message, jws!, cancel) is { } before)
            return before;
        if (message.Kind == MessageKinds.Offer)
            ReceiverSide.Check(message, files);

        var (pair, known) = (new Turn(message), Known(message));
        await using var step = await BeginAsync(message, pair.Read, known, cancel);
        if (pair.Received >= message.Seq)
            // Somebody was faster with the same message, or it is another under a number that was used.
            return await SaidBeforeAsync(message, jws!, cancel) ?? throw ExchangeRefusal.Replayed();
        if (pair.Received != message.Seq - 1)
            throw ExchangeRefusal.OutOfSequence();
        var changed = MessageKinds.IsOfSender(message.Kind)
            ? await receiver.TakeAsync(step, message, known.RowOrNull, files, cancel)
            : await sender.TakeAsync(step, message, cancel);
        var receipt = await keys.SignAsync(message.To, message.Receipt(jws!, step.Now), cancel) ?? throw ExchangeRefusal.NotForUs();
        step.Write(InboxTable.Insert(message, jws!, receipt, changed ? "taken" : "late", step.Now));
        step.Write(InboxTable.Advance(message));
        await step.CommitAsync(cancel);
        return receipt;
    }

    /// <summary>What answers a letter of ours moves the case it is about; everything else is a row of its own.</summary>
    private async Task<Step> BeginAsync(Message message, StepRead turn, StepRead known, CancellationToken cancel)
    {
        if (MessageKinds.IsOfSender(message.Kind))
            return await steps.BeginNewAsync(Actor.System, cancel, turn, known);
        try
        {
            return await sender.BeginAsync(message, turn, cancel);
        }
        catch (NotVisibleException)
        {
            throw ExchangeRefusal.NoSuchHandoff();
        }
    }

    private static StepRead<IncomingLetter> Known(Message message) =>
        new(IncomingTable.OfHandoff(message.To, message.From, message.Handoff), IncomingTable.From);

    private async Task<string?> SaidBeforeAsync(Message message, string jws, CancellationToken cancel)
    {
        var known = await reads.RowsAsync(
            Scope.Everything,
            Statement.Of(
                """
                select message, receipt from handoff_inbox
                where message_id = $1 or (own_org = $2 and peer_org = $3 and seq = $4)
                """,
                P.Uuid(message.Id),
                P.Text(message.To),
                P.Text(message.From),
                P.Long(message.Seq)
            ),
            row => (Message: row.GetString(0), Receipt: row.GetString(1)),
            cancel
        );
        return known switch
        {
            [] => null,
            [var same] when same.Message == jws => same.Receipt,
            _ => throw ExchangeRefusal.Replayed(),
        };
    }

    /// <summary>How far this pair has counted; its row is locked until the step ends.</summary>
    private sealed class Turn
    {
        private readonly StepRead<object> read;

        public Turn(Message message) =>
            read = new StepRead<object>(
                Statement.Of(
                    """
                    insert into handoff_pairs (own_org, peer_org) values ($1, $2)
                    on conflict (own_org, peer_org) do update set received = handoff_pairs.received returning received
                    """,
                    P.Text(message.To),
                    P.Text(message.From)
                ),
                row => row.GetInt64(0)
            );

        public StepRead Read => read;

        public long Received => (long)read.Row;
    }
}

internal static class InboxTable
{
    public static Statement Insert(Message message, string jws, string receipt, string outcome, DateTimeOffset at) =>
        Statement.Of(
            """
            insert into handoff_inbox (own_org, peer_org, message_id, seq, kind, handoff_id, message, receipt, outcome, received_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            P.Text(message.To),
            P.Text(message.From),
            P.Uuid(message.Id),
            P.Long(message.Seq),
            P.Text(message.Kind),
            P.Uuid(message.Handoff),
            P.Text(jws),
            P.Text(receipt),
            P.Text(outcome),
            P.Time(at)
        );

    public static Statement Advance(Message message) =>
        Statement.Hit(
            "handoff_pairs",
            "update handoff_pairs set received = $3 where own_org = $1 and peer_org = $2 and received = $3 - 1 returning 1",
            P.Text(message.To),
            P.Text(message.From),
            P.Long(message.Seq)
        );
}
