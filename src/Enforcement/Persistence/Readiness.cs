using Microsoft.AspNetCore.Http.HttpResults;

namespace Enforcement.Persistence;

/// <summary>Something that must be fine before this node takes work. Register as many as there are; the health page asks each.</summary>
public interface IReadinessPart
{
    /// <summary>Short and stable, lower-case: the health page names what is waited for, for operators and programs.</summary>
    string Name { get; }

    /// <summary>May throw: that counts as not ready.</summary>
    Task<bool> IsReadyAsync(CancellationToken cancel);
}

/// <summary>What the health page answers.</summary>
/// <param name="WaitingFor">Names of the parts that are not ready; empty when all are.</param>
public sealed record ReadinessReport(bool Ready, IReadOnlyList<string> WaitingFor);

/// <summary>Asks every part.</summary>
public sealed partial class Readiness(IEnumerable<IReadinessPart> parts, ILogger<Readiness> log)
{
    public async Task<ReadinessReport> AskAsync(CancellationToken cancel)
    {
        var waiting = new List<string>();
        foreach (var part in parts)
            if (!await IsReadyAsync(part, cancel))
                waiting.Add(part.Name);
        return new(waiting.Count == 0, waiting);
    }

    private async Task<bool> IsReadyAsync(IReadinessPart part, CancellationToken cancel)
    {
        try
        {
            return await part.IsReadyAsync(cancel);
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            LogNotReady(part.Name, fault.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Not ready: {Part}: {Reason}")]
    private partial void LogNotReady(string part, string reason);
}

public static class HealthEndpoints
{
    public static IServiceCollection AddHealth(this IServiceCollection services) =>
        services.AddSingleton<Readiness>().AddHostedService<ReadyAnnouncement>();

    /// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: 200, or 503 with what is waited for. Both for anybody.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => TypedResults.Ok()).AllowAnonymous();
        routes.MapGet("/health/ready", ReadyAsync).AllowAnonymous();
    }

    private static async Task<JsonHttpResult<ReadinessReport>> ReadyAsync(Readiness readiness, CancellationToken cancel)
    {
        var report = await readiness.AskAsync(cancel);
        return TypedResults.Json(report, statusCode: report.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
