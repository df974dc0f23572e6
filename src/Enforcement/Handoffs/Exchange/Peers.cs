using System.Security.Cryptography;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.Handoffs.Exchange;

/// <param name="Organization">Code of the body there: a county's six digits, a hyphen and its function, or nine digits of a township.</param>
/// <param name="PublicKey">SubjectPublicKeyInfo in base64 or PEM, of P-256.</param>
/// <param name="ValidFrom">Null: from today.</param>
public sealed record PeerRequest(string? Organization, string? Address, string? PublicKey, string? ValidFrom, string? ValidTo);

/// <param name="Code">As in <see cref="PeerRequest"/>.</param>
public sealed record OutsideBodyRequest(string? Code, string? LegalName, string? ShortName, string? NameEn, string? RegionName);

/// <summary>Bodies outside this installation, and the installations that some of them have: kept by the system admins.</summary>
public sealed class Peers(ScopedReads reads, IConfiguration configuration, OrganizationDirectory organizations, BusinessTime time)
{
    private const int LongestAddress = 300;

    /// <summary>Those that ended too, the newest first.</summary>
    /// <exception cref="NotAllowedException">No system admin.</exception>
    public async Task<IReadOnlyList<Peer>> AllAsync(Actor admin, CancellationToken cancel)
    {
        PeerRights.Demand(admin);
        return await reads.RowsAsync(
            Scope.Everything,
            Statement.Of($"select {Peer.Columns} from handoff_peers order by revoked_at is not null, added_at desc, id limit 500"),
            Peer.From,
            cancel
        );
    }

    /// <exception cref="NotAllowedException">No system admin.</exception>
    public async Task<IReadOnlyList<RefusedMessage>> RefusedAsync(Actor admin, CancellationToken cancel)
    {
        PeerRights.Demand(admin);
        return await reads.RowsAsync(
            Scope.Everything,
            Statement.Of("select at, code, address, said from handoff_refusals order by at desc, id desc limit 100"),
            row => new RefusedMessage(row.GetFieldValue<DateTimeOffset>(0), row.GetString(1), row.GetString(2), row.GetString(3)),
            cancel
        );
    }

    /// <summary>What waits with an error, and what was given up.</summary>
    /// <exception cref="NotAllowedException">No system admin.</exception>
    public async Task<IReadOnlyList<PostState>> WaitingAsync(Actor admin, CancellationToken cancel)
    {
        PeerRights.Demand(admin);
        return await reads.RowsAsync(
            Scope.Everything,
            Statement.Of(
                """
                select id, own_org, peer_org, kind, handoff_id, state, attempts, last_error, created_at from handoff_posts
                where state <> 'done' and last_error is not null order by created_at limit 100
                """
            ),
            row => new PostState(
                row.GetGuid(0),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                row.GetGuid(4),
                row.GetString(5),
                row.GetInt32(6),
                row.IsDBNull(7) ? null : row.GetString(7),
                row.GetFieldValue<DateTimeOffset>(8)
            ),
            cancel
        );
    }

    /// <summary>Says again what was given up, and with it whatever else of the pair was.</summary>
    /// <exception cref="NotAllowedException">No system admin.</exception>
    /// <exception cref="NotVisibleException">Nothing of this id was given up.</exception>
    /// <exception cref="RefusedException"><c>peer.letter-over</c>: nobody waits for it any more.</exception>
    public async Task SayAgainAsync(Actor admin, Guid id, CancellationToken cancel)
    {
        PeerRights.Demand(admin);
        var found = await reads.RowsAsync(
            Scope.Everything,
            PostTable.GivenUp(id),
            row => (What: row.GetString(0), IsOver: row.GetBoolean(1)),
            cancel
        );
        if (found is not [var (what, isOver)])
            throw new NotVisibleException();
        if (isOver)
            throw HandoffRefusals.LetterOver();
        await reads.WriteAsync(
            Scope.Everything,
            [
                .. PostTable.SayAgain(id, time.Now),
                AdminLogEntry.Of(time.Now, admin.UserName, "handoff.post-said-again", $"{what} {id}").Insert(),
            ],
            cancel
        );
    }

    /// <summary>A body outside, so that letters can go to it. One that has no installation gets packages and links.</summary>
    /// <exception cref="NotAllowedException">No system admin.</exception>
    /// <exception cref="MalformedException">By field.</exception>
    /// <exception cref="RefusedException"><c>peer.body-is-ours</c>: the code is taken.</exception>
    public async Task AddBodyAsync(Actor admin, OutsideBodyRequest request, CancellationToken cancel)
    {
        PeerRights.Demand(admin);
        var code = PlainText.RequiredLine("code", request.Code, 40);
        var (region, function) = Parts(code);
        var legal = PlainText.RequiredLine("legalName", request.LegalName, 100);
        var name = PlainText.RequiredLine("shortName", request.ShortName, 40);
        var english = PlainText.RequiredLine("nameEn", request.NameEn, 100);
        var place = PlainText.RequiredLine("regionName", request.RegionName, 40);
        if (organizations.Find(code) is not null)
            throw HandoffRefusals.BodyIsOurs(code);
        var writes = new[] { 2, 4, 6, 9 }
            .Where(length => length <= region.Length)
            .Select(length =>
                Statement.Of(
                    "insert into regions (code, parent, name) values ($1, $2, $3) on conflict do nothing",
                    P.Text(region[..length]),
                    P.Text(
                        length switch
                        {
                            2 => null,
                            9 => region[..6],
                            _ => region[..(length - 2)],
                        }
                    ),
                    P.Text(length == region.Length ? place : region[..length])
                )
            );
        await reads.WriteAsync(
            Scope.Everything,
            [
                .. writes,
                Statement.Of(
                    """
                    insert into organizations (code, region, kind, function, legal_name, short_name, name_en, document_word, valid_from)
                    values ($1, $2, 'outside', $3, $4, $5, $6, '', $7) on conflict do nothing
                    """,
                    P.Text(code),
                    P.Text(region),
                    P.Text(function),
                    P.Text(legal),
                    P.Text(name),
                    P.Text(english),
                    P.Date(time.Today)
                ),
                AdminLogEntry.Of(time.Now, admin.UserName, "handoff.body-added", $"{code}: {legal}").Insert(),
            ],
            cancel
        );
        await organizations.RefreshAsync(cancel, now: true);
    }

    /// <exception cref="NotAllowedException">No system admin.</exception>
    /// <exception cref="MalformedException">By field.</exception>
    /// <exception cref="RefusedException"><c>peer.body-is-ours</c>, <c>peer.key-known</c>.</exception>
    public async Task<Peer> AddAsync(Actor admin, PeerRequest request, CancellationToken cancel)
    {
        PeerRights.Demand(admin);
        var code = PlainText.RequiredLine("organization", request.Organization, 40);
        if (organizations.Find(code) is not { } body)
            throw new MalformedException(("organization", "unknown"));
        if (body.Kind != "outside")
            throw HandoffRefusals.BodyIsOurs(code);
        var key = KeyOf(request.PublicKey);
        var from = DayText.Read("validFrom", request.ValidFrom) ?? time.Today;
        var to = DayText.Read("validTo", request.ValidTo) ?? throw new MalformedException(("validTo", "required"));
        if (to < from)
            throw new MalformedException(("validTo", "range"));
        var now = time.Now.ToUniversalTime();
        var peer = new Peer(
            Guid.CreateVersion7(now),
            code,
            AddressOf(request.Address),
            Jws.KeyId(key),
            key,
            from,
            to,
            admin.UserName,
            now,
            null,
            null
        );
        try
        {
            await reads.WriteAsync(Scope.Everything, [Insert(peer), Log("handoff.peer-added", peer)], cancel);
        }
        catch (PostgresException once) when (once.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw HandoffRefusals.KeyKnown();
        }
        return peer;

        Statement Log(string what, Peer it) =>
            AdminLogEntry.Of(now, admin.UserName, what, $"{it.Organization}: {it.KeyId} ({it.Address})").Insert();
    }

    /// <summary>From now on nothing that this key signed is believed, and nothing is said to it.</summary>
    /// <exception cref="NotAllowedException">No system admin.</exception>
    /// <exception cref="NotVisibleException">There is none.</exception>
    /// <exception cref="RefusedException"><c>peer.ended</c>.</exception>
    public async Task RevokeAsync(Actor admin, Guid id, CancellationToken cancel)
    {
        var peer = (await AllAsync(admin, cancel)).FirstOrDefault(it => it.Id == id) ?? throw new NotVisibleException();
        if (peer.RevokedAt is not null)
            throw HandoffRefusals.KeyEnded();
        await reads.WriteAsync(
            Scope.Everything,
            [
                Statement.Of(
                    "update handoff_peers set revoked_by = $2, revoked_at = $3 where id = $1 and revoked_at is null",
                    P.Uuid(id),
                    P.Text(admin.UserName),
                    P.Time(time.Now)
                ),
                AdminLogEntry.Of(time.Now, admin.UserName, "handoff.peer-revoked", $"{peer.Organization}: {peer.KeyId}").Insert(),
            ],
            cancel
        );
    }

    /// <summary>The keys of a body that are valid today; the newest first, whose address is the one that counts.</summary>
    internal Task<List<Peer>> ValidAsync(string organization, CancellationToken cancel) =>
        reads.RowsAsync(
            Scope.Everything,
            Statement.Of(
                $"""
                select {Peer.Columns} from handoff_peers
                where organization = $1 and revoked_at is null and $2 between valid_from and valid_to order by added_at desc, id
                """,
                P.Text(organization),
                P.Date(time.Today)
            ),
            Peer.From,
            cancel
        );

    private static Statement Insert(Peer it) =>
        Statement.Of(
            """
            insert into handoff_peers (id, organization, address, key_id, public_key, valid_from, valid_to, added_by, added_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            P.Uuid(it.Id),
            P.Text(it.Organization),
            P.Text(it.Address),
            P.Text(it.KeyId),
            P.Bytes(it.PublicKey),
            P.Date(it.ValidFrom),
            P.Date(it.ValidTo),
            P.Text(it.AddedBy),
            P.Time(it.AddedAt)
        );

    /// <summary>A county's department <c>360322-water</c>, or a township <c>360322101</c>.</summary>
    private static (string Region, string? Function) Parts(string code)
    {
        if (code.Length == 9 && code.All(char.IsAsciiDigit))
            return (code, null);
        if (
            code.Length > 7
            && code[6] == '-'
            && code[..6].All(char.IsAsciiDigit)
            && code[7..].All(c => char.IsAsciiLetterLower(c) || c == '-')
        )
            return (code[..6], code[7..]);
        throw new MalformedException(("code", "pattern"));
    }

    /// <summary>HTTPS, but for a machine that talks to itself.</summary>
    private string AddressOf(string? text)
    {
        var address = PlainText.RequiredLine("address", text, LongestAddress).TrimEnd('/');
        return
            Uri.TryCreate(address, UriKind.Absolute, out var uri)
            && (
                uri.Scheme == Uri.UriSchemeHttps
                || uri.Scheme == Uri.UriSchemeHttp && (uri.IsLoopback || configuration.GetValue<bool>("Handoffs:AllowHttp"))
            )
            && uri is { UserInfo: "", Query: "", Fragment: "" }
            ? address
            : throw new MalformedException(("address", "pattern"));
    }

    private static byte[] KeyOf(string? text)
    {
        var lines = PlainText
            .Required("publicKey", text, 1_000)
            .Split('\n', StringSplitOptions.TrimEntries)
            .Where(line => !line.StartsWith("-----", StringComparison.Ordinal));
        try
        {
            var bytes = Convert.FromBase64String(string.Concat(lines));
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(bytes, out var read);
            return read == bytes.Length && key.KeySize == 256 ? bytes : throw new MalformedException(("publicKey", "pattern"));
        }
        catch (Exception fault) when (fault is FormatException or CryptographicException)
        {
            throw new MalformedException(("publicKey", "pattern"));
        }
    }
}
