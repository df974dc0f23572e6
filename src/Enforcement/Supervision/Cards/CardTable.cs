using Enforcement.Cases;
using Enforcement.Persistence;
using Enforcement.Processes;
using Npgsql;

namespace Enforcement.Supervision.Cards;

internal static class CardTable
{
    public const string Name = "cards";

    /// <summary>In the order of <see cref="From"/>.</summary>
    public const string Columns = """
        k.county_code, k.id, k.case_id, k.clock_id, k.colour, k.fact, k.organization, k.role, k.person_id, k.rule, k.variant, k.due_internal,
        k.due_legal, k.days_left_out, k.fell_at, k.given_at, k.answer_due, k.answer, k.appeal, k.decision, k.lifting,
        k.first_clock
        """;

    public const int ColumnCount = 22;

    public static CaseSql OfCase { get; } =
        new(id => $"select {Columns} from cards k where k.county_code = $1 and k.case_id = {id} order by k.given_at, k.id");

    public static Card From(NpgsqlDataReader row) =>
        new Card
        {
            CaseKey = new CaseKey(row.GetString(0), row.GetGuid(2)),
            Id = row.GetGuid(1),
            ClockId = row.IsDBNull(3) ? null : row.GetGuid(3),
            Colour = row.GetString(4),
            Fact = row.GetString(5),
            Charged = new Charged(row.GetString(6), row.IsDBNull(7) ? null : row.GetString(7), row.IsDBNull(8) ? null : row.GetGuid(8)),
            Rule = row.GetString(9),
            Variant = row.GetString(10),
            DueInternal = row.GetFieldValue<DateTimeOffset>(11),
            DueLegal = row.GetFieldValue<DateTimeOffset>(12),
            DaysLeftOut = row.GetInt32(13),
            FellAt = row.GetFieldValue<DateTimeOffset>(14),
            GivenAt = row.GetFieldValue<DateTimeOffset>(15),
            AnswerDue = row.GetFieldValue<DateTimeOffset>(16),
            FirstClock = row.IsDBNull(21) ? null : row.GetGuid(21),
        }.Restored(row.Json<CardAnswer>(17), row.Json<CardAppeal>(18), row.Json<AppealDecision>(19), row.Json<CardLifting>(20));

    public static Statement Insert(Card it) =>
        Statement.Of(
            """
            insert into cards (county_code, id, case_id, clock_id, colour, fact, organization, role, person_id, rule, variant, due_internal, due_legal,
                days_left_out, fell_at, given_at, answer_due, state, first_clock)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
            """,
            P.Text(it.CaseKey.County),
            P.Uuid(it.Id),
            P.Uuid(it.CaseKey.Id),
            P.Uuid(it.ClockId),
            P.Text(it.Colour),
            P.Text(it.Fact),
            P.Text(it.Charged.Organization),
            P.Text(it.Charged.Role),
            P.Uuid(it.Charged.PersonId),
            P.Text(it.Rule),
            P.Text(it.Variant),
            P.Time(it.DueInternal),
            P.Time(it.DueLegal),
            P.Int(it.DaysLeftOut),
            P.Time(it.FellAt),
            P.Time(it.GivenAt),
            P.Time(it.AnswerDue),
            P.Text(it.State),
            P.Uuid(it.FirstClock)
        );

    public static Statement Update(Card it) =>
        Statement.Hit(
            Name,
            """
            update cards set state = $3, told = case when answer_due = $4 then told else '' end, answer_due = $4, answer = $5, appeal = $6, decision = $7, lifting = $8
            where county_code = $1 and id = $2 returning 1
            """,
            P.Text(it.CaseKey.County),
            P.Uuid(it.Id),
            P.Text(it.State),
            P.Time(it.AnswerDue),
            StoredJson.Of(it.Answer),
            StoredJson.Of(it.Appeal),
            StoredJson.Of(it.Decision),
            StoredJson.Of(it.Lifting)
        );
}
