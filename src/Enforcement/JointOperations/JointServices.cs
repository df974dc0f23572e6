using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.JointOperations.Assistance;
using Enforcement.JointOperations.Checks;
using Enforcement.JointOperations.Guidance;
using Enforcement.JointOperations.Stations;
using Enforcement.JointOperations.Subjects;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.JointOperations;

public static class JointServices
{
    /// <summary>What joint operations, directives, checks, letters and guidance need without the web: jobs and tests use it too.</summary>
    public static IServiceCollection AddJointOperationsCore(this IServiceCollection services)
    {
        services.AddSingleton<AnswerTerms>();
        services.AddSingleton<Bodies>();
        services.AddSingleton<ColleagueReader>();
        services.AddSingleton<SubjectJournal>();
        services.AddSingleton<JointRights>();
        services.AddSingleton<OperationReader>();
        services.AddSingleton<CallBodies>();
        services.AddSingleton<AnswerCall>();
        services.AddSingleton<ArriveOnSite>();
        services.AddSingleton<WriteSheet>();
        services.AddSingleton<PoolEvidence>();
        services.AddSingleton<FileOnSite>();
        services.AddSingleton<LeadOperation>();
        services.AddSingleton<IssueDirective>();
        services.AddSingleton<AnswerDirective>();
        services.AddSingleton<LateDirectives>();
        services.AddSingleton<DirectiveReader>();
        services.AddSingleton<StationFiguresReader>();
        services.AddSingleton<AppraiseHead>();
        services.AddSingleton<AskConsent>();
        services.AddSingleton<RegisterCheck>();
        services.AddSingleton<MergeChecks>();
        services.AddSingleton<CheckReader>();
        services.AddSingleton<SendLetter>();
        services.AddSingleton<AnswerLetter>();
        services.AddSingleton<EndPause>();
        services.AddSingleton<IOutboxHandler>(provider => provider.GetRequiredService<EndPause>());
        services.AddSingleton<LateLetters>();
        services.AddSingleton<AssistanceReader>();
        services.AddSingleton<AskGuidance>();
        services.AddSingleton<GuidanceReader>();
        services.AddSingleton<JointSweep>();
        services.AddSingleton<ISweep>(provider => provider.GetRequiredService<JointSweep>());
        return services;
    }

    /// <summary>Several bodies on one action, with their trays.</summary>
    public static IServiceCollection AddJointOperations(this IServiceCollection services)
    {
        services.AddJointOperationsCore();
        services.AddSingleton(new CasePanel(typeof(JointPanel), 45, IsMain: true));
        services.AddSingleton(new HomePart(typeof(CallsAtHome), 5));
        services.AddSingleton(new QuickAction(20, "joint.new", "/joint-operations/new", "users", Roles.Officer, Roles.SquadHead));
        services.AddSingleton(new MenuEntry(61, "joint.menu", "/joint-operations", "users"));
        services.AddSingleton(new MenuEntry(62, "assistance.menu", "/assistance", "send"));
        services.AddSingleton(
            new MenuEntry(63, "stations.menu", "/stations", "building-community", Roles.SquadHead, Roles.AgencyHead, Roles.UnitHead)
        );
        services.AddSingleton(
            new MenuEntry(64, "checks.menu", "/enterprise-checks", "clipboard-list", Roles.SquadHead, Roles.AgencyHead, Roles.UnitHead)
        );
        services.AddSingleton(new MenuEntry(65, "guidance.menu", "/guidance", "message"));
        return services;
    }
}

internal static class JointRoutes
{
    public static void MapJointOperations(this IEndpointRouteBuilder routes)
    {
        routes.MapOperations();
        routes.MapStations();
        routes.MapAssistance();
        routes.MapChecks();
        routes.MapGuidance();
    }
}
