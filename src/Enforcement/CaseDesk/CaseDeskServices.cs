namespace Enforcement.CaseDesk;

public static class CaseDeskServices
{
    public static IServiceCollection AddCaseDesk(this IServiceCollection services) => services.AddSingleton<CaseDeskReader>();
}
