using Enforcement.Cases;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Powers.Admission.Requests;

internal static class AdmissionTable
{
    public const string Name = "admissions";

    public const string Columns =
        "id, number, department_org, draft, drafted, opinions, reviews, decision, withdrawal, event_seq, event_head";

    public static Statement Lock(Guid id) => DutyRow.Lock(Name, Columns, id);

    public static Statement Read(Guid id) => DutyRow.Read(Name, Columns, id);

    public static AdmissionRequest From(NpgsqlDataReader row) =>
        new AdmissionRequest
        {
            Id = row.GetGuid(0),
            Number = row.GetString(1),
            Department = row.GetString(2),
            Draft = row.Json<AdmissionDraft>(3)!,
            Drafted = row.Json<DutyAct>(4)!,
            Events = new Journal(row.GetInt32(9), row.GetFieldValue<byte[]>(10)),
        }.Restored(
            row.Json<List<TownshipOpinion>>(5)!,
            row.Json<List<AdmissionReview>>(6)!,
            row.Json<AdmissionDecision>(7),
            row.Json<AdmissionWithdrawal>(8)
        );

    public static Statement Insert(AdmissionRequest it) =>
        Statement.Of(
            """
            insert into admissions (county_code, id, number, department_org, bodies, draft, drafted, opinions, reviews, state, event_seq, event_head)
            values ($1, $2, $3, $4, $5, $6, $7, '[]', '[]', $8, $9, $10)
            """,
            P.Text(it.County),
            P.Uuid(it.Id),
            P.Text(it.Number),
            P.Text(it.Department),
            P.Texts(it.Bodies),
            StoredJson.Of(it.Draft),
            StoredJson.Of(it.Drafted),
            P.Text(it.State),
            P.Int(it.Events.Seq),
            P.Bytes(it.Events.Head)
        );

    public static Statement Update(AdmissionRequest it) =>
        Statement.Hit(
            Name,
            """
            update admissions set opinions = $3, reviews = $4, decision = $5, withdrawal = $6, state = $7, event_seq = $8, event_head = $9
            where county_code = $1 and id = $2 returning 1
            """,
            P.Text(it.County),
            P.Uuid(it.Id),
            StoredJson.Of(it.Opinions),
            StoredJson.Of(it.Reviews),
            StoredJson.Of(it.Decision),
            StoredJson.Of(it.Withdrawal),
            P.Text(it.State),
            P.Int(it.Events.Seq),
            P.Bytes(it.Events.Head)
        );
}
