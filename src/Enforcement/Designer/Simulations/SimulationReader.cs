using Enforcement.Designer.Publications;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;

namespace Enforcement.Designer.Simulations;

/// <summary>Simulations of a definition, as the workflow admins of their region read them.</summary>
public sealed class SimulationReader(ScopedReads reads, PublicationCheck check, Definitions definitions)
{
    /// <summary>Of one definition on a page.</summary>
    public const int MostListed = 5;

    /// <exception cref="NotVisibleException">No workflow admin of its region, or no such simulation.</exception>
    public async Task<Simulation> OneAsync(Actor admin, Guid id, CancellationToken cancel)
    {
        DesignerRights.Demand(admin);
        return (await reads.RowsAsync(admin.Scope, SimulationTable.ReadOne(id), SimulationTable.From, cancel)).FirstOrDefault()
            ?? throw new NotVisibleException();
    }

    /// <summary>The last few, newest first.</summary>
    /// <exception cref="NotVisibleException">No workflow admin.</exception>
    public async Task<IReadOnlyList<Simulation>> OfAsync(Actor admin, string definitionId, CancellationToken cancel)
    {
        DesignerRights.Demand(admin);
        return await reads.RowsAsync(admin.Scope, SimulationTable.ReadOf(definitionId, MostListed), SimulationTable.From, cancel);
    }

    /// <summary>Ids and names of the definitions whose cases can be run again: those that are published.</summary>
    /// <exception cref="NotVisibleException">No workflow admin.</exception>
    public async Task<IReadOnlyList<(string Id, string Name)>> SourcesAsync(Actor admin, CancellationToken cancel)
    {
        DesignerRights.Demand(admin);
        return await reads.RowsAsync(
            admin.Scope,
            Statement.Of("select definition_id, name from workflow_definitions where is_published order by definition_id"),
            row => (row.GetString(0), row.GetString(1)),
            cancel
        );
    }

    /// <summary>By id what steps are called: by the draft, and those that it does not have, by the definition that the cases run on.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> LabelsOfAsync(Simulation it, CancellationToken cancel)
    {
        var labels = new Dictionary<string, string>();
        var published = await definitions.FindAsync(it.CasesOf, null, cancel);
        foreach (var node in check.Compile(it.Content).Nodes.Concat(published?.Graph.Nodes ?? []))
            labels.TryAdd(node.Id, node.DisplayText ?? node.Name ?? node.Id);
        return labels;
    }
}
