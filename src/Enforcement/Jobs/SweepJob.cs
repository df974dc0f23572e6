using Hangfire;

namespace Enforcement.Jobs;

/// <summary>What Hangfire wakes each minute. It tells nothing but "now": the moment is asked from the given clock.</summary>
public sealed class SweepJob(Sweeps sweeps, TimeProvider clock)
{
    [AutomaticRetry(Attempts = 0)]
    public Task RunAsync(CancellationToken cancel) => sweeps.RunAllAsync(clock.GetUtcNow(), cancel);
}

/// <summary>Sets the alarm at every start, whatever became of Hangfire's tables, and rings it once: what fell due meanwhile does not wait a minute.</summary>
internal sealed class SweepSchedule(IRecurringJobManager recurring) : IHostedService
{
    internal const string Id = "sweep";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        recurring.AddOrUpdate<SweepJob>(Id, job => job.RunAsync(CancellationToken.None), Cron.Minutely());
        recurring.Trigger(Id);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
