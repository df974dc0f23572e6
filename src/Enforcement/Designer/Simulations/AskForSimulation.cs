using Enforcement.Designer.Drafts;
using Enforcement.Designer.Publications;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Processes.Migrations;
using Enforcement.Shell;

namespace Enforcement.Designer.Simulations;

/// <param name="Publication">Simulates what was frozen in this request; null: the draft as it is now.</param>
/// <param name="OneOf">One case of so many, one of <see cref="Simulation.Samples"/>; null or 1: all.</param>
/// <param name="Cases">Id of the definition whose cases are run again; null: its own.</param>
public sealed record SimulationRequest(Guid? Publication = null, int? OneOf = null, string? Cases = null);

/// <summary>A workflow admin asks what a draft would have changed in the cases of the region. The first of them are run at once.</summary>
public sealed class AskForSimulation(
    Steps steps,
    DefinitionReader definitions,
    PublicationReader publications,
    PublicationCheck check,
    HistoryReader histories,
    RunSimulation run
)
{
    /// <exception cref="NotVisibleException">No workflow admin, or no such definition or request.</exception>
    /// <exception cref="MalformedException">No such sample, or no such definition whose cases to take.</exception>
    /// <exception cref="RefusedException">
    /// <c>simulation.no-draft</c>, <c>simulation.does-not-run</c>, <c>simulation.running</c>.
    /// </exception>
    public async Task<Simulation> RunAsync(Actor admin, string definitionId, SimulationRequest request, CancellationToken cancel)
    {
        DesignerRights.Demand(admin);
        var oneOf = request.OneOf ?? 1;
        if (!Simulation.Samples.Contains(oneOf))
            throw new MalformedException(("oneOf", "unknown"));
        var region = MigrationRights.RegionOf(admin);
        var (name, content) = await ContentAsync(admin, definitionId, request.Publication, cancel);
        if (!check.Compile(content).CanBePublished)
            throw DesignerRefusals.DoesNotRun();
        var cases = request.Cases is { Length: > 0 } other ? other : definitionId;
        if (cases != definitionId && (await definitions.OfAsync(admin, cases, cancel)).All(view => !view.IsPublished))
            throw new MalformedException(("cases", "unknown"));
        var total = await histories.CountAsync(admin.Scope, cases, region, oneOf, cancel);

        var asking = new StepRead<string>(SimulationTable.LockAsking(definitionId), _ => "");
        var running = new StepRead<Simulation>(SimulationTable.ReadRunning(definitionId, region), SimulationTable.From);
        await using var step = await steps.BeginNewAsync(admin, cancel, asking, running);
        if (running.RowOrNull is { } before)
            throw DesignerRefusals.SimulationRunning(before.AskerName);
        var asked = new Simulation
        {
            Id = Guid.CreateVersion7(step.Now),
            Region = region,
            DefinitionId = definitionId,
            Name = name,
            Content = content,
            CasesOf = cases,
            OneOf = oneOf,
            AskedBy = admin.PersonId,
            AskedAt = step.Now,
            Total = total,
        };
        step.Write(SimulationTable.Insert(asked));
        await step.CommitAsync(cancel, () => SimulationAnswer.Of(asked), StatusCodes.Status201Created);
        // A small county has its answer with the page; the rest is the sweep's.
        await run.GoOnAsync(asked, run.MostWhileSomebodyWaits, cancel);
        return asked;
    }

    private async Task<(string Name, string Content)> ContentAsync(
        Actor admin,
        string definitionId,
        Guid? publication,
        CancellationToken cancel
    )
    {
        if (publication is { } id)
        {
            var frozen = (await publications.OneAsync(admin, id, cancel)).Publication;
            return frozen.DefinitionId == definitionId ? (frozen.Name, frozen.Content) : throw new NotVisibleException();
        }
        var views = await definitions.OfAsync(admin, definitionId, cancel);
        if (views.Count == 0)
            throw new NotVisibleException();
        var draft = views.FirstOrDefault(view => view is { IsLatest: true, IsPublished: false }) ?? throw DesignerRefusals.NoDraft();
        return (draft.Name, DefinitionContent.Write(draft.Content));
    }
}

/// <summary>What was asked for by anybody of the region may be stopped by anybody of it: it takes time from all and loses nothing.</summary>
public sealed class CancelSimulation(Steps steps)
{
    /// <exception cref="NotVisibleException">No workflow admin of its region, or no such simulation.</exception>
    /// <exception cref="RefusedException"><c>simulation.over</c>.</exception>
    public async Task<Simulation> RunAsync(Actor admin, Guid id, CancellationToken cancel)
    {
        DesignerRights.Demand(admin);
        var found = new StepRead<Simulation>(SimulationTable.LockOne(id), SimulationTable.From);
        await using var step = await steps.BeginNewAsync(admin, cancel, found);
        var it = found.Row;
        it.Cancel(step.Now);
        step.Write(SimulationTable.Cancel(it));
        await step.CommitAsync(cancel, () => SimulationAnswer.Of(it));
        return it;
    }
}
