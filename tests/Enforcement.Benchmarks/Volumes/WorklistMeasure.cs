using System.Globalization;
using Enforcement.Benchmarks.Harness;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Tasks;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Benchmarks.Volumes;

/// <summary>The first page of a township's worklist, read as a page reads it: with a hundred times as many cases in other bodies, does it take longer?</summary>
internal static class WorklistMeasure
{
    private const int Page = 50;
    private const int Rounds = 41;

    public static async Task TakeAsync(Report report)
    {
        var (few, many) = Volume.IsFull ? (50_000, 5_000_000) : (5_000, 500_000);
        await using var server = await BenchmarkServer.StartAsync();
        await using var small = await FillAsync(server, report, few);
        await using var large = await FillAsync(server, report, many);
        foreach (var view in WorklistViews.Known)
        {
            var (baseline, measured) = (new List<double>(), new List<double>());
            for (var round = 0; round < Rounds + 10; round++)
            {
                var (one, other) = (await ReadAsync(small, view), await ReadAsync(large, view));
                if (round < 10)
                    continue;
                baseline.Add(one);
                measured.Add(other);
            }
            var (less, more) = (Volume.Median(baseline), Volume.Median(measured));
            report.AtMost(
                $"worklist page '{view}' at {Volume.Text(many)} cases / at {Volume.Text(few)}",
                more / less,
                1.5,
                note: string.Create(CultureInfo.InvariantCulture, $"{more:0.0} ms / {less:0.0} ms")
            );
        }
    }

    private static async Task<BenchmarkService> FillAsync(BenchmarkServer server, Report report, int cases)
    {
        report.Say($"making {Volume.Text(cases)} cases");
        var service = await BenchmarkService.StartAsync(server, $"cases_{cases}");
        await using var source = server.Unchecked(service.DatabaseName);
        await BulkCases.MakeAsync(source, cases);
        await BulkCases.AddTasksAsync(source, cases, (await OfficerAsync(service)).PersonId);
        await BulkCases.AnalyzeAsync(source);
        return service;
    }

    private static Task<Actor> OfficerAsync(BenchmarkService service) => service.HolderAsync(Roles.Officer, BulkCases.Township);

    private static async Task<double> ReadAsync(BenchmarkService service, string view)
    {
        var officer = await OfficerAsync(service);
        await using var request = service.Services.CreateAsyncScope();
        request.ServiceProvider.GetRequiredService<ViewerScope>().Current = officer.Scope;
        var worklist = request.ServiceProvider.GetRequiredService<Worklist>();
        var rows = 0;
        var took = await Asking.TimeAsync(async () =>
            rows = (await worklist.ReadAsync(officer, new WorklistQuery(view), Page, null, CancellationToken.None)).Items.Count
        );
        return rows == Page ? took.TotalMilliseconds : throw new InvalidOperationException($"The page has {rows} rows.");
    }
}
