using Enforcement.Cases;
using Enforcement.Documents;
using Enforcement.Jobs;
using Enforcement.Persistence.Import;
using Enforcement.Powers;
using Enforcement.Processes;
using Enforcement.Processes.Trials;
using Enforcement.Shell;
using Enforcement.Workflows.Activities;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Enforcement.Deadlines;

public static class DeadlineServices
{
    /// <summary>Calendar, rules, clocks, and what reminds of them.</summary>
    public static IServiceCollection AddDeadlines(this IServiceCollection services)
    {
        services.AddDeadlineCore();
        services.AddSingleton<ImportListener>(provider => provider.GetRequiredService<DeadlineBook>());
        services.AddSingleton<CalendarList>();
        services.AddSingleton<DeadlineRuleList>();
        services.AddSingleton<OpenClocks>();
        services.AddSingleton<LoadYear>();
        services.AddSingleton<AnnounceClosure>();
        services.AddSingleton<ChangeRule>();
        services.AddSingleton<MyDues>();
        services.AddSingleton<Reckoner>();
        services.AddShippedFile(new(new CalendarList(), "calendar.csv", 10));
        services.AddShippedFile(new(new DeadlineRuleList(), "deadlines.csv", 10));
        services.AddSingleton<ClockVerbs>();
        services.AddSingleton<ClockReader>();
        services.AddSingleton<ICaseExtension>(provider => provider.GetRequiredService<ClockReader>());
        services.AddSingleton<ISweep, LadderSweep>();
        services.AddSingleton<ISweep, ProvisionalSweep>();
        services.AddSingleton<ISweep, ClosureSweep>();
        services.AddSingleton<ISweep, CalendarReminder>();
        services.AddSingleton<ClockInspection>();
        services.AddSingleton<ISweep>(provider => provider.GetRequiredService<ClockInspection>());
        services.AddSingleton<IGauges, ClockGauges>();
        services.AddSingleton(new SchedulePart(typeof(ClockIncidentList)));
        services.AddSingleton(new CasePanel(typeof(ClockPanel), 10, IsMain: false, OnTasks: true));
        services.AddSingleton(new MenuEntry(60, "deadlines.menu", "/deadlines/calculator", "calendar"));
        return services;
    }

    /// <summary>What a step needs of clocks, without the web.</summary>
    public static IServiceCollection AddDeadlineCore(this IServiceCollection services)
    {
        services.TryAddSingleton<PowerLists>();
        services.AddSingleton<DeadlineBook>();
        services.AddTransient<CasePart, CaseClocks>();
        services.AddSingleton<TrialPart, ClockTrial>();
        services.AddSingleton<Activity, StartClockActivity>();
        services.AddSingleton<Activity, EndClockActivity>();
        services.AddSingleton<IDocumentFacts, UnpaidFine>();
        return services;
    }
}
