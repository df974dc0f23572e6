using Enforcement.Processes;

namespace Enforcement.Designer.Gate;

public static class GateServices
{
    /// <summary>What law and duty demand of a definition.</summary>
    public static IServiceCollection AddDefinitionGate(this IServiceCollection services) =>
        services.AddSingleton<IDefinitionRules, DefinitionGate>();
}
