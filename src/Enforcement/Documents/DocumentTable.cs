using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Documents;

internal static class DocumentTable
{
    private const string Columns = """
        county_code, id, case_id, kind, ordinal, title, issuer, node, task_id, about_id, drafted_by, drafted_at, number, approved_by, approved_for,
        approved_at, served_on, served_way, served_by, served_at, voided_by, void_reason, voided_at, replaced_by, sha256, template_version, extra
        """;

    /// <summary>All of a case, without their texts.</summary>
    public static CaseSql ReadOf { get; } =
        new(id => $"select {Columns}, null::text from documents where county_code = $1 and case_id = {id} order by drafted_at, id");

    public static Statement ReadOne(Guid id) =>
        Statement.Of($"select {Columns}, html from documents where county_code = $1 and id = $2", P.Text(RowId.CountyOf(id)), P.Uuid(id));

    public static LegalDocument From(NpgsqlDataReader row)
    {
        var document = new LegalDocument
        {
            Id = row.GetGuid(1),
            CaseKey = new CaseKey(row.GetString(0), row.GetGuid(2)),
            Kind = row.GetString(3),
            Ordinal = row.GetInt32(4),
            Title = row.GetString(5),
            Issuer = row.GetString(6),
            Node = row.GetString(7),
            TaskId = row.IsDBNull(8) ? null : row.GetGuid(8),
            AboutId = row.IsDBNull(9) ? null : row.GetGuid(9),
            DraftedBy = row.GetGuid(10),
            DraftedAt = row.GetFieldValue<DateTimeOffset>(11),
            Extra = row.IsDBNull(26) ? null : JsonNode.Parse(row.GetString(26))!.AsObject(),
        };
        document.Restore(
            row.IsDBNull(12) ? null : row.GetString(12),
            row.IsDBNull(15)
                ? null
                : new Approval(row.GetGuid(13), row.IsDBNull(14) ? null : row.GetGuid(14), row.GetFieldValue<DateTimeOffset>(15)),
            row.IsDBNull(16)
                ? null
                : new Service(row.GetFieldValue<DateOnly>(16), row.GetString(17), row.GetGuid(18), row.GetFieldValue<DateTimeOffset>(19)),
            row.IsDBNull(22) ? null : new Voiding(row.GetGuid(20), row.GetString(21), row.GetFieldValue<DateTimeOffset>(22)),
            row.IsDBNull(23) ? null : row.GetGuid(23),
            row.IsDBNull(27) ? null : row.GetString(27),
            row.IsDBNull(24) ? null : row.GetFieldValue<byte[]>(24),
            row.IsDBNull(25) ? null : row.GetString(25)
        );
        return document;
    }

    public static Statement Insert(LegalDocument it) =>
        Statement.Of(
            """
            insert into documents (county_code, id, case_id, kind, ordinal, title, issuer, node, task_id, about_id, drafted_by, drafted_at, state,
                number, html, sha256, template_version, approved_by, approved_for, approved_at, served_on, served_way, served_by, served_at, extra)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)
            """,
            P.Text(it.CaseKey.County),
            P.Uuid(it.Id),
            P.Uuid(it.CaseKey.Id),
            P.Text(it.Kind),
            P.Int(it.Ordinal),
            P.Text(it.Title),
            P.Text(it.Issuer),
            P.Text(it.Node),
            P.Uuid(it.TaskId),
            P.Uuid(it.AboutId),
            P.Uuid(it.DraftedBy),
            P.Time(it.DraftedAt),
            P.Text(StateText(it)),
            P.Text(it.Number),
            P.Text(it.Html),
            P.Bytes(it.Sha256),
            P.Text(it.TemplateVersion),
            P.Uuid(it.Approval?.By),
            P.Uuid(it.Approval?.For),
            P.Time(it.Approval?.At),
            P.Date(it.Service?.On),
            P.Text(it.Service?.Way),
            P.Uuid(it.Service?.By),
            P.Time(it.Service?.At),
            P.Json(it.Extra?.ToJsonString())
        );

    /// <summary>The frozen columns are written while it is a draft, and only then; a trigger guards it.</summary>
    public static Statement Approve(LegalDocument it) =>
        Statement.Hit(
            "documents",
            """
            update documents set state = $3, number = $4, html = $5, sha256 = $6, template_version = $7, approved_by = $8, approved_for = $9,
                approved_at = $10, served_on = $11, served_way = $12, served_by = $13, served_at = $14
            where county_code = $1 and id = $2 and state = 'draft' returning 1
            """,
            P.Text(it.CaseKey.County),
            P.Uuid(it.Id),
            P.Text(StateText(it)),
            P.Text(it.Number),
            P.Text(it.Html),
            P.Bytes(it.Sha256),
            P.Text(it.TemplateVersion),
            P.Uuid(it.Approval?.By),
            P.Uuid(it.Approval?.For),
            P.Time(it.Approval?.At),
            P.Date(it.Service?.On),
            P.Text(it.Service?.Way),
            P.Uuid(it.Service?.By),
            P.Time(it.Service?.At)
        );

    public static Statement Update(LegalDocument it) =>
        Statement.Hit(
            "documents",
            """
            update documents set state = $3, served_on = $4, served_way = $5, served_by = $6, served_at = $7, replaced_by = $8, voided_by = $9,
                void_reason = $10, voided_at = $11
            where county_code = $1 and id = $2 returning 1
            """,
            P.Text(it.CaseKey.County),
            P.Uuid(it.Id),
            P.Text(StateText(it)),
            P.Date(it.Service?.On),
            P.Text(it.Service?.Way),
            P.Uuid(it.Service?.By),
            P.Time(it.Service?.At),
            P.Uuid(it.ReplacedBy),
            P.Uuid(it.Voiding?.By),
            P.Text(it.Voiding?.Reason),
            P.Time(it.Voiding?.At)
        );

    /// <summary>The number is never given again; its row says why.</summary>
    public static Statement VoidNumber(string number, string reason, DateTimeOffset at) =>
        Statement.Hit(
            "numbers",
            "update numbers set voided_at = $2, void_reason = $3 where text = $1 and voided_at is null returning 1",
            P.Text(number),
            P.Time(at),
            P.Text(reason)
        );

    public static string StateText(LegalDocument it) => it.State.ToString().ToLowerInvariant();
}
