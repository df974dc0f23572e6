using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Escalations;

/// <summary>One item of the evidence list 证据清单 of a letter, as it was sent, with the receiver's check.</summary>
public sealed record LetterEvidence
{
    /// <summary>From 1, in the order of the list.</summary>
    public required int Ordinal { get; init; }

    public required Guid Attachment { get; init; }
    public required string Name { get; init; }
    public required string ContentType { get; init; }

    /// <summary>Of what is stored; lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Of the camera's own file, where the device told it.</summary>
    public string? OriginalSha256 { get; init; }

    public required string TakenBy { get; init; }

    /// <summary>As the camera says; null: it said nothing, and <see cref="TakenInAt"/> is all that is known.</summary>
    public DateTimeOffset? TakenAt { get; init; }

    public required DateTimeOffset TakenInAt { get; init; }
    public decimal? Latitude { get; init; }
    public decimal? Longitude { get; init; }

    /// <summary>Null: the receiver has not checked it.</summary>
    public EvidenceCheck? Check { get; init; }
}

/// <param name="Reason">Why it is not usable; null where it is.</param>
public sealed record EvidenceCheck(Signer By, DateTimeOffset At, bool Usable, string? Reason);

/// <summary>The rows of evidence lists.</summary>
internal static class LetterEvidenceTable
{
    private const string Select = """
        select e.ordinal, e.attachment_id, e.name, e.content_type, e.sha256, e.original_sha256, e.taken_by, e.taken_at, e.taken_in_at, e.latitude,
            e.longitude, e.checked
        from letter_evidence e where e.county_code = $1 and e.letter_id = $2 order by e.ordinal
        """;

    /// <summary>All that the case has at this moment, its own and what the letters brought that led to it; whoever sends the letter.</summary>
    public static Statement List(Escalation letter) =>
        Statement.Of("select guard.list_letter_evidence($1, $2)", P.Text(letter.CaseKey.County), P.Uuid(letter.Id));

    public static Statement Of(Guid letter) => Statement.Of(Select, P.Text(Identity.RowId.CountyOf(letter)), P.Uuid(letter));

    public static Statement Check(Guid letter, int ordinal, EvidenceCheck check) =>
        Statement.Hit(
            "letter_evidence",
            "update letter_evidence set checked = $4 where county_code = $1 and letter_id = $2 and ordinal = $3 returning 1",
            P.Text(Identity.RowId.CountyOf(letter)),
            P.Uuid(letter),
            P.Short((short)ordinal),
            StoredJson.Of(check)
        );

    public static LetterEvidence From(NpgsqlDataReader row) =>
        new()
        {
            Ordinal = row.GetInt16(0),
            Attachment = row.GetGuid(1),
            Name = row.GetString(2),
            ContentType = row.GetString(3),
            Sha256 = Convert.ToHexStringLower(row.GetFieldValue<byte[]>(4)),
            OriginalSha256 = row.IsDBNull(5) ? null : Convert.ToHexStringLower(row.GetFieldValue<byte[]>(5)),
            TakenBy = row.GetString(6),
            TakenAt = row.IsDBNull(7) ? null : row.GetFieldValue<DateTimeOffset>(7),
            TakenInAt = row.GetFieldValue<DateTimeOffset>(8),
            Latitude = row.IsDBNull(9) ? null : row.GetDecimal(9),
            Longitude = row.IsDBNull(10) ? null : row.GetDecimal(10),
            Check = row.Json<EvidenceCheck>(11),
        };
}
