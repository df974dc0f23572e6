using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Persistence;

namespace Enforcement.Notifications;

/// <summary>A mail that was given up.</summary>
public sealed record DeadMail(Guid Id, string Address, string Subject, int Attempts, string? LastError, DateTimeOffset CreatedAt);

/// <summary>What was given up, for the system admin, who may have it sent again.</summary>
public sealed class DeadMails(ScopedReads scoped, TimeProvider clock)
{
    public const int Most = 100;

    public async Task<IReadOnlyList<DeadMail>> ReadAsync(CancellationToken cancel) =>
        await scoped.RowsAsync(
            Scope.Everything,
            Statement.Of(
                "select id, address, subject, attempts, last_error, created_at from mails where state = 'dead' order by created_at desc limit $1",
                P.Int(Most)
            ),
            row => new DeadMail(
                row.GetGuid(0),
                row.GetString(1),
                row.GetString(2),
                row.GetInt32(3),
                row.IsDBNull(4) ? null : row.GetString(4),
                row.GetFieldValue<DateTimeOffset>(5)
            ),
            cancel
        );

    /// <summary>From the first attempt again.</summary>
    /// <exception cref="NotVisibleException">There is no such dead letter.</exception>
    public async Task ResendAsync(Guid id, CancellationToken cancel)
    {
        var sentAgain = await scoped.RowsAsync(
            Scope.Everything,
            Statement.Of(
                "update mails set state = 'waiting', attempts = 0, next_at = $2 where id = $1 and state = 'dead' returning 1",
                P.Uuid(id),
                P.Time(clock.GetUtcNow())
            ),
            row => row.GetInt32(0),
            cancel
        );
        if (sentAgain.Count == 0)
            throw new NotVisibleException();
    }
}

internal sealed class MailGauges(ScopedReads scoped) : IGauges
{
    public async Task<IReadOnlyList<Gauge>> ReadAsync(DateTimeOffset asOf, CancellationToken cancel) =>
        await scoped.ReadAsync<IReadOnlyList<Gauge>>(
            Scope.Everything,
            [
                Statement.Of(
                    "select count(*) filter (where state = 'waiting'), count(*) filter (where state = 'dead') from mails where state <> 'sent'"
                ),
            ],
            async reader =>
            {
                var (waiting, dead) = (await reader.RowsAsync(row => (row.GetInt64(0), row.GetInt64(1)), cancel)).Single();
                return [new("enforcement_mails_waiting", waiting), new("enforcement_mails_dead", dead)];
            },
            cancel
        );
}

internal sealed class WebhookGauges(ScopedReads scoped) : IGauges
{
    public async Task<IReadOnlyList<Gauge>> ReadAsync(DateTimeOffset asOf, CancellationToken cancel)
    {
        var (waiting, dead) = (
            await scoped.RowsAsync(
                Scope.Everything,
                Statement.Of(
                    """
                    select count(*) filter (where p.state = 'waiting'), count(*) filter (where p.state = 'dead')
                    from webhook_posts p join webhooks w on w.id = p.webhook where p.state <> 'sent' and w.ended_at is null
                    """
                ),
                row => (row.GetInt64(0), row.GetInt64(1)),
                cancel
            )
        ).Single();
        return [new("enforcement_webhook_posts_waiting", waiting), new("enforcement_webhook_posts_dead", dead)];
    }
}
