using Enforcement.Cases;
using Enforcement.Persistence;
using Enforcement.Processes;
using Npgsql;

namespace Enforcement.Escalations;

/// <summary>The rows of letters, for the step and for reading.</summary>
internal static class EscalationTable
{
    public const string Name = "escalations";

    /// <summary>In the order of <see cref="From"/>.</summary>
    public const string Columns = """
        e.county_code, e.id, e.case_id, e.bookmark, e.chain_id, e.ordinal, e.kind, e.urgent, e.sender_org, e.receiver_org, e.number, e.summary,
        e.scene_secured, e.state, e.sent_by, e.sent_at, e.sign_due, e.alerted_at, e.accept_due, e.receipt, e.objection, e.answer, e.designation,
        e.withdrawal, e.receiver_county_code, e.receiver_case_id, e.feedback, e.negotiation, e.dispute_due, e.yields_to,
        e.police, e.police_due, e.remind_at
        """;

    public const int ColumnCount = 33;

    public static CaseSql OfCase { get; } =
        new(id => $"select {Columns} from escalations e where e.county_code = $1 and e.case_id = {id} order by e.chain_id, e.ordinal");

    public static Escalation From(NpgsqlDataReader row)
    {
        var county = row.GetString(0);
        var letter = new Escalation
        {
            Id = row.GetGuid(1),
            CaseKey = new CaseKey(county, row.GetGuid(2)),
            Bookmark = row.GetInt32(3),
            Chain = row.GetGuid(4),
            Ordinal = row.GetInt16(5),
            Kind = row.GetString(6),
            Urgent = row.GetBoolean(7),
            Sender = row.GetString(8),
            Receiver = row.GetString(9),
            Number = row.GetString(10),
            Summary = row.IsDBNull(11) ? null : row.GetString(11),
            SceneSecured = row.GetBoolean(12),
            SentBy = row.Json<Signer>(14)!,
            SentAt = row.GetFieldValue<DateTimeOffset>(15),
            SignDue = row.GetFieldValue<DateTimeOffset>(16),
            YieldsTo = row.IsDBNull(29) ? null : row.GetString(29),
        };
        letter.Restore(
            row.GetString(13),
            Time(row, 17),
            Time(row, 18),
            row.Json<Receipt>(19),
            row.Json<Objection>(20),
            row.Json<Negotiation>(27),
            Time(row, 28),
            row.Json<Answer>(21),
            row.Json<Designation>(22),
            row.Json<Withdrawal>(23),
            row.IsDBNull(25) ? null : new CaseKey(row.GetString(24), row.GetGuid(25)),
            row.Json<Feedback>(26)
        );
        letter.Restore(row.Json<PoliceCourse>(30), Time(row, 31), Time(row, 32));
        return letter;
    }

    public static Statement Insert(Escalation it) =>
        Statement.Of(
            """
            insert into escalations (county_code, id, case_id, bookmark, chain_id, ordinal, kind, urgent, sender_org, receiver_org, number, summary,
                scene_secured, state, sent_by, sent_at, sign_due, designation, yields_to)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
            """,
            P.Text(it.CaseKey.County),
            P.Uuid(it.Id),
            P.Uuid(it.CaseKey.Id),
            P.Int(it.Bookmark),
            P.Uuid(it.Chain),
            P.Short((short)it.Ordinal),
            P.Text(it.Kind),
            P.Bool(it.Urgent),
            P.Text(it.Sender),
            P.Text(it.Receiver),
            P.Text(it.Number),
            P.Text(it.Summary),
            P.Bool(it.SceneSecured),
            P.Text(it.State),
            StoredJson.Of(it.SentBy),
            P.Time(it.SentAt),
            P.Time(it.SignDue),
            StoredJson.Of(it.Designation),
            P.Text(it.YieldsTo)
        );

    public static Statement Update(Escalation it) =>
        Statement.Hit(
            Name,
            """
            update escalations set state = $3, alerted_at = $4, accept_due = $5, receipt = $6, objection = $7, answer = $8, designation = $9,
                withdrawal = $10, receiver_county_code = $11, receiver_case_id = $12, feedback = $13, sign_due = $14,
                negotiation = $15, dispute_due = $16, police = $17, police_due = $18, remind_at = $19
            where county_code = $1 and id = $2 returning 1
            """,
            P.Text(it.CaseKey.County),
            P.Uuid(it.Id),
            P.Text(it.State),
            P.Time(it.AlertedAt),
            P.Time(it.AcceptDue),
            StoredJson.Of(it.Receipt),
            StoredJson.Of(it.Objection),
            StoredJson.Of(it.Answer),
            StoredJson.Of(it.Designation),
            StoredJson.Of(it.Withdrawal),
            P.Text(it.ReceiverCase?.County),
            P.Uuid(it.ReceiverCase?.Id),
            StoredJson.Of(it.Feedback),
            P.Time(it.SignDue),
            StoredJson.Of(it.Negotiation),
            P.Time(it.DisputeDue),
            StoredJson.Of(it.Police),
            P.Time(it.PoliceDue),
            P.Time(it.RemindAt)
        );

    private static DateTimeOffset? Time(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
