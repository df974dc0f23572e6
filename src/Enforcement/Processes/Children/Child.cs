using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Persistence;
using Enforcement.Workflows.Execution;
using Npgsql;

namespace Enforcement.Processes.Children;

/// <summary>A workflow that the workflow of a case started: an instance of its own that belongs to the same case and moves in its steps.</summary>
internal sealed class Child
{
    public required Guid Id { get; init; }

    /// <summary>The child that started it; null: the case's own instance.</summary>
    public required Guid? ParentId { get; init; }

    /// <summary>Where the parent waits for it; null: it does not.</summary>
    public required int? ParentBookmark { get; init; }
    public required string ChildKey { get; init; }
    public required int Depth { get; init; }
    public required LoadedDefinition Definition { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public WorkflowInstance? Flow { get; set; }
    public bool IsNew { get; init; }
    public bool Changed { get; set; }

    /// <summary>Its parent has been told; nothing leaves this.</summary>
    public bool HasEnded { get; set; }
    public List<JsonObject> Log { get; } = [];

    public bool WaitsAt(int bookmark) =>
        Flow is { Status: WorkflowStatus.Running } flow && flow.Bookmarks.Any(candidate => candidate.Id == bookmark);
}

internal sealed record ChildRow(
    Guid Id,
    Guid? ParentId,
    int? ParentBookmark,
    string ChildKey,
    int Depth,
    string DefinitionVersionId,
    byte[] State,
    DateTimeOffset StartedAt
);

internal static class ChildTable
{
    /// <summary>In the order in which they were started.</summary>
    public static CaseSql ReadRunning { get; } =
        new(id =>
            $"""
                select id, parent_id, parent_bookmark, child_key, depth, definition_version_id, state, started_at from children
                where county_code = $1 and case_id = {id} and status = 'running' order by started_at, id
                """
        );

    public static ChildRow From(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.IsDBNull(1) ? null : row.GetGuid(1),
            row.IsDBNull(2) ? null : row.GetInt32(2),
            row.GetString(3),
            row.GetInt16(4),
            row.GetString(5),
            row.GetFieldValue<byte[]>(6),
            row.GetFieldValue<DateTimeOffset>(7)
        );

    public static Statement Insert(CaseKey key, Child it, DateTimeOffset now) =>
        Statement.Of(
            """
            insert into children (county_code, id, case_id, parent_id, parent_bookmark, child_key, depth, definition_version_id, started_at,
                status, sub_status, state, finished_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """,
            [
                P.Text(key.County),
                P.Uuid(it.Id),
                P.Uuid(key.Id),
                P.Uuid(it.ParentId),
                P.Int(it.ParentBookmark),
                P.Text(it.ChildKey),
                P.Short((short)it.Depth),
                P.Text(it.Definition.VersionId),
                P.Time(it.StartedAt),
                .. Values(it, now),
            ]
        );

    public static Statement Update(CaseKey key, Child it, DateTimeOffset now) =>
        Statement.Hit(
            "children",
            "update children set status = $3, sub_status = $4, state = $5, finished_at = $6 where county_code = $1 and id = $2 returning 1",
            [P.Text(key.County), P.Uuid(it.Id), .. Values(it, now)]
        );

    private static NpgsqlParameter[] Values(Child it, DateTimeOffset now) =>
        [
            P.Text(it.Flow!.Status.ToString().ToLowerInvariant()),
            P.Text(it.Flow.SubStatus.ToString().ToLowerInvariant()),
            P.Bytes(it.Flow.Save()),
            P.Time(it.Flow.Status == WorkflowStatus.Finished ? now : null),
        ];
}
