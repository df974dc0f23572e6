using Enforcement.Identity;

namespace Enforcement.Jobs;

/// <summary>The sweeps by hand, as of now or of a moment before: after a downtime, or to see one of them work.</summary>
public sealed class RunSweeps(Sweeps sweeps, TimeProvider clock)
{
    /// <param name="asOf">Null: now.</param>
    /// <exception cref="NotAllowedException">No system admin.</exception>
    /// <exception cref="MalformedException"><c>asOf</c> lies in the future.</exception>
    /// <exception cref="RefusedException"><c>jobs.running</c>: they run just now.</exception>
    public async Task<IReadOnlyList<SweepRun>> RunAsync(Actor admin, DateTimeOffset? asOf, CancellationToken cancel)
    {
        if (!admin.Holds(Roles.SystemAdmin))
            throw new NotAllowedException("not-allowed");
        var now = clock.GetUtcNow();
        if (asOf > now)
            throw new MalformedException(("asOf", "range"));
        return await sweeps.RunAllAsync(asOf ?? now, cancel) ?? throw new RefusedException("jobs.running");
    }
}
