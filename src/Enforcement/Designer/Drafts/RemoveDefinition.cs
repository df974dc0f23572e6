using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Processes.Bindings;

namespace Enforcement.Designer.Drafts;

/// <summary>
/// A draft is thrown away; a version never is, because journals name it. A definition is retracted when no case runs on it and none is bound to it,
/// now or later.
/// </summary>
public sealed class RemoveDefinition(Steps steps)
{
    /// <exception cref="NotVisibleException">There is none.</exception>
    /// <exception cref="RefusedException"><c>designer.cases-run</c>, <c>designer.version-kept</c>.</exception>
    public async Task DeleteAsync(Actor admin, string definitionId, CancellationToken cancel)
    {
        DesignerRights.Demand(admin);
        var standing = new Standing(definitionId);
        var running = Running(definitionId);
        await using var step = await steps.BeginNewAsync(admin, cancel, [.. standing.Reads, running]);
        if (!standing.IsThere)
            throw new NotVisibleException();
        if (standing.Newest is { } kept)
        {
            if ((long)running.Row > 0)
                throw DesignerRefusals.CasesRun(kept.Name, (long)running.Row);
            throw DesignerRefusals.VersionKept(kept.Name);
        }
        await DiscardAsync(step, standing.Draft!, cancel);
    }

    /// <param name="id">Of a version, or of the draft.</param>
    /// <inheritdoc cref="DeleteAsync"/>
    public async Task DeleteVersionAsync(Actor admin, string id, CancellationToken cancel)
    {
        DesignerRights.Demand(admin);
        if (!id.IsNamed())
            throw new NotVisibleException();
        if (DraftId.Read(id) is { } draft)
        {
            var standing = new Standing(draft.DefinitionId);
            await using var step = await steps.BeginNewAsync(admin, cancel, standing.Reads);
            await DiscardAsync(step, standing.Draft ?? throw new NotVisibleException(), cancel);
            return;
        }
        var version = new StepRead<KeptVersion>(DraftTable.Versions("d.id = $1", P.Text(id)), DraftTable.VersionFrom);
        var running = new StepRead<object>(Statement.Of("select guard.cases_on($1, null)", P.Text(id)), row => row.GetInt64(0));
        await using var look = await steps.BeginNewAsync(admin, cancel, version, running);
        var kept = version.Row;
        throw (long)running.Row > 0 ? DesignerRefusals.CasesRun(kept.Name, (long)running.Row) : DesignerRefusals.VersionKept(kept.Name);
    }

    /// <returns>False: nothing of it is published.</returns>
    /// <exception cref="NotVisibleException">There is none.</exception>
    /// <exception cref="RefusedException"><c>designer.cases-run</c>, <c>designer.cases-open-on</c>.</exception>
    public async Task<bool> RetractAsync(Actor admin, string definitionId, CancellationToken cancel)
    {
        DesignerRights.Demand(admin);
        var standing = new Standing(definitionId);
        var running = Running(definitionId);
        var bound = new StepRead<Binding>(BindingTable.ReadOf(definitionId), BindingTable.From);
        await using var step = await steps.BeginNewAsync(admin, cancel, [.. standing.Reads, running, bound]);
        if (!standing.IsThere)
            throw new NotVisibleException();
        if (standing.Published is not { } published)
            return false;
        if ((long)running.Row > 0)
            throw DesignerRefusals.CasesRun(published.Name, (long)running.Row);
        if (bound.Rows.Any(row => !row.IsOverOn(step.Today)))
            throw DesignerRefusals.CasesOpenOn(published.Name);
        step.Write(Publications.PublicationTable.Unpublish(definitionId));
        step.Write(AdminLogEntry.Of(step.Now, admin.UserName, "publication.retracted", published.Id).Insert());
        await step.CommitAsync(cancel, () => new { definitionId });
        return true;
    }

    private static async Task DiscardAsync(Step step, Draft draft, CancellationToken cancel)
    {
        step.Write(DraftTable.Delete(draft.DefinitionId));
        step.Write(
            AdminLogEntry
                .Of(step.Now, step.Actor.UserName, "publication.discarded", draft.DefinitionId, old: new { draft.Name, draft.Revision })
                .Insert()
        );
        await step.CommitAsync(cancel, () => new { draft.DefinitionId });
    }

    /// <summary>In every region, also where the asker sees none of them.</summary>
    private static StepRead<object> Running(string definitionId) =>
        new(Statement.Of("select guard.cases_on(null, $1)", P.Text(definitionId)), row => row.GetInt64(0));
}
