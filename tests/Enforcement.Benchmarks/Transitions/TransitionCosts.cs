using System.Diagnostics;
using System.Globalization;
using Enforcement.Benchmarks.Harness;

namespace Enforcement.Benchmarks.Transitions;

/// <summary>What one transition costs: round trips, statements, transactions, log, processor time on both sides, allocations, HOT updates.</summary>
internal sealed class TransitionCosts(BenchmarkServer server, BenchmarkService service, LoopingCases cases)
{
    private const int Clients = 4;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    public async Task TakeAsync(Report report)
    {
        var before = await CountsAsync();
        var (wal, allocated) = (await server.WalAsync(), GC.GetTotalAllocatedBytes(precise: true));
        var (serverTime, clientTime) = (MachineLoad.OfTree(server.ProcessId), Process.GetCurrentProcess().TotalProcessorTime);

        var made = await cases.RunAsync(Clients, Window);

        clientTime = Process.GetCurrentProcess().TotalProcessorTime - clientTime;
        serverTime = MachineLoad.OfTree(server.ProcessId) - serverTime;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        wal = await server.WalAsync() - wal;
        var after = await CountsAsync();

        report.AtMost("transactions per transition", Math.Round((double)(after.Commits - before.Commits) / made, 1), 1, "0.0");
        report.AtMost("WAL per transition (steady)", (double)wal / made / 1024, 6, "0.0", " KB");
        report.AtMost("allocations per transition", (double)allocated / made / 1024, 25, "0.0", " KB");
        if (serverTime is { } used)
            report.AtMost(
                "CPU per transition, server + client",
                (used + clientTime).TotalMilliseconds / made,
                1,
                unit: " ms",
                note: string.Create(
                    CultureInfo.InvariantCulture,
                    $"server {used.TotalMilliseconds / made:0.00} + client {clientTime.TotalMilliseconds / made:0.00}"
                )
            );
        report.AtLeast("HOT share of updates of cases", Share(before.Cases, after.Cases), 99, "0.0", " %");
        report.AtLeast("HOT share of updates of instances", Share(before.Instances, after.Instances), 99, "0.0", " %");
        await CountTripsAsync(report);
    }

    private static double Share((long All, long Hot) before, (long All, long Hot) after) =>
        100.0 * (after.Hot - before.Hot) / (after.All - before.All);

    /// <summary>Once more by hand, while the server writes down every statement that it executes.</summary>
    private async Task CountTripsAsync(Report report)
    {
        await server.Superuser.DoAsync("alter role enforcement_app set log_statement = 'all'");
        service.Database.App.Clear();
        var before = await StatementsLoggedAsync();
        var trips = await cases.OneAsync();
        var statements = await StatementsLoggedAsync() - before;
        await server.Superuser.DoAsync("alter role enforcement_app reset log_statement");
        service.Database.App.Clear();
        report.AtMost("round trips per transition", trips, 2, "0");
        report.Add("statements per transition", string.Create(CultureInfo.InvariantCulture, $"{statements} (begin and commit included)"));
    }

    private async Task<int> StatementsLoggedAsync()
    {
        await using var log = new FileStream(server.LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(log);
        var text = await reader.ReadToEndAsync();
        return text.Split('\n')
            .Count(line =>
                line.Contains("LOG:  execute ", StringComparison.Ordinal) || line.Contains("LOG:  statement: ", StringComparison.Ordinal)
            );
    }

    /// <summary>Sessions tell their counts when they end, so the pool is emptied first.</summary>
    private async Task<Counts> CountsAsync()
    {
        service.Database.App.Clear();
        await Task.Delay(TimeSpan.FromSeconds(1));
        return new Counts(
            await server.Superuser.AskAsync<long>("select xact_commit from pg_stat_database where datname = $1", service.DatabaseName),
            await UpdatesAsync("cases"),
            await UpdatesAsync("instances")
        );
    }

    private async Task<(long All, long Hot)> UpdatesAsync(string table)
    {
        var counts = await service.Database.Owner.AskAsync<long[]>(
            "select array[n_tup_upd, n_tup_hot_upd] from pg_stat_user_tables where relname = $1",
            table
        );
        return (counts[0], counts[1]);
    }

    private sealed record Counts(long Commits, (long All, long Hot) Cases, (long All, long Hot) Instances);
}
