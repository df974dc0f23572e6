using System.Security.Cryptography;
using System.Text;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Shell;
using Microsoft.AspNetCore.DataProtection;
using Npgsql;

namespace Enforcement.Notifications;

/// <param name="Address">With the key that the robot was given.</param>
/// <param name="Secret">What it signs with; WeCom has none.</param>
public sealed record WebhookRequest(
    string? Organization,
    string? Kind,
    string? Name,
    string? Address,
    string? Secret,
    bool StatutoryOnly,
    bool WithWords
);

/// <summary>A post that was given up.</summary>
public sealed record DeadPost(Guid Id, string Webhook, string Text, int Attempts, string? LastError, DateTimeOffset CreatedAt);

/// <summary>The robots of every body, kept by the system admins. Addresses and secrets are sealed with the service's keys and never shown again.</summary>
public sealed class Webhooks(
    ScopedReads scoped,
    IDataProtectionProvider protection,
    WebhookSettings settings,
    OrganizationDirectory organizations,
    BusinessTime time
)
{
    private const int LongestName = 60;
    private const int LongestAddress = 500;

    private readonly IDataProtector seal = protection.CreateProtector("Enforcement.Webhooks");

    /// <summary>Those that ended too, the newest first.</summary>
    /// <exception cref="NotAllowedException">No system admin.</exception>
    public async Task<IReadOnlyList<Webhook>> AllAsync(Actor admin, CancellationToken cancel)
    {
        Demand(admin);
        return await scoped.RowsAsync(
            Scope.Everything,
            Statement.Of($"select {Webhook.Columns} from webhooks order by ended_at is not null, added_at desc, id limit 500"),
            Webhook.Of,
            cancel
        );
    }

    /// <exception cref="NotAllowedException">No system admin.</exception>
    /// <exception cref="MalformedException">By field.</exception>
    /// <exception cref="RefusedException"><c>webhook.host-not-listed</c>, <c>webhook.already</c>.</exception>
    public async Task<Webhook> AddAsync(Actor admin, WebhookRequest request, CancellationToken cancel)
    {
        Demand(admin);
        var organization = PlainText.RequiredLine("organization", request.Organization, 40);
        if (organizations.Find(organization) is null)
            throw new MalformedException(("organization", "unknown"));
        var kind = PlainText.RequiredLine("kind", request.Kind, 20);
        if (!Webhook.Kinds.Contains(kind))
            throw new MalformedException(("kind", "unknown"));
        var name = PlainText.RequiredLine("name", request.Name, LongestName);
        if (!Uri.TryCreate(PlainText.RequiredLine("address", request.Address, LongestAddress), UriKind.Absolute, out var address))
            throw new MalformedException(("address", "unknown"));
        if (!settings.Allows(address))
            throw WebhookRefusals.HostNotListed(address.Authority);
        var secret = string.IsNullOrWhiteSpace(request.Secret) ? null : PlainText.RequiredLine("secret", request.Secret, LongestAddress);
        if (kind == Webhook.Plain && secret is null)
            throw new MalformedException(("secret", "required"));
        var webhook = new Webhook(
            Guid.CreateVersion7(time.Now),
            organization,
            kind,
            name,
            address.Authority,
            request.StatutoryOnly,
            request.WithWords,
            admin.UserName,
            time.Now.ToUniversalTime(),
            null,
            null
        );
        try
        {
            await scoped.WriteAsync(
                Scope.Everything,
                [Insert(webhook, address, secret), Log(admin, "webhook.added", $"{organization}: {name} ({webhook.Host})")],
                cancel
            );
        }
        catch (PostgresException once) when (once.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw WebhookRefusals.Already();
        }
        return webhook;
    }

    private Statement Insert(Webhook it, Uri address, string? secret) =>
        Statement.Of(
            """
            insert into webhooks (id, organization, kind, name, host, address, address_hash, secret, statutory_only, with_words, added_by, added_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """,
            P.Uuid(it.Id),
            P.Text(it.Organization),
            P.Text(it.Kind),
            P.Text(it.Name),
            P.Text(it.Host),
            P.Text(seal.Protect(address.AbsoluteUri)),
            P.Bytes(SHA256.HashData(Encoding.UTF8.GetBytes(address.AbsoluteUri))),
            P.Text(secret is null ? null : seal.Protect(secret)),
            P.Bool(it.StatutoryOnly),
            P.Bool(it.WithWords),
            P.Text(it.AddedBy),
            P.Time(it.AddedAt)
        );

    /// <summary>It hears nothing more; what waits for it is not sent.</summary>
    /// <exception cref="NotAllowedException">No system admin.</exception>
    /// <exception cref="NotVisibleException">There is none.</exception>
    /// <exception cref="RefusedException"><c>webhook.ended</c>.</exception>
    public async Task EndAsync(Actor admin, Guid id, CancellationToken cancel)
    {
        var webhook = (await AllAsync(admin, cancel)).FirstOrDefault(it => it.Id == id) ?? throw new NotVisibleException();
        if (webhook.EndedAt is not null)
            throw WebhookRefusals.Ended();
        await scoped.WriteAsync(
            Scope.Everything,
            [
                Statement.Of(
                    "update webhooks set ended_by = $2, ended_at = $3 where id = $1 and ended_at is null",
                    P.Uuid(id),
                    P.Text(admin.UserName),
                    P.Time(time.Now)
                ),
                Log(admin, "webhook.ended", $"{webhook.Organization}: {webhook.Name} ({webhook.Host})"),
            ],
            cancel
        );
    }

    /// <exception cref="NotAllowedException">No system admin.</exception>
    public async Task<IReadOnlyList<DeadPost>> DeadAsync(Actor admin, CancellationToken cancel)
    {
        Demand(admin);
        return await scoped.RowsAsync(
            Scope.Everything,
            Statement.Of(
                """
                select p.id, w.name, p.text, p.attempts, p.last_error, p.created_at
                from webhook_posts p join webhooks w on w.id = p.webhook
                where p.state = 'dead' and w.ended_at is null order by p.created_at desc limit 100
                """
            ),
            row => new DeadPost(
                row.GetGuid(0),
                row.GetString(1),
                row.GetString(2),
                row.GetInt32(3),
                row.IsDBNull(4) ? null : row.GetString(4),
                row.GetFieldValue<DateTimeOffset>(5)
            ),
            cancel
        );
    }

    /// <summary>From the first attempt again.</summary>
    /// <exception cref="NotAllowedException">No system admin.</exception>
    /// <exception cref="NotVisibleException">There is no such dead letter.</exception>
    public async Task ResendAsync(Actor admin, Guid id, CancellationToken cancel)
    {
        Demand(admin);
        var again = await scoped.RowsAsync(
            Scope.Everything,
            Statement.Of(
                """
                update webhook_posts p set state = 'waiting', attempts = 0, next_at = $2 from webhooks w
                where p.id = $1 and p.state = 'dead' and w.id = p.webhook and w.ended_at is null returning 1
                """,
                P.Uuid(id),
                P.Time(time.Now)
            ),
            row => row.GetInt32(0),
            cancel
        );
        if (again.Count == 0)
            throw new NotVisibleException();
    }

    /// <summary>What <see cref="AddAsync"/> sealed, for the sweep alone.</summary>
    internal (Uri Address, string? Secret) Open(string address, string? secret) =>
        (new Uri(seal.Unprotect(address)), secret is null ? null : seal.Unprotect(secret));

    private Statement Log(Actor admin, string what, string subject) => AdminLogEntry.Of(time.Now, admin.UserName, what, subject).Insert();

    private static void Demand(Actor admin)
    {
        if (!admin.Holds(Roles.SystemAdmin))
            throw new NotAllowedException("not-allowed");
    }
}
