using Enforcement.Designer.Drafts;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Workflows.Execution;

namespace Enforcement.Designer.Publications;

/// <param name="Changes">Against the version that is published now.</param>
/// <param name="Drawing">The same on the flowchart.</param>
/// <param name="Running">Cases that run on an earlier version of the definition, and stay there; those that the reader sees.</param>
/// <param name="IsBaseChanged">Another version has been published since it was asked for.</param>
public sealed record PublicationView(
    Publication Publication,
    WorkflowGraph Graph,
    IReadOnlyList<DefinitionFault> Findings,
    IReadOnlyList<DefinitionChange> Changes,
    FlowPicture Drawing,
    int? ComparedWith,
    long Running,
    bool IsBaseChanged,
    IReadOnlyDictionary<Guid, string> Names
)
{
    public string NameOf(Guid? person) => person is { } id ? Names.GetValueOrDefault(id, "") : "";
}

/// <summary>Requests to publish, as workflow admins read them.</summary>
public sealed class PublicationReader(ScopedReads reads, PublicationCheck check)
{
    /// <exception cref="NotVisibleException">No workflow admin, or no such request.</exception>
    public async Task<PublicationView> OneAsync(Actor admin, Guid id, CancellationToken cancel)
    {
        DesignerRights.Demand(admin);
        var (found, versions, running, names) = await reads.ReadAsync(
            admin.Scope,
            [
                PublicationTable.ReadOne(id),
                PublicationTable.ReadVersionsOf(id),
                Statement.Of(
                    """
                    select count(*) from instances n join workflow_definitions d on d.id = n.definition_version_id
                    join workflow_publications p on p.definition_id = d.definition_id
                    where p.id = $1 and n.status = 'running' and d.id is distinct from p.version_id
                    """,
                    P.Uuid(id)
                ),
                Statement.Of(
                    """
                    select a.id, a.name from accounts a join workflow_publications p on a.id in (p.asked_by, p.decided_by, p.reviewed_by)
                    where p.id = $1
                    """,
                    P.Uuid(id)
                ),
            ],
            async reader =>
                (
                    (await reader.RowsAsync(PublicationTable.From, cancel)).SingleOrDefault(),
                    await reader.RowsAsync(DraftTable.VersionFrom, cancel),
                    (await reader.RowsAsync(row => row.GetInt64(0), cancel))[0],
                    (await reader.RowsAsync(row => (row.GetGuid(0), row.GetString(1)), cancel)).ToDictionary()
                ),
            cancel
        );
        if (found is not { } it)
            throw new NotVisibleException();
        var published = versions.FirstOrDefault(version => version.IsPublished);
        // What is published is compared with what it took the place of.
        var before = it.IsOpen ? published : versions.FirstOrDefault(version => version.Id == it.BaseVersionId);
        var graph = check.Compile(it.Content);
        var was = before is null ? null : check.Compile(before.Content);
        return new PublicationView(
            it,
            graph,
            check.Of(graph),
            DefinitionDiff.Of(was, graph, before?.Content ?? "{}", it.Content),
            DefinitionDiff.Drawn(was, graph),
            before?.Version,
            running,
            it.IsOpen && published?.Id != it.BaseVersionId,
            names
        );
    }

    /// <summary>What waits: for a second person, for its day, or for a second look; oldest first.</summary>
    /// <exception cref="NotVisibleException">No workflow admin.</exception>
    public async Task<IReadOnlyList<Publication>> WaitingAsync(Actor admin, CancellationToken cancel)
    {
        DesignerRights.Demand(admin);
        return await reads.RowsAsync(admin.Scope, PublicationTable.ReadWaiting(), PublicationTable.From, cancel);
    }
}
