using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Enforcement.Cases;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Tasks;

internal static class TaskTable
{
    public static readonly JsonSerializerOptions SpecJson = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    private const string Columns = """
        county_code, id, case_id, bookmark, kind, parent_task_id, node, node_id, organization, role, assignee, state, version, spec, answer,
        opened_at, claimed_at, due_internal, due_legal, done_at, done_by, past_holds
        """;

    public static CaseSql ReadOpen { get; } =
        new(id =>
            $"select {Columns} from tasks where county_code = $1 and case_id = {id} and state in ('open', 'signing') order by opened_at, id"
        );

    public static CaseSql ReadAll { get; } =
        new(id => $"select {Columns} from tasks where county_code = $1 and case_id = {id} order by opened_at, id");

    public static Statement ReadOne(Guid id) =>
        Statement.Of($"select {Columns} from tasks where county_code = $1 and id = $2", P.Text(Identity.RowId.CountyOf(id)), P.Uuid(id));

    public static CaseTask From(NpgsqlDataReader row)
    {
        var task = new CaseTask
        {
            Id = row.GetGuid(1),
            CaseKey = new CaseKey(row.GetString(0), row.GetGuid(2)),
            Bookmark = row.IsDBNull(3) ? null : row.GetInt32(3),
            Kind = row.GetString(4) switch
            {
                "flow" => TaskKind.Flow,
                "side" => TaskKind.Side,
                _ => TaskKind.CounterSign,
            },
            ParentTaskId = row.IsDBNull(5) ? null : row.GetGuid(5),
            Node = row.GetString(6),
            NodeId = row.GetString(7),
            Organization = row.GetString(8),
            Role = row.GetString(9),
            Spec = JsonSerializer.Deserialize<TaskSpec>(row.GetString(13), SpecJson)!,
            OpenedAt = row.GetFieldValue<DateTimeOffset>(15),
            DueInternal = row.IsDBNull(17) ? null : row.GetFieldValue<DateTimeOffset>(17),
            DueLegal = row.IsDBNull(18) ? null : row.GetFieldValue<DateTimeOffset>(18),
        };
        task.Restore(
            row.IsDBNull(10) ? null : row.GetGuid(10),
            Enum.Parse<TaskState>(row.GetString(11), ignoreCase: true),
            row.GetInt32(12),
            row.IsDBNull(16) ? null : row.GetFieldValue<DateTimeOffset>(16),
            row.IsDBNull(19) ? null : row.GetFieldValue<DateTimeOffset>(19),
            row.IsDBNull(20) ? null : row.GetGuid(20),
            row.IsDBNull(14) ? null : JsonNode.Parse(row.GetString(14))!.AsObject(),
            JsonSerializer.Deserialize<List<PastHold>>(row.GetString(21), SpecJson)
        );
        return task;
    }

    public static Statement Insert(CaseTask it) =>
        Statement.Of(
            """
            insert into tasks (county_code, id, case_id, bookmark, kind, parent_task_id, node, node_id, title, organization, role, assignee, state,
                version, spec, answer, opened_at, claimed_at, due_internal, due_legal, done_at, done_by)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
            """,
            P.Text(it.CaseKey.County),
            P.Uuid(it.Id),
            P.Uuid(it.CaseKey.Id),
            P.Int(it.Bookmark),
            P.Text(KindText(it.Kind)),
            P.Uuid(it.ParentTaskId),
            P.Text(it.Node),
            P.Text(it.NodeId),
            P.Text(JsonSerializer.Serialize(it.Spec.Title, SpecJson)),
            P.Text(it.Organization),
            P.Text(it.Role),
            P.Uuid(it.Assignee),
            P.Text(it.State.ToString().ToLowerInvariant()),
            P.Int(it.Version),
            P.Json(JsonSerializer.Serialize(it.Spec, SpecJson)),
            P.Json(it.Answer?.ToJsonString()),
            P.Time(it.OpenedAt),
            P.Time(it.ClaimedAt),
            P.Time(it.DueInternal),
            P.Time(it.DueLegal),
            P.Time(it.DoneAt),
            P.Uuid(it.DoneBy)
        );

    public static Statement Update(CaseTask it) =>
        Statement.Hit(
            "tasks",
            """
            update tasks set assignee = $3, state = $4, version = $5, answer = $6, claimed_at = $7, due_internal = $8, due_legal = $9, done_at = $10,
                done_by = $11, node = $12, node_id = $13, past_holds = $14
            where county_code = $1 and id = $2 returning 1
            """,
            P.Text(it.CaseKey.County),
            P.Uuid(it.Id),
            P.Uuid(it.Assignee),
            P.Text(it.State.ToString().ToLowerInvariant()),
            P.Int(it.Version),
            P.Json(it.Answer?.ToJsonString()),
            P.Time(it.ClaimedAt),
            P.Time(it.DueInternal),
            P.Time(it.DueLegal),
            P.Time(it.DoneAt),
            P.Uuid(it.DoneBy),
            P.Text(it.Node),
            P.Text(it.NodeId),
            P.Json(JsonSerializer.Serialize(it.PastHolds, SpecJson))
        );

    private static string KindText(TaskKind kind) =>
        kind switch
        {
            TaskKind.Flow => "flow",
            TaskKind.Side => "side",
            _ => "counter-sign",
        };
}
