using System.Globalization;
using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Designer.Drafts;

/// <summary>What is being drawn of a definition; there is one at most, and nobody runs it.</summary>
public sealed class Draft
{
    public required string DefinitionId { get; init; }
    public required JsonObject Content { get; set; }

    /// <summary>Counts saves.</summary>
    public required int Revision { get; set; }

    /// <summary>The revision with which <see cref="EditedBy"/> began.</summary>
    public required int TakenAt { get; set; }
    public required Guid EditedBy { get; set; }
    public required DateTimeOffset EditedAt { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public string EditorName { get; init; } = "";

    public string Name => Content["name"]?.GetValue<string>() ?? DefinitionId;

    /// <summary>Somebody's page was read before somebody else drew on.</summary>
    /// <param name="read">See <see cref="Standing.ReadBy"/>.</param>
    public bool IsForeignTo(Actor actor, int? read) =>
        read != Revision && (EditedBy != actor.PersonId || read is null || read < TakenAt - 1);

    /// <param name="besides">Saved on a page of ours, which shows only a part: pages of the designer that were read before would take it back.</param>
    public void Save(Actor actor, JsonObject content, DateTimeOffset at, bool besides = false)
    {
        Revision++;
        if (besides)
            TakenAt = Revision + 1;
        else if (EditedBy != actor.PersonId)
            TakenAt = Revision;
        (Content, EditedBy, EditedAt) = (content, actor.PersonId, at);
    }
}

/// <summary>How a draft is called where a version has its row's id: <c>township-case~4.17</c> is the 17th save of what may become version 4.</summary>
public readonly record struct DraftId(string DefinitionId, int Version, int Revision)
{
    public static DraftId? Read(string? id)
    {
        if (id?.Split('~') is not [{ Length: > 0 } definition, var rest] || rest.Split('.') is not [var version, var revision])
            return null;
        return
            int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            && int.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out var r)
            ? new DraftId(definition, n, r)
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{DefinitionId}~{Version}.{Revision}");
}

/// <summary>A version that was published once, and is kept for ever.</summary>
/// <param name="Publisher">Null: it came with the service.</param>
/// <param name="DraftRevision">Of the draft that it was frozen from.</param>
public sealed record KeptVersion(
    string Id,
    string DefinitionId,
    int Version,
    string Name,
    string Content,
    bool IsPublished,
    DateTimeOffset CreatedAt,
    DateTimeOffset? PublishedAt,
    string? Publisher,
    int? DraftRevision
);

internal static class DraftTable
{
    public const string Name = "workflow_drafts";

    private const string Columns = """
        f.definition_id, f.content, f.revision, f.taken_at, f.edited_by, f.edited_at, f.created_at, coalesce(a.name, '')
        from workflow_drafts f left join accounts a on a.id = f.edited_by
        """;

    private const string VersionColumns = """
        d.id, d.definition_id, d.version, d.name, d.content, d.is_published, d.created_at, d.published_at, a.name, p.draft_revision
        from workflow_definitions d
        left join accounts a on a.id = d.published_by
        left join workflow_publications p on p.version_id = d.id
        """;

    /// <summary>Of rows called <c>d</c>: the newest of a definition, and the published one. Whatever else it has been is read by who asks for it.</summary>
    public const string IsCurrent =
        "(d.is_published or d.version = (select max(o.version) from workflow_definitions o where o.definition_id = d.definition_id))";

    /// <summary>Whoever draws on or publishes one definition does it one after the other.</summary>
    public static Statement Lock(string definitionId) =>
        Statement.Of("select pg_advisory_xact_lock(hashtextextended('workflow-draft:' || $1, 0))", P.Text(definitionId));

    public static Statement Read(string definitionId) => Statement.Of($"select {Columns} where f.definition_id = $1", P.Text(definitionId));

    public static Statement ReadAll() => Statement.Of($"select {Columns} order by f.definition_id");

    public static Draft From(NpgsqlDataReader row) =>
        new()
        {
            DefinitionId = row.GetString(0),
            Content = DefinitionContent.Parse(row.GetString(1)),
            Revision = row.GetInt32(2),
            TakenAt = row.GetInt32(3),
            EditedBy = row.GetGuid(4),
            EditedAt = row.GetFieldValue<DateTimeOffset>(5),
            CreatedAt = row.GetFieldValue<DateTimeOffset>(6),
            EditorName = row.GetString(7),
        };

    /// <summary>All kept versions of a definition, newest first.</summary>
    public static Statement ReadVersions(string definitionId) => Versions("d.definition_id = $1", P.Text(definitionId));

    /// <param name="where">Of rows called <c>d</c>.</param>
    public static Statement Versions(string where, params NpgsqlParameter[] parameters) =>
        Statement.Of($"select {VersionColumns} where {where} order by d.definition_id, d.version desc", parameters);

    public static Statement ReadCurrent() => Versions(IsCurrent);

    public static Statement ReadCurrent(string definitionId) => Versions($"d.definition_id = $1 and {IsCurrent}", P.Text(definitionId));

    public static Statement ReadVersion(string definitionId, int version) =>
        Versions("d.definition_id = $1 and d.version = $2", P.Text(definitionId), P.Int(version));

    /// <summary>The drafts of these definitions, and of those that these versions are of.</summary>
    public static Statement ReadOf(IReadOnlyCollection<string> definitions, IReadOnlyCollection<string> versions) =>
        Statement.Of($"select {Columns} where f.definition_id in ({Named})", P.Texts(definitions), P.Texts(versions));

    /// <summary>These versions, and what is current of the same definitions and of those.</summary>
    public static Statement ReadVersionsOf(IReadOnlyCollection<string> definitions, IReadOnlyCollection<string> versions) =>
        Versions($"d.id = any ($2) or ({IsCurrent} and d.definition_id in ({Named}))", P.Texts(definitions), P.Texts(versions));

    private const string Named = "select unnest($1) union select v.definition_id from workflow_definitions v where v.id = any ($2)";

    public static KeptVersion VersionFrom(NpgsqlDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetInt32(2),
            row.GetString(3),
            row.GetString(4),
            row.GetBoolean(5),
            row.GetFieldValue<DateTimeOffset>(6),
            row.IsDBNull(7) ? null : row.GetFieldValue<DateTimeOffset>(7),
            row.IsDBNull(8) ? null : row.GetString(8),
            row.IsDBNull(9) ? null : row.GetInt32(9)
        );

    /// <summary>Two who make a definition of one name do it one after the other. Another lock than a definition's own: an id may read like a name.</summary>
    public static Statement LockName(string name) =>
        Statement.Of("select pg_advisory_xact_lock(hashtextextended('workflow-name:' || $1, 0))", P.Text(name));

    public static Statement ReadNamed(string name) =>
        Statement.Of(
            """
            select definition_id from workflow_drafts where name = $1
            union select definition_id from workflow_definitions where name = $1 and is_published
            """,
            P.Text(name)
        );

    /// <summary>What somebody has made under a name, and nobody has drawn on since.</summary>
    public static Statement ReadJustMade(string name, Guid by) =>
        Statement.Of(
            $"""
            select {Columns} where f.name = $1 and f.edited_by = $2 and f.revision = 1
                and not exists (select from workflow_definitions d where d.definition_id = f.definition_id)
            """,
            P.Text(name),
            P.Uuid(by)
        );

    public static Statement Write(Draft it) =>
        Statement.Of(
            """
            insert into workflow_drafts (definition_id, name, content, revision, taken_at, edited_by, edited_at, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (definition_id) do update set name = excluded.name, content = excluded.content, revision = excluded.revision,
                taken_at = excluded.taken_at, edited_by = excluded.edited_by, edited_at = excluded.edited_at
            """,
            P.Text(it.DefinitionId),
            P.Text(it.Name),
            P.Text(DefinitionContent.Write(it.Content)),
            P.Int(it.Revision),
            P.Int(it.TakenAt),
            P.Uuid(it.EditedBy),
            P.Time(it.EditedAt),
            P.Time(it.CreatedAt)
        );

    public static Statement Delete(string definitionId) =>
        Statement.Of("delete from workflow_drafts where definition_id = $1", P.Text(definitionId));

    /// <summary>What was frozen is published; a draft that went on since stays.</summary>
    public static Statement DeleteSame(string definitionId, string content) =>
        Statement.Of("delete from workflow_drafts where definition_id = $1 and content = $2", P.Text(definitionId), P.Text(content));
}
