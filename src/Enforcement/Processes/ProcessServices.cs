using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Processes.Bindings;
using Enforcement.Processes.Children;
using Enforcement.Processes.Migrations;
using Enforcement.Processes.Repairs;
using Enforcement.Processes.Trials;
using Enforcement.Shell;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Execution;

namespace Enforcement.Processes;

public static class ProcessServices
{
    public static IServiceCollection AddProcesses(this IServiceCollection services)
    {
        services.AddSingleton(provider =>
        {
            var starts = provider.GetServices<MidwayStarts>().ToList();
            return new ActivityCatalog([.. ActivityCatalog.BuiltIn, .. provider.GetServices<Activity>()])
            {
                BeginsAt = graph => starts.Where(it => it.Profile == DefinitionProfile.Of(graph.Definition)).SelectMany(it => it.In(graph)),
            };
        });
        services.AddSingleton<Definitions>();
        services.AddSingleton<BoundDefinitions>();
        services.AddSingleton<DefinitionChecks>();
        services.AddSingleton<ShippedDefinitions>();
        services.AddSingleton<CaseChanges>();
        services.AddSingleton<StepServices>();
        services.AddSingleton<Steps>();
        services.AddSingleton<OutboxDispatcher>();
        services.AddSingleton<TimerSweep>();
        services.AddSingleton<ISweep>(provider => provider.GetRequiredService<TimerSweep>());
        services.AddSingleton<ISweep, OutboxSweep>();
        services.AddSingleton<IGauges, ProcessGauges>();
        services.AddSingleton<IncidentReader>();
        services.AddSingleton<AskForRepair>();
        services.AddSingleton<DecideRepair>();
        services.AddSingleton(new MenuEntry(840, "incidents.menu", "/incidents", "alert-triangle", [.. RepairRights.Roles]));
        services.AddTransient<CasePart, CaseChildren>();
        services.AddSingleton<Trials.Trials>();
        services.AddSingleton<StartTrial>();
        services.AddSingleton<AnswerTrial>();
        services.AddSingleton<TrialReader>();
        services.AddSingleton<ISweep, TrialSweep>();
        services.AddSingleton(new MenuEntry(830, "trials.menu", "/workflows/trials", "player-play", Roles.WorkflowAdmin));
        services.AddMigrations();
        services.AddHostedService<OutboxPump>();
        services.AddSingleton<Activity, SetStageActivity>();
        services.AddSingleton<Activity, SetFactActivity>();
        services.AddSingleton<Activity, CloseCaseActivity>();
        services.AddSingleton<Activity, AllotNumberActivity>();
        services.AddSingleton<Activity, NotifyActivity>();
        // A failing step stops its own branch and keeps the case alive; its owner and the admin see the incident. So they do what Elsa would
        // lose in silence.
        services.AddSingleton(
            new WorkflowEngine(
                new EngineOptions
                {
                    IncidentStrategy = IncidentStrategy.StopBranch,
                    OverrideIncidentStrategy = true,
                    NoSilentLoss = true,
                }
            )
        );
        return services;
    }

    public static void MapProcesses(this IEndpointRouteBuilder routes)
    {
        routes.MapRepairs();
        routes.MapTrials();
        routes.MapMigrations();
    }
}
