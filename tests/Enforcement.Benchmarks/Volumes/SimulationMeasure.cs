using System.Text.Json.Nodes;
using Enforcement.Benchmarks.Harness;
using Enforcement.Designer.Drafts;
using Enforcement.Designer.Simulations;
using Enforcement.Identity;

namespace Enforcement.Benchmarks.Volumes;

/// <summary>Whole cases, from the finding to the archive, run again in memory on a draft that adds nothing but words.</summary>
internal static class SimulationMeasure
{
    private const string Definition = "township-case";

    private static int Cases => Volume.IsFull ? 10_000 : 1_000;

    public static async Task TakeAsync(Report report)
    {
        await using var server = await BenchmarkServer.StartAsync();
        await using var service = await BenchmarkService.StartAsync(server, "simulation");
        var seed = await SeedCase.PlayAsync(service, "closed", daysAgo: 300);
        await CaseCopies.MakeAsync(server, service, seed, 1, Cases - 1);
        await service.Database.Owner.DoAsync("analyze");
        var admin = await service.HolderAsync(Roles.WorkflowAdmin, "430112-government");
        await DrawAsync(service, admin);

        var found = default(Simulation);
        var run = service.Of<RunSimulation>();
        run.MostWhileSomebodyWaits = 0;
        found = await service.Of<AskForSimulation>().RunAsync(admin, Definition, new SimulationRequest(), CancellationToken.None);
        var took = await Asking.TimeAsync(() => run.GoOnAsync(found, int.MaxValue, CancellationToken.None));

        if (found.Result.Same != Cases)
            throw new InvalidOperationException($"Only {found.Result.Same} of {Cases} cases went the same way.");
        report.AtLeast(
            $"simulation of {Volume.Text(Cases)} whole cases",
            Cases / took.TotalMinutes,
            1000,
            "#,0",
            "/min",
            $"{took.TotalMilliseconds / Cases:0.00} ms each"
        );
    }

    private static async Task DrawAsync(BenchmarkService service, Actor admin)
    {
        var view = (await service.Of<DefinitionReader>().OfAsync(admin, Definition, CancellationToken.None)).Single(it => it.IsLatest);
        var content = view.Content;
        await service
            .Of<SaveDraft>()
            .RunAsync(
                admin,
                new SaveRequest(
                    new DefinitionModel
                    {
                        Id = view.Id,
                        DefinitionId = Definition,
                        Name = view.Name,
                        Description = "只改说明",
                        Variables = content["variables"] as JsonArray,
                        CustomProperties = content["customProperties"] as JsonObject,
                        Root = content["root"]!.AsObject(),
                    }
                ),
                CancellationToken.None
            );
    }
}
