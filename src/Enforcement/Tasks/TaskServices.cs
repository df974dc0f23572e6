using Enforcement.Processes;
using Enforcement.Workflows.Activities;

namespace Enforcement.Tasks;

public static class TaskServices
{
    /// <summary>What a task needs without the web: jobs and tests use it too.</summary>
    public static IServiceCollection AddTaskCore(this IServiceCollection services)
    {
        services.AddSingleton<Activity, TaskActivity>();
        services.AddTransient<CasePart, OpenTasks>();
        services.AddSingleton<CompleteTask>();
        services.AddSingleton<ClaimTask>();
        return services;
    }
}
