using System.Globalization;
using Enforcement.Benchmarks.Harness;
using Npgsql;

namespace Enforcement.Benchmarks.Transitions;

/// <summary>What each statement of a transition costs the server: planning, execution, log. Taken by name only, for whoever makes it cheaper.</summary>
internal static class StatementMeasure
{
    private const int Copies = 200;
    private const int Clients = 2;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(6);

    public static async Task TakeAsync(Report report)
    {
        await using var server = await BenchmarkServer.StartAsync(withStatements: true);
        await using var service = await BenchmarkService.StartAsync(server, "statements");
        var seed = await SeedCase.PlayAsync(service, ClosingLoop.Proposal);
        service.Clock.Run();
        var loop = await ClosingLoop.OfAsync(service, seed);
        await TransitionMeasure.FirstRoundAsync(service, loop, seed);
        await CaseCopies.MakeAsync(server, service, seed, 0, Copies);
        await service.Database.Owner.DoAsync("vacuum analyze");
        await server.Superuser.DoAsync("checkpoint");
        await server.CommitSynchronouslyAsync(false);
        await server.Superuser.DoAsync("create extension pg_stat_statements");
        var cases = new LoopingCases(loop, await TransitionMeasure.TasksAsync(service, seed, 0, Copies));
        await cases.RunAsync(Clients, Window);
        await cases.OnceEachAsync(Clients);

        await server.Superuser.DoAsync("select pg_stat_statements_reset()");
        var made = await cases.RunAsync(Clients, Window);

        await using var command = server.Superuser.CreateCommand(
            """
            select calls, total_plan_time, total_exec_time, wal_bytes, wal_records, query from pg_stat_statements
            where dbid = (select oid from pg_database where datname = $1) order by total_plan_time + total_exec_time desc
            """
        );
        command.Parameters.Add(new NpgsqlParameter { Value = service.DatabaseName });
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            report.Add(
                Head(reader.GetString(5)),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{reader.GetInt64(0) / (double)made:0.0} times, plan {reader.GetDouble(1) / made:0.000} ms, run {reader.GetDouble(2) / made:0.000} ms, log {reader.GetDecimal(3) / made:0} B in {reader.GetInt64(4) / (double)made:0.0} records"
                )
            );
    }

    private static string Head(string sql)
    {
        var line = string.Join(' ', sql.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= 110 ? line : line[..110];
    }
}
