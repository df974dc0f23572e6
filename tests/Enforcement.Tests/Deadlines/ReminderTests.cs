using Enforcement.Deadlines;
using Enforcement.Tests.Processes;

namespace Enforcement.Tests.Deadlines;

/// <summary>The ladder of reminders and its sweep.</summary>
public sealed class ReminderTests : ClockBench
{
    [Fact]
    public async Task What_fails_before_the_next_reminder_is_set_claims_nothing_and_is_said_when_it_goes()
    {
        await OpenAsync("2026-11-24");
        await Bench.ExecuteAsync(
            """
            create function pg_temp_fail() returns trigger language plpgsql as $$ begin raise 'the disk is full'; end $$;
            create trigger fails before update of next_rung_at on clocks for each row execute function pg_temp_fail()
            """
        );
        await Should.ThrowAsync<Npgsql.PostgresException>(() => RemindAsync("2026-12-20T12:00"));
        (await Bench.AskAsync<long>("select count(*) from ladder_rungs")).ShouldBe(0, "what nobody was told is not claimed");

        await Bench.ExecuteAsync("drop trigger fails on clocks");
        await RemindAsync("2026-12-20T12:00");
        (
            await Bench.AskAsync<long>(
                "select count(*) from outbox where type = 'notice.wanted' and payload ->> 'key' = 'notice.deadline.missed'"
            )
        ).ShouldBe(2);
    }

    [Fact]
    public async Task A_reminder_is_said_once_and_after_a_downtime_only_the_latest()
    {
        await OpenAsync("2026-11-24");
        await Task.WhenAll(RemindAsync("2026-12-20T12:00"), RemindAsync("2026-12-20T12:00"));
        await RemindAsync("2026-12-21T12:00");
        (
            await Bench.AskAsync<long>(
                "select count(*) from outbox where type = 'notice.wanted' and payload ->> 'key' = 'notice.deadline.missed'"
            )
        ).ShouldBe(2, "the head of the body, and since it has been open overnight the county");
        (await Bench.AskAsync<long>("select count(*) from ladder_rungs where passed_over")).ShouldBe(2);
    }

    [Fact]
    public async Task After_a_pause_the_reminders_run_again_up_to_the_new_day()
    {
        var it = await OpenAsync("2026-11-24");
        var id = await ClockAsync(it);
        await RemindAsync("2027-01-23T10:00");
        Bench.Clock.SetUtcNow(At("2027-01-23T11:00"));
        await SuspendAsync(it, id, "hearing");
        await RemindAsync("2027-02-10T10:00");
        Bench.Clock.SetUtcNow(At("2027-02-12T08:00"));
        await Verbs.ResumeAsync(CaseBench.Head, await NumberAsync(it), id, null, CancellationToken.None);
        await RemindAsync("2027-02-12T10:00");
        await RemindAsync("2027-02-12T10:01");
        (await Bench.AskAsync<long>($"select count(*) from ladder_rungs where clock_id = '{id}' and rung = 'left-30'")).ShouldBe(2);
    }

    [Fact]
    public async Task A_missed_term_of_the_law_is_told_to_the_head_at_once_and_to_the_county_on_the_next_working_morning()
    {
        await OpenAsync("2026-11-24");
        const string told =
            "select string_agg(payload ->> 'organization', ' ' order by id) from outbox where payload ->> 'key' = 'notice.deadline.missed'";
        // The window of five working days ends on Tuesday, 1 December.
        await RemindAsync("2026-12-02T00:01");
        (await Bench.AskAsync<string>(told)).ShouldBe(CaseBench.Township);
        await RemindAsync("2026-12-02T08:59");
        (await Bench.AskAsync<string>(told)).ShouldBe(CaseBench.Township);
        await RemindAsync("2026-12-02T09:00");
        await RemindAsync("2026-12-02T09:01");
        (await Bench.AskAsync<string>(told)).ShouldBe($"{CaseBench.Township} 430112-command-centre");
    }

    [Fact]
    public async Task A_rung_that_was_claimed_says_nothing_when_a_step_puts_the_next_reminder_back()
    {
        await OpenAsync("2026-11-24");
        await RemindAsync("2026-12-20T12:00");
        var said = await Bench.AskAsync<long>("select count(*) from outbox where type = 'notice.wanted'");
        await Bench.ExecuteAsync("update clocks set next_rung_at = '2026-11-26' where rule = 'DL-REV-03'");
        await RemindAsync("2026-12-20T12:01");
        (await Bench.AskAsync<long>("select count(*) from outbox where type = 'notice.wanted'")).ShouldBe(said);
        (await Bench.AskAsync<long>("select count(*) from clocks where next_rung_at < '2026-12-20'")).ShouldBe(0);
    }

    [Fact]
    public async Task A_term_that_had_run_out_before_it_was_written_down_is_reported_at_once()
    {
        await OpenAsync("2026-11-02");
        await RemindAsync("2026-11-24T09:01");
        (
            await Bench.AskAsync<long>(
                "select count(*) from outbox where type = 'notice.wanted' and payload ->> 'key' = 'notice.deadline.missed'"
            )
        ).ShouldBe(2, "to the head of the body and to the county");
    }
}
