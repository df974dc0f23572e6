using Enforcement.Jobs;
using Enforcement.Persistence;

namespace Enforcement.Notifications;

/// <summary>A mail that was given up.</summary>
public sealed record DeadMail(Guid Id, string Address, string Subject, int Attempts, string? LastError, DateTimeOffset CreatedAt);

/// <summary>What was given up, for the system admin, who may have it sent again.</summary>
public sealed class DeadMails(Database database, TimeProvider clock)
{
    public const int Most = 100;

    public async Task<IReadOnlyList<DeadMail>> ReadAsync(CancellationToken cancel)
    {
        await using var command = database.App.CreateCommand(
            "select id, address, subject, attempts, last_error, created_at from mails where state = 'dead' order by created_at desc limit $1"
        );
        command.Parameters.Add(P.Int(Most));
        var mails = new List<DeadMail>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
            mails.Add(
                new DeadMail(
                    row.GetGuid(0),
                    row.GetString(1),
                    row.GetString(2),
                    row.GetInt32(3),
                    row.IsDBNull(4) ? null : row.GetString(4),
                    row.GetFieldValue<DateTimeOffset>(5)
                )
            );
        return mails;
    }

    /// <summary>From the first attempt again.</summary>
    /// <exception cref="NotVisibleException">There is no such dead letter.</exception>
    public async Task ResendAsync(Guid id, CancellationToken cancel)
    {
        await using var command = database.App.CreateCommand(
            "update mails set state = 'waiting', attempts = 0, next_at = $2 where id = $1 and state = 'dead'"
        );
        command.Parameters.Add(P.Uuid(id));
        command.Parameters.Add(P.Time(clock.GetUtcNow()));
        if (await command.ExecuteNonQueryAsync(cancel) == 0)
            throw new NotVisibleException();
    }
}

internal sealed class MailGauges(Database database) : IGauges
{
    public async Task<IReadOnlyList<Gauge>> ReadAsync(DateTimeOffset asOf, CancellationToken cancel)
    {
        await using var command = database.App.CreateCommand(
            "select count(*) filter (where state = 'waiting'), count(*) filter (where state = 'dead') from mails where state <> 'sent'"
        );
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        return [new("enforcement_mails_waiting", row.GetInt64(0)), new("enforcement_mails_dead", row.GetInt64(1))];
    }
}
