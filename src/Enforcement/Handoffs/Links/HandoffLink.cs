using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Handoffs.Links;

/// <summary>A page for one body outside and one letter, without an account. Whoever has the address has the page; only its hash is kept.</summary>
public sealed record HandoffLink(
    Guid Id,
    CaseKey CaseKey,
    Guid Handoff,
    string Receiver,
    string MadeBy,
    DateTimeOffset MadeAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? RevokedAt
)
{
    private const int TokenBytes = 32;

    public bool IsOpenAt(DateTimeOffset at) => RevokedAt is null && at < ExpiresAt;

    /// <summary>256 random bits, to be shown once.</summary>
    public static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));

    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}

/// <param name="What"><c>opened</c>, <c>downloaded</c>, an answer, or <c>refused</c>.</param>
public sealed record LinkVisit(Guid Link, DateTimeOffset At, string What, string Address);

internal static class LinkTable
{
    private const string Columns = "id, county_code, case_id, handoff_id, receiver_org, made_by, made_at, expires_at, revoked_at";

    public static HandoffLink From(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            new CaseKey(row.GetString(1), row.GetGuid(2)),
            row.GetGuid(3),
            row.GetString(4),
            row.GetString(5),
            row.GetFieldValue<DateTimeOffset>(6),
            row.GetFieldValue<DateTimeOffset>(7),
            row.IsDBNull(8) ? null : row.GetFieldValue<DateTimeOffset>(8)
        );

    public static LinkVisit VisitFrom(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1), row.GetString(2), row.GetString(3));

    public static Statement Of(Guid handoff) =>
        Statement.Of(
            $"select {Columns} from handoff_links where county_code = $1 and handoff_id = $2 order by id",
            P.Text(RowId.CountyOf(handoff)),
            P.Uuid(handoff)
        );

    public static Statement VisitsOf(Guid handoff) =>
        Statement.Of(
            """
            select v.link_id, v.at, v.what, v.address from handoff_visits v
            join handoff_links l on l.county_code = v.county_code and l.id = v.link_id
            where l.county_code = $1 and l.handoff_id = $2 order by v.id desc limit 200
            """,
            P.Text(RowId.CountyOf(handoff)),
            P.Uuid(handoff)
        );

    /// <summary>By the hash of its token.</summary>
    public static Statement ByHash(byte[] hash) =>
        Statement.Of($"select {Columns} from handoff_links where token_hash = $1", P.Bytes(hash));

    public static Statement Insert(HandoffLink it, byte[] hash) =>
        Statement.Of(
            """
            insert into handoff_links (county_code, id, case_id, handoff_id, token_hash, receiver_org, made_by, made_at, expires_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            P.Text(it.CaseKey.County),
            P.Uuid(it.Id),
            P.Uuid(it.CaseKey.Id),
            P.Uuid(it.Handoff),
            P.Bytes(hash),
            P.Text(it.Receiver),
            P.Text(it.MadeBy),
            P.Time(it.MadeAt),
            P.Time(it.ExpiresAt)
        );

    public static Statement Revoke(HandoffLink it, string by, DateTimeOffset at) =>
        Statement.Of(
            "update handoff_links set revoked_by = $3, revoked_at = $4 where county_code = $1 and id = $2 and revoked_at is null",
            P.Text(it.CaseKey.County),
            P.Uuid(it.Id),
            P.Text(by),
            P.Time(at)
        );

    public static Statement Visit(HandoffLink it, string what, string address, DateTimeOffset at) =>
        Statement.Of(
            "insert into handoff_visits (county_code, id, case_id, link_id, at, what, address) values ($1, $2, $3, $4, $5, $6, $7)",
            P.Text(it.CaseKey.County),
            P.Uuid(RowId.New(it.CaseKey.County, at)),
            P.Uuid(it.CaseKey.Id),
            P.Uuid(it.Id),
            P.Time(at),
            P.Text(what),
            P.Text(address)
        );
}
