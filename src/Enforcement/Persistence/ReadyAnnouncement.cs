using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Enforcement.Persistence;

/// <summary>Tells whoever started the service when and where it is ready.</summary>
internal sealed partial class ReadyAnnouncement(
    Readiness readiness,
    IServer server,
    IHostApplicationLifetime lifetime,
    ILogger<ReadyAnnouncement> log
) : BackgroundService
{
    // Of the machine, not of the service's clock: a test that holds its clock still must not hold this up.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var started = lifetime.ApplicationStarted.Register(listening.SetResult);
        await listening.Task.WaitAsync(stoppingToken);
        using var look = new PeriodicTimer(BetweenLooks);
        while (!(await readiness.AskAsync(stoppingToken)).Ready)
            await look.WaitForNextTickAsync(stoppingToken);
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        LogReady(string.Join(' ', addresses));
    }

    [LoggerMessage(LogLevel.Information, "Enforcement is ready at {Addresses}")]
    private partial void LogReady(string addresses);
}
