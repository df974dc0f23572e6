using System.Globalization;
using Enforcement.Benchmarks.Harness;

namespace Enforcement.Benchmarks.Cases;

/// <summary>An ordinary case from the finding to the archive, every step by the verb that its page calls, one after the other.</summary>
internal static class WholeCaseMeasure
{
    private const int WarmUp = 5;
    private const int Cases = 15;

    public static async Task TakeAsync(Report report)
    {
        await using var server = await BenchmarkServer.StartAsync();
        await using var service = await BenchmarkService.StartAsync(server, "whole_cases");
        var times = new List<double>();
        var (steps, log) = (0, 0m);
        for (var played = 0; played < WarmUp + Cases; played++)
        {
            var (closed, before) = (Guid.Empty, await server.WalAsync());
            var took = await Asking.TimeAsync(async () => closed = await SeedCase.PlayAsync(service, "closed", daysAgo: 300));
            steps = await service.Database.Owner.AskAsync<int>(
                "select version from instances i join cases c using (county_code, id) where i.id = $1 and c.state = 'closed'",
                closed
            );
            if (played < WarmUp)
                continue;
            times.Add(took.TotalMilliseconds);
            log += await server.WalAsync() - before;
        }
        var median = Volume.Median(times);
        report.Add(
            $"an ordinary case from start to archive, {steps} steps",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{median:0} ms, {median / steps:0.0} ms and {log / Cases / steps / 1024:0.0} KB of log a step (what its people look up before included)"
            )
        );
    }
}
