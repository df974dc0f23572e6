using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Shell;
using Enforcement.Workflows.Execution;
using Npgsql;

namespace Enforcement.Processes.Repairs;

/// <summary>Failed steps that wait for somebody, and what may be done about each.</summary>
public sealed class IncidentReader(ScopedReads reads, Definitions definitions)
{
    public const int MostRows = 200;

    /// <summary>Of every case that the actor answers for, oldest first; empty for who answers for none.</summary>
    public async Task<IncidentPage> ListAsync(Actor actor, int limit, string? after, CancellationToken cancel)
    {
        var from = after is null ? new PageCursor(DateTimeOffset.UnixEpoch, Guid.Empty) : PageCursor.Read(after);
        var rows = await reads.RowsAsync(
            actor.Scope,
            Statement.Of(
                """
                select i.id, i.node_id, i.activity, i.message, i.at, i.code, i.subject, c.number, c.title, c.owner_org, n.definition_version_id,
                    exists (select from repairs r where r.county_code = i.county_code and r.incident_id = i.id and r.state = 'asked')
                from incidents i
                join cases c on c.county_code = i.county_code and c.id = i.case_id
                join instances n on n.county_code = i.county_code and n.id = i.case_id
                where i.resolved_at is null and (i.at, i.id) > ($1, $2) and (c.owner_org = any ($3) or $4)
                order by i.at, i.id limit $5
                """,
                P.Time(from.At),
                P.Uuid(from.Id),
                P.Texts(actor.Posts.Where(post => post.Role == Roles.AgencyHead).Select(post => post.Organization)),
                P.Bool(actor.Holds(Roles.WorkflowAdmin)),
                P.Int(limit + 1)
            ),
            row =>
                (
                    Incident: IncidentTable.From(row),
                    Number: row.GetString(7),
                    Title: row.GetString(8),
                    Owner: row.GetString(9),
                    Version: row.GetString(10),
                    IsAsked: row.GetBoolean(11)
                ),
            cancel
        );
        var page = new List<IncidentRow>();
        foreach (var row in rows.Take(limit))
        {
            var graph = (await definitions.OfVersionAsync(row.Version, cancel)).Graph;
            page.Add(
                new IncidentRow(
                    row.Incident.Id,
                    row.Number,
                    row.Title,
                    row.Owner,
                    row.Incident.NodeId,
                    Label(graph.Find(row.Incident.NodeId), row.Incident.NodeId),
                    row.Incident.Code,
                    IncidentWords.Of(row.Incident, graph),
                    row.Incident.Message,
                    row.Incident.At,
                    row.IsAsked
                )
            );
        }
        return new IncidentPage(page, rows.Count > limit ? new PageCursor(page[^1].At, page[^1].Id).ToString() : null);
    }

    /// <exception cref="NotVisibleException">There is no such case for this person.</exception>
    /// <exception cref="NotAllowedException"><c>repair.not-yours</c>: seen, but somebody else answers for it.</exception>
    public async Task<CaseIncidents> OfCaseAsync(Actor actor, string number, CancellationToken cancel)
    {
        var of = CaseOf.Number(number);
        var (file, instances, incidents, repairs, names) = await reads.ReadAsync(
            actor.Scope,
            [CaseTable.Read.About(of), InstanceRow.Read.About(of), IncidentTable.ReadOpen(of), RepairTable.ReadAll(of), ReadNames(of)],
            async reader =>
                (
                    (await reader.RowsAsync(CaseTable.From, cancel)).SingleOrDefault(),
                    await reader.RowsAsync(InstanceRow.From, cancel),
                    await reader.RowsAsync(IncidentTable.From, cancel),
                    await reader.RowsAsync(RepairTable.From, cancel),
                    (await reader.RowsAsync(row => (row.GetGuid(0), row.GetString(1)), cancel)).ToDictionary()
                ),
            cancel
        );
        if (file is null)
            throw new NotVisibleException();
        if (RepairRights.PostOf(actor, file) is null)
            throw RepairRefusals.NotYours();
        var definition = await definitions.OfVersionAsync(instances[0].DefinitionVersionId, cancel);
        var flow = WorkflowInstance.Load(definition.Graph, instances[0].State);
        return new CaseIncidents(
            file,
            [.. incidents.Select(it => View(it, flow, repairs))],
            [.. repairs.Where(it => it.State != Repair.Asked).Reverse()],
            names,
            definition.Graph
        );
    }

    private static OpenIncident View(FlowIncident it, WorkflowInstance flow, List<Repair> repairs) =>
        new(
            it,
            Label(flow.Graph.Find(it.NodeId), it.NodeId),
            it.RunIn(flow) is { } run ? flow.LawfulWaysToRepair(run) : null,
            repairs.SingleOrDefault(repair => repair.IncidentId == it.Id && repair.State == Repair.Asked)
        );

    private static Statement ReadNames(CaseOf of) =>
        Statement.Of(
            $"""
            select id, name from accounts where id in (
                select asked_by from repairs where county_code = $1 and case_id = {of.CaseId}
                union select decided_by from repairs where county_code = $1 and case_id = {of.CaseId})
            """,
            of.Parameters
        );

    /// <summary>What the designer calls a node; the last part of its path where it has no caption.</summary>
    internal static string Label(ActivityNode? node, string nodeId) => node?.DisplayText ?? node?.Name ?? nodeId.Split(':')[^1];
}

/// <param name="Node">Id of the node that failed.</param>
/// <param name="Label">What the designer calls it.</param>
/// <param name="Code">Why; null for what failed before codes were kept.</param>
/// <param name="Reason">The same in the reader's words.</param>
/// <param name="Message">In the engine's words.</param>
/// <param name="IsAsked">Somebody has said how to put it right, and a second person is to decide.</param>
public sealed record IncidentRow(
    Guid Id,
    string CaseNumber,
    string CaseTitle,
    string Owner,
    string Node,
    string Label,
    string? Code,
    string Reason,
    string Message,
    DateTimeOffset At,
    bool IsAsked
);

/// <param name="Next">Opaque; null at the end.</param>
public sealed record IncidentPage(IReadOnlyList<IncidentRow> Items, string? Next);

/// <summary>The failed steps of one case.</summary>
/// <param name="Decided">Requests that were decided or withdrawn, newest first.</param>
/// <param name="Names">Of whoever asked or decided.</param>
public sealed record CaseIncidents(
    CaseFile Case,
    IReadOnlyList<OpenIncident> Open,
    IReadOnlyList<Repair> Decided,
    IReadOnlyDictionary<Guid, string> Names,
    WorkflowGraph Graph
)
{
    public string NameOf(Guid? person) => person is { } id ? Names.GetValueOrDefault(id, "") : "";

    public string LabelOf(string nodeId) => IncidentReader.Label(Graph.Find(nodeId), nodeId);
}

/// <param name="Ways">Null: its branch has ended meanwhile.</param>
/// <param name="Asked">The request that waits for its second person.</param>
public sealed record OpenIncident(FlowIncident Incident, string Label, RepairWays? Ways, Repair? Asked);
