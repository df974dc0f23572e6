using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Processes;
using Enforcement.Tasks;
using Enforcement.Tests.Harness;
using Enforcement.Tests.Processes;

namespace Enforcement.Tests.Deadlines;

public sealed class ClockTests : IAsyncLifetime
{
    private TestDatabase database = null!;
    private CaseBench bench = null!;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        bench = await CaseBench.CreateAsync(database, TestDefinitions.Window);
        await bench.WithDeadlinesAsync();
    }

    public async Task DisposeAsync()
    {
        await bench.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task A_window_runs_from_the_day_of_service_that_was_typed_in_and_closes_by_itself_after_its_last_day()
    {
        // Served on 30 September 2026: five working days end on 13 October, because of National Day and its make-up days.
        bench.Clock.AdjustTime(At("2026-09-30T09:00"));
        var it = await OpenAsync("2026-09-30");
        (await DueAsync(it)).ShouldBe(At("2026-10-14T00:00"));

        await SweepAsync("2026-10-13T23:59");
        (await NodesAsync(it)).ShouldBe(["window"]);
        await SweepAsync("2026-10-14T00:01");
        (await NodesAsync(it)).ShouldBe(["after"]);
        (await bench.VerifyAsync(it.Key)).Valid.ShouldBeTrue();
    }

    [Fact]
    public async Task Nobody_says_that_the_party_was_silent_before_the_window_has_ended()
    {
        var it = await OpenAsync("2026-11-24");
        var (id, _) = (await bench.OpenTasksAsync(it.Key)).Single();
        var refused = await Should.ThrowAsync<RefusedException>(() => CompleteAsync(id, "silent"));
        refused.Code.ShouldBe("window.still-open");
        (await NodesAsync(it)).ShouldBe(["window"]);
        await CompleteAsync(id, "waived");
        (await NodesAsync(it)).ShouldBe(["after"]);
    }

    [Fact]
    public async Task A_late_entry_counts_from_the_fact_and_the_journal_tells_both_days()
    {
        bench.Clock.SetUtcNow(At("2026-11-24T09:00"));
        var it = await OpenAsync("2026-11-20");
        (await DueAsync(it)).ShouldBe(At("2026-11-28T00:00"));
        (
            await bench.AskAsync<string>(
                "select string_agg(content, '') from journal where content like '%clock.started%' and content like '%DL-REV-03%'"
            )
        ).ShouldContain("\"from\":\"2026-11-20\",\"written\":\"2026-11-24\"");
    }

    [Fact]
    public async Task The_clocks_of_a_closed_case_end_with_it()
    {
        var it = await OpenAsync("2026-11-24");
        await CompleteAsync((await bench.OpenTasksAsync(it.Key)).Single().Id, "waived");
        await CompleteAsync((await bench.OpenTasksAsync(it.Key)).Single().Id, "done");
        (await bench.AskAsync<long>("select count(*) from clocks where state <> 'ended'")).ShouldBe(0);
        (await bench.AskAsync<string>("select ended_how from clocks where rule = 'DL-PEN-02'")).ShouldBe("case-closed");
    }

    [Fact]
    public async Task A_reminder_is_said_once_and_after_a_downtime_only_the_latest()
    {
        await OpenAsync("2026-11-24");
        await Task.WhenAll(RemindAsync("2026-12-20T12:00"), RemindAsync("2026-12-20T12:00"));
        await RemindAsync("2026-12-21T12:00");
        (
            await bench.AskAsync<long>(
                "select count(*) from outbox where type = 'notice.wanted' and payload ->> 'key' = 'notice.deadline.missed'"
            )
        ).ShouldBe(1);
        (await bench.AskAsync<long>("select count(*) from ladder_rungs where passed_over")).ShouldBe(2);
    }

    [Fact]
    public async Task A_step_with_clocks_still_takes_two_round_trips()
    {
        var it = await OpenAsync("2026-11-24");
        var (id, _) = (await bench.OpenTasksAsync(it.Key)).Single();
        await using var step = await bench.Complete.RunAsync(CaseBench.Officer, id, new TaskCompletion("waived"), CancellationToken.None);
        step.RoundTrips.ShouldBe(2);
    }

    [Fact]
    public void Additional_fine_grows_by_three_per_cent_a_day_up_to_the_fine()
    {
        var last = new DateOnly(2026, 10, 8);
        AdditionalFine.On(last, 1000, last).ShouldBe(0);
        AdditionalFine.On(last.AddDays(1), 1000, last).ShouldBe(30);
        AdditionalFine.On(last.AddDays(33), 1000, last).ShouldBe(990);
        AdditionalFine.On(last.AddDays(34), 1000, last).ShouldBe(1000);
        AdditionalFine.CappedOn(last).ShouldBe(last.AddDays(34));
    }

    private Task<CaseFile> OpenAsync(string served) => bench.OpenAsync("window", data: new JsonObject { ["noticeServedOn"] = served });

    private async Task CompleteAsync(Guid id, string outcome)
    {
        await using var step = await bench.Complete.RunAsync(CaseBench.Officer, id, new TaskCompletion(outcome), CancellationToken.None);
    }

    private async Task<IEnumerable<string>> NodesAsync(CaseFile it) => (await bench.OpenTasksAsync(it.Key)).Select(task => task.Node);

    private Task<DateTimeOffset> DueAsync(CaseFile it) =>
        AskTimeAsync($"select due_legal from tasks where node = 'window' and case_id = '{it.Key.Id}'");

    private async Task<DateTimeOffset> AskTimeAsync(string sql) => new(await bench.AskAsync<DateTime>(sql), TimeSpan.Zero);

    private async Task SweepAsync(string at)
    {
        bench.Clock.SetUtcNow(At(at));
        await bench.Service<TimerSweep>().RunAsync(At(at), CancellationToken.None);
    }

    private async Task RemindAsync(string at)
    {
        var sweep = new LadderSweep(database.Database, bench.StepServices.Seal, bench.Service<DeadlineBook>());
        await sweep.RunAsync(At(at), CancellationToken.None);
    }

    private static DateTimeOffset At(string local) =>
        new(DateTime.Parse(local, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromHours(8));
}
