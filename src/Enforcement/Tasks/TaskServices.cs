using Enforcement.Cases;
using Enforcement.Jobs;
using Enforcement.Processes;
using Enforcement.Processes.Trials;
using Enforcement.Shell;
using Enforcement.Tasks.Gates;
using Enforcement.Workflows.Activities;

namespace Enforcement.Tasks;

public static class TaskServices
{
    /// <summary>What a task needs without the web: jobs and tests use it too.</summary>
    public static IServiceCollection AddTaskCore(this IServiceCollection services)
    {
        services.AddSingleton<Activity, TaskActivity>();
        services.AddTransient<CasePart, OpenTasks>();
        services.AddSingleton<TrialPart, TaskTrial>();
        services.AddSingleton<CompleteTask>();
        services.AddSingleton<ClaimTask>();
        return services;
    }

    /// <summary>Tasks with their worklists, and the rules that refuse an answer however the definition is drawn.</summary>
    public static IServiceCollection AddTasks(this IServiceCollection services)
    {
        services.AddTaskCore();
        services.AddScoped<Worklist>();
        services.AddSingleton<ISweep, MorningDigest>();
        services.AddSingleton<TaskReader>();
        services.AddSingleton(new MenuEntry(10, "tasks.menu", "/tasks", "checklist"));
        services.AddSingleton(new HomePart(typeof(TasksAtHome), 10));
        services.AddSingleton<ITaskGate, CompetenceGate>();
        services.AddSingleton<ITaskGate, LimitationGate>();
        services.AddSingleton<ITaskGate, DecisionGate>();
        services.AddSingleton<ITaskGate, OfficerGate>();
        services.AddSingleton<ITaskGate, WindowGate>();
        services.AddSingleton<ITaskGate, HearingNoticeGate>();
        services.AddTaskDocuments();
        services.AddSingleton(new CasePanel(typeof(SideTaskForm), 40, IsMain: false));
        return services;
    }

    /// <summary>What makes the documents of a task lawful: drafts, approval, service.</summary>
    public static IServiceCollection AddTaskDocuments(this IServiceCollection services)
    {
        services.AddSingleton<ITaskGate, DocumentGate>();
        services.AddSingleton<ITaskFollowUp, TaskDocuments>();
        services.AddSingleton<ITaskFollowUp, SideTaskFollowUp>();
        services.AddSingleton<OpenSideTask>();
        return services;
    }
}
