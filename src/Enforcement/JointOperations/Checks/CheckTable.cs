using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;
using Enforcement.Persistence;
using Enforcement.Processes;
using Npgsql;

namespace Enforcement.JointOperations.Checks;

internal static class CheckTable
{
    public const string Columns = """
        k.id, k.number, k.body, k.enterprise, k.credit_code, k.field, k.from_day, k.to_day, k.ground, k.reason, k.merged_into, k.registered_by,
        k.registered_at, k.entered_at, k.operation_id, k.withdrawal, k.merging
        """;

    /// <summary>In the order of their ids: two that merge each other wait instead of deadlocking.</summary>
    public static StepRead<EnterpriseCheck> Lock(IReadOnlyList<Guid> ids) =>
        new(
            Statement.Of(
                $"select {Columns} from enterprise_checks k where k.county_code = any ($1) and k.id = any ($2) order by k.id for update",
                P.Texts(ids.Select(RowId.CountyOf)),
                P.Uuids(ids)
            ),
            From
        );

    public static EnterpriseCheck From(NpgsqlDataReader row) =>
        new()
        {
            Id = row.GetGuid(0),
            Number = row.GetString(1),
            Body = row.GetString(2),
            Enterprise = row.GetString(3),
            CreditCode = row.GetString(4),
            Field = row.GetString(5),
            From = row.GetFieldValue<DateOnly>(6),
            To = row.GetFieldValue<DateOnly>(7),
            Ground = row.GetString(8),
            Reason = SubjectTable.Text(row, 9),
            MergedInto = row.IsDBNull(10) ? null : row.GetGuid(10),
            RegisteredBy = row.Json<Signed>(11)!,
            RegisteredAt = row.GetFieldValue<DateTimeOffset>(12),
            EnteredAt = SubjectTable.Time(row, 13),
            OperationId = row.IsDBNull(14) ? null : row.GetGuid(14),
            Withdrawal = row.Json<CheckWithdrawal>(15),
            Merging = row.Json<CheckMerging>(16),
        };

    public static Statement Insert(EnterpriseCheck it) =>
        Statement.Of(
            """
            insert into enterprise_checks (county_code, id, number, body, enterprise, credit_code, field, from_day, to_day, ground, reason,
                registered_by, registered_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """,
            P.Text(it.County),
            P.Uuid(it.Id),
            P.Text(it.Number),
            P.Text(it.Body),
            P.Text(it.Enterprise),
            P.Text(it.CreditCode),
            P.Text(it.Field),
            P.Date(it.From),
            P.Date(it.To),
            P.Text(it.Ground),
            P.Text(it.Reason),
            StoredJson.Of(it.RegisteredBy),
            P.Time(it.RegisteredAt)
        );

    public static Statement Enter(EnterpriseCheck it, Guid operation, DateTimeOffset at) =>
        Hit("entered_at = $3, operation_id = $4", it, P.Time(at), P.Uuid(operation));

    public static Statement Merge(EnterpriseCheck it, EnterpriseCheck into, CheckMerging merging) =>
        Hit(
            "from_day = $3, to_day = $4, merged_into = $5, merging = $6",
            it,
            P.Date(into.From),
            P.Date(into.To),
            P.Uuid(into.Id),
            StoredJson.Of(merging)
        );

    public static Statement Withdraw(EnterpriseCheck it, CheckWithdrawal withdrawal) =>
        Hit("withdrawal = $3", it, StoredJson.Of(withdrawal));

    private static Statement Hit(string set, EnterpriseCheck it, params NpgsqlParameter[] values) =>
        Statement.Hit(
            "enterprise_checks",
            $"update enterprise_checks set {set} where county_code = $1 and id = $2 and entered_at is null and withdrawal is null returning 1",
            [P.Text(it.County), P.Uuid(it.Id), .. values]
        );
}
