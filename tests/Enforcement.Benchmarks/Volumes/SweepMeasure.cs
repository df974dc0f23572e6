using System.Globalization;
using Enforcement.Benchmarks.Harness;
using Enforcement.Deadlines;
using Enforcement.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Benchmarks.Volumes;

/// <summary>A thousand clocks have fallen due: does the sweep cost more where a thousand times as many are open?</summary>
internal static class SweepMeasure
{
    private const int Due = 1000;
    private const int Few = 10_000;
    private const int Rounds = 7;

    public static async Task TakeAsync(Report report)
    {
        await using var server = await BenchmarkServer.StartAsync();
        foreach (var many in Volume.IsFull ? [1_000_000, 10_000_000] : new[] { 1_000_000 })
        {
            // Anew for each: it has clocks for ten rounds, and a clock is reminded of once.
            await using var few = await OpenAsync(server, report, Few, $"few_beside_{many}");
            await using var large = await OpenAsync(server, report, many, $"clocks_{many}");
            var (baseline, measured) = (new List<double>(), new List<double>());
            // The first round of each warms up.
            for (var round = 0; round <= Rounds; round++)
            {
                var (one, other) = (await SweepAsync(few), await SweepAsync(large));
                if (round == 0)
                    continue;
                baseline.Add(one);
                measured.Add(other);
            }
            var (small, great) = (Volume.Median(baseline), Volume.Median(measured));
            report.AtMost(
                $"sweep of {Due} due clocks, {Volume.Text(many)} open / {Volume.Text(Few)} open",
                great / small,
                1.2,
                note: string.Create(CultureInfo.InvariantCulture, $"{great:0} ms / {small:0} ms")
            );
        }
    }

    private static async Task<BenchmarkService> OpenAsync(BenchmarkServer server, Report report, int clocks, string name)
    {
        report.Say($"making {Volume.Text(clocks)} open clocks");
        var service = await BenchmarkService.StartAsync(server, name);
        await using var source = server.Unchecked(service.DatabaseName);
        await BulkCases.MakeAsync(source, clocks / 10 + 1);
        await BulkCases.AddClocksAsync(source, clocks);
        await BulkCases.AnalyzeAsync(source);
        await server.Superuser.DoAsync("checkpoint");
        return service;
    }

    /// <returns>Milliseconds that the sweep took. Afterwards the same clocks are open again, though not due as early.</returns>
    private static async Task<double> SweepAsync(BenchmarkService service)
    {
        var owner = service.Database.Owner;
        var asOf = await owner.AskAsync<DateTime>(
            "select next_rung_at from clocks where state = 'running' and next_rung_at is not null order by next_rung_at offset $1 limit 1",
            Due - 1
        );
        var sweep = service.Services.GetServices<ISweep>().OfType<LadderSweep>().Single();
        var fired = 0;
        var took = await Asking.TimeAsync(async () => fired = await sweep.RunAsync(asOf, CancellationToken.None));
        if (fired is < Due or > Due + 5)
            throw new InvalidOperationException($"The sweep of {service.DatabaseName} reminded of {fired} clocks instead of {Due}.");
        await owner.DoAsync(
            "update clocks set next_rung_at = due_legal + interval '1 year', due_legal = due_legal + interval '1 year' where next_rung_at is null"
        );
        await owner.DoAsync("vacuum clocks");
        return took.TotalMilliseconds;
    }
}
