using Enforcement.Designer.Drafts;
using Enforcement.Designer.Publications;
using Enforcement.Designer.Simulations;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Workflows.Execution;

namespace Enforcement.Designer.Checks;

/// <summary>What is drawn on of a definition, and what speaks against it.</summary>
/// <param name="View">The draft; the published version, or the newest, where there is none.</param>
/// <param name="Content">Elsa 3 JSON of it.</param>
/// <param name="Sources">Other definitions, whose cases may be run again on it.</param>
public sealed record CheckedDefinition(
    DefinitionView View,
    string Content,
    WorkflowGraph Graph,
    IReadOnlyList<DefinitionFault> Findings,
    IReadOnlyList<DefinitionView> Published,
    IReadOnlyList<Publication> Waiting,
    IReadOnlyList<Simulation> Simulations,
    IReadOnlyList<(string Id, string Name)> Sources
)
{
    public bool IsDraft => View is { IsLatest: true, IsPublished: false };
}

/// <summary>The page beside the editor: check, drawing, tasks and simulation of one definition.</summary>
public sealed class DefinitionDesk(
    DefinitionReader definitions,
    PublicationReader publications,
    SimulationReader simulations,
    PublicationCheck check
)
{
    /// <exception cref="NotVisibleException">No workflow admin, or no such definition.</exception>
    public async Task<CheckedDefinition> ReadAsync(Actor admin, string definitionId, CancellationToken cancel)
    {
        var (view, views) = await FindAsync(admin, definitionId, cancel);
        var waiting = await publications.WaitingAsync(admin, cancel);
        var last = await simulations.OfAsync(admin, definitionId, cancel);
        var content = DefinitionContent.Write(view.Content);
        var graph = check.Compile(content);
        return new CheckedDefinition(
            view,
            content,
            graph,
            check.Of(graph),
            [.. views.Where(it => it.IsPublished)],
            [.. waiting.Where(it => it.DefinitionId == definitionId && it.IsOpen)],
            last,
            [.. (await simulations.SourcesAsync(admin, cancel)).Where(source => source.Id != definitionId)]
        );
    }

    /// <summary>What speaks against what is drawn on.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    public async Task<CheckAnswer> CheckAsync(Actor admin, string definitionId, CancellationToken cancel)
    {
        var (view, _) = await FindAsync(admin, definitionId, cancel);
        return new CheckAnswer(definitionId, view.Id, view.IsPublished, check.Of(DefinitionContent.Write(view.Content)));
    }

    private async Task<(DefinitionView Shown, IReadOnlyList<DefinitionView> All)> FindAsync(
        Actor admin,
        string definitionId,
        CancellationToken cancel
    )
    {
        var views = await definitions.OfAsync(admin, definitionId, cancel);
        return (views.FirstOrDefault(view => view.IsLatest) ?? views.FirstOrDefault() ?? throw new NotVisibleException(), views);
    }
}

/// <param name="Version">Id of the draft or of the version row.</param>
/// <param name="Findings">Errors bar publishing; warnings are accepted with a reason.</param>
public sealed record CheckAnswer(string Definition, string Version, bool IsPublished, IReadOnlyList<DefinitionFault> Findings);
