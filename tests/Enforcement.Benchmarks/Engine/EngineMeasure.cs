using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Enforcement.Benchmarks.Harness;

namespace Enforcement.Benchmarks.Engine;

/// <summary>BenchmarkDotNet over <see cref="EngineBenchmarks"/>, in this process: a project of its own would build the service anew.</summary>
internal static class EngineMeasure
{
    public static async Task TakeAsync(Report report)
    {
        await using var server = await BenchmarkServer.StartAsync();
        await using var service = await BenchmarkService.StartAsync(server, "engine");
        EngineBenchmarks.Service = service;
        var config = ManualConfig
            .CreateEmpty()
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddColumnProvider(BenchmarkDotNet.Columns.DefaultColumnProviders.Instance)
            .AddLogger(NullLogger.Instance)
            .WithOptions(ConfigOptions.DisableLogFile)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), $"enforcement-benchmarks-{Environment.ProcessId}", "engine"));
        var summary = BenchmarkRunner.Run<EngineBenchmarks>(config);
        if (summary.HasCriticalValidationErrors)
            throw new InvalidOperationException(string.Join("; ", summary.ValidationErrors.Select(fault => fault.Message)));
        foreach (var benchmark in summary.Reports)
        {
            var name = benchmark.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'');
            if (benchmark.ResultStatistics is not { } times)
            {
                report.Skip(name, "it failed");
                continue;
            }
            var allocated = benchmark.GcStats.GetBytesAllocatedPerOperation(benchmark.BenchmarkCase) / 1024.0;
            var note = string.Create(CultureInfo.InvariantCulture, $"{allocated:0.0} KB");
            if (benchmark.BenchmarkCase.Descriptor.WorkloadMethod.Name == nameof(EngineBenchmarks.Transition))
                report.AtMost($"engine, {name}", times.Median / 1e6, 0.15, "0.000", " ms", note);
            else
                report.Add($"engine, {name}", string.Create(CultureInfo.InvariantCulture, $"{times.Median / 1e6:0.000} ms ({note})"));
        }
    }
}
