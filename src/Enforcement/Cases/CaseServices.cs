using Enforcement.Shell;

namespace Enforcement.Cases;

public static class CaseServices
{
    public static IServiceCollection AddCases(this IServiceCollection services)
    {
        services.AddScoped<CaseList>();
        services.AddSingleton<JournalReader>();
        services.AddSingleton<LatenessReader>();
        services.AddSingleton(new MenuEntry(30, "cases.menu", "/cases", "folder"));
        return services;
    }
}
