using System.Diagnostics;
using System.Globalization;
using Enforcement.Benchmarks.Harness;
using Enforcement.Benchmarks.Transitions;

namespace Enforcement.Benchmarks.Cases;

/// <summary>A thousand cases wait while the service is away. A new process starts on their database and answers each once.</summary>
internal static class RestartMeasure
{
    /// <summary>The measure's name, followed by the two connection strings and the seed: the new process.</summary>
    public const string Resumed = "resumed";

    private const int Waiting = 1000;
    private const int Clients = 4;

    public static async Task TakeAsync(Report report)
    {
        await using var server = await BenchmarkServer.StartAsync();
        var (app, owner) = await server.CreateDatabaseAsync("restart");
        Guid seed;
        await using (var service = await BenchmarkService.StartAsync(server, "restart"))
        {
            seed = await SeedCase.PlayAsync(service, ClosingLoop.Proposal);
            await CaseCopies.MakeAsync(server, service, seed, 1, Waiting);
        }

        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(RestartMeasure).Assembly.Location);
        foreach (var argument in new[] { Resumed, app, owner, seed.ToString() })
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var said = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException("The restarted process failed.");
        report.Add($"{Waiting} instances resumed after a restart, {Clients} clients", said[^1]);
    }

    /// <summary>What the new process does; its last line is the result.</summary>
    public static async Task ResumeAsync(string app, string owner, Guid seed)
    {
        await using var service = new BenchmarkService("restart", app, owner);
        var starting = await Asking.TimeAsync(() => Task.Run(service.StartServer));
        service.Clock.Run();
        var loop = await ClosingLoop.OfAsync(service, seed);
        var task = await service.Database.Owner.AskAsync<Guid>("select id from tasks where case_id = $1 and state = 'open'", seed);
        var cases = new LoopingCases(loop, [.. Enumerable.Range(1, Waiting).Select(n => CaseCopies.CopyOf(task, n))]);
        var first = await Asking.TimeAsync(() => cases.OneAsync());
        var all = await Asking.TimeAsync(() => cases.OnceEachAsync(Clients));
        var lost = await service.Database.Owner.AskAsync<long>(
            "select count(*) from instances where incident_count > 0 or status <> 'running'"
        );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{all.TotalSeconds:0.0} s ({Waiting / all.TotalSeconds:0}/s), the first {first.TotalMilliseconds:0} ms; start {starting.TotalSeconds:0.0} s; {lost} stuck"
            )
        );
    }
}
