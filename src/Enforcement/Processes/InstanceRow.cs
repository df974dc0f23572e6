using Enforcement.Cases;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Processes;

/// <summary>The row that is locked first and alone: the state of the flow, the head of the journal, the count of steps.</summary>
internal sealed record InstanceRow(
    CaseKey Key,
    string DefinitionVersionId,
    string Status,
    string SubStatus,
    int Version,
    byte[] State,
    int JournalSeq,
    byte[] JournalHead,
    int HoldingSeq,
    int OpenIncidents
)
{
    private const string Columns =
        "county_code, id, definition_version_id, status, sub_status, version, state, journal_seq, journal_head, holding_seq, incident_count";

    public static CaseSql Lock { get; } =
        new(id => $"select {Columns}, {CaseOf.Keep} from instances where county_code = $1 and id = {id} for update");

    public static CaseSql Read { get; } = new(id => $"select {Columns} from instances where county_code = $1 and id = {id}");

    public static InstanceRow From(NpgsqlDataReader row) =>
        new(
            new CaseKey(row.GetString(0), row.GetGuid(1)),
            row.GetString(2),
            row.GetString(3),
            row.GetString(4),
            row.GetInt32(5),
            row.GetFieldValue<byte[]>(6),
            row.GetInt32(7),
            row.GetFieldValue<byte[]>(8),
            row.GetInt32(9),
            row.GetInt32(10)
        );

    public Statement Insert() =>
        Statement.Of(
            """
            insert into instances (county_code, id, definition_version_id, status, sub_status, version, state, journal_seq, journal_head,
                holding_seq, incident_count)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """,
            [P.Text(Key.County), P.Uuid(Key.Id), P.Text(DefinitionVersionId), .. Values]
        );

    public Statement Update() =>
        Statement.Hit(
            "instances",
            """
            update instances set status = $3, sub_status = $4, version = $5, state = $6, journal_seq = $7, journal_head = $8, holding_seq = $9,
                incident_count = $10
            where county_code = $1 and id = $2 returning 1
            """,
            [P.Text(Key.County), P.Uuid(Key.Id), .. Values]
        );

    /// <summary>Beside the update, not in it: steps leave what an index names alone, so that their updates stay HOT.</summary>
    public static Statement LeadTo(CaseKey key, string definitionVersionId) =>
        Statement.Hit(
            "instances",
            "update instances set definition_version_id = $3 where county_code = $1 and id = $2 returning 1",
            P.Text(key.County),
            P.Uuid(key.Id),
            P.Text(definitionVersionId)
        );

    private NpgsqlParameter[] Values =>
        [
            P.Text(Status),
            P.Text(SubStatus),
            P.Int(Version),
            P.Bytes(State),
            P.Int(JournalSeq),
            P.Bytes(JournalHead),
            P.Int(HoldingSeq),
            P.Int(OpenIncidents),
        ];
}
