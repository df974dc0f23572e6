using Enforcement.Persistence.Import;
using Enforcement.Powers.Admission;
using Enforcement.Powers.Delegation;
using Enforcement.Powers.Lists;
using Enforcement.Powers.Rules;
using Enforcement.Shell;
using Enforcement.Workflows.Activities;

namespace Enforcement.Powers;

public static class PowerServices
{
    /// <summary>The power and duty list, its importer and what the product ships of it.</summary>
    public static IServiceCollection AddPowers(this IServiceCollection services)
    {
        services.AddSingleton(new MenuEntry(60, "powers.menu", "/powers", "scale"));
        services.AddSingleton<PowerLists>();
        services.AddSingleton<ImportListener>(provider => provider.GetRequiredService<PowerLists>());
        services.AddSingleton<Importer>();
        services.AddSingleton(provider =>
            provider.GetRequiredService<IConfiguration>().GetSection("Hearing").Get<HearingThresholds>() ?? new HearingThresholds()
        );
        services.AddSingleton<Activity, ClassifyActivity>();
        services.AddSingleton<Activity, HearingThresholdActivity>();
        services.AddSingleton<GrantList>();
        services.AddSingleton<TouchedCases>();
        services.AddSingleton<ChangeDelegation>();
        services.AddSingleton<ThresholdList>();
        services.AddSingleton<ThresholdBench>();
        services.AddSingleton<ChangeThresholds>();
        services.AddAdmission();
        foreach (var file in Shipped)
            services.AddShippedFile(file);
        return services;
    }

    /// <summary>In the order in which they refer to each other: a matter needs the duties of its category, the rest needs the matter.</summary>
    internal static IReadOnlyList<ShippedFile> Shipped { get; } =
    [
        new(new DutyList(), "duties.csv", 10),
        new(new MatterList(), "matters.csv", 20),
        new(new PenaltyList(), "penalties.csv", 30),
        new(new ThresholdList(), "thresholds.csv", 30),
        new(new GrantList(), "townships.csv", 40),
        new(new GrantList(), "townships.sample.csv", 50, IsSample: true),
    ];
}
