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

    /// <summary>By id what steps are called: by the draft, and those that it no longer has, by the version that is published.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> LabelsOfAsync(Simulation it, CancellationToken cancel)
    {
        var labels = new Dictionary<string, string>();
        var published = await definitions.FindAsync(it.DefinitionId, null, cancel);
        foreach (var node in check.Compile(it.Content).Nodes.Concat(published?.Graph.Nodes ?? []))
            labels.TryAdd(node.Id, node.DisplayText ?? node.Name ?? node.Id);
        return labels;
    }
}
