using System.Text.Json;
using Enforcement.Persistence;
using Enforcement.Processes;
using Npgsql;

namespace Enforcement.Designer.Simulations;

internal static class SimulationTable
{
    public const string Name = "workflow_simulations";

    private const string Columns = """
        s.id, s.region, s.definition_id, s.name, s.content, s.one_of, s.asked_by, coalesce(a.name, ''), s.asked_at, s.total, s.result, s.state,
        s.looked, s.last_case, s.changed_at, s.cases_of
        from workflow_simulations s left join accounts a on a.id = s.asked_by
        """;

    public static Statement ReadOne(Guid id) => Statement.Of($"select {Columns} where s.id = $1", P.Uuid(id));

    public static Statement LockOne(Guid id) => Statement.Of($"select {Columns} where s.id = $1 for update of s", P.Uuid(id));

    public static Statement ReadDue() => Statement.Of($"select {Columns} where s.state = 'running' order by s.asked_at, s.id");

    /// <summary>Newest first.</summary>
    public static Statement ReadOf(string definitionId, int limit) =>
        Statement.Of(
            $"select {Columns} where s.definition_id = $1 order by s.asked_at desc, s.id desc limit $2",
            P.Text(definitionId),
            P.Int(limit)
        );

    public static Statement ReadRunning(string definitionId, string region) =>
        Statement.Of(
            $"select {Columns} where s.definition_id = $1 and s.region = $2 and s.state = 'running'",
            P.Text(definitionId),
            P.Text(region)
        );

    /// <summary>Two who ask at once ask one after the other.</summary>
    public static Statement LockAsking(string definitionId) =>
        Statement.Of("select pg_advisory_xact_lock(hashtextextended('workflow-simulation:' || $1, 0))", P.Text(definitionId));

    public static Simulation From(NpgsqlDataReader row) =>
        new Simulation
        {
            Id = row.GetGuid(0),
            Region = row.GetString(1),
            DefinitionId = row.GetString(2),
            Name = row.GetString(3),
            Content = row.GetString(4),
            CasesOf = row.GetString(15),
            OneOf = row.GetInt32(5),
            AskedBy = row.GetGuid(6),
            AskerName = row.GetString(7),
            AskedAt = row.GetFieldValue<DateTimeOffset>(8),
            Total = row.GetInt32(9),
            Result = JsonSerializer.Deserialize<SimulationResult>(row.GetString(10), StepServices.Json)!,
        }.Restore(row.GetString(11), row.GetInt32(12), row.IsDBNull(13) ? null : row.GetGuid(13), row.GetFieldValue<DateTimeOffset>(14));

    public static Statement Insert(Simulation it) =>
        Statement.Of(
            """
            insert into workflow_simulations (id, region, definition_id, name, content, one_of, asked_by, asked_at, state, total, looked, result,
                changed_at, cases_of)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11, $8, $12)
            """,
            P.Uuid(it.Id),
            P.Text(it.Region),
            P.Text(it.DefinitionId),
            P.Text(it.Name),
            P.Text(it.Content),
            P.Int(it.OneOf),
            P.Uuid(it.AskedBy),
            P.Time(it.AskedAt),
            P.Text(it.State),
            P.Int(it.Total),
            P.Json(JsonSerializer.Serialize(it.Result, StepServices.Json)),
            P.Text(it.CasesOf)
        );

    /// <summary>No row: it was cancelled meanwhile, or another node has looked at the same cases.</summary>
    /// <param name="looked">Cases that had been looked at when it was read.</param>
    public static Statement Advance(Simulation it, int looked) =>
        Statement.Of(
            """
            update workflow_simulations set state = $3, looked = $4, last_case = $5, result = $6, changed_at = $7
            where id = $1 and state = 'running' and looked = $2 returning 1
            """,
            P.Uuid(it.Id),
            P.Int(looked),
            P.Text(it.State),
            P.Int(it.Looked),
            P.Uuid(it.LastCase),
            P.Json(JsonSerializer.Serialize(it.Result, StepServices.Json)),
            P.Time(it.ChangedAt)
        );

    public static Statement Cancel(Simulation it) =>
        Statement.Hit(
            Name,
            "update workflow_simulations set state = $2, changed_at = $3 where id = $1 and state = 'running' returning 1",
            P.Uuid(it.Id),
            P.Text(it.State),
            P.Time(it.ChangedAt)
        );

    public static Statement DeleteOld(DateTimeOffset asOf) =>
        Statement.Of(
            "delete from workflow_simulations where changed_at < $1 and state <> 'running' returning 1",
            P.Time(asOf.AddDays(-Simulation.Kept))
        );
}
