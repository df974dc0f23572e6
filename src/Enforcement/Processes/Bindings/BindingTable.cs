using Enforcement.Cases;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Processes.Bindings;

internal static class BindingTable
{
    public const string Name = "workflow_bindings";

    private const string Columns = "id, procedure, level, field, county, definition_id, from_day, until_day, ended_by";

    public static Statement ReadAll() =>
        Statement.Of($"select {Columns} from workflow_bindings order by procedure, level, county nulls first, field nulls first, from_day");

    public static Statement ReadOf(string definitionId) => Read("definition_id = $1", P.Text(definitionId));

    public static Statement Read(string where, params NpgsqlParameter[] parameters) =>
        Statement.Of($"select {Columns} from workflow_bindings where {where}", parameters);

    public static Binding From(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            ScopeFrom(row, 1),
            row.GetString(5),
            row.GetFieldValue<DateOnly>(6),
            row.IsDBNull(7) ? null : row.GetFieldValue<DateOnly>(7),
            row.IsDBNull(8) ? null : row.GetGuid(8)
        );

    /// <param name="at">Of four columns: procedure, level, field, county.</param>
    public static BindingScope ScopeFrom(NpgsqlDataReader row, int at) =>
        new(
            row.GetString(at),
            Enum.Parse<CaseKind>(row.GetString(at + 1), ignoreCase: true),
            row.IsDBNull(at + 2) ? null : row.GetString(at + 2),
            row.IsDBNull(at + 3) ? null : row.GetString(at + 3)
        );

    public static string CodeOf(CaseKind level) => level.ToString().ToLowerInvariant();

    public static Statement Insert(Binding it) =>
        Statement.Of(
            """
            insert into workflow_bindings (id, procedure, level, field, county, definition_id, from_day, until_day, ended_by)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            P.Uuid(it.Id),
            P.Text(it.Scope.Procedure),
            P.Text(CodeOf(it.Scope.Level)),
            P.Text(it.Scope.Field),
            P.Text(it.Scope.County),
            P.Text(it.DefinitionId),
            P.Date(it.From),
            P.Date(it.Until),
            P.Uuid(it.EndedBy)
        );

    /// <summary>Ends a row, or has it go on again.</summary>
    public static Statement UpdateEnd(Binding it) =>
        Statement.Hit(
            Name,
            "update workflow_bindings set until_day = $2, ended_by = $3 where id = $1 returning 1",
            P.Uuid(it.Id),
            P.Date(it.Until),
            P.Uuid(it.EndedBy)
        );

    /// <summary>Of a row that never came into force.</summary>
    public static Statement Delete(Binding it) =>
        Statement.Hit(Name, "delete from workflow_bindings where id = $1 returning 1", P.Uuid(it.Id));
}
