using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Persistence;
using Enforcement.Processes;
using Npgsql;

namespace Enforcement.Handoffs.Exchange;

/// <summary>
/// Says what is to be said to other installations. Of each pair of bodies only the first that waits goes out: it is numbered and signed when its turn
/// comes, stored, and sent in the same bytes until a signed receipt for exactly these bytes is stored. Whoever dies in between says it again.
/// </summary>
public sealed partial class ExchangeSweep(
    Database database,
    ScopeSeal seal,
    Keys keys,
    Peers peers,
    OfferFiles offers,
    IHttpClientFactory clients,
    TimeProvider clock,
    ILogger<ExchangeSweep> log
) : ISweep
{
    internal const string Client = "handoffs";

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(1);

    public string Name => "handoff-exchange";

    public int Order => 910;

    public async Task<int> RunAsync(DateTimeOffset asOf, CancellationToken cancel)
    {
        var (said, stuck) = (0, new HashSet<(string, string)>());
        while (!cancel.IsCancellationRequested && await SayOneAsync(asOf, stuck, cancel) is { } done)
            said += done ? 1 : 0;
        return said;
    }

    /// <returns>Whether it was taken; null: nothing is due.</returns>
    private async Task<bool?> SayOneAsync(DateTimeOffset asOf, HashSet<(string, string)> stuck, CancellationToken cancel)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (await TakeAsync(connection, asOf, stuck, cancel) is not { } post)
            return null;
        var (receipt, fault) = (default(string), default(string));
        try
        {
            if (post.Message is { } signed)
                (receipt, fault) = await SendAsync(post, signed, cancel);
            else if (await SignAsync(connection, post, cancel))
            {
                // Number and bytes are kept before any of them goes out: a number that was once sent is never given to other words.
                await transaction.CommitAsync(cancel);
                return false;
            }
            else
                fault = "no key of our own";
        }
        catch (Exception away)
            when (away is HttpRequestException or InvalidDataException || away is TaskCanceledException && !cancel.IsCancellationRequested)
        {
            fault = away.Message;
        }
        if (fault is not null)
        {
            stuck.Add((post.Own, post.Peer));
            LogNotTaken(log, post.Kind, post.Id, post.Attempts + 1, fault);
        }
        await FinishAsync(connection, post, receipt, fault, asOf);
        await transaction.CommitAsync(CancellationToken.None);
        return fault is null;
    }

    /// <summary>The first that waits of a pair whose turn it is; locked, so that two nodes never speak for one pair at once.</summary>
    private async Task<Post?> TakeAsync(
        NpgsqlConnection connection,
        DateTimeOffset asOf,
        HashSet<(string Own, string Peer)> stuck,
        CancellationToken cancel
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(seal.Open(Scope.Everything, connection).ToCommand());
        batch.BatchCommands.Add(
            Statement
                .Of(
                    """
                    select p.id, p.own_org, p.peer_org, p.kind, p.handoff_id, p.county_code, p.body, p.seq, p.message, p.attempts, p.created_at
                    from handoff_posts p
                    where p.state = 'waiting' and p.next_at <= $1
                        and not exists (select from handoff_posts q where q.state = 'waiting' and q.own_org = p.own_org and q.peer_org = p.peer_org
                            and q.ordinal < p.ordinal)
                        and (p.own_org, p.peer_org) not in (select * from unnest($2, $3))
                    order by p.ordinal limit 1 for update of p skip locked
                    """,
                    P.Time(asOf),
                    P.Texts(stuck.Select(pair => pair.Own)),
                    P.Texts(stuck.Select(pair => pair.Peer))
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
                row.GetFieldValue<DateTimeOffset>(10)
            )
            : null;
    }

    /// <returns>False: the body has no key.</returns>
    private async Task<bool> SignAsync(NpgsqlConnection connection, Post post, CancellationToken cancel)
    {
        if (!await keys.HasAsync(post.Own, cancel))
            return false;
        if (post.Kind == MessageKinds.Offer)
            await offers.AddToAsync(post.Body, post.County, post.Handoff, cancel);
        var message = new Message(
            post.Id,
            post.Own,
            post.Peer,
            await NextAsync(connection, post, cancel),
            post.Kind,
            post.Handoff,
            CaseHandoffs.Instant(post.CreatedAt),
            post.Body
        );
        var signed =
            await keys.SignAsync(post.Own, message.ToJson(), cancel)
            ?? throw new InvalidOperationException("The key was revoked just now.");
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(
            Statement
                .Of("update handoff_posts set seq = $2, message = $3 where id = $1", P.Uuid(post.Id), P.Long(message.Seq), P.Text(signed))
                .ToCommand()
        );
        await batch.ExecuteNonQueryAsync(cancel);
        return true;
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

    private async Task<(string? Receipt, string? Fault)> SendAsync(Post post, string signed, CancellationToken cancel)
    {
        var known = await peers.ValidAsync(post.Peer, cancel);
        if (known is not [var peer, ..])
            return (null, "no valid key of the other side");
        var files = post.Kind == MessageKinds.Offer ? await offers.ContentsAsync(post.County, post.Handoff, cancel) : [];
        using var client = clients.CreateClient(Client);
        using var answer = await client.PostAsJsonAsync(
            $"{peer.Address}{ExchangeEndpoints.Path}",
            new JsonObject { ["message"] = signed, ["files"] = files },
            cancel
        );
        var text = await answer.Content.ReadAsStringAsync(cancel);
        if (!answer.IsSuccessStatusCode)
            return (null, $"{(int)answer.StatusCode} {CodeOf(text)}");
        var receipt = Jws.Read(text);
        var good =
            receipt is not null
            && known.Any(it => receipt.IsSignedBy(it.PublicKey))
            && (string?)receipt.Payload["kind"] == MessageKinds.Receipt
            && (string?)receipt.Payload["message"] == post.Id.ToString()
            && (string?)receipt.Payload["hash"] == Message.HashOf(signed);
        return good ? (text, null) : (null, "no receipt of theirs");
    }

    private static string? CodeOf(string text)
    {
        try
        {
            return (string?)JsonNode.Parse(text)?["code"];
        }
        catch (Exception fault) when (fault is System.Text.Json.JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private async Task FinishAsync(NpgsqlConnection connection, Post post, string? receipt, string? fault, DateTimeOffset asOf)
    {
        var now = clock.GetUtcNow();
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(
            (
                fault is null
                    ? Statement.Of(
                        "update handoff_posts set state = 'done', receipt = $2, done_at = $3, attempts = attempts + 1, last_error = null where id = $1",
                        P.Uuid(post.Id),
                        P.Text(receipt),
                        P.Time(now)
                    )
                    : Statement.Of(
                        "update handoff_posts set next_at = $2, attempts = attempts + 1, last_error = $3 where id = $1",
                        P.Uuid(post.Id),
                        P.Time((now > asOf ? now : asOf) + Retries.DelayAfter(post.Attempts, FirstDelay, LongestDelay)),
                        P.Text(fault.Length > 500 ? fault[..500] : fault)
                    )
            ).ToCommand()
        );
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
    }

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
        DateTimeOffset CreatedAt
    );

    [LoggerMessage(LogLevel.Warning, "The other installation has not taken {Kind} {Id} at attempt {Attempt}: {Reason}")]
    private static partial void LogNotTaken(ILogger log, string kind, Guid id, int attempt, string reason);
}
