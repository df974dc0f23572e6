using Enforcement.Jobs;
using Enforcement.Persistence.Import;
using Enforcement.Powers.Admission.Dispatch;
using Enforcement.Powers.Admission.Misfits;
using Enforcement.Powers.Admission.Requests;
using Enforcement.Shell;

namespace Enforcement.Powers.Admission;

public static class AdmissionServices
{
    /// <summary>Duty admission 职责准入: the list, requests, tasks that are handed down, and what does not fit.</summary>
    public static IServiceCollection AddAdmission(this IServiceCollection services)
    {
        services.AddSingleton(new MenuEntry(58, "duties.menu", "/duties", "clipboard-list"));
        services.AddShippedFile(new ShippedFile(new DutyItemList(), "duty-items.sample.csv", 60, IsSample: true));
        services.AddSingleton<DutyRights>();
        services.AddScoped<DutyReader>();
        services.AddScoped<DraftAdmission>();
        services.AddScoped<GiveOpinion>();
        services.AddScoped<ReviewAdmission>();
        services.AddScoped<DecideAdmission>();
        services.AddScoped<WithdrawAdmission>();
        services.AddScoped<DispatchTask>();
        services.AddScoped<TakeTask>();
        services.AddScoped<ReportTask>();
        services.AddScoped<RefuseTask>();
        services.AddScoped<FileMisfit>();
        services.AddScoped<AnswerMisfit>();
        services.AddSingleton<ISweep, LapseSweep>();
        return services;
    }

    public static void MapAdmission(this IEndpointRouteBuilder routes)
    {
        routes.MapDutyItems();
        routes.MapAdmissions();
        routes.MapDutyTasks();
        routes.MapDutyRefusals();
        routes.MapMisfits();
    }
}
