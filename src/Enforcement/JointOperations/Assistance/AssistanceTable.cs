using System.Text.Json;
using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;
using Enforcement.Persistence;
using Enforcement.Processes;
using Npgsql;

namespace Enforcement.JointOperations.Assistance;

internal static class AssistanceTable
{
    /// <summary>In the order of <see cref="From"/>; with the head of the subject.</summary>
    public const string Select = """
        select s.number, s.made_at, s.event_seq, s.event_head, l.id, l.kind, l.asker, l.asked, l.matter, l.basis, l.items, l.contact, l.case_id,
            l.case_number, l.sent_by, l.due_at, l.answer, l.told_late_at, l.period, l.pause_ended_at
        from assistance_letters l join joint_subjects s on s.county_code = l.county_code and s.id = l.id
        """;

    public static Statement ReadOne(Guid id) =>
        Statement.Of($"{Select} where l.county_code = $1 and l.id = $2", P.Text(RowId.CountyOf(id)), P.Uuid(id));

    public static SubjectRead<AssistanceLetter> Locked(Guid id) => new OneRow<AssistanceLetter>(id, SubjectKinds.Letter, ReadOne(id), From);

    public static AssistanceLetter From(NpgsqlDataReader row)
    {
        var head = SubjectTable.HeadFrom(row);
        return new AssistanceLetter
        {
            Id = row.GetGuid(4),
            Number = head.Number,
            MadeAt = head.MadeAt,
            Events = head.Journal,
            Kind = row.GetString(5),
            Asker = row.GetString(6),
            Asked = row.GetString(7),
            Matter = row.GetString(8),
            Basis = row.GetString(9),
            Contact = row.GetString(11),
            CaseId = row.IsDBNull(12) ? null : row.GetGuid(12),
            CaseNumber = SubjectTable.Text(row, 13),
            SentBy = SubjectTable.Json<Signed>(row, 14)!,
            DueAt = row.GetFieldValue<DateTimeOffset>(15),
        }.Restored(
            SubjectTable.Json<List<LetterItem>>(row, 10)!,
            SubjectTable.Json<LetterAnswer>(row, 16),
            SubjectTable.Time(row, 17),
            SubjectTable.Json<TestPeriod>(row, 18),
            SubjectTable.Time(row, 19)
        );
    }

    public static Statement Insert(AssistanceLetter it) =>
        Statement.Of(
            """
            insert into assistance_letters (county_code, id, kind, asker, asked, matter, basis, items, contact, case_id, case_number, sent_by, sent_at,
                due_at, state, period, period_until)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
            """,
            P.Text(it.County),
            P.Uuid(it.Id),
            P.Text(it.Kind),
            P.Text(it.Asker),
            P.Text(it.Asked),
            P.Text(it.Matter),
            P.Text(it.Basis),
            P.Json(JsonSerializer.Serialize(it.Items, StepServices.Json)),
            P.Text(it.Contact),
            P.Uuid(it.CaseId),
            P.Text(it.CaseNumber),
            SubjectTable.Json(it.SentBy),
            P.Time(it.MadeAt),
            P.Time(it.DueAt),
            P.Text(it.State),
            SubjectTable.Json(it.Period),
            P.Date(it.Period?.Until)
        );

    public static Statement Update(AssistanceLetter it) =>
        Statement.Hit(
            "assistance_letters",
            """
            update assistance_letters set state = $3, items = $4, answer = $5, told_late_at = $6, pause_ended_at = $7
            where county_code = $1 and id = $2 returning 1
            """,
            P.Text(it.County),
            P.Uuid(it.Id),
            P.Text(it.State),
            P.Json(JsonSerializer.Serialize(it.Items, StepServices.Json)),
            SubjectTable.Json(it.Answer),
            P.Time(it.ToldLateAt),
            P.Time(it.PauseEndedAt)
        );
}
