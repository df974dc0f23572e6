using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Processes.Bindings;
using Enforcement.Shell;

namespace Enforcement.Patrols.PaperCases;

/// <summary>
/// Where a paper case may come in: at the stages of the definition that a case opened today would take. Which field its matter belongs to is known
/// once the matter is chosen; until then every stage is offered that one of the township's definitions has.
/// </summary>
public sealed class PaperStages(Processes.Definitions definitions, BoundDefinitions bound, BusinessTime time)
{
    internal async Task<IReadOnlyList<OfferedStage>> OfTownshipAsync(Organization township, CancellationToken cancel)
    {
        var offered = new List<OfferedStage>();
        foreach (var definition in (await bound.CurrentAsync(cancel)).OfAnyField(CasesOf(township, null), time.Today))
            offered.AddRange(OfferedStage.AllOf((await definitions.PublishedAsync(definition, cancel)).Graph));
        return [.. PaperStage.All.Select(stage => offered.FirstOrDefault(it => it.Stage == stage)).OfType<OfferedStage>()];
    }

    /// <param name="field">Of the matter; null: the power list does not know it.</param>
    /// <exception cref="RefusedException"><c>process.no-definition</c>.</exception>
    internal async Task<PaperFlow> OfCaseAsync(Organization township, string? field, CancellationToken cancel)
    {
        var definition = (await bound.CurrentAsync(cancel)).Demand(CasesOf(township, field), time.Today);
        return new PaperFlow(definition, [.. OfferedStage.AllOf((await definitions.PublishedAsync(definition, cancel)).Graph)]);
    }

    private static BindingScope CasesOf(Organization township, string? field) =>
        new(Procedures.Ordinary, CaseKind.Township, field, township.County);
}

/// <summary>The definition that a paper case goes on with, and its stages.</summary>
internal sealed record PaperFlow(string DefinitionId, IReadOnlyList<OfferedStage> Stages);
