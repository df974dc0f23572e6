using Enforcement.Sample;

namespace Enforcement.Benchmarks.Harness;

/// <summary>A case of the sample county, played by the real verbs up to a task, for copies to be made of.</summary>
internal static class SeedCase
{
    private const string Ordinary = "CG-02";

    /// <param name="goal">Node of the task that then waits; <c>closed</c>: to the archive.</param>
    /// <returns>The id of the case.</returns>
    public static async Task<Guid> PlayAsync(BenchmarkService service, string goal, int daysAgo = 200)
    {
        var plan = SampleCase.All().First(it => it.Matter == Ordinary && it.Goal == "closed" && it.Script.Count == 0) with
        {
            Goal = goal,
            DaysAgo = daysAgo,
        };
        var today = TimeProvider.System.GetUtcNow();
        await new SampleDriver(service.Services, service.Clock.Driven, today).PlayAsync(plan, CancellationToken.None);
        return await service.Database.Owner.AskAsync<Guid>("select id from cases order by opened_at desc, id desc limit 1");
    }
}
