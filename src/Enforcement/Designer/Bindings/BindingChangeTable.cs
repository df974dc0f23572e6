using Enforcement.Designer.Drafts;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Processes.Bindings;
using Npgsql;

namespace Enforcement.Designer.Bindings;

internal static class BindingChangeTable
{
    public const string Name = "workflow_binding_changes";

    private const string Columns = """
        c.id, c.procedure, c.level, c.field, c.county, c.definition_id, c.from_day, c.asked_by, c.asked_at, c.state, c.decided_by, c.decided_at,
        c.note, coalesce(a.name, '')
        """;

    /// <summary>One change of the table after the other: each is planned on what the one before has left.</summary>
    public static Statement LockTable() => Statement.Of("select pg_advisory_xact_lock(hashtextextended('workflow-bindings', 0))");

    /// <summary>The lock under which its definition is published or retracted.</summary>
    public static Statement LockDefinitionOf(Guid id) =>
        Statement.Of(
            """
            select pg_advisory_xact_lock(hashtextextended('workflow-draft:' || definition_id, 0))
            from workflow_binding_changes where id = $1
            """,
            P.Uuid(id)
        );

    public static Statement LockOne(Guid id) => Read("c.id = $1", " for update of c", P.Uuid(id));

    /// <summary>What waits for a second person, or for its day; oldest first.</summary>
    public static Statement ReadOpen(DateOnly today) =>
        Read("c.state = 'asked' or (c.state = 'approved' and c.from_day > $1)", " order by c.asked_at, c.id", P.Date(today));

    public static Statement ReadPublished(string? definitionId) =>
        DraftTable.Versions("d.definition_id = $1 and d.is_published", P.Text(definitionId));

    public static Statement ReadPublishedOf(Guid id) =>
        DraftTable.Versions(
            "d.is_published and d.definition_id = (select c.definition_id from workflow_binding_changes c where c.id = $1)",
            P.Uuid(id)
        );

    private static Statement Read(string where, string more, params NpgsqlParameter[] parameters) =>
        Statement.Of(
            $"select {Columns} from workflow_binding_changes c left join accounts a on a.id = c.asked_by where {where}{more}",
            parameters
        );

    public static BindingChange From(NpgsqlDataReader row) =>
        new BindingChange
        {
            Id = row.GetGuid(0),
            Scope = BindingTable.ScopeFrom(row, 1),
            DefinitionId = row.IsDBNull(5) ? null : row.GetString(5),
            From = row.GetFieldValue<DateOnly>(6),
            AskedBy = row.GetGuid(7),
            AskedAt = row.GetFieldValue<DateTimeOffset>(8),
            AskerName = row.GetString(13),
        }.Restore(
            row.GetString(9),
            row.IsDBNull(10) ? null : row.GetGuid(10),
            row.IsDBNull(11) ? null : row.GetFieldValue<DateTimeOffset>(11),
            row.IsDBNull(12) ? null : row.GetString(12)
        );

    public static Statement Insert(BindingChange it) =>
        Statement.Of(
            """
            insert into workflow_binding_changes (id, procedure, level, field, county, definition_id, from_day, state, asked_by, asked_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            P.Uuid(it.Id),
            P.Text(it.Scope.Procedure),
            P.Text(BindingTable.CodeOf(it.Scope.Level)),
            P.Text(it.Scope.Field),
            P.Text(it.Scope.County),
            P.Text(it.DefinitionId),
            P.Date(it.From),
            P.Text(it.State),
            P.Uuid(it.AskedBy),
            P.Time(it.AskedAt)
        );

    /// <param name="was">The state it was read in.</param>
    public static Statement Update(BindingChange it, string was) =>
        Statement.Hit(
            Name,
            """
            update workflow_binding_changes set state = $3, decided_by = $4, decided_at = $5, note = $6
            where id = $1 and state = $2 returning 1
            """,
            P.Uuid(it.Id),
            P.Text(was),
            P.Text(it.State),
            P.Uuid(it.DecidedBy),
            P.Time(it.DecidedAt),
            P.Text(it.Note)
        );
}

/// <summary>What cases open on concerns the installation, not one case: it stands in the administrators' log.</summary>
internal static class BindingLog
{
    /// <summary>As the change stands now; words: <c>admin-log.what.binding.&lt;state&gt;</c>.</summary>
    public static Statement Of(Step step, BindingChange it) =>
        AdminLogEntry
            .Of(
                step.Now,
                step.Actor.UserName,
                $"binding.{it.State}",
                it.DefinitionId ?? $"{it.Scope.Procedure}/{BindingTable.CodeOf(it.Scope.Level)}",
                now: new
                {
                    change = it.Id,
                    it.Scope.Procedure,
                    level = BindingTable.CodeOf(it.Scope.Level),
                    it.Scope.Field,
                    it.Scope.County,
                    it.DefinitionId,
                    it.From,
                    it.Note,
                }
            )
            .Insert();
}
