using System.Diagnostics;
using System.Globalization;
using Enforcement.Benchmarks.Harness;
using Enforcement.Benchmarks.Transitions;
using Enforcement.Deadlines;
using Enforcement.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Benchmarks.Volumes;

/// <summary>Many terms end at one midnight: how long until everybody has heard of it, in order, and what is left meanwhile for those who work?</summary>
internal static class MidnightMeasure
{
    private const int Clients = 4;
    private const int Copies = 200;

    private static readonly TimeSpan Alone = TimeSpan.FromSeconds(10);

    public static async Task TakeAsync(Report report)
    {
        var due = Volume.IsFull ? 100_000 : 10_000;
        await using var server = await BenchmarkServer.StartAsync();
        await using var service = await BenchmarkService.StartAsync(server, "midnight");
        var seed = await SeedCase.PlayAsync(service, ClosingLoop.Proposal);
        service.Clock.Run();
        var loop = await ClosingLoop.OfAsync(service, seed);
        await TransitionMeasure.FirstRoundAsync(service, loop, seed);
        await CaseCopies.MakeAsync(server, service, seed, 0, Copies + 1);
        report.Say($"making {Volume.Text(due)} clocks that end at one midnight");
        await using var source = server.Unchecked(service.DatabaseName);
        await BulkCases.MakeAsync(source, due / 10 + 1);
        await BulkCases.AddClocksAsync(source, due);
        var owner = service.Database.Owner;
        await owner.DoAsync(
            "update clocks set due_internal = $1, due_legal = $1, next_rung_at = $1 where rule = 'DL-PEN-05'",
            Midnight.UtcDateTime
        );
        await owner.DoAsync("delete from outbox");
        await owner.DoAsync("vacuum analyze");
        await server.Superuser.DoAsync("checkpoint");

        var cases = new LoopingCases(loop, await TransitionMeasure.TasksAsync(service, seed, 1, Copies));
        await cases.RunAsync(Clients, Alone);
        var before = await cases.RunAsync(Clients, Alone) / Alone.TotalSeconds;

        var sweep = service.Services.GetServices<ISweep>().OfType<LadderSweep>().Single();
        var (began, made) = (Stopwatch.GetTimestamp(), 0);
        var reminding = Task.Run(() => sweep.RunAsync(Midnight.AddMinutes(1), CancellationToken.None));
        while (!reminding.IsCompleted)
            made += await cases.RunAsync(Clients, TimeSpan.FromSeconds(2));
        var (fired, took) = (await reminding, Stopwatch.GetElapsedTime(began));
        if (fired != due)
            throw new InvalidOperationException($"The sweep reminded of {fired} clocks instead of {due}.");
        var disorder = await owner.AskAsync<long>(
            """
            select count(*) from (
                select case_id, lag(case_id) over (order by id) as previous
                from outbox where payload ->> 'key' = 'notice.deadline.missed') told
            where previous > case_id
            """
        );
        report.AtMost(
            $"{Volume.Text(due)} terms that end at one midnight, all reminded while {Clients} clients work",
            took.TotalMinutes,
            5,
            "0.00",
            " min",
            string.Create(CultureInfo.InvariantCulture, $"{due / took.TotalSeconds:0}/s, {disorder} out of order")
        );
        report.AtLeast(
            "transition rate meanwhile / before",
            made / took.TotalSeconds / before,
            0.5,
            note: string.Create(CultureInfo.InvariantCulture, $"{made / took.TotalSeconds:0}/s of {before:0}/s")
        );
    }

    private static readonly DateTimeOffset Midnight = new(2026, 2, 1, 0, 0, 0, TimeSpan.FromHours(8));
}
