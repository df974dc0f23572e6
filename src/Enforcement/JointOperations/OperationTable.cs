using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;
using Enforcement.Persistence;
using Enforcement.Processes;
using Npgsql;

namespace Enforcement.JointOperations;

/// <summary>Rows of an operation and of the bodies that take part in it.</summary>
internal static class OperationTable
{
    /// <summary>In the order of <see cref="From"/>.</summary>
    public const string Columns = """
        o.id, o.origin, o.caller, o.reason, o.matters, o.place, o.grid, o.from_at, o.to_at, o.level, o.safety_plan, o.case_id, o.case_number,
        o.called_by, o.called_at, o.minutes, o.follow_ups, o.closing, o.cancellation
        """;

    private const string CallColumns = "c.body, c.capacity, c.called_at, c.due_at, c.answer, c.told_late_at, c.arrival, c.absence, c.sheet";

    public static Statement ReadOne(Guid id) =>
        Statement.Of($"select {Columns} from joint_operations o where o.county_code = $1 and o.id = $2", Key(id));

    public static Statement ReadCalls(Guid id) =>
        Statement.Of(
            $"select {CallColumns} from joint_calls c where c.county_code = $1 and c.operation_id = $2 order by c.capacity desc, c.body",
            Key(id)
        );

    public static Statement ReadFilings(Guid id) =>
        Statement.Of(
            """
            select body, matter_code, party, case_id, case_number, by, filed_at from joint_filings
            where county_code = $1 and operation_id = $2 order by filed_at, case_id
            """,
            Key(id)
        );

    public static IEnumerable<Statement> Insert(JointOperation it) =>
        [
            Statement.Of(
                """
                insert into joint_operations (county_code, id, origin, caller, reason, matters, place, grid, from_at, to_at, level, safety_plan,
                    case_id, case_number, called_by, called_at, state, follow_ups)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, '[]')
                """,
                P.Text(it.County),
                P.Uuid(it.Id),
                P.Text(it.Origin),
                P.Text(it.Caller),
                P.Text(it.Reason),
                P.Texts(it.Matters),
                P.Text(it.Place),
                P.Text(it.Grid),
                P.Time(it.From),
                P.Time(it.To),
                P.Text(it.Level),
                P.Text(it.SafetyPlan),
                P.Uuid(it.CaseId),
                P.Text(it.CaseNumber),
                StoredJson.Of(it.CalledBy),
                P.Time(it.MadeAt),
                P.Text(it.State)
            ),
            .. it.Calls.Select(call => Insert(it, call)),
        ];

    /// <summary>The operation as it stands now, and all its calls: few, and one lock holds them.</summary>
    public static IEnumerable<Statement> Update(JointOperation it) =>
        [
            Statement.Hit(
                "joint_operations",
                """
                update joint_operations set state = $3, minutes = $4, follow_ups = $5, closing = $6, cancellation = $7
                where county_code = $1 and id = $2 returning 1
                """,
                P.Text(it.County),
                P.Uuid(it.Id),
                P.Text(it.State),
                StoredJson.Of(it.Minutes),
                StoredJson.Of(it.FollowUps),
                StoredJson.Of(it.Closing),
                StoredJson.Of(it.Cancellation)
            ),
            .. it.Calls.Select(call => Update(it, call)),
        ];

    /// <summary>The number of the case is drawn just before: it is read from the case's row, written earlier in the same batch.</summary>
    public static Statement Insert(JointOperation it, Filing filing) =>
        Statement.Of(
            """
            insert into joint_filings (county_code, operation_id, case_id, case_number, body, matter_code, party, filed_at, by)
            select $1, $2, $3, number, $4, $5, $6, $7, $8 from cases where county_code = $1 and id = $3
            """,
            P.Text(it.County),
            P.Uuid(it.Id),
            P.Uuid(filing.CaseId),
            P.Text(filing.Body),
            P.Text(filing.MatterCode),
            P.Text(filing.Party),
            P.Time(filing.At),
            StoredJson.Of(filing.By)
        );

    public static JointOperation From(SubjectHead head, OperationRow row, IEnumerable<JointCall> calls, IEnumerable<Filing> filings) =>
        new JointOperation
        {
            Id = row.Id,
            Number = head.Number,
            MadeAt = head.MadeAt,
            Events = head.Journal,
            Origin = row.Origin,
            Caller = row.Caller,
            Reason = row.Reason,
            Matters = row.Matters,
            Place = row.Place,
            Grid = row.Grid,
            From = row.From,
            To = row.To,
            Level = row.Level,
            SafetyPlan = row.SafetyPlan,
            CaseId = row.CaseId,
            CaseNumber = row.CaseNumber,
            CalledBy = row.CalledBy,
        }.Restored(calls, row.FollowUps, filings, row.Minutes, row.Closing, row.Cancellation);

    public static OperationRow From(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.GetFieldValue<string[]>(4),
            row.GetString(5),
            SubjectTable.Text(row, 6),
            row.GetFieldValue<DateTimeOffset>(7),
            row.GetFieldValue<DateTimeOffset>(8),
            row.GetString(9),
            row.GetString(10),
            row.IsDBNull(11) ? null : row.GetGuid(11),
            SubjectTable.Text(row, 12),
            row.Json<Signed>(13)!,
            row.Json<Minutes>(15),
            row.Json<List<FollowUp>>(16)!,
            row.Json<Closing>(17),
            row.Json<Cancellation>(18)
        );

    public static JointCall CallFrom(NpgsqlDataReader row) => CallFrom(row, 0);

    /// <param name="first">The column at which a call begins.</param>
    public static JointCall CallFrom(NpgsqlDataReader row, int first)
    {
        var call = new JointCall
        {
            Body = row.GetString(first),
            Capacity = row.GetString(first + 1),
            CalledAt = row.GetFieldValue<DateTimeOffset>(first + 2),
            DueAt = row.GetFieldValue<DateTimeOffset>(first + 3),
        };
        call.Restore(
            row.Json<CallAnswer>(first + 4),
            SubjectTable.Time(row, first + 5),
            row.Json<Arrival>(first + 6),
            row.Json<Absence>(first + 7),
            row.Json<RecordSheet>(first + 8)
        );
        return call;
    }

    public static Filing FilingFrom(NpgsqlDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            row.GetGuid(3),
            row.GetString(4),
            row.Json<Signed>(5)!,
            row.GetFieldValue<DateTimeOffset>(6)
        );

    private static Statement Insert(JointOperation it, JointCall call) =>
        Statement.Of(
            """
            insert into joint_calls (county_code, operation_id, body, capacity, called_at, due_at, is_open, answer, answered_at)
            values ($1, $2, $3, $4, $5, $6, true, $7, $8)
            """,
            P.Text(it.County),
            P.Uuid(it.Id),
            P.Text(call.Body),
            P.Text(call.Capacity),
            P.Time(call.CalledAt),
            P.Time(call.DueAt),
            StoredJson.Of(call.Answer),
            P.Time(call.Answer?.At)
        );

    private static Statement Update(JointOperation it, JointCall call) =>
        Statement.Hit(
            "joint_calls",
            """
            update joint_calls set is_open = $4, answer = $5, answered_at = $6, told_late_at = $7, arrival = $8, absence = $9, sheet = $10
            where county_code = $1 and operation_id = $2 and body = $3 returning 1
            """,
            P.Text(it.County),
            P.Uuid(it.Id),
            P.Text(call.Body),
            P.Bool(it.IsOpen && call.Absence is null),
            StoredJson.Of(call.Answer),
            P.Time(call.Answer?.At),
            P.Time(call.ToldLateAt),
            StoredJson.Of(call.Arrival),
            StoredJson.Of(call.Absence),
            StoredJson.Of(call.Sheet)
        );

    private static NpgsqlParameter[] Key(Guid id) => [P.Text(RowId.CountyOf(id)), P.Uuid(id)];
}

/// <summary>The row of an operation, before its bodies are put to it.</summary>
internal sealed record OperationRow(
    Guid Id,
    string Origin,
    string Caller,
    string Reason,
    IReadOnlyList<string> Matters,
    string Place,
    string? Grid,
    DateTimeOffset From,
    DateTimeOffset To,
    string Level,
    string SafetyPlan,
    Guid? CaseId,
    string? CaseNumber,
    Signed CalledBy,
    Minutes? Minutes,
    IReadOnlyList<FollowUp> FollowUps,
    Closing? Closing,
    Cancellation? Cancellation
);

/// <summary>An operation with its calls and filings.</summary>
internal sealed class OperationRead(Guid id) : SubjectRead<JointOperation>(id, SubjectKinds.Operation)
{
    private readonly StepRead<OperationRow> row = new(OperationTable.ReadOne(id), OperationTable.From);
    private readonly StepRead<JointCall> calls = new(OperationTable.ReadCalls(id), OperationTable.CallFrom);
    private readonly StepRead<Filing> filings = new(OperationTable.ReadFilings(id), OperationTable.FilingFrom);
    private JointOperation? operation;

    protected override IEnumerable<StepRead> Rows => [row, calls, filings];

    public override JointOperation Subject => operation ??= OperationTable.From(Head.Row, row.Row, calls.Rows, filings.Rows);
}
