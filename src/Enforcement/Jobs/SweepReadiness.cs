using Enforcement.Persistence;

namespace Enforcement.Jobs;

/// <summary>Ready while the sweeps ran, on any node, within three minutes, or this node has just started.</summary>
internal sealed class SweepReadiness(Sweeps sweeps, JobSettings settings, TimeProvider clock) : IReadinessPart
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly DateTimeOffset started = clock.GetUtcNow();

    public string Name => "sweep";

    public async Task<bool> IsReadyAsync(CancellationToken cancel)
    {
        var patient = clock.GetUtcNow() - Patience;
        if (!settings.Enabled || sweeps.All.Count == 0 || started >= patient)
            return true;
        return (await sweeps.LastRunsAsync(cancel)).Values.Any(run => run.RanAt >= patient);
    }
}
