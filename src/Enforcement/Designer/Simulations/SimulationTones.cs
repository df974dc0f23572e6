namespace Enforcement.Designer.Simulations;

internal static class SimulationTones
{
    public static string Of(string state) =>
        state switch
        {
            Simulation.Running => "tone-info",
            Simulation.Done => "tone-good",
            _ => "tone-neutral",
        };
}
