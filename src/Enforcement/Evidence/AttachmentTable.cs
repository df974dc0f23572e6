using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Evidence;

/// <summary>Rows of attachments, for the step that takes them in or links them.</summary>
internal static class AttachmentTable
{
    private const string Columns = """
        id, organization, finding_id, case_id, name, content_type, size, sha256, original_sha256, original_size, taken_at, latitude, longitude,
        by, by_name, at, subject_id
        """;

    public static Statement Insert(Attachment it) =>
        Statement.Of(
            $"""
            insert into attachments (county_code, {Columns}, subject_county_code)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
            """,
            P.Text(it.County),
            P.Uuid(it.Id),
            P.Text(it.Organization),
            P.Uuid(it.FindingId),
            P.Uuid(it.CaseId),
            P.Text(it.Name),
            P.Text(it.ContentType),
            P.Int(it.Size),
            P.Bytes(it.Sha256),
            P.Bytes(it.Original?.Sha256),
            P.Long(it.Original?.Size),
            P.Time(it.TakenAt),
            P.Money(it.Point?.Latitude),
            P.Money(it.Point?.Longitude),
            P.Uuid(it.By),
            P.Text(it.ByName),
            P.Time(it.At),
            P.Uuid(it.SubjectId),
            P.Text(it.SubjectId is { } subject ? RowId.CountyOf(subject) : null)
        );

    public static Statement ReadOne(Guid id) =>
        Statement.Of($"select {Columns} from attachments where county_code = $1 and id = $2", P.Text(RowId.CountyOf(id)), P.Uuid(id));

    public static Statement OfFinding(Guid finding) =>
        Statement.Of(
            $"select {Columns} from attachments where county_code = $1 and finding_id = $2 order by id",
            P.Text(RowId.CountyOf(finding)),
            P.Uuid(finding)
        );

    public static Statement OfSubject(Guid subject) =>
        Statement.Of(
            $"select {Columns} from attachments where subject_county_code = $1 and subject_id = $2 order by id",
            P.Text(RowId.CountyOf(subject)),
            P.Uuid(subject)
        );

    /// <summary>The case's own, and those of the case whose letter opened it.</summary>
    public static Statement OfCase(CaseKey key, CaseKey? origin) =>
        Statement.Of(
            $"""
            select {Columns} from attachments
            where (county_code = $1 and case_id = $2) or (county_code = $3 and case_id = $4) order by id
            """,
            P.Text(key.County),
            P.Uuid(key.Id),
            P.Text(origin?.County),
            P.Uuid(origin?.Id)
        );

    /// <summary>Those of the given that are this person's and that nothing has taken yet; locked for the step that takes them.</summary>
    public static Statement Free(IEnumerable<string> counties, IEnumerable<Guid> ids, Guid by) =>
        Statement.Of(
            """
            select id from attachments
            where county_code = any ($1) and id = any ($2) and by = $3 and finding_id is null and case_id is null and subject_id is null
            order by id for update
            """,
            P.Texts(counties),
            P.Uuids(ids),
            P.Uuid(by)
        );

    public static Statement GiveToFinding(Guid finding, IEnumerable<Guid> ids) =>
        Statement.Of(
            "update attachments set finding_id = $2 where county_code = $1 and id = any ($3)",
            P.Text(RowId.CountyOf(finding)),
            P.Uuid(finding),
            P.Uuids(ids)
        );

    /// <summary>Each stays in the county of whoever took it in.</summary>
    public static Statement GiveToSubject(Guid subject, IReadOnlyList<Guid> ids) =>
        Statement.Of(
            "update attachments set subject_county_code = $1, subject_id = $2 where county_code = any ($3) and id = any ($4)",
            P.Text(RowId.CountyOf(subject)),
            P.Uuid(subject),
            P.Texts(ids.Select(RowId.CountyOf).Distinct()),
            P.Uuids(ids)
        );

    /// <summary>All photos of a finding become the case's as well.</summary>
    public static Statement GiveToCase(Guid finding, CaseKey key) =>
        Statement.Of(
            "update attachments set case_id = $3 where county_code = $1 and finding_id = $2",
            P.Text(key.County),
            P.Uuid(finding),
            P.Uuid(key.Id)
        );

    public static Attachment From(NpgsqlDataReader row) =>
        new()
        {
            Id = row.GetGuid(0),
            Organization = row.GetString(1),
            FindingId = row.IsDBNull(2) ? null : row.GetGuid(2),
            CaseId = row.IsDBNull(3) ? null : row.GetGuid(3),
            Name = row.GetString(4),
            ContentType = row.GetString(5),
            Size = row.GetInt32(6),
            Sha256 = row.GetFieldValue<byte[]>(7),
            Original = row.IsDBNull(8) ? null : new Original(row.GetFieldValue<byte[]>(8), row.GetInt64(9)),
            TakenAt = row.IsDBNull(10) ? null : row.GetFieldValue<DateTimeOffset>(10),
            Point = row.IsDBNull(11) ? null : new Point(row.GetDecimal(11), row.GetDecimal(12)),
            By = row.GetGuid(13),
            ByName = row.GetString(14),
            At = row.GetFieldValue<DateTimeOffset>(15),
            SubjectId = row.IsDBNull(16) ? null : row.GetGuid(16),
        };
}
