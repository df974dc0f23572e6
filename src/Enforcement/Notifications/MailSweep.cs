using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Persistence;
using Enforcement.Shell;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Npgsql;

namespace Enforcement.Notifications;

/// <summary>
/// Sends what waits, oldest first, each mail in a transaction of its own: the row is claimed, handed over, and marked in the same transaction.
/// A crash after the server's 250 and before our commit sends it once more under the same Message-Id, by which mailboxes know it.
/// </summary>
/// <remarks>A server that is away, or goes away in between, ends the run and costs no mail an attempt. One that says 4xx delays the mail, growing; 5xx, or too many attempts, makes it a
/// dead letter that the admin sees and may send again.</remarks>
public sealed partial class MailSweep(
    Database database,
    ScopeSeal seal,
    MailSettings settings,
    QuietHours quiet,
    BusinessTime time,
    TimeProvider clock,
    ILogger<MailSweep> log
) : ISweep
{
    public const int MostAttempts = 12;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public string Name => "mail";

    public int Order => 900;

    public async Task<int> RunAsync(DateTimeOffset asOf, CancellationToken cancel)
    {
        if (!settings.IsOn)
            return 0;
        var from = MailboxAddress.Parse(settings.From);
        using var smtp = new SmtpClient { Timeout = (int)Patience.TotalMilliseconds };
        var sent = 0;
        while (!cancel.IsCancellationRequested && await SendOneAsync(smtp, from, asOf, cancel) is { } done)
            sent += done ? 1 : 0;
        if (smtp.IsConnected)
            await smtp.DisconnectAsync(quit: true, cancel);
        return sent;
    }

    /// <returns>Whether it was sent; null: none waits.</returns>
    private async Task<bool?> SendOneAsync(SmtpClient smtp, MailboxAddress from, DateTimeOffset asOf, CancellationToken cancel)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (await TakeAsync(connection, asOf, cancel) is not { } mail)
            return null;
        if (!smtp.IsConnected)
            await ConnectAsync(smtp, cancel);
        Statement outcome;
        var sent = false;
        try
        {
            await smtp.SendAsync(MessageOf(mail, from), cancel);
            outcome = Statement.Of(
                "update mails set state = 'sent', sent_at = $2, attempts = attempts + 1, last_error = null where id = $1",
                P.Uuid(mail.Id),
                P.Time(clock.GetUtcNow())
            );
            sent = true;
        }
        catch (Exception fault) when (fault is CommandException or ParseException)
        {
            // What the server says of this mail, and an address that nobody can read, are this mail's own: the next one is tried.
            LogNotSent(log, mail.Id, mail.Attempts + 1, fault.Message);
            outcome = Failed(mail, asOf, fault);
        }
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(outcome.ToCommand());
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        return sent;
    }

    private async Task ConnectAsync(SmtpClient smtp, CancellationToken cancel)
    {
        var security = settings.Security switch
        {
            "none" => SecureSocketOptions.None,
            "start-tls" => SecureSocketOptions.StartTls,
            "tls" => SecureSocketOptions.SslOnConnect,
            "auto" => SecureSocketOptions.Auto,
            var other => throw new InvalidOperationException($"Mail:Security is none, start-tls, tls or auto, not '{other}'."),
        };
        await smtp.ConnectAsync(settings.Host!, settings.Port, security, cancel);
        if (settings.UserName is { Length: > 0 } user)
            await smtp.AuthenticateAsync(user, settings.Password ?? "", cancel);
    }

    private static MimeMessage MessageOf(Mail mail, MailboxAddress from)
    {
        var message = new MimeMessage
        {
            MessageId = $"{mail.Id:N}@enforcement",
            Date = mail.CreatedAt,
            Subject = mail.Subject,
            Body = new TextPart("plain") { Text = mail.Text },
        };
        message.From.Add(from);
        message.To.Add(MailboxAddress.Parse(mail.Address));
        return message;
    }

    private Statement Failed(Mail mail, DateTimeOffset asOf, Exception fault)
    {
        var now = clock.GetUtcNow();
        var forGood =
            mail.Attempts + 1 >= MostAttempts
            || fault is ParseException
            || fault is SmtpCommandException { StatusCode: >= (SmtpStatusCode)500 };
        return Statement.Of(
            "update mails set state = $2, next_at = $3, attempts = attempts + 1, last_error = $4 where id = $1",
            P.Uuid(mail.Id),
            P.Text(forGood ? "dead" : "waiting"),
            P.Time((now > asOf ? now : asOf) + Retries.DelayAfter(mail.Attempts, FirstDelay, LongestDelay)),
            P.Text(fault.Message.Replace('\0', ' '))
        );
    }

    private async Task<Mail?> TakeAsync(NpgsqlConnection connection, DateTimeOffset asOf, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection);
        // For the transaction: what becomes of the mail is written under it too.
        batch.BatchCommands.Add(seal.Open(Scope.Everything, connection).ToCommand());
        batch.BatchCommands.Add(
            Statement
                .Of(
                    """
                    select id, address, subject, text, attempts, created_at from mails m
                    where state = 'waiting' and next_at <= $1
                        and (not $2 or exists (select from notifications n where n.id = m.id and n.statutory))
                    order by next_at, id limit 1 for update skip locked
                    """,
                    P.Time(asOf),
                    P.Bool(quiet.AreNow(time))
                )
                .ToCommand()
        );
        await using var row = await batch.ExecuteReaderAsync(cancel);
        await row.NextResultAsync(cancel);
        return await row.ReadAsync(cancel)
            ? new Mail(
                row.GetGuid(0),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                row.GetInt32(4),
                row.GetFieldValue<DateTimeOffset>(5)
            )
            : null;
    }

    private sealed record Mail(Guid Id, string Address, string Subject, string Text, int Attempts, DateTimeOffset CreatedAt);

    [LoggerMessage(LogLevel.Warning, "Mail {Id} was not sent at attempt {Attempt}: {Reason}")]
    private static partial void LogNotSent(ILogger log, Guid id, int attempt, string reason);
}
