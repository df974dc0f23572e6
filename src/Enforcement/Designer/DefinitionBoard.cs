using Enforcement.Designer.Drafts;
using Enforcement.Designer.Publications;
using Enforcement.Identity;
using Enforcement.Persistence;

namespace Enforcement.Designer;

/// <param name="Running">Cases of the admin's region that run on it.</param>
/// <param name="Incidents">Failed steps of theirs that nobody has put right.</param>
public sealed record BoardVersion(
    int Version,
    bool IsPublished,
    DateTimeOffset? PublishedAt,
    string? Publisher,
    long Running,
    long Incidents
);

/// <param name="Versions">Published, or with cases on them; newest first.</param>
public sealed record BoardRow(string DefinitionId, string Name, IReadOnlyList<BoardVersion> Versions, Draft? Draft, Publication? Waiting)
{
    public BoardVersion? Published => Versions.FirstOrDefault(version => version.IsPublished);
}

/// <param name="Waiting">For a second person, for its day, or for a second look; oldest first.</param>
public sealed record Board(IReadOnlyList<BoardRow> Rows, IReadOnlyList<Publication> Waiting);

/// <summary>What Studio's own list does not tell: since when each definition is published, what runs on it, who draws, and what waits for whom.</summary>
public sealed class DefinitionBoard(ScopedReads reads)
{
    /// <exception cref="NotVisibleException">No workflow admin.</exception>
    public async Task<Board> ReadAsync(Actor admin, CancellationToken cancel)
    {
        DesignerRights.Demand(admin);
        var (versions, drafts, waiting) = await reads.ReadAsync(
            admin.Scope,
            [
                Statement.Of(
                    $"""
                    select d.definition_id, d.name, d.version, d.is_published, d.published_at, a.name, coalesce(n.running, 0), coalesce(n.incidents, 0)
                    from workflow_definitions d
                    left join accounts a on a.id = d.published_by
                    left join (
                        select definition_version_id, count(*) as running, sum(incident_count) as incidents
                        from instances where status = 'running' group by definition_version_id
                    ) n on n.definition_version_id = d.id
                    where {DraftTable.IsCurrent} or n.running > 0
                    order by d.definition_id, d.version desc
                    """
                ),
                DraftTable.ReadAll(),
                PublicationTable.ReadWaiting(),
            ],
            async reader =>
                (
                    await reader.RowsAsync(
                        row =>
                            (
                                Id: row.GetString(0),
                                Name: row.GetString(1),
                                It: new BoardVersion(
                                    row.GetInt32(2),
                                    row.GetBoolean(3),
                                    row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4),
                                    row.IsDBNull(5) ? null : row.GetString(5),
                                    row.GetInt64(6),
                                    row.GetInt64(7)
                                )
                            ),
                        cancel
                    ),
                    await reader.RowsAsync(DraftTable.From, cancel),
                    await reader.RowsAsync(PublicationTable.From, cancel)
                ),
            cancel
        );
        var rows = versions
            .Select(version => version.Id)
            .Union(drafts.Select(draft => draft.DefinitionId))
            .Select(id =>
            {
                var own = versions.Where(version => version.Id == id).ToList();
                var draft = drafts.FirstOrDefault(it => it.DefinitionId == id);
                return new BoardRow(
                    id,
                    own.FirstOrDefault(version => version.It.IsPublished).Name ?? own.FirstOrDefault().Name ?? draft!.Name,
                    [.. own.Select(version => version.It)],
                    draft,
                    waiting.FirstOrDefault(it => it.DefinitionId == id && it.IsOpen)
                );
            })
            .OrderBy(row => row.Name, StringComparer.CurrentCulture);
        return new Board([.. rows], waiting);
    }
}
