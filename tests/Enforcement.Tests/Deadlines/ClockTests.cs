using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Tasks;
using Enforcement.Tests.Processes;

namespace Enforcement.Tests.Deadlines;

/// <summary>Clocks in the steps of a case: they begin on the day of a fact, close their window, and end with the case.</summary>
public sealed class ClockTests : ClockBench
{
    [Fact]
    public async Task A_window_runs_from_the_day_of_service_that_was_typed_in_and_closes_by_itself_after_its_last_day()
    {
        // Served on 30 September 2026: five working days end on 13 October, because of National Day and its make-up days.
        Bench.Clock.AdjustTime(At("2026-09-30T09:00"));
        var it = await OpenAsync("2026-09-30");
        (await DueAsync(it)).ShouldBe(At("2026-10-14T00:00"));

        await SweepAsync("2026-10-13T23:59");
        (await NodesAsync(it)).ShouldBe(["window"]);
        await SweepAsync("2026-10-14T00:01");
        (await NodesAsync(it)).ShouldBe(["after"]);
        (await Bench.VerifyAsync(it.Key)).Valid.ShouldBeTrue();
    }

    [Fact]
    public async Task Nobody_says_that_the_party_was_silent_before_the_window_has_ended()
    {
        var it = await OpenAsync("2026-11-24");
        var (id, _) = (await Bench.OpenTasksAsync(it.Key)).Single();
        var refused = await Should.ThrowAsync<RefusedException>(() => CompleteAsync(id, "silent"));
        refused.Code.ShouldBe("window.still-open");
        (await NodesAsync(it)).ShouldBe(["window"]);
        await CompleteAsync(id, "waived");
        (await NodesAsync(it)).ShouldBe(["after"]);
    }

    [Fact]
    public async Task A_late_entry_counts_from_the_fact_and_the_journal_tells_both_days()
    {
        Bench.Clock.SetUtcNow(At("2026-11-24T09:00"));
        var it = await OpenAsync("2026-11-20");
        (await DueAsync(it)).ShouldBe(At("2026-11-28T00:00"));
        (
            await Bench.AskAsync<string>(
                "select string_agg(content, '') from journal where content like '%clock.started%' and content like '%DL-REV-03%'"
            )
        ).ShouldContain("\"from\":\"2026-11-20\",\"written\":\"2026-11-24\"");
    }

    [Fact]
    public async Task The_clocks_of_a_closed_case_end_with_it()
    {
        var it = await OpenAsync("2026-11-24");
        await CompleteAsync((await Bench.OpenTasksAsync(it.Key)).Single().Id, "waived");
        await CompleteAsync((await Bench.OpenTasksAsync(it.Key)).Single().Id, "done");
        (await Bench.AskAsync<long>("select count(*) from clocks where state <> 'ended'")).ShouldBe(0);
        (await Bench.AskAsync<string>("select ended_how from clocks where rule = 'DL-PEN-02'")).ShouldBe("case-closed");
    }

    [Fact]
    public async Task A_step_with_clocks_still_takes_two_round_trips()
    {
        var it = await OpenAsync("2026-11-24");
        var (id, _) = (await Bench.OpenTasksAsync(it.Key)).Single();
        await using var step = await Bench.Complete.RunAsync(CaseBench.Officer, id, new TaskCompletion("waived"), CancellationToken.None);
        step.RoundTrips.ShouldBe(2);
    }

    [Fact]
    public void A_rule_that_is_missing_is_said_in_words_and_its_code_beside_them()
    {
        var refused = Should.Throw<RefusedException>(() =>
            Enforcement.Deadlines.Deadlines.Empty.DueOf("DL-XXX-01", new DateOnly(2026, 11, 24), At("2026-11-24T09:00"))
        );
        refused.Code.ShouldBe("deadline.no-rule");
        refused.Message.ShouldNotContain("DL-");
        refused.Extensions["rule"].ShouldBe("DL-XXX-01");
    }

    [Fact]
    public async Task The_provinces_general_limits_never_run_at_a_penalty_case()
    {
        var it = await OpenAsync("2026-11-24");
        await using var step = await Bench.Steps.BeginAsync(CaseBench.Head, CaseOf.Case(it.Key.Id), CancellationToken.None);
        var refused = Should.Throw<RefusedException>(() => step.Main.Part<CaseClocks>().Start(step.Main, "DL-HN-03"));
        refused.Code.ShouldBe("deadline.not-for-penalties");
    }
}
