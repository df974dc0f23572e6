using System.Globalization;
using Enforcement.Benchmarks.Harness;
using Enforcement.Processes;

namespace Enforcement.Benchmarks.Transitions;

/// <summary>
/// The real step (a real task of <c>township-case.json</c> answered by the real verb, under row-level security) against pgbench doing the same
/// writes, on the same server, in turns; then what one transition costs.
/// </summary>
internal static class TransitionMeasure
{
    private const int CopiesOfTheService = 1000;
    private const int CopiesPerClient = 60;
    private const int Rounds = 3;

    private static readonly int[] Clients = [1, 4, 8, 16];
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(3);

    public static async Task TakeAsync(Report report)
    {
        await using var server = await BenchmarkServer.StartAsync();
        await using var service = await BenchmarkService.StartAsync(server, "transitions");
        var seed = await SeedCase.PlayAsync(service, ClosingLoop.Proposal);
        service.Clock.Run();
        var loop = await ClosingLoop.OfAsync(service, seed);
        await FirstRoundAsync(service, loop, seed);
        var copies = CopiesOfTheService + 2 + Clients.Sum() * CopiesPerClient;
        report.Say($"copying one case {copies} times");
        await CaseCopies.MakeAsync(server, service, seed, 0, copies);
        // The service's sessions have planned for the few rows of one case.
        await service.Database.Owner.DoAsync("vacuum analyze");
        await server.Superuser.DoAsync("checkpoint");

        var cases = new LoopingCases(loop, await TasksAsync(service, seed, 1, CopiesOfTheService));
        await server.CommitSynchronouslyAsync(false);
        // Each case once as well: the first change of a page after a checkpoint writes the whole page into the log.
        await cases.RunAsync(4, WarmUp);
        await cases.OnceEachAsync(4);
        await new TransitionCosts(server, service, cases).TakeAsync(report);
        report.AtMost(
            "the engine's share of it",
            await EngineShare.MillisecondsAsync(service, loop, (await TasksAsync(service, seed, copies - 1, 1))[0]),
            0.15,
            "0.000",
            " ms"
        );

        if (Pgbench.Find() is not { } program)
        {
            report.Skip("transition rate / pgbench pipeline", "pgbench is not on this machine (Debian: postgresql-15)");
            return;
        }
        var script = await ScriptAsync(service, loop, seed);
        using var pgbench = new Pgbench(program, server, service.DatabaseName, script);
        await CompareAsync(report, server, cases, pgbench);
    }

    /// <summary>The first proposal drafts the closing report; from then on each round writes the same.</summary>
    public static async Task FirstRoundAsync(BenchmarkService service, ClosingLoop loop, Guid seed)
    {
        var task = await OpenTaskAsync(service, seed);
        for (var turn = 2; turn < 4; turn++)
            task = (await loop.TurnAsync(turn, task)).Task;
    }

    private static async Task CompareAsync(Report report, BenchmarkServer server, LoopingCases cases, Pgbench pgbench)
    {
        var done = Clients.ToDictionary(clients => clients, _ => 0);
        foreach (var synchronous in new[] { false, true })
        {
            await server.CommitSynchronouslyAsync(synchronous);
            var first = CopiesOfTheService + 1;
            foreach (var clients in Clients)
            {
                var pilot = await LimitAsync(clients, first, 100);
                var rounds = Math.Max(20, (int)(pilot * Round.TotalSeconds / clients / 2));
                var (limits, rates) = (new List<double>(), new List<double>());
                var (limitTime, stepTime, made) = (TimeSpan.Zero, TimeSpan.Zero, 0);
                for (var round = 0; round < Rounds; round++)
                {
                    var began = ServerTime();
                    limits.Add(await LimitAsync(clients, first, rounds));
                    var between = ServerTime();
                    var steps = await cases.RunAsync(clients, Round);
                    rates.Add(steps / Round.TotalSeconds);
                    (limitTime, stepTime, made) = (limitTime + between - began, stepTime + ServerTime() - between, made + steps);
                }
                var (limit, rate) = (Median(limits), Median(rates));
                var name = $"transition rate / pgbench pipeline, {clients} clients, synchronous_commit {(synchronous ? "on" : "off")}";
                var note = string.Create(CultureInfo.InvariantCulture, $"{rate:0}/s of {limit:0}/s");
                report.Say($"{name}: {note}");
                if (clients == 4)
                {
                    report.AtLeast(name, rate / limit, 0.5, note: note);
                    var (stepCost, limitCost) = (
                        stepTime.TotalMilliseconds / made,
                        limitTime.TotalMilliseconds / (Rounds * rounds * clients * pgbench.TurnsPerRound)
                    );
                    // Of both in the same minute: what else runs slows them alike.
                    report.Add(
                        "  server's processor time of the step / of pgbench",
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{stepCost / limitCost:0.0} ({stepCost:0.00} ms / {limitCost:0.00} ms)"
                        )
                    );
                }
                else
                    report.Add(name, string.Create(CultureInfo.InvariantCulture, $"{rate / limit:0.00} ({note})"));
                first += clients * CopiesPerClient;
            }
        }

        TimeSpan ServerTime() => MachineLoad.OfTree(server.ProcessId) ?? TimeSpan.Zero;

        async Task<double> LimitAsync(int clients, int first, int rounds)
        {
            var rate = await pgbench.RunAsync(clients, first, CopiesPerClient, done[clients], rounds);
            done[clients] += rounds;
            return rate;
        }
    }

    /// <summary>Two rounds of the loop on copy 0 show what changes from one to the next.</summary>
    private static async Task<PgbenchScript> ScriptAsync(BenchmarkService service, ClosingLoop loop, Guid seed)
    {
        var steps = service.Of<StepServices>();
        var task = (await TasksAsync(service, seed, 0, 1))[0];
        var turns = new List<CapturedTurn>();
        for (var turn = 0; turn < 4; turn++)
            turns.Add(await CapturedTurn.OfAsync(steps, async () => task = (await loop.TurnAsync(turn, task)).Task));
        return new PgbenchScript(turns, 0);
    }

    public static async Task<List<Guid>> TasksAsync(BenchmarkService service, Guid seed, int first, int count)
    {
        var task = await OpenTaskAsync(service, seed);
        return [.. Enumerable.Range(first, count).Select(n => CaseCopies.CopyOf(task, n))];
    }

    private static Task<Guid> OpenTaskAsync(BenchmarkService service, Guid seed) =>
        service.Database.Owner.AskAsync<Guid>("select id from tasks where case_id = $1 and state = 'open'", seed);

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
