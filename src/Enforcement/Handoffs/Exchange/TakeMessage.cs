using System.Text.Json.Nodes;
using Enforcement.Handoffs.Incoming;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Npgsql;

namespace Enforcement.Handoffs.Exchange;

/// <summary>
/// Takes a message of another installation: who signed it, whether it is for us, whether its turn has come; then what it says and its place in the
/// inbox in one transaction. Said again, it changes nothing and is answered with the same receipt.
/// </summary>
public sealed partial class TakeMessage(
    Steps steps,
    ScopedReads reads,
    Peers peers,
    Keys keys,
    SenderSide sender,
    ReceiverSide receiver,
    OrganizationDirectory organizations,
    ILogger<TakeMessage> log
)
{
    /// <summary>What a message says, once it is certain who says it; nothing of it is done yet.</summary>
    /// <exception cref="ExchangeRefusal">It cannot be read, its key is not pinned, or its signature is wrong.</exception>
    internal async Task<Message> VerifyAsync(string? jws, CancellationToken cancel)
    {
        var claim = Jws.Read(jws) ?? throw ExchangeRefusal.Unreadable();
        var message = Message.Of(claim.Payload) ?? throw ExchangeRefusal.Unreadable();
        var pinned =
            (await peers.ValidAsync(message.From, cancel)).FirstOrDefault(peer => peer.KeyId == claim.KeyId)
            ?? throw ExchangeRefusal.KeyNotValid();
        return claim.IsSignedBy(pinned.PublicKey) ? message : throw ExchangeRefusal.Forged();
    }

    /// <param name="message">As <paramref name="jws"/> says, verified.</param>
    /// <param name="files">Of an offer: by hash, in base64.</param>
    /// <returns>The signed receipt.</returns>
    /// <exception cref="ExchangeRefusal">It is not taken.</exception>
    internal async Task<string> RunAsync(Message message, string jws, JsonObject files, CancellationToken cancel)
    {
        if (await SaidBeforeAsync(message, jws, counts: true, cancel) is { } before)
            return before;
        if (organizations.Find(message.To) is not { County: not null, Kind: not "outside" } || !await keys.HasAsync(message.To, cancel))
            throw ExchangeRefusal.NotForUs();
        if (message.Kind == MessageKinds.Offer)
            ReceiverSide.Check(message, files);
        try
        {
            return await TakeAsync(message, jws, files, opens: true, cancel);
        }
        catch (Exception fault)
            when (message.Kind == MessageKinds.Release
                && fault is not (ExchangeRefusal or OperationCanceledException or NpgsqlException { IsTransient: true })
            )
        {
            // The duty came with the sender's commit. That its case cannot be opened takes it from nobody: it is written down, and the head hears of it.
            LogUnopened(log, fault, message.Handoff);
            return await TakeAsync(message, jws, files, opens: false, cancel);
        }
    }

    private async Task<string> TakeAsync(Message message, string jws, JsonObject files, bool opens, CancellationToken cancel)
    {
        var (pair, known) = (new Turn(message), Known(message));
        await using var step = await BeginAsync(message, pair.Read, known, cancel);
        if (pair.Received >= message.Seq)
            // Somebody was faster with the same message, or it is another under a number that was used.
            return await SaidBeforeAsync(message, jws, counts: false, cancel) ?? throw ExchangeRefusal.Replayed();
        if (pair.Received != message.Seq - 1)
            throw ExchangeRefusal.OutOfSequence();
        var changed = MessageKinds.IsOfSender(message.Kind)
            ? await receiver.TakeAsync(step, message, known.RowOrNull, files, opens, cancel)
            : await sender.TakeAsync(step, message, cancel);
        var receipt = await ReceiptAsync(message, jws, step.Now, cancel);
        step.Write(InboxTable.Insert(message, jws, receipt, changed ? "taken" : "late", step.Now));
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

    /// <param name="counts">Whether a number under which it was not said before is counted; else it is known to be.</param>
    private async Task<string?> SaidBeforeAsync(Message message, string jws, bool counts, CancellationToken cancel)
    {
        var known = await reads.RowsAsync(
            Scope.Everything,
            Statement.Of(
                """
                select message, receipt, received_at from handoff_inbox
                where message_id = $1 or (own_org = $2 and peer_org = $3 and seq = $4)
                """,
                P.Uuid(message.Id),
                P.Text(message.To),
                P.Text(message.From),
                P.Long(message.Seq)
            ),
            row => (Message: row.GetString(0), Receipt: row.GetString(1), At: row.GetFieldValue<DateTimeOffset>(2)),
            cancel
        );
        switch (known)
        {
            case []:
                return null;
            case [var same] when same.Message == jws:
                return same.Receipt;
            // The same words under a new key of theirs: the receipt is of these bytes.
            case [var same] when Jws.SaysTheSame(same.Message, jws):
                return await ReceiptAsync(message, jws, same.At, cancel);
            // They came under another number, before the sender went back to a backup: the new one is counted, and what it says is here already.
            case [var same] when message.SaysTheSame(same.Message):
                if (counts)
                    await CountAsync(message, cancel);
                return await ReceiptAsync(message, jws, same.At, cancel);
            default:
                throw ExchangeRefusal.Replayed();
        }
    }

    /// <exception cref="ExchangeRefusal">One before it is missing.</exception>
    private async Task CountAsync(Message message, CancellationToken cancel)
    {
        var counted = await reads.RowsAsync(
            Scope.Everything,
            Statement.Of(
                """
                update handoff_pairs set received = greatest(received, $3) where own_org = $1 and peer_org = $2 and received >= $3 - 1 returning 1
                """,
                P.Text(message.To),
                P.Text(message.From),
                P.Long(message.Seq)
            ),
            row => row.GetInt32(0),
            cancel
        );
        if (counted.Count == 0)
            throw ExchangeRefusal.OutOfSequence();
    }

    private async Task<string> ReceiptAsync(Message message, string jws, DateTimeOffset at, CancellationToken cancel) =>
        await keys.SignAsync(message.To, message.Receipt(jws, at), cancel) ?? throw ExchangeRefusal.NotForUs();

    [LoggerMessage(LogLevel.Error, "The duty of handoff {Handoff} is here, and its finding or case could not be opened")]
    private static partial void LogUnopened(ILogger log, Exception fault, Guid handoff);

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
