using Npgsql;

namespace Enforcement.Handoffs.Exchange;

/// <summary>Another installation, by a body that signs there: where it listens, and its key.</summary>
/// <param name="ValidTo">Included.</param>
public sealed record Peer(
    Guid Id,
    string Organization,
    string Address,
    string KeyId,
    byte[] PublicKey,
    DateOnly ValidFrom,
    DateOnly ValidTo,
    string AddedBy,
    DateTimeOffset AddedAt,
    string? RevokedBy,
    DateTimeOffset? RevokedAt
)
{
    internal const string Columns =
        "id, organization, address, key_id, public_key, valid_from, valid_to, added_by, added_at, revoked_by, revoked_at";

    public bool IsValidOn(DateOnly day) => RevokedAt is null && ValidFrom <= day && day <= ValidTo;

    internal static Peer From(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.GetFieldValue<byte[]>(4),
            row.GetFieldValue<DateOnly>(5),
            row.GetFieldValue<DateOnly>(6),
            row.GetString(7),
            row.GetFieldValue<DateTimeOffset>(8),
            row.IsDBNull(9) ? null : row.GetString(9),
            row.IsDBNull(10) ? null : row.GetFieldValue<DateTimeOffset>(10)
        );
}

/// <summary>A key of our own, without its private half.</summary>
public sealed record OwnKey(
    Guid Id,
    string Organization,
    string KeyId,
    byte[] PublicKey,
    string MadeBy,
    DateTimeOffset MadeAt,
    DateTimeOffset? RevokedAt
)
{
    internal const string Columns = "id, organization, key_id, public_key, made_by, made_at, revoked_at";

    internal static OwnKey From(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetString(1),
            row.GetString(2),
            row.GetFieldValue<byte[]>(3),
            row.GetString(4),
            row.GetFieldValue<DateTimeOffset>(5),
            row.IsDBNull(6) ? null : row.GetFieldValue<DateTimeOffset>(6)
        );
}

/// <summary>A message that was refused.</summary>
public sealed record RefusedMessage(DateTimeOffset At, string Code, string Address, string Said);

/// <summary>A message that was given up, or waits.</summary>
public sealed record PostState(
    Guid Id,
    string Own,
    string Peer,
    string Kind,
    Guid Handoff,
    string State,
    int Attempts,
    string? LastError,
    DateTimeOffset CreatedAt
);
