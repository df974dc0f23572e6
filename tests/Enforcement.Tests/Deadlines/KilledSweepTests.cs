using System.Diagnostics;
using Enforcement.Tests.Harness;
using Enforcement.Tests.Processes;

namespace Enforcement.Tests.Deadlines;

/// <summary>
/// The service itself as a process, killed at random while it sends reminders, with Hangfire's schema dropped before each new start: every rung fires
/// once. Ten thousand rungs and fifty kills with <c>LONG=1</c>; four hundred and two otherwise.
/// </summary>
public sealed class KilledSweepTests
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("LONG") == "1";
    private static readonly int Clocks = IsLong ? 5_000 : 500;
    private static readonly int Kills = IsLong ? 50 : 2;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_service_that_is_killed_while_it_reminds_fires_every_rung_once()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using (var bench = await CaseBench.CreateAsync(database, TestDefinitions.Window))
        {
            await bench.WithDeadlinesAsync();
            await bench.OpenAsync("window");
        }
        // Of each clock two rungs are due: that it was missed, and that the county hears it.
        await database.ExecuteAsync("delete from clocks");
        await database.ExecuteAsync(
            """
            insert into clocks (county_code, id, case_id, rule, variant, length, unit, roll, kind, started_on, started_at, pauses, due_internal,
                due_legal, provisional, state, next_rung_at)
            select c.county_code, gen_random_uuid(), c.id, 'DL-PEN-02', '', 90, 'CD', 'none', 'legal', s.day, s.day, '[]', d.due, d.due, false,
                'running', d.due
            from cases c, generate_series(1, $1) n,
                lateral (select current_date - 120 as day) s, lateral (select (s.day + 91)::timestamp at time zone 'Asia/Shanghai' as due) d
            """,
            Clocks
        );
        await database.ExecuteAsync("delete from outbox");

        var random = new Random(11);
        for (var kill = 0; kill < Kills; kill++)
            await LiveAsync(database, random.Next(2) == 0 ? AfterProgress(database, random) : AfterStart(database, random));
        await LiveAsync(database, () => UntilAsync(database, "select count(*) = 0 from clocks where next_rung_at is not null"));

        (await database.ScalarAsync<long>("select count(*) from ladder_rungs where not passed_over")).ShouldBe(2 * Clocks);
        (await database.ScalarAsync<long>("select count(*) from ladder_rungs")).ShouldBe(2 * Clocks);
        (
            await database.ScalarAsync<long>(
                "select count(*) from outbox where type = 'notice.wanted' and payload ->> 'key' = 'notice.deadline.missed'"
            )
        ).ShouldBe(2 * Clocks);
    }

    private static Func<Task> AfterProgress(TestDatabase database, Random random) =>
        async () =>
        {
            var before = await database.ScalarAsync<long>("select count(*) from ladder_rungs");
            if (before < 2 * Clocks)
                await UntilAsync(database, $"select count(*) > {before} from ladder_rungs");
            await Task.Delay(random.Next(60));
        };

    private static Func<Task> AfterStart(TestDatabase database, Random random) =>
        async () =>
        {
            await UntilAsync(database, "select to_regclass('hangfire.server') is not null");
            await Task.Delay(random.Next(800));
        };

    /// <summary>One life of the service, which ends as by <c>kill -9</c>.</summary>
    private static async Task LiveAsync(TestDatabase database, Func<Task> until)
    {
        await database.ExecuteAsync("drop schema if exists hangfire cascade");
        var start = new ProcessStartInfo("dotnet", Path.Combine(AppContext.BaseDirectory, "Enforcement.dll"))
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["ConnectionStrings__Enforcement"] = database.AppConnection;
        start.Environment["ConnectionStrings__EnforcementOwner"] = database.OwnerConnection;
        start.Environment["Regions__Scope"] = "430112";
        using var service = Process.Start(start)!;
        var told = service.StandardError.ReadToEndAsync();
        _ = service.StandardOutput.ReadToEndAsync();
        try
        {
            var lives = service.WaitForExitAsync();
            var first = await Task.WhenAny(until(), lives);
            if (first == lives)
                Assert.Fail($"The service ended by itself: {await told}");
            await first;
        }
        finally
        {
            service.Kill(entireProcessTree: true);
            await service.WaitForExitAsync();
        }
    }

    private static async Task UntilAsync(TestDatabase database, string question)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await database.ScalarAsync<bool>(question))
        {
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(Patience, question);
            await Task.Delay(20);
        }
    }
}
