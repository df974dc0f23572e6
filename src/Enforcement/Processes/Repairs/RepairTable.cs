using Enforcement.Cases;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Processes.Repairs;

internal static class RepairTable
{
    public const string Name = "repairs";

    private const string Columns = "id, incident_id, plan, reason, state, asked_by, asked_at, decided_by, decided_at, note";

    public static Statement ReadAll(CaseOf of) =>
        Statement.Of($"select {Columns} from repairs where county_code = $1 and case_id = {of.CaseId} order by asked_at", of.Parameters);

    public static Repair From(NpgsqlDataReader row) =>
        Repair.Restore(
            row.GetGuid(0),
            row.GetGuid(1),
            RepairPlan.Read(row.GetString(2)),
            row.GetString(3),
            row.GetString(4),
            (row.GetGuid(5), row.GetFieldValue<DateTimeOffset>(6)),
            (row.IsDBNull(7) ? null : row.GetGuid(7), row.IsDBNull(8) ? null : row.GetFieldValue<DateTimeOffset>(8)),
            row.IsDBNull(9) ? null : row.GetString(9)
        );

    public static Statement Insert(CaseKey key, Repair it) =>
        Statement.Of(
            """
            insert into repairs (county_code, id, case_id, incident_id, plan, reason, state, asked_by, asked_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            P.Text(key.County),
            P.Uuid(it.Id),
            P.Uuid(key.Id),
            P.Uuid(it.IncidentId),
            P.Json(it.Plan.ToJson()),
            P.Text(it.Reason),
            P.Text(it.State),
            P.Uuid(it.AskedBy),
            P.Time(it.AskedAt)
        );

    public static Statement Update(CaseKey key, Repair it) =>
        Statement.Hit(
            Name,
            "update repairs set state = $3, decided_by = $4, decided_at = $5, note = $6 where county_code = $1 and id = $2 returning 1",
            P.Text(key.County),
            P.Uuid(it.Id),
            P.Text(it.State),
            P.Uuid(it.DecidedBy),
            P.Time(it.DecidedAt),
            P.Text(it.Note)
        );
}
