using System.Threading.Channels;
using Enforcement.Cases;
using Enforcement.Jobs;

namespace Enforcement.Processes;

/// <summary>Keeps the outbox empty: woken by a commit of this node, and every three seconds for those of others and for what is tried again.</summary>
internal sealed partial class OutboxPump(
    OutboxDispatcher dispatcher,
    CaseChanges changes,
    JobSettings settings,
    TimeProvider clock,
    ILogger<OutboxPump> log
) : BackgroundService
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(3);

    // One waiting signal is enough: a thousand commits while it drains wake it once.
    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.Enabled)
            return;
        changes.Changed += Wake;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await DrainAsync(stoppingToken);
                await RestAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops; what is left stays in its rows.
        }
        finally
        {
            changes.Changed -= Wake;
        }
    }

    private void Wake(CaseKey _) => wake.Writer.TryWrite(true);

    private async Task DrainAsync(CancellationToken cancel)
    {
        try
        {
            await dispatcher.RunAsync(clock.GetUtcNow(), cancel);
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            // A database that is away for a moment must not end the pump: nobody would start it again.
            LogFailed(log, fault);
        }
    }

    private async Task RestAsync(CancellationToken cancel)
    {
        using var rest = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        rest.CancelAfter(Rest);
        try
        {
            await wake.Reader.ReadAsync(rest.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Three seconds without a signal: look by oneself.
        }
    }

    [LoggerMessage(LogLevel.Error, "The outbox could not be drained; it is tried again in three seconds")]
    private static partial void LogFailed(ILogger log, Exception fault);
}
