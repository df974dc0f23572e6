using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Shell;
using Microsoft.AspNetCore.DataProtection;

namespace Enforcement.Handoffs.Exchange;

/// <summary>The keys with which our bodies sign. A private half never leaves: it is sealed with the service's keys, and only signs.</summary>
public sealed class Keys(ScopedReads reads, IDataProtectionProvider protection, OrganizationDirectory organizations, BusinessTime time)
{
    private readonly IDataProtector seal = protection.CreateProtector("Enforcement.Handoffs.Keys");

    /// <exception cref="NotAllowedException">No system admin.</exception>
    public async Task<IReadOnlyList<OwnKey>> AllAsync(Actor admin, CancellationToken cancel)
    {
        PeerRights.Demand(admin);
        return await reads.RowsAsync(
            Scope.Everything,
            Statement.Of(
                $"select {OwnKey.Columns} from handoff_keys order by revoked_at is not null, organization, made_at desc limit 500"
            ),
            OwnKey.From,
            cancel
        );
    }

    /// <summary>A new key for a body here. The newest signs; older ones stay known to those who pinned them until they are revoked.</summary>
    /// <exception cref="NotAllowedException">No system admin.</exception>
    /// <exception cref="MalformedException">No body of this installation.</exception>
    public async Task<OwnKey> MakeAsync(Actor admin, string? organization, CancellationToken cancel)
    {
        PeerRights.Demand(admin);
        var code = PlainText.RequiredLine("organization", organization, 40);
        if (organizations.Find(code) is not { County: not null } body || body.Kind == "outside")
            throw new MalformedException(("organization", "unknown"));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var shown = key.ExportSubjectPublicKeyInfo();
        var now = time.Now.ToUniversalTime();
        var made = new OwnKey(Guid.CreateVersion7(now), code, Jws.KeyId(shown), shown, admin.UserName, now, null);
        await reads.WriteAsync(
            Scope.Everything,
            [
                Statement.Of(
                    """
                    insert into handoff_keys (id, organization, key_id, public_key, private_key, made_by, made_at)
                    values ($1, $2, $3, $4, $5, $6, $7)
                    """,
                    P.Uuid(made.Id),
                    P.Text(code),
                    P.Text(made.KeyId),
                    P.Bytes(shown),
                    P.Text(seal.Protect(Convert.ToBase64String(key.ExportPkcs8PrivateKey()))),
                    P.Text(admin.UserName),
                    P.Time(now)
                ),
                AdminLogEntry.Of(now, admin.UserName, "handoff.key-made", $"{code}: {made.KeyId}").Insert(),
            ],
            cancel
        );
        return made;
    }

    /// <exception cref="NotAllowedException">No system admin.</exception>
    /// <exception cref="NotVisibleException">There is none.</exception>
    /// <exception cref="RefusedException"><c>peer.ended</c>.</exception>
    public async Task RevokeAsync(Actor admin, Guid id, CancellationToken cancel)
    {
        var key = (await AllAsync(admin, cancel)).FirstOrDefault(it => it.Id == id) ?? throw new NotVisibleException();
        if (key.RevokedAt is not null)
            throw HandoffRefusals.KeyEnded();
        await reads.WriteAsync(
            Scope.Everything,
            [
                Statement.Of(
                    "update handoff_keys set revoked_by = $2, revoked_at = $3 where id = $1 and revoked_at is null",
                    P.Uuid(id),
                    P.Text(admin.UserName),
                    P.Time(time.Now)
                ),
                AdminLogEntry.Of(time.Now, admin.UserName, "handoff.key-revoked", $"{key.Organization}: {key.KeyId}").Insert(),
            ],
            cancel
        );
    }

    internal async Task<bool> HasAsync(string organization, CancellationToken cancel) =>
        (
            await reads.RowsAsync(
                Scope.Everything,
                Statement.Of("select 1 from handoff_keys where organization = $1 and revoked_at is null limit 1", P.Text(organization)),
                row => row.GetInt32(0),
                cancel
            )
        ).Count > 0;

    /// <summary>The newest key of a body, which signs. Null: it has none.</summary>
    internal async Task<SigningKey?> CurrentAsync(string organization, CancellationToken cancel) =>
        (
            await reads.RowsAsync(
                Scope.Everything,
                Statement.Of(
                    "select key_id, private_key from handoff_keys where organization = $1 and revoked_at is null order by made_at desc, id desc limit 1",
                    P.Text(organization)
                ),
                row => new SigningKey(row.GetString(0), row.GetString(1)),
                cancel
            )
        ).FirstOrDefault();

    /// <exception cref="CryptographicException">It is sealed with service keys that are gone.</exception>
    internal string Sign(SigningKey key, JsonObject payload)
    {
        using var signer = ECDsa.Create();
        signer.ImportPkcs8PrivateKey(Convert.FromBase64String(seal.Unprotect(key.Sealed)), out _);
        return Jws.Sign(payload, signer);
    }

    /// <summary>Signs in a body's name with its newest key. Null: it has none.</summary>
    internal async Task<string?> SignAsync(string organization, JsonObject payload, CancellationToken cancel) =>
        await CurrentAsync(organization, cancel) is { } key ? Sign(key, payload) : null;
}

/// <param name="Sealed">The private half.</param>
internal sealed record SigningKey(string KeyId, string Sealed);

internal static class PeerRights
{
    public static void Demand(Actor admin)
    {
        if (!admin.Holds(Roles.SystemAdmin))
            throw HandoffRefusals.NotAdmin();
    }
}
