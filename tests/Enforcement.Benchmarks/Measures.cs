using System.Globalization;
using Enforcement.Benchmarks.Cases;
using Enforcement.Benchmarks.Engine;
using Enforcement.Benchmarks.Harness;
using Enforcement.Benchmarks.Transitions;
using Enforcement.Benchmarks.Volumes;

namespace Enforcement.Benchmarks;

/// <summary>
/// <c>dotnet run -c Release --project tests/Enforcement.Benchmarks [measure]</c>: takes the measures of the design on a private PostgreSQL and
/// prints each beside its target. Without an argument it takes them all. <c>LONG=1</c> takes the large volumes in full.
/// </summary>
/// <remarks>Absolute times belong to the machine and to what else runs on it: compare ratios, and only those of one run.</remarks>
internal static class Measures
{
    private static readonly (string Name, Func<Report, Task> TakeAsync)[] All =
    [
        ("transition", TransitionMeasure.TakeAsync),
        ("case", WholeCaseMeasure.TakeAsync),
        ("restart", RestartMeasure.TakeAsync),
        ("sweep", SweepMeasure.TakeAsync),
        ("midnight", MidnightMeasure.TakeAsync),
        ("worklist", WorklistMeasure.TakeAsync),
        ("simulation", SimulationMeasure.TakeAsync),
        ("engine", EngineMeasure.TakeAsync),
    ];

    private static readonly (string Name, Func<Report, Task> TakeAsync)[] ByName = [("statements", StatementMeasure.TakeAsync)];

    public static async Task<int> Main(string[] arguments)
    {
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("zh-Hans");
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        if (arguments is [RestartMeasure.Resumed, var app, var owner, var seed])
        {
            await RestartMeasure.ResumeAsync(app, owner, Guid.Parse(seed));
            return 0;
        }
        var chosen = arguments.Length == 0 ? All : [.. All.Concat(ByName).Where(measure => arguments.Contains(measure.Name))];
        if (chosen.Length == 0)
        {
            Console.Error.WriteLine($"Measures: {string.Join(", ", All.Concat(ByName).Select(measure => measure.Name))}");
            return 1;
        }

        var report = new Report();
        try
        {
            foreach (var (name, takeAsync) in chosen)
            {
                report.Begin(name);
                await takeAsync(report);
            }
        }
        finally
        {
            report.Print();
        }
        return 0;
    }
}
