using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Enforcement.Benchmarks.Harness;

namespace Enforcement.Benchmarks.Transitions;

/// <summary>Runs a script with pgbench, which comes with PostgreSQL's own packages (Debian: <c>postgresql-15</c>) and with no npm package.</summary>
internal sealed partial class Pgbench(string program, BenchmarkServer server, string database, PgbenchScript script) : IDisposable
{
    private readonly string file = WriteFile(script);

    public int TurnsPerRound => script.TurnsPerRound;

    /// <summary>On PATH, or where Debian puts it; null: not on this machine.</summary>
    public static string? Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).AsEnumerable();
        if (Directory.Exists("/usr/lib/postgresql"))
            folders = Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Concat(folders);
        return folders.Select(folder => Path.Combine(folder, "pgbench")).FirstOrDefault(File.Exists);
    }

    /// <param name="first">The first copy that these clients may move.</param>
    /// <param name="cases">Copies of each client.</param>
    /// <param name="done">Rounds of the script that each client made on them before.</param>
    /// <param name="rounds">To make now.</param>
    /// <returns>Transitions per second.</returns>
    public async Task<double> RunAsync(int clients, int first, int cases, int done, int rounds)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PGPASSWORD"] = server.OwnerPassword },
        };
        string[] arguments =
        [
            "--no-vacuum",
            "--protocol=prepared",
            $"--client={clients}",
            $"--jobs={Math.Min(clients, Environment.ProcessorCount)}",
            $"--transactions={rounds}",
            $"--file={file}",
            "--host=127.0.0.1",
            $"--port={server.Port}",
            "--username=enforcement_owner",
            .. new Dictionary<string, int>
            {
                ["first"] = first,
                ["cases"] = cases,
                ["i"] = done,
            }.Select(it => $"--define={it.Key}={it.Value}"),
            .. script.Variables.Select(it => $"--define={it.Key}={it.Value}"),
            database,
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

        using var process = Process.Start(start)!;
        var faults = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0 || !Rate().IsMatch(said))
            throw new InvalidOperationException($"pgbench failed: {await faults}");
        return double.Parse(Rate().Match(said).Groups[1].ValueSpan, CultureInfo.InvariantCulture) * script.TurnsPerRound;
    }

    public void Dispose() => File.Delete(file);

    private static string WriteFile(PgbenchScript script)
    {
        var path = Path.Combine(Path.GetTempPath(), $"enforcement-transition-{Environment.ProcessId}.sql");
        File.WriteAllText(path, script.Text);
        return path;
    }

    [GeneratedRegex(@"tps = ([\d.]+)")]
    private static partial Regex Rate();
}
