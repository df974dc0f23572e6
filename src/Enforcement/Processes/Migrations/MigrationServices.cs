using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Shell;

namespace Enforcement.Processes.Migrations;

internal static class MigrationServices
{
    public static void AddMigrations(this IServiceCollection services)
    {
        services.AddSingleton<MigrationReader>();
        services.AddSingleton<AskForMigration>();
        services.AddSingleton<DecideMigration>();
        services.AddSingleton<SteerMigration>();
        services.AddSingleton<LeadCaseOver>();
        services.AddSingleton<TakeCaseBack>();
        services.AddSingleton<MigrationSweep>();
        services.AddSingleton<ISweep>(provider => provider.GetRequiredService<MigrationSweep>());
        services.AddSingleton(new MenuEntry(845, "migrations.menu", "/workflows/migrations", "route", Roles.WorkflowAdmin));
    }
}
