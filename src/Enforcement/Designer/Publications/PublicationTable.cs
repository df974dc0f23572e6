using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Enforcement.Designer.Drafts;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Processes.Bindings;
using Npgsql;

namespace Enforcement.Designer.Publications;

internal static class PublicationTable
{
    public const string Name = "workflow_publications";

    private const string Columns = """
        p.id, p.definition_id, p.name, p.content, p.draft_revision, p.base_version_id, p.asked_by, p.asked_at, p.state, p.decided_by, p.decided_at,
        p.effective_on, p.note, p.urgent_reason, p.reviewed_by, p.reviewed_at, p.review_note, p.version_id, p.published_at, coalesce(a.name, ''),
        p.warnings_reason
        """;

    public static Statement ReadOpen(string definitionId) =>
        Read("p.definition_id = $1 and p.state in ('asked', 'approved')", "", P.Text(definitionId));

    public static Statement ReadOne(Guid id) => Read("p.id = $1", "", P.Uuid(id));

    /// <summary>Two admins who decide at once decide one after the other.</summary>
    public static Statement LockOne(Guid id) => Read("p.id = $1", " for update of p", P.Uuid(id));

    /// <summary>The lock that saves take too.</summary>
    public static Statement LockDefinitionOf(Guid id) =>
        Statement.Of(
            """
            select definition_id, pg_advisory_xact_lock(hashtextextended('workflow-draft:' || definition_id, 0))::text
            from workflow_publications where id = $1
            """,
            P.Uuid(id)
        );

    /// <summary>The version that it was asked for on, and what is current of its definition now.</summary>
    public static Statement ReadVersionsOf(Guid id) =>
        DraftTable.Versions(
            $"""
            d.definition_id = (select o.definition_id from workflow_publications o where o.id = $1)
                and ({DraftTable.IsCurrent} or d.id = (select o.base_version_id from workflow_publications o where o.id = $1))
            """,
            P.Uuid(id)
        );

    /// <summary>What the binding table has open on its definition.</summary>
    public static Statement ReadBindingsOf(Guid id) =>
        BindingTable.Read("definition_id = (select o.definition_id from workflow_publications o where o.id = $1)", P.Uuid(id));

    public static Statement ReadDue(DateOnly today) =>
        Read("p.state = 'approved' and p.effective_on <= $1", " order by p.effective_on, p.decided_at, p.id", P.Date(today));

    /// <summary>What waits for somebody: to be decided, for its day, or for a second look.</summary>
    public static Statement ReadWaiting() =>
        Read("p.state in ('asked', 'approved') or (p.urgent_reason is not null and p.reviewed_at is null)", " order by p.asked_at");

    private static Statement Read(string where, string more, params NpgsqlParameter[] parameters) =>
        Statement.Of(
            $"select {Columns} from workflow_publications p left join accounts a on a.id = p.asked_by where {where}{more}",
            parameters
        );

    public static Publication From(NpgsqlDataReader row) =>
        new Publication
        {
            Id = row.GetGuid(0),
            DefinitionId = row.GetString(1),
            Name = row.GetString(2),
            Content = row.GetString(3),
            DraftRevision = row.GetInt32(4),
            BaseVersionId = Text(row, 5),
            AskedBy = row.GetGuid(6),
            AskedAt = row.GetFieldValue<DateTimeOffset>(7),
            AskerName = row.GetString(19),
        }.Restore(
            row.GetString(8),
            (Id(row, 9), Time(row, 10)),
            row.IsDBNull(11) ? null : row.GetFieldValue<DateOnly>(11),
            Text(row, 12),
            (Text(row, 13), Text(row, 20)),
            (Id(row, 14), Time(row, 15), Text(row, 16)),
            (Text(row, 17), Time(row, 18))
        );

    public static Statement Insert(Publication it) =>
        Statement.Of(
            """
            insert into workflow_publications (id, definition_id, name, content, draft_revision, base_version_id, state, asked_by, asked_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            P.Uuid(it.Id),
            P.Text(it.DefinitionId),
            P.Text(it.Name),
            P.Text(it.Content),
            P.Int(it.DraftRevision),
            P.Text(it.BaseVersionId),
            P.Text(it.State),
            P.Uuid(it.AskedBy),
            P.Time(it.AskedAt)
        );

    /// <param name="was">The state it was read in.</param>
    public static Statement Update(Publication it, string was) =>
        Statement.Hit(
            Name,
            """
            update workflow_publications set state = $3, decided_by = $4, decided_at = $5, effective_on = $6, note = $7, urgent_reason = $8,
                reviewed_by = $9, reviewed_at = $10, review_note = $11, version_id = $12, published_at = $13, warnings_reason = $14
            where id = $1 and state = $2 returning 1
            """,
            P.Uuid(it.Id),
            P.Text(was),
            P.Text(it.State),
            P.Uuid(it.DecidedBy),
            P.Time(it.DecidedAt),
            P.Date(it.EffectiveOn),
            P.Text(it.Note),
            P.Text(it.UrgentReason),
            P.Uuid(it.ReviewedBy),
            P.Time(it.ReviewedAt),
            P.Text(it.ReviewNote),
            P.Text(it.VersionId),
            P.Time(it.PublishedAt),
            P.Text(it.WarningsReason)
        );

    public static Statement Unpublish(string definitionId) =>
        Statement.Of(
            "update workflow_definitions set is_published = false where definition_id = $1 and is_published",
            P.Text(definitionId)
        );

    public static Statement InsertVersion(Publication it, string versionId, int version, string content, DateTimeOffset at) =>
        Statement.Of(
            """
            insert into workflow_definitions (id, definition_id, version, name, content, content_hash, is_published, created_at, published_at, published_by)
            values ($1, $2, $3, $4, $5, $6, true, $7, $8, $9)
            """,
            P.Text(versionId),
            P.Text(it.DefinitionId),
            P.Int(version),
            P.Text(it.Name),
            P.Text(content),
            P.Bytes(SHA256.HashData(Encoding.UTF8.GetBytes(content))),
            P.Time(it.AskedAt),
            P.Time(at),
            P.Uuid(it.AskedBy)
        );

    public static string VersionId(string definitionId, int version) =>
        string.Create(CultureInfo.InvariantCulture, $"{definitionId}-{version}");

    private static string? Text(NpgsqlDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);

    private static Guid? Id(NpgsqlDataReader row, int at) => row.IsDBNull(at) ? null : row.GetGuid(at);

    private static DateTimeOffset? Time(NpgsqlDataReader row, int at) => row.IsDBNull(at) ? null : row.GetFieldValue<DateTimeOffset>(at);
}

/// <summary>What is decided about definitions concerns the installation, not one case: it stands in the administrators' log.</summary>
internal static class PublicationLog
{
    /// <param name="what">Words: <c>admin-log.what.publication.&lt;what&gt;</c>.</param>
    public static Statement Of(Step step, Publication it, string what) =>
        AdminLogEntry
            .Of(
                step.Now,
                step.Actor.UserName,
                $"publication.{what}",
                it.VersionId ?? it.DefinitionId,
                now: new
                {
                    publication = it.Id,
                    it.Name,
                    it.Note,
                    it.UrgentReason,
                    it.WarningsReason,
                    it.ReviewNote,
                    it.EffectiveOn,
                }
            )
            .Insert();
}
