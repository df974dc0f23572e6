using Enforcement.Cases;
using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Supervision.Cards;
using Npgsql;

namespace Enforcement.Supervision.Orders;

internal static class OrderTable
{
    public const string Name = "supervision_orders";

    /// <summary>In the order of <see cref="From"/>.</summary>
    public const string Columns = """
        o.county_code, o.id, o.case_id, o.number, o.issuer_org, o.addressee_org, o.demand, o.term_days, o.issued_by, o.issued_at, o.due_at, o.rounds,
        o.withdrawal, o.after_closing
        """;

    public const int ColumnCount = 14;

    public static Statement ReadOne(Guid id) =>
        Statement.Of(
            $"select {Columns} from supervision_orders o where o.county_code = $1 and o.id = $2",
            P.Text(RowId.CountyOf(id)),
            P.Uuid(id)
        );

    public static SupervisionOrder From(NpgsqlDataReader row) =>
        new SupervisionOrder
        {
            CaseKey = new CaseKey(row.GetString(0), row.GetGuid(2)),
            Id = row.GetGuid(1),
            Number = row.GetString(3),
            Issuer = row.GetString(4),
            Addressee = row.GetString(5),
            Demand = row.GetString(6),
            TermDays = row.GetInt32(7),
            IssuedBy = row.Json<Signer>(8)!,
            IssuedAt = row.GetFieldValue<DateTimeOffset>(9),
            DueAt = row.GetFieldValue<DateTimeOffset>(10),
            AfterClosing = row.IsDBNull(13) ? null : row.GetString(13),
        }.Restored(row.Json<List<OrderRound>>(11)!, row.Json<OrderWithdrawal>(12));

    public static Statement Insert(SupervisionOrder it) =>
        Statement.Of(
            """
            insert into supervision_orders (county_code, id, case_id, number, issuer_org, addressee_org, demand, term_days, issued_by, issued_at,
                due_at, state, rounds, after_closing)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '[]', $13)
            """,
            P.Text(it.CaseKey.County),
            P.Uuid(it.Id),
            P.Uuid(it.CaseKey.Id),
            P.Text(it.Number),
            P.Text(it.Issuer),
            P.Text(it.Addressee),
            P.Text(it.Demand),
            P.Int(it.TermDays),
            StoredJson.Of(it.IssuedBy),
            P.Time(it.IssuedAt),
            P.Time(it.DueAt),
            P.Text(it.State),
            P.Text(it.AfterClosing)
        );

    public static Statement Update(SupervisionOrder it) =>
        Statement.Hit(
            Name,
            """
            update supervision_orders set told = case when due_at = $3 then told else '' end, due_at = $3, state = $4, rounds = $5, withdrawal = $6
            where county_code = $1 and id = $2 returning 1
            """,
            P.Text(it.CaseKey.County),
            P.Uuid(it.Id),
            P.Time(it.DueAt),
            P.Text(it.State),
            StoredJson.Of(it.Rounds),
            StoredJson.Of(it.Withdrawal)
        );
}
