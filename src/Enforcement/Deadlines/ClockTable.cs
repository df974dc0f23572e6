using System.Text.Json;
using Enforcement.Cases;
using Enforcement.Persistence;
using Enforcement.Processes;
using Npgsql;

namespace Enforcement.Deadlines;

internal static class ClockTable
{
    internal const string Columns = """
        county_code, id, case_id, rule, variant, length, unit, roll, kind, started_on, started_at, task_id, about, pauses, due_internal, due_legal,
        provisional, state, ended_at, ended_how, extends, approval, next_rung_at
        """;

    public static CaseSql ReadRunning { get; } =
        new(id => $"select {Columns} from clocks where county_code = $1 and case_id = {id} and state <> 'ended' order by started_at, id");

    public static CaseSql ReadAll { get; } =
        new(id => $"select {Columns} from clocks where county_code = $1 and case_id = {id} order by started_at, id");

    public const int ColumnCount = 23;

    /// <summary>Clocks whose next reminder is due, with whom and what it is about; a clock that another sweep has taken is passed by.</summary>
    public static Statement TakeDue(DateTimeOffset asOf, int most) =>
        Statement.Of(
            $"""
            select {string.Join(", ", Columns.Split(',').Select(column => $"k.{column.Trim()}"))},
                c.number, c.title, coalesce(t.organization, c.handler_org), coalesce(t.role, case c.kind when 'county' then 'county-handler' else 'officer' end),
                coalesce(t.assignee, case when t.id is null then c.officers[1] end)
            from clocks k
            join cases c on c.county_code = k.county_code and c.id = k.case_id
            left join tasks t on t.county_code = k.county_code and t.id = k.task_id
            where k.state = 'running' and k.next_rung_at <= $1
            order by k.next_rung_at, k.county_code, k.id limit $2 for update of k skip locked
            """,
            P.Time(asOf),
            P.Int(most)
        );

    public static Clock From(NpgsqlDataReader row)
    {
        var clock = new Clock
        {
            Id = row.GetGuid(1),
            CaseKey = new CaseKey(row.GetString(0), row.GetGuid(2)),
            Rule = row.GetString(3),
            Variant = row.GetString(4),
            Term = Term.Of(row.GetInt32(5), TermUnits.Parse(row.GetString(6))),
            Roll = row.GetString(7) == "forward" ? Roll.Forward : Roll.None,
            IsInternal = row.GetString(8) == "internal",
            StartedOn = row.GetFieldValue<DateOnly>(9),
            StartedAt = row.GetFieldValue<DateTimeOffset>(10),
            TaskId = row.IsDBNull(11) ? null : row.GetGuid(11),
            About = row.IsDBNull(12) ? null : row.GetString(12),
            Extends = row.IsDBNull(20) ? null : row.GetGuid(20),
            Approval = row.IsDBNull(21) ? null : row.GetString(21),
        };
        clock.Restore(
            JsonSerializer.Deserialize<List<Suspension>>(row.GetString(13), StepServices.Json)!,
            row.GetFieldValue<DateTimeOffset>(14),
            row.GetFieldValue<DateTimeOffset>(15),
            row.GetBoolean(16),
            Enum.Parse<ClockState>(row.GetString(17), ignoreCase: true),
            row.IsDBNull(18) ? null : row.GetFieldValue<DateTimeOffset>(18),
            row.IsDBNull(19) ? null : row.GetString(19),
            row.IsDBNull(22) ? null : row.GetFieldValue<DateTimeOffset>(22)
        );
        return clock;
    }

    public static Statement Insert(Clock it) =>
        Statement.Of(
            """
            insert into clocks (county_code, id, case_id, rule, variant, length, unit, roll, kind, started_on, started_at, task_id, about, pauses,
                due_internal, due_legal, provisional, state, ended_at, ended_how, extends, approval, next_rung_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
            """,
            P.Text(it.CaseKey.County),
            P.Uuid(it.Id),
            P.Uuid(it.CaseKey.Id),
            P.Text(it.Rule),
            P.Text(it.Variant),
            P.Int(it.Term.Length),
            P.Text(it.Term.Unit.Code()),
            P.Text(it.Roll.Code()),
            P.Text(it.IsInternal ? "internal" : "legal"),
            P.Date(it.StartedOn),
            P.Time(it.StartedAt),
            P.Uuid(it.TaskId),
            P.Text(it.About),
            P.Json(Ledger(it)),
            P.Time(it.DueInternal),
            P.Time(it.DueLegal),
            P.Bool(it.IsProvisional),
            P.Text(it.State.ToString().ToLowerInvariant()),
            P.Time(it.EndedAt),
            P.Text(it.EndedHow),
            P.Uuid(it.Extends),
            P.Text(it.Approval),
            P.Time(it.NextRungAt)
        );

    public static Statement Update(Clock it) =>
        Statement.Hit(
            "clocks",
            """
            update clocks set pauses = $3, due_internal = $4, due_legal = $5, provisional = $6, state = $7, ended_at = $8, ended_how = $9,
                next_rung_at = $10
            where county_code = $1 and id = $2 returning 1
            """,
            P.Text(it.CaseKey.County),
            P.Uuid(it.Id),
            P.Json(Ledger(it)),
            P.Time(it.DueInternal),
            P.Time(it.DueLegal),
            P.Bool(it.IsProvisional),
            P.Text(it.State.ToString().ToLowerInvariant()),
            P.Time(it.EndedAt),
            P.Text(it.EndedHow),
            P.Time(it.NextRungAt)
        );

    /// <summary>Reminders that are never sent, written down as the sweep writes down those that it comes too late for.</summary>
    public static Statement PassOver(Clock it, IReadOnlyList<Rung> rungs, DateTimeOffset at) =>
        Statement.Of(
            """
            insert into ladder_rungs (county_code, clock_id, rung, case_id, at, passed_over, due_legal)
            select $1, $2, r.name, $3, $5, true, $6 from unnest($4) r (name)
            """,
            P.Text(it.CaseKey.County),
            P.Uuid(it.Id),
            P.Uuid(it.CaseKey.Id),
            P.Texts(rungs.Select(rung => rung.Name)),
            P.Time(at),
            P.Time(it.DueLegal)
        );

    private static string Ledger(Clock it) => JsonSerializer.Serialize(it.Suspensions, StepServices.Json);
}
