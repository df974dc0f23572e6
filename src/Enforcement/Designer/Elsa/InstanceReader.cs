using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Workflows.Execution;
using Npgsql;

namespace Enforcement.Designer.Elsa;

/// <summary>Cases as instances of their workflows, within what the admin sees.</summary>
public sealed class InstanceReader(ScopedReads reads, Definitions definitions)
{
    /// <summary>Counted no further: the list is asked for anew every ten seconds.</summary>
    private const int MostCounted = 10_000;
    private const int MostRows = 100;
    private const int MostEntries = 2_000;

    private static readonly string[] States = ["running", "finished"];
    private static readonly string[] SubStates = ["pending", "executing", "suspended", "finished", "cancelled", "faulted", "interrupted"];

    private const string Columns = """
        c.id, d.definition_id, d.id, d.version, n.status, n.sub_status, c.number, c.title, n.incident_count, c.opened_at,
        greatest(c.stage_since, coalesce(c.closed_at, c.stage_since)), c.closed_at
        """;

    private const string Tables = """
        from instances n
        join cases c on c.county_code = n.county_code and c.id = n.id
        join workflow_definitions d on d.id = n.definition_version_id
        """;

    public async Task<PagedList<InstanceSummary>> ListAsync(Actor admin, InstanceQuery query, CancellationToken cancel)
    {
        DesignerRights.Demand(admin);
        var (where, parameters) = Where(query);
        var size = Math.Clamp(query.PageSize ?? 10, 1, MostRows);
        var skip = Math.Min((long)Math.Max(0, query.Page ?? 0) * size, MostCounted);
        var direction = string.Equals(query.OrderDirection, "Ascending", StringComparison.OrdinalIgnoreCase) ? "asc" : "desc";
        var order = query.OrderBy?.ToLowerInvariant() switch
        {
            "lastexecuted" => "c.stage_since",
            "finished" => "c.closed_at",
            "name" => "c.number",
            _ => "c.opened_at",
        };
        var (rows, count) = await reads.ReadAsync(
            admin.Scope,
            [
                Statement.Of(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"select {Columns} {Tables} where {where} order by {order} {direction} nulls last, c.id {direction} limit {size} offset {skip}"
                    ),
                    parameters()
                ),
                Statement.Of(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"select count(*) from (select 1 {Tables} where {where} limit {MostCounted}) x"
                    ),
                    parameters()
                ),
            ],
            async reader => (await reader.RowsAsync(SummaryFrom, cancel), (await reader.RowsAsync(row => row.GetInt64(0), cancel))[0]),
            cancel
        );
        return new PagedList<InstanceSummary>(rows, count, []);
    }

    /// <summary>Null: there is none that the admin may know of.</summary>
    public async Task<InstanceSummary?> FindAsync(Actor admin, string id, CancellationToken cancel)
    {
        DesignerRights.Demand(admin);
        if (!Guid.TryParse(id, out var caseId))
            return null;
        var (summary, incidents) = await reads.ReadAsync(
            admin.Scope,
            [
                Statement.Of(
                    $"select {Columns} {Tables} where n.county_code = $1 and n.id = $2",
                    P.Text(RowId.CountyOf(caseId)),
                    P.Uuid(caseId)
                ),
                IncidentTable.ReadOpen(CaseOf.Case(caseId)),
            ],
            async reader =>
                ((await reader.RowsAsync(SummaryFrom, cancel)).SingleOrDefault(), await reader.RowsAsync(IncidentTable.From, cancel)),
            cancel
        );
        if (summary is null)
            return null;
        var graph = (await definitions.OfVersionAsync(summary.DefinitionVersionId, cancel)).Graph;
        return summary with
        {
            WorkflowState = new InstanceState(
                summary.Id,
                summary.DefinitionId,
                summary.Version,
                summary.CorrelationId,
                summary.Status,
                summary.SubStatus,
                [],
                [.. incidents.Select(it => IncidentOf(it, graph))],
                [],
                [],
                [],
                [],
                [],
                summary.CreatedAt,
                summary.UpdatedAt,
                summary.FinishedAt
            ),
        };
    }

    /// <exception cref="NotVisibleException">There is none that the admin may know of.</exception>
    public async Task<InstanceHistory> HistoryAsync(Actor admin, string id, CancellationToken cancel)
    {
        DesignerRights.Demand(admin);
        if (!Guid.TryParse(id, out var caseId))
            throw new NotVisibleException();
        var of = CaseOf.Case(caseId);
        var (row, file, entries, incidents) = await reads.ReadAsync(
            admin.Scope,
            [
                InstanceRow.Read.About(of),
                CaseTable.Read.About(of),
                Statement.Of(
                    $"select at, content from journal where county_code = $1 and case_id = {of.CaseId} order by seq desc limit $3",
                    [.. of.Parameters, P.Int(MostEntries)]
                ),
                IncidentTable.ReadOpen(of),
            ],
            async reader =>
                (
                    (await reader.RowsAsync(InstanceRow.From, cancel)).SingleOrDefault(),
                    (await reader.RowsAsync(CaseTable.From, cancel)).SingleOrDefault(),
                    await reader.RowsAsync(it => (At: it.GetFieldValue<DateTimeOffset>(0), Content: it.GetString(1)), cancel),
                    await reader.RowsAsync(IncidentTable.From, cancel)
                ),
            cancel
        );
        if (row is null || file is null)
            throw new NotVisibleException();
        var graph = (await definitions.OfVersionAsync(row.DefinitionVersionId, cancel)).Graph;
        entries.Reverse();
        var lines = entries.SelectMany(entry => LinesOf(entry.Content).Select(line => new FlowLine(entry.At, line)));
        return new InstanceHistory(
            caseId,
            graph,
            [.. lines],
            [.. WorkflowInstance.Load(graph, row.State).Bookmarks.Select(bookmark => bookmark.Node.NodeId).Distinct()],
            [.. incidents.Select(it => it.NodeId)],
            file.Data.ToJson()
        );
    }

    private static IEnumerable<JsonObject> LinesOf(string content) =>
        JsonNode.Parse(content) is JsonObject entry && entry["action"]?.GetValue<string>() == "flow.ran" && entry["log"] is JsonArray log
            ? log.OfType<JsonObject>()
            : [];

    private static InstanceIncident IncidentOf(FlowIncident it, WorkflowGraph graph)
    {
        var node = graph.Find(it.NodeId);
        return new InstanceIncident(
            node?.Id ?? it.NodeId.Split(':')[^1],
            it.NodeId,
            node?.Type ?? "",
            it.Message,
            new InstanceFailure("Incident", it.Message, null, null),
            it.At
        );
    }

    private static InstanceSummary SummaryFrom(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetString(1),
            row.GetString(2),
            row.GetInt32(3),
            Capital(row.GetString(4)),
            Capital(row.GetString(5)),
            row.GetString(6),
            $"{row.GetString(6)} {row.GetString(7)}",
            row.GetInt32(8),
            row.GetFieldValue<DateTimeOffset>(9),
            row.GetFieldValue<DateTimeOffset>(10),
            row.IsDBNull(11) ? null : row.GetFieldValue<DateTimeOffset>(11)
        );

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>Twice the same condition, each time with parameters of its own: a parameter belongs to one command.</summary>
    private static (string Where, Func<NpgsqlParameter[]> Parameters) Where(InstanceQuery query)
    {
        var where = new StringBuilder("true");
        var parameters = new List<Func<NpgsqlParameter>>();
        var ids = Given("definitionIds", query.DefinitionIds, query.DefinitionId);
        if (ids.Count > 0)
            Add("d.definition_id = any ({0})", () => P.Texts(ids));
        if (query.Version is { } version)
            Add("d.version = {0}", () => P.Int(version));
        if (query.HasIncidents is { } has)
            where.Append(has ? " and n.incident_count > 0" : " and n.incident_count = 0");
        var states = Given("statuses", query.Statuses, query.Status, States);
        if (states.Count > 0)
            Add("n.status = any ({0})", () => P.Texts(states));
        var subs = Given("subStatuses", query.SubStatuses, query.SubStatus, SubStates);
        if (subs.Count > 0)
            Add("n.sub_status = any ({0})", () => P.Texts(subs));
        if (Shell.PlainText.Optional("searchTerm", query.SearchTerm, 100) is { } words)
            Add(
                "(c.number like {0} or c.title like {0} or c.id::text = {1})",
                () => P.Text(Shell.Paging.Containing(words)),
                () => P.Text(words)
            );
        foreach (var filter in query.TimestampFilters ?? [])
            if (filter is { Timestamp: { } at })
                Add($"{ColumnOf(filter.Column)} {OperatorOf(filter.Operator)} {{0}}", () => P.Time(at));
        return (where.ToString(), () => [.. parameters.Select(make => make())]);

        void Add(string condition, params Func<NpgsqlParameter>[] values)
        {
            var names = values.Select((_, at) => (object)$"${parameters.Count + at + 1}").ToArray();
            where.Append(" and ").AppendFormat(CultureInfo.InvariantCulture, condition, names);
            parameters.AddRange(values);
        }
    }

    private static List<string> Given(string field, IReadOnlyList<string>? many, string? one, string[]? known = null)
    {
        List<string> given =
        [
            .. (many ?? []).Append(one).Where(it => it is { Length: > 0 }).Select(it => known is null ? it! : it!.ToLowerInvariant()),
        ];
        if (given.Count > 100 || given.Any(it => known is null ? !Drafts.DefinitionNames.IsNamed(it) : !known.Contains(it)))
            throw new MalformedException((field, "unknown"));
        return given;
    }

    private static string ColumnOf(string? column) =>
        column?.ToLowerInvariant() switch
        {
            "createdat" => "c.opened_at",
            "updatedat" => "c.stage_since",
            "finishedat" => "c.closed_at",
            _ => throw new MalformedException(("timestampFilters", "unknown")),
        };

    private static string OperatorOf(string? name) =>
        name?.ToLowerInvariant() switch
        {
            "is" => "=",
            "isnot" => "<>",
            "lessthan" => "<",
            "greaterthan" => ">",
            "lessthanorequal" => "<=",
            "greaterthanorequal" => ">=",
            _ => throw new MalformedException(("timestampFilters", "unknown")),
        };
}
