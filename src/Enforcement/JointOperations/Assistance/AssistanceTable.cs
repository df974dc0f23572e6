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

    /// <summary>Tests that were ordered for one of the cases, or for one whose transfer led to it.</summary>
    public static Statement TestsOf(params IEnumerable<Guid> cases) =>
        Statement.Of(
            $"""
            with recursive line as (
                select county_code, id, origin_county_code, origin_case_id from cases where county_code = any ($1) and id = any ($2)
                union
                select c.county_code, c.id, c.origin_county_code, c.origin_case_id
                from cases c join line on c.county_code = line.origin_county_code and c.id = line.origin_case_id)
            {Select} join line on line.county_code = l.county_code and line.id = l.case_id
            where l.period is not null order by l.id
            """,
            P.Texts(cases.Select(RowId.CountyOf).Distinct()),
            P.Uuids(cases)
        );

    /// <summary>A test whose pause has not been ended.</summary>
    public static Statement PauseOf(Guid id) => Pauses("l.county_code = $1 and l.id = $2", "", P.Text(RowId.CountyOf(id)), P.Uuid(id));

    /// <summary>Those whose last day lies before a day.</summary>
    public static Statement PausesOver(DateOnly day, int limit) =>
        Pauses("l.period_until < $1", "order by l.period_until, l.id limit $2", P.Date(day), P.Int(limit));

    // Carried is what stands for the test at a case to which a transfer of the letter's case has led.
    private static Statement Pauses(string which, string order, params NpgsqlParameter[] parameters) =>
        Statement.Of(
            $"""
            with recursive waiting as (
                select l.id, l.county_code, l.case_id, l.period_until, l.period ->> 'notice' as notice from assistance_letters l
                where l.period is not null and l.pause_ended_at is null and {which} {order}),
            line as (
                select id as letter, county_code, case_id from waiting
                union
                select line.letter, c.county_code, c.id
                from line join cases c on c.origin_county_code = line.county_code and c.origin_case_id = line.case_id)
            select w.id, w.case_id, coalesce(array_agg(distinct k.case_id) filter (where k.case_id is not null), array[]::uuid[])
            from waiting w
            left join line on line.letter = w.id and line.case_id <> w.case_id
            left join clocks k on k.county_code = line.county_code and k.case_id = line.case_id and k.state = 'paused'
                and k.pauses -> -1 ->> 'document' = w.notice and k.pauses -> -1 ->> 'ground' = '{SendLetter.Ground}'
            group by w.id, w.case_id, w.period_until order by w.period_until, w.id
            """,
            parameters
        );

    public static WaitingPause PauseFrom(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetGuid(1), row.GetFieldValue<Guid[]>(2));

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
            SentBy = row.Json<Signed>(14)!,
            DueAt = row.GetFieldValue<DateTimeOffset>(15),
        }.Restored(
            row.Json<List<LetterItem>>(10)!,
            row.Json<LetterAnswer>(16),
            SubjectTable.Time(row, 17),
            row.Json<TestPeriod>(18),
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
            StoredJson.Of(it.Items),
            P.Text(it.Contact),
            P.Uuid(it.CaseId),
            P.Text(it.CaseNumber),
            StoredJson.Of(it.SentBy),
            P.Time(it.MadeAt),
            P.Time(it.DueAt),
            P.Text(it.State),
            StoredJson.Of(it.Period),
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
            StoredJson.Of(it.Items),
            StoredJson.Of(it.Answer),
            P.Time(it.ToldLateAt),
            P.Time(it.PauseEndedAt)
        );
}

/// <param name="Case">The letter's own.</param>
/// <param name="Carried">Cases to which terms that wait for it were carried.</param>
internal sealed record WaitingPause(Guid Letter, Guid Case, IReadOnlyList<Guid> Carried);
