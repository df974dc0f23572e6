using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Handoffs.Exchange;

/// <summary>
/// Says what is to be said to other installations. Of each pair of bodies only the first that waits goes out: it is numbered and signed when its turn
/// comes, stored, and sent in the same bytes until a signed receipt for exactly these bytes is stored. Whoever dies in between says it again.
/// </summary>
/// <remarks>
/// No transaction is open while another machine is waited for: a post is claimed for a while, and whoever claims it after that says the same bytes. A machine
/// that does not answer is asked once in a run, whatever number of bodies it has, and no run lasts long.
/// </remarks>
public sealed partial class ExchangeSweep(
    Database database,
    ScopeSeal seal,
    ScopedReads scoped,
    Keys keys,
    Peers peers,
    OfferFiles offers,
    ExchangeCall call,
    GiveUpMessage giveUp,
    TimeProvider clock,
    ILogger<ExchangeSweep> log
) : ISweep
{
    /// <summary>What the other side refuses for itself, again and again, is given up: it would hold up all that comes after it.</summary>
    public const int MostRefusals = 8;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(1);

    /// <summary>Longer than a call may take.</summary>
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(2);

    /// <summary>Nothing more begins after it: other jobs wait for this one.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(30);

    public string Name => "handoff-exchange";

    public int Order => 910;

    public async Task<int> RunAsync(DateTimeOffset asOf, CancellationToken cancel)
    {
        var (said, stuck, silent, began) = (0, new HashSet<(string, string)>(), new HashSet<string>(), clock.GetTimestamp());
        while (
            !cancel.IsCancellationRequested
            && clock.GetElapsedTime(began) < Budget
            && await ClaimAsync(asOf, stuck, silent, cancel) is { } post
        )
        {
            var fault = post.Fault ?? await SayAsync(post, silent, cancel);
            if (fault is null)
                said++;
            else
            {
                stuck.Add((post.Own, post.Peer));
                LogNotTaken(log, post.Kind, post.Id, post.Attempts + 1, fault.Words);
                await NotTakenAsync(post, fault, asOf);
            }
        }
        return said;
    }

    /// <returns>Why it was not taken; null: it was.</returns>
    private async Task<ExchangeFault?> SayAsync(Post post, HashSet<string> silent, CancellationToken cancel)
    {
        try
        {
            var known = await peers.ValidAsync(post.Peer, cancel);
            if (known is not [var peer, ..])
                return new ExchangeFault("exchange.no-peer-key");
            var files = post.Kind == MessageKinds.Offer ? post.Files ?? await offers.ContentsAsync(post.County, post.Handoff, cancel) : [];
            var (receipt, fault) = await call.SayAsync(peer.Address, known, post.Id, post.Message!, files, cancel);
            if (fault is { IsAway: true })
                silent.Add(peer.Address);
            if (fault is null)
                await TakenAsync(post, receipt!);
            return fault;
        }
        catch (InvalidDataException)
        {
            return new ExchangeFault("exchange.file-gone", IsForGood: true);
        }
    }

    /// <summary>The first that waits of a pair whose turn it is, signed and numbered; no other node has it for a while.</summary>
    private async Task<Post?> ClaimAsync(
        DateTimeOffset asOf,
        HashSet<(string Own, string Peer)> stuck,
        HashSet<string> silent,
        CancellationToken cancel
    )
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (await ReadAsync(connection, asOf, stuck, silent, cancel) is not { } post)
            return null;
        try
        {
            post = await SignedAsync(connection, post, cancel);
        }
        catch (CryptographicException)
        {
            post = post with { Fault = new ExchangeFault("exchange.keys-gone") };
        }
        catch (InvalidDataException)
        {
            post = post with { Fault = new ExchangeFault("exchange.file-gone", IsForGood: true) };
        }
        if (post.Fault is not null)
            return post;
        // Number and bytes are kept before any of them goes out: a number that was once sent is never given to other words. While it is on its way, nobody
        // gives it up.
        await WriteAsync(
            connection,
            Statement.Of(
                "update handoff_posts set seq = $2, message = $3, next_at = $4, last_error = null where id = $1",
                P.Uuid(post.Id),
                P.Long(post.Seq),
                P.Text(post.Message),
                P.Time(Later(asOf) + Claim)
            ),
            cancel
        );
        await transaction.CommitAsync(cancel);
        return post;
    }

    private async Task<Post?> ReadAsync(
        NpgsqlConnection connection,
        DateTimeOffset asOf,
        HashSet<(string Own, string Peer)> stuck,
        HashSet<string> silent,
        CancellationToken cancel
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(seal.Open(Scope.Everything, connection).ToCommand());
        batch.BatchCommands.Add(
            Statement
                .Of(
                    """
                    select p.id, p.own_org, p.peer_org, p.kind, p.handoff_id, p.county_code, p.body, p.seq, p.message, p.attempts, p.created_at, p.refusals
                    from handoff_posts p
                    where p.state = 'waiting' and p.next_at <= $1
                        and not exists (select from handoff_posts q where q.state = 'waiting' and q.own_org = p.own_org and q.peer_org = p.peer_org
                            and (q.seq is null, q.ordinal) < (p.seq is null, p.ordinal))
                        and (p.own_org, p.peer_org) not in (select * from unnest($2, $3))
                        and not exists (select from handoff_peers v where v.organization = p.peer_org and v.revoked_at is null and v.address = any ($4))
                    order by p.next_at, p.ordinal limit 1 for update of p skip locked
                    """,
                    P.Time(asOf),
                    P.Texts(stuck.Select(pair => pair.Own)),
                    P.Texts(stuck.Select(pair => pair.Peer)),
                    P.Texts(silent)
                )
                .ToCommand()
        );
        await using var row = await batch.ExecuteReaderAsync(cancel);
        await row.NextResultAsync(cancel);
        return await row.ReadAsync(cancel)
            ? new Post(
                row.GetGuid(0),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                row.GetGuid(4),
                row.GetString(5),
                JsonNode.Parse(row.GetString(6))!.AsObject(),
                row.IsDBNull(7) ? null : row.GetInt64(7),
                row.IsDBNull(8) ? null : row.GetString(8),
                row.GetInt32(9),
                row.GetFieldValue<DateTimeOffset>(10),
                row.GetInt32(11)
            )
            : null;
    }

    /// <summary>Numbered once; signed once, and again where our key is another one now: the words and the number stay.</summary>
    /// <exception cref="CryptographicException">The key is sealed with service keys that are gone.</exception>
    /// <exception cref="InvalidDataException">A file of the case is gone.</exception>
    private async Task<Post> SignedAsync(NpgsqlConnection connection, Post post, CancellationToken cancel)
    {
        if (await keys.CurrentAsync(post.Own, cancel) is not { } key)
            return post with { Fault = new ExchangeFault("exchange.no-own-key") };
        if (post.Message is { } before)
        {
            var claim = Jws.Read(before)!;
            return claim.KeyId == key.KeyId ? post : post with { Message = keys.Sign(key, claim.Payload) };
        }
        JsonObject? files = null;
        if (post.Kind == MessageKinds.Offer)
        {
            files = await offers.AddToAsync(post.Body, post.County, post.Handoff, cancel);
            if (OfferFiles.IsTooLarge(files))
                return post with { Fault = new ExchangeFault("exchange.too-large", IsForGood: true) };
        }
        var seq = await NextAsync(connection, post, cancel);
        var message = new Message(
            post.Id,
            post.Own,
            post.Peer,
            seq,
            post.Kind,
            post.Handoff,
            CaseHandoffs.Instant(post.CreatedAt),
            post.Body
        );
        return post with { Seq = seq, Message = keys.Sign(key, message.ToJson()), Files = files };
    }

    /// <summary>Where anything fails after it, the transaction takes the number back.</summary>
    private static async Task<long> NextAsync(NpgsqlConnection connection, Post post, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(
            Statement
                .Of(
                    """
                    insert into handoff_pairs (own_org, peer_org, sent) values ($1, $2, 1)
                    on conflict (own_org, peer_org) do update set sent = handoff_pairs.sent + 1 returning sent
                    """,
                    P.Text(post.Own),
                    P.Text(post.Peer)
                )
                .ToCommand()
        );
        await using var row = await batch.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        return row.GetInt64(0);
    }

    private static async Task WriteAsync(NpgsqlConnection connection, Statement statement, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(statement.ToCommand());
        await batch.ExecuteNonQueryAsync(cancel);
    }

    private Task TakenAsync(Post post, string receipt) =>
        scoped.WriteAsync(
            Scope.Everything,
            [
                Statement.Of(
                    """
                    update handoff_posts set state = 'done', receipt = $2, done_at = $3, attempts = attempts + 1, last_error = null
                    where id = $1 and state = 'waiting'
                    """,
                    P.Uuid(post.Id),
                    P.Text(receipt),
                    P.Time(clock.GetUtcNow())
                ),
            ],
            CancellationToken.None
        );

    private async Task NotTakenAsync(Post post, ExchangeFault fault, DateTimeOffset asOf)
    {
        if (!fault.IsForGood && !(fault.IsOfMessage && post.Refusals + 1 >= MostRefusals))
        {
            await PutOffAsync(post, fault, asOf);
            return;
        }
        try
        {
            await giveUp.ApplyAsync(new StuckMessage(post.Id, post.Own, post.Peer, post.Kind, post.Handoff), fault.Words, attempts: 1);
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            LogNotGivenUp(log, failed, post.Kind, post.Id);
            await PutOffAsync(post, fault, asOf);
        }
    }

    private Task PutOffAsync(Post post, ExchangeFault fault, DateTimeOffset asOf) =>
        scoped.WriteAsync(
            Scope.Everything,
            [
                Statement.Of(
                    """
                    update handoff_posts set next_at = $2, attempts = attempts + 1, refusals = refusals + $4, last_error = $3
                    where id = $1 and state = 'waiting'
                    """,
                    P.Uuid(post.Id),
                    P.Time(Later(asOf) + Retries.DelayAfter(post.Attempts, FirstDelay, LongestDelay)),
                    P.Text(fault.Words),
                    P.Int(fault.IsOfMessage ? 1 : 0)
                ),
            ],
            CancellationToken.None
        );

    private DateTimeOffset Later(DateTimeOffset asOf) => clock.GetUtcNow() is var now && now > asOf ? now : asOf;

    private sealed record Post(
        Guid Id,
        string Own,
        string Peer,
        string Kind,
        Guid Handoff,
        string County,
        JsonObject Body,
        long? Seq,
        string? Message,
        int Attempts,
        DateTimeOffset CreatedAt,
        int Refusals
    )
    {
        /// <summary>Read when it was signed; null: not just now.</summary>
        public JsonObject? Files { get; init; }

        /// <summary>Why it cannot even be signed.</summary>
        public ExchangeFault? Fault { get; init; }
    }

    [LoggerMessage(LogLevel.Error, "The {Kind} {Post} could not be given up and waits on")]
    private static partial void LogNotGivenUp(ILogger log, Exception fault, string kind, Guid post);

    [LoggerMessage(LogLevel.Warning, "The other installation has not taken {Kind} {Id} at attempt {Attempt}: {Reason}")]
    private static partial void LogNotTaken(ILogger log, string kind, Guid id, int attempt, string reason);
}
