using Enforcement.Identity;
using Enforcement.Patrols.NumberSeries;
using Enforcement.Patrols.PaperCases;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Patrols;

public static class PatrolServices
{
    /// <summary>Findings from patrols, grid reports and tip-offs, and what becomes of them.</summary>
    public static IServiceCollection AddPatrols(this IServiceCollection services)
    {
        services.AddSingleton<RegisterFinding>();
        services.AddSingleton<DismissFinding>();
        services.AddSingleton<OpenCase>();
        services.AddSingleton<FindingReader>();
        services.AddScoped<FindingList>();
        services.AddSingleton<PaperCaseRules>();
        services.AddSingleton<PaperStages>();
        services.AddSingleton<PaperCaseReader>();
        services.AddSingleton<BringInPaperCase>();
        services.AddSingleton(new MidwayStarts(DefinitionProfile.TownshipOrdinary, PaperStage.NodesIn));
        services.AddSingleton<ContinueSeries>();
        services.AddSingleton<SeriesReader>();
        services.AddSingleton(new MenuEntry(855, "series.menu", "/numbers", "list-details", Roles.AgencyHead));
        services.AddSingleton(new QuickAction(15, "paper.new", "/cases/paper", "archive", Roles.Heads));
        services.AddSingleton(new MenuEntry(20, "findings.menu", "/findings", "map-pin"));
        services.AddSingleton(
            new QuickAction(10, "findings.new", "/findings/new", "camera", Roles.Officer, Roles.SquadHead, Roles.GridWorker)
        );
        return services;
    }
}
