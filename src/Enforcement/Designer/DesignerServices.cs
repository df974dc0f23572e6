using Enforcement.Designer.Bindings;
using Enforcement.Designer.Checks;
using Enforcement.Designer.Drafts;
using Enforcement.Designer.Elsa;
using Enforcement.Designer.Gate;
using Enforcement.Designer.Hosting;
using Enforcement.Designer.Palette;
using Enforcement.Designer.Publications;
using Enforcement.Designer.Simulations;
using Enforcement.Designer.TaskFields;
using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Designer;

public static class DesignerServices
{
    public static IServiceCollection AddDesigner(this IServiceCollection services)
    {
        services.AddSingleton<IDefinitionRules, DefinitionGate>();
        services.AddSingleton<DefinitionBoard>();
        services.AddSingleton<StudioFiles>();
        services.AddSingleton<StudioTargets>();
        services.AddSingleton<PaletteChoices>();
        services.AddSingleton<ActivityPalette>();
        services.AddSingleton<DefinitionReader>();
        services.AddSingleton<InstanceReader>();
        services.AddSingleton<SaveDraft>();
        services.AddSingleton<AskAgain>();
        services.AddSingleton<RemoveDefinition>();
        services.AddSingleton<PublicationCheck>();
        services.AddSingleton<AskForPublication>();
        services.AddSingleton<DecidePublication>();
        services.AddSingleton<PublicationReader>();
        services.AddSingleton<ISweep, PublicationSweep>();
        services.AddSingleton<AskForBinding>();
        services.AddSingleton<DecideBinding>();
        services.AddSingleton<BindingReader>();
        services.AddSingleton<DefinitionDesk>();
        services.AddSingleton<ChooseProfile>();
        services.AddSingleton<EditTaskFields>();
        services.AddSingleton<HistoryReader>();
        services.AddSingleton<SimulationReader>();
        services.AddSingleton<RunSimulation>();
        services.AddSingleton<AskForSimulation>();
        services.AddSingleton<CancelSimulation>();
        services.AddSingleton<SimulationSweep>();
        services.AddSingleton<ISweep>(provider => provider.GetRequiredService<SimulationSweep>());
        services.AddSingleton(new MenuEntry(820, "designer.menu", "/workflows", "sitemap", Roles.WorkflowAdmin));
        return services;
    }

    public static void MapDesigner(this IEndpointRouteBuilder routes)
    {
        routes.MapStudio();
        routes.MapPublications();
        routes.MapBindings();
        routes.MapSimulations();
        routes.MapChecks();
        routes.MapTaskFields();
        var elsa = routes.MapGroup("/elsa/api").RequireAuthorization().AddEndpointFilter(ElsaAnswers.FilterAsync).WithTags("Elsa");
        elsa.MapDescriptors();
        elsa.MapDefinitions();
        elsa.MapInstances();
    }
}
