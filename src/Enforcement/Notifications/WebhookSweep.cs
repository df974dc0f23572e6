using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Persistence;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.Notifications;

/// <summary>
/// Tells robots what waits for them, oldest first, each post in a transaction of its own as <see cref="MailSweep"/> does. A host that is away costs the post
/// no attempt and ends the run for its robot alone; an answer that says no delays it, growing, and makes a dead letter in the end.
/// </summary>
public sealed partial class WebhookSweep(
    Database database,
    ScopeSeal seal,
    Webhooks webhooks,
    IHttpClientFactory clients,
    WebhookSettings settings,
    QuietHours quiet,
    BusinessTime time,
    TimeProvider clock,
    ILogger<WebhookSweep> log
) : ISweep
{
    internal const string Client = "webhooks";

    public const int MostAttempts = 12;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(2);

    public string Name => "webhooks";

    public int Order => 905;

    public async Task<int> RunAsync(DateTimeOffset asOf, CancellationToken cancel)
    {
        using var client = clients.CreateClient(Client);
        var (sent, away) = (0, new List<Guid>());
        while (!cancel.IsCancellationRequested && await SendOneAsync(client, away, asOf, cancel) is { } done)
            sent += done ? 1 : 0;
        return sent;
    }

    /// <returns>Whether it was taken; null: none waits.</returns>
    private async Task<bool?> SendOneAsync(HttpClient client, List<Guid> away, DateTimeOffset asOf, CancellationToken cancel)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (await TakeAsync(connection, away, asOf, cancel) is not { } post)
            return null;
        string? fault;
        var forGood = false;
        try
        {
            var (address, secret) = webhooks.Open(post.Address, post.Secret);
            if (!settings.Allows(address))
                (fault, forGood) = ("host not listed", true);
            else
            {
                using var request = WebhookCall.Of(post.Kind, address, secret, post.Id, post.Text, clock.GetUtcNow());
                using var answer = await client.SendAsync(request, cancel);
                fault = await WebhookCall.FaultOfAsync(post.Kind, answer, cancel);
                forGood = fault is not null && WebhookCall.IsForGood(answer);
            }
        }
        catch (Exception gone) when (gone is HttpRequestException or TaskCanceledException && !cancel.IsCancellationRequested)
        {
            // Never the exception's own words: they may carry the address, and with it the key.
            LogAway(log, post.Webhook, gone.GetType().Name);
            away.Add(post.Webhook);
            return false;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            (fault, forGood) = ("sealed with keys that are gone", true);
        }
        if (fault is not null)
            LogNotTaken(log, post.Id, post.Attempts + 1, fault);
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(Outcome(post, fault, forGood, asOf).ToCommand());
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        return fault is null;
    }

    private Statement Outcome(Post post, string? fault, bool forGood, DateTimeOffset asOf)
    {
        var now = clock.GetUtcNow();
        return fault is null
            ? Statement.Of(
                "update webhook_posts set state = 'sent', sent_at = $2, attempts = attempts + 1, last_error = null where id = $1",
                P.Uuid(post.Id),
                P.Time(now)
            )
            : Statement.Of(
                "update webhook_posts set state = $2, next_at = $3, attempts = attempts + 1, last_error = $4 where id = $1",
                P.Uuid(post.Id),
                P.Text(forGood || post.Attempts + 1 >= MostAttempts ? "dead" : "waiting"),
                P.Time((now > asOf ? now : asOf) + Retries.DelayAfter(post.Attempts, FirstDelay, LongestDelay)),
                P.Text(fault)
            );
    }

    private async Task<Post?> TakeAsync(NpgsqlConnection connection, List<Guid> away, DateTimeOffset asOf, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(seal.Open(Scope.Everything, connection).ToCommand());
        batch.BatchCommands.Add(
            Statement
                .Of(
                    """
                    select p.id, p.webhook, w.kind, w.address, w.secret, p.text, p.attempts
                    from webhook_posts p join webhooks w on w.id = p.webhook
                    where p.state = 'waiting' and p.next_at <= $1 and w.ended_at is null and p.webhook <> all ($2)
                        and (p.statutory or not $3)
                    order by p.next_at, p.id limit 1 for update of p skip locked
                    """,
                    P.Time(asOf),
                    P.Uuids(away),
                    P.Bool(quiet.AreNow(time))
                )
                .ToCommand()
        );
        await using var row = await batch.ExecuteReaderAsync(cancel);
        await row.NextResultAsync(cancel);
        return await row.ReadAsync(cancel)
            ? new Post(
                row.GetGuid(0),
                row.GetGuid(1),
                row.GetString(2),
                row.GetString(3),
                row.IsDBNull(4) ? null : row.GetString(4),
                row.GetString(5),
                row.GetInt32(6)
            )
            : null;
    }

    private sealed record Post(Guid Id, Guid Webhook, string Kind, string Address, string? Secret, string Text, int Attempts);

    [LoggerMessage(LogLevel.Warning, "The host of webhook {Webhook} is away: {Reason}")]
    private static partial void LogAway(ILogger log, Guid webhook, string reason);

    [LoggerMessage(LogLevel.Warning, "Post {Id} was not taken at attempt {Attempt}: {Reason}")]
    private static partial void LogNotTaken(ILogger log, Guid id, int attempt, string reason);
}
