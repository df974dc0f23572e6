using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.Notifications;

/// <summary>Finds who hears a telling today and writes their inbox and e-mail in one transaction.</summary>
public sealed class NotificationWriter(
    Database database,
    ScopeSeal seal,
    BusinessTime time,
    TimeProvider clock,
    MailSettings mail,
    QuietHours quiet
)
{
    public async Task WriteAsync(OutboxDelivery delivery, Telling telling, CancellationToken cancel)
    {
        var hearers = await HearersAsync(telling, cancel);
        var now = clock.GetUtcNow();
        var due = quiet.Due(telling.Statutory, time);
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        // A batch outside a transaction is one: all hear it, or nobody yet.
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(seal.Open(Scope.Everything, connection).ToCommand());
        foreach (var hearer in hearers)
            batch.BatchCommands.Add(Insert(RowId.New(delivery.About.County, now), delivery.Id, hearer, telling, due, now).ToCommand());
        if (!telling.Personal)
            batch.BatchCommands.Add(
                Webhook
                    .Post(
                        Webhook.SayingOf(delivery, telling),
                        telling,
                        MailText.Body(telling, time, mail.PublicUrl),
                        MailText.Bare(telling, time, mail.PublicUrl),
                        due,
                        now
                    )
                    .ToCommand()
            );
        await batch.ExecuteNonQueryAsync(cancel);
    }

    private Statement Insert(Guid id, Guid delivery, Hearer hearer, Telling telling, DateTimeOffset due, DateTimeOffset now) =>
        Statement.Of(
            """
            with told as (
                insert into notifications (id, delivery, person, organization, role, key, arguments, text_zh, text_en, link, case_number,
                    statutory, due_legal, at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
                on conflict (delivery, person) do nothing
                returning id)
            insert into mails (id, address, subject, text, state, next_at, created_at)
            select id, $15, $16, $17, 'waiting', $18, $14 from told where $15 is not null
            """,
            P.Uuid(id),
            P.Uuid(delivery),
            P.Uuid(hearer.Person),
            P.Text(telling.Organization),
            P.Text(telling.Role),
            P.Text(telling.Key),
            P.Json(telling.Arguments),
            P.Text(telling.Text.Zh),
            P.Text(telling.Text.En),
            P.Text(telling.Link),
            P.Text(telling.CaseNumber),
            P.Bool(telling.Statutory),
            P.Time(telling.DueLegal),
            P.Time(now),
            P.Text(mail.IsOn ? hearer.Address : null),
            P.Text(MailText.Subject(telling)),
            P.Text(MailText.Body(telling, time, mail.PublicUrl)),
            P.Time(due)
        );

    private async Task<List<Hearer>> HearersAsync(Telling telling, CancellationToken cancel)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(
            Statement
                .Of(
                    """
                    with holders as (
                        select person from posts
                        where organization = $1 and role = $2 and valid_from <= $3 and (valid_to is null or valid_to >= $3)
                            and ($4::uuid is null or person = $4))
                    -- A term of the law cannot be switched off.
                    select a.id, case when a.mail_notices or $5 then a.email end from accounts a
                    where (a.ended_on is null or a.ended_on >= $3) and a.id in (
                        select person from holders
                        union select $4 where $4 is not null
                        union select deputy from stand_ins join holders on person = absent
                            where organization = $1 and role = $2 and $3 between valid_from and valid_to and ended_at is null)
                    order by a.id
                    """,
                    P.Text(telling.Organization),
                    P.Text(telling.Role),
                    P.Date(time.Today),
                    P.Uuid(telling.Person),
                    P.Bool(telling.Statutory)
                )
                .ToCommand()
        );
        var hearers = new List<Hearer>();
        await using var row = await batch.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
            hearers.Add(new Hearer(row.GetGuid(0), row.IsDBNull(1) ? null : row.GetString(1)));
        return hearers;
    }

    private sealed record Hearer(Guid Person, string? Address);
}
