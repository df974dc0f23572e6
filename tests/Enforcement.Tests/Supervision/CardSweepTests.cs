using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Supervision.Cards;
using Enforcement.Supervision.WhyLate;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using static Enforcement.Tests.Supervision.SupervisionBench;

namespace Enforcement.Tests.Supervision;

/// <summary>Cards are given by what falls due: once, in order, to whoever had the clock, and the same after a downtime. It is Tuesday, 24 November 2026.</summary>
public sealed class CardSweepTests : IAsyncLifetime
{
    private TestService service = null!;

    public async Task InitializeAsync()
    {
        service = await TestService.CreateAsync();
        await service.StaffAsync();
    }

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public async Task A_missed_internal_due_gives_a_yellow_card_once_however_often_and_by_how_many_it_is_looked_at()
    {
        var it = await service.OpenAsync();
        service.MoveTo("2026-11-26T23:59");
        (await service.GiveCardsAsync()).ShouldBe(0);
        service.MoveTo("2026-11-27T00:00");
        (await Task.WhenAll(service.GiveCardsAsync(), service.GiveCardsAsync())).Sum().ShouldBe(1);
        (await service.GiveCardsAsync()).ShouldBe(0);

        (await service.CardsAsync(it)).ShouldBe([$"yellow internal-missed {Town}"]);
        (await service.Database.ScalarAsync<string>("select content from journal where content like '%card.given%'"))!.ShouldContain(
            "\"system\":true"
        );
        // Friday; two working days on is Tuesday.
        (await service.Database.ScalarAsync<DateTime>("select answer_due from cards")).ShouldBe(At("2026-12-02T00:00").UtcDateTime);
        (
            await service.Database.ColumnAsync<string>(
                "select payload ->> 'role' from outbox where payload ->> 'key' = 'notice.card-given.yellow' order by 1"
            )
        ).ShouldBe(["agency-head", "squad-head"]);
    }

    [Fact]
    public async Task Whoever_had_taken_the_task_is_named_and_told()
    {
        await service.OpenAsync();
        var officer = await service.Database.ScalarAsync<Guid>("select id from accounts where user_name = 'sv-officer'");
        await service.Database.ExecuteAsync("update tasks set assignee = $1", officer);
        service.MoveTo("2026-11-30T09:00");
        await service.GiveCardsAsync();

        (await service.Database.ScalarAsync<Guid>("select person_id from cards")).ShouldBe(officer);
        (
            await service.Database.ScalarAsync<long>(
                "select count(*) from outbox where payload ->> 'key' = 'notice.card-given.yellow' and payload ->> 'person' = $1",
                officer.ToString()
            )
        ).ShouldBe(1);
    }

    [Fact]
    public async Task Whoever_held_the_task_when_the_day_fell_is_charged_whoever_has_it_when_the_sweep_looks()
    {
        var it = await service.OpenAsync();
        var task = await service.Database.ScalarAsync<Guid>("select id from tasks where case_id = $1 and node = 'check'", it.Key.Id);
        var claims = service.Services.GetRequiredService<Enforcement.Tasks.ClaimTask>();
        await claims.ClaimAsync(await service.ActorAsync("sv-officer"), task, default);

        // The term ended with Thursday. On Friday the head gives the task to another, and only then the sweep looks.
        service.MoveTo("2026-11-27T10:00");
        await claims.ReassignAsync(await service.ActorAsync("sv-head"), task, "sv-partner", "换人办理", default);
        service.MoveTo("2026-11-27T11:00");
        await service.GiveCardsAsync();
        (await service.Database.ScalarAsync<string>("select a.user_name from cards c join accounts a on a.id = c.person_id")).ShouldBe(
            "sv-officer"
        );
        var hands = (await service.ReadAsync("sv-head", $"/api/cases/{it.Number}/why-late")).GetProperty("terms")[0].GetProperty("hands");
        hands
            .EnumerateArray()
            .Select(hand => hand.GetProperty("person").GetString())
            .ShouldBe([null, "sv-officer", "sv-partner"], "nobody until it was claimed, then one after the other");
    }

    [Fact]
    public async Task What_fell_due_unclaimed_is_the_bodys_and_not_whoevers_who_takes_it_then()
    {
        var it = await service.OpenAsync();
        var task = await service.Database.ScalarAsync<Guid>("select id from tasks where case_id = $1 and node = 'check'", it.Key.Id);
        service.MoveTo("2026-11-27T10:00");
        await service
            .Services.GetRequiredService<Enforcement.Tasks.ClaimTask>()
            .ClaimAsync(await service.ActorAsync("sv-officer"), task, default);
        service.MoveTo("2026-11-27T11:00");
        await service.GiveCardsAsync();
        (await service.Database.ScalarAsync<long>("select count(*) from cards where person_id is null")).ShouldBe(1);
    }

    [Fact]
    public async Task A_second_yellow_in_one_case_is_followed_by_a_red_card_and_a_third_is_not()
    {
        var it = await service.OpenAsync();
        service.MoveTo("2026-11-30T09:00");
        await service.GiveCardsAsync();
        await service.DoAsync(it, "check", "sv-officer");
        await service.DoAsync(it, "review", "sv-reviewer");
        service.MoveTo("2026-12-07T09:00");
        await service.GiveCardsAsync();
        (await service.CardsAsync(it)).ShouldBe([
            $"yellow internal-missed {Town}",
            $"yellow internal-missed {Town}",
            $"red second-yellow {Town}",
        ]);

        // The ninety days end on Monday, 22 February 2027: one working day before is Friday.
        service.MoveTo("2027-02-19T09:00");
        await service.GiveCardsAsync();
        (await service.CardsAsync(it)).Skip(3).ShouldBe([$"yellow legal-near {Town}"]);
        service.MoveTo("2027-02-23T00:00");
        await service.GiveCardsAsync();
        (await service.CardsAsync(it)).Skip(4).ShouldBe([$"red legal-missed {Town}"]);
        (await service.Database.ScalarAsync<long>("select count(*) from card_watches")).ShouldBe(0);
    }

    [Fact]
    public async Task After_a_downtime_the_cards_are_those_of_a_service_that_was_always_up()
    {
        var watched = await service.OpenAsync();
        for (var day = 1; day <= 95; day++)
        {
            service.Clock.Advance(TimeSpan.FromDays(1));
            await service.GiveCardsAsync();
        }
        await using var other = await TestService.CreateAsync();
        await other.StaffAsync();
        var unwatched = await other.OpenAsync();
        other.Clock.Advance(TimeSpan.FromDays(95));
        await other.GiveCardsAsync();

        (await other.CardsAsync(unwatched)).ShouldBe(await service.CardsAsync(watched));
        (await service.CardsAsync(watched)).Count.ShouldBe(4);
        (await other.Database.ColumnAsync<DateTime>("select fell_at from cards order by 1")).ShouldBe(
            await service.Database.ColumnAsync<DateTime>("select fell_at from cards order by 1")
        );
    }

    [Fact]
    public async Task What_ended_late_while_nobody_looked_is_charged_and_what_ended_in_time_is_forgotten()
    {
        var (late, inTime) = (await service.OpenAsync(), await service.OpenAsync());
        await service.DoAsync(inTime, "check", "sv-officer");
        service.MoveTo("2026-11-30T09:00");
        await service.DoAsync(late, "check", "sv-officer");
        await service.GiveCardsAsync();

        (await service.CardsAsync(late)).ShouldBe([$"yellow internal-missed {Town}"]);
        (await service.CardsAsync(inTime)).ShouldBeEmpty();
        (
            await service.Database.ScalarAsync<long>(
                "select count(*) from card_watches w join clocks k on k.id = w.clock_id where k.state = 'ended'"
            )
        ).ShouldBe(0);
    }

    [Fact]
    public async Task Time_that_the_case_waits_at_another_body_is_never_the_townships()
    {
        var it = await service.OpenAsync();
        await service.DoAsync(it, "check", "sv-officer");
        service.MoveTo("2027-03-10T09:00");
        await service.GiveCardsAsync();
        // The review of five working days was the bureau's, and so were the ninety days.
        (await service.CardsAsync(it)).ShouldAllBe(card => card.EndsWith(Bureau));
        (await service.CardsAsync(it)).ShouldContain($"yellow internal-missed {Bureau}");
    }

    [Fact]
    public async Task The_days_at_another_body_and_a_recorded_outage_put_the_day_off()
    {
        var it = await service.OpenAsync();
        await service.DoAsync(it, "check", "sv-officer");
        service.MoveTo("2026-12-01T09:00");
        await service.DoAsync(it, "review", "sv-reviewer");
        await service.DoAsync(it, "again", "sv-officer");
        await service.Database.ExecuteAsync(
            "insert into outages (id, first_day, last_day, what, recorded_by, recorded_at) values (gen_random_uuid(), '2026-12-02', '2026-12-03', '停电', 'x', now())"
        );
        var second = await service.OpenAsync();
        // Two working days from Tuesday: Wednesday and Thursday were the outage, so Friday and Monday.
        service.MoveTo("2026-12-07T23:59");
        (await service.GiveCardsAsync()).ShouldBe(0);
        service.MoveTo("2026-12-08T00:00");
        (await service.GiveCardsAsync()).ShouldBe(1);
        (await service.CardsAsync(second)).ShouldBe([$"yellow internal-missed {Town}"]);
        (await service.Database.ScalarAsync<int>("select days_left_out from cards")).ShouldBe(2);
    }

    [Fact]
    public async Task A_suspended_term_gives_no_card_until_it_has_run_on()
    {
        var it = await service.OpenAsync();
        var clocks = service.Services.GetRequiredService<Enforcement.Deadlines.ClockVerbs>();
        var clock = await service.Database.ScalarAsync<Guid>("select id from clocks where rule = 'DL-PEN-02'");
        var head = await service.ActorAsync("sv-head");
        service.MoveTo("2027-02-10T09:00");
        await service.GiveCardsAsync();
        await clocks.SuspendAsync(head, it.Number, clock, "testing", "法", "文", null, default);
        service.MoveTo("2027-04-01T09:00");
        (await service.GiveCardsAsync()).ShouldBe(0);
        await clocks.ResumeAsync(head, it.Number, clock, null, default);
        service.MoveTo("2027-04-20T09:00");
        await service.GiveCardsAsync();
        (await service.CardsAsync(it)).ShouldContain($"red legal-missed {Town}");
    }

    [Fact]
    public async Task A_closure_of_the_county_puts_off_the_card_as_it_does_the_term_and_the_answer_to_it()
    {
        await service.ShutAsync("2026-11-25", "2026-11-26");
        await service.ShutAsync("2026-12-02", "2026-12-02");
        var it = await service.OpenAsync();
        // Two working days from Tuesday, Wednesday and Thursday shut: Friday and Monday.
        service.MoveTo("2026-11-30T23:59");
        (await service.GiveCardsAsync()).ShouldBe(0);
        service.MoveTo("2026-12-01T00:00");
        (await service.GiveCardsAsync()).ShouldBe(1);

        (await service.CardsAsync(it)).ShouldBe([$"yellow internal-missed {Town}"]);
        (await service.Database.ScalarAsync<bool>("select fell_at = due_internal from cards")).ShouldBeTrue();
        // Wednesday is shut: Thursday and Friday.
        (await service.Database.ScalarAsync<DateTime>("select answer_due from cards")).ShouldBe(At("2026-12-05T00:00").UtcDateTime);
    }

    [Fact]
    public async Task The_days_that_the_sender_had_a_term_are_not_counted_against_the_receiver_it_came_to_with_the_case()
    {
        var it = await service.OpenAsync();
        // As a transfer leaves it: the ninety days began at the sender on 1 September and end on 30 November.
        await service.Database.ExecuteAsync(
            "update clocks set started_on = '2026-09-01', started_at = '2026-09-01T09:00:00+08', due_internal = '2026-12-01T00:00:00+08', due_legal = '2026-12-01T00:00:00+08' where rule = 'DL-PEN-02'"
        );
        await service.Database.ExecuteAsync("update card_watches set look_at = since");
        service.MoveTo("2026-12-01T00:00");
        await service.GiveCardsAsync();
        (await service.CardsAsync(it)).ShouldBe([$"yellow internal-missed {Town}"]);

        var late = await service
            .Services.GetRequiredService<LateReader>()
            .ReadAsync(await service.ActorAsync("sv-head"), it.Number, default);
        late.Terms.Single(term => term.Clock.Rule == "DL-PEN-02").Hands.ShouldAllBe(hand => hand.From >= At("2026-11-24T00:00"));

        // Ninety days of its own, the day on which the case came not among them.
        service.MoveTo("2027-02-22T23:59");
        await service.GiveCardsAsync();
        (await service.CardsAsync(it)).ShouldNotContain($"red legal-missed {Town}");
        service.MoveTo("2027-02-23T00:00");
        await service.GiveCardsAsync();
        (await service.CardsAsync(it)).ShouldContain($"red legal-missed {Town}");
    }

    [Fact]
    public async Task A_term_that_was_extended_twice_is_one_term_and_its_second_yellow_is_no_second_of_the_case()
    {
        var it = await service.OpenAsync();
        await service.Database.ExecuteAsync("delete from card_watches w using clocks k where k.id = w.clock_id and k.rule <> 'DL-PEN-02'");
        service.MoveTo("2027-02-19T09:00");
        await service.GiveCardsAsync();
        (await service.CardsAsync(it)).ShouldBe([$"yellow legal-near {Town}"]);
        var clocks = service.Services.GetRequiredService<ClockVerbs>();
        var head = await service.ActorAsync("sv-head");
        var clock = await service.Database.ScalarAsync<Guid>("select id from clocks where rule = 'DL-PEN-02'");
        var longer = await clocks.ExtendAsync(head, it.Number, clock, 30, "望靖延〔2027〕1号", null, default);
        await clocks.ExtendAsync(head, it.Number, longer.Id, 30, "望靖延〔2027〕2号", "望靖纪〔2027〕3号", default);

        // 150 days end on Friday, 23 April 2027.
        service.MoveTo("2027-04-22T09:00");
        await service.GiveCardsAsync();
        (await service.CardsAsync(it)).ShouldBe([$"yellow legal-near {Town}", $"yellow legal-near {Town}"]);

        // Another term's is the second; it goes when that one is lifted, though two of the one term stand.
        await service.Database.ExecuteAsync(
            "insert into card_watches (county_code, clock_id, case_id, look_at, since) select county_code, id, case_id, started_at, started_at from clocks where rule = 'DL-INT-APPROVAL'"
        );
        await service.GiveCardsAsync();
        (await service.CardsAsync(it)).ShouldContain($"red second-yellow {Town}");
        var second = await service.Database.ScalarAsync<Guid>("select id from cards where rule = 'DL-INT-APPROVAL' and colour = 'yellow'");
        await service.DoneAsync("sv-command", $"/api/cards/{second}/lifting", new { reason = "系统故障。" });
        (await service.Database.ScalarAsync<string>("select state from cards where fact = 'second-yellow'")).ShouldBe("lifted");
    }

    [Fact]
    public async Task A_later_rule_that_is_taken_gives_no_card_for_a_day_before_it_was_taken()
    {
        var it = await service.OpenAsync();
        await service.Database.ExecuteAsync("delete from card_watches w using clocks k where k.id = w.clock_id and k.rule <> 'DL-PEN-02'");
        await service.GiveCardsAsync();
        var rules = service.Services.GetRequiredService<ChangeRule>();
        // From February on 89 days: they end on Sunday, 21 February, and are planned to Friday.
        await rules.RunAsync(await service.ActorAsync("sv-system"), "DL-PEN-02", "", Wording(89), default);
        service.MoveTo("2027-02-20T10:00");
        var clock = await service.Database.ScalarAsync<Guid>("select id from clocks where rule = 'DL-PEN-02'");
        await service
            .Services.GetRequiredService<ClockVerbs>()
            .TakeLaterRuleAsync(await service.ActorAsync("sv-head"), it.Number, clock, "衔接办法第二条", default);
        await service.GiveCardsAsync();
        // The one of the term as it stood, on the working day before Monday the twenty-second.
        (await service.CardsAsync(it)).ShouldBe([$"yellow legal-near {Town}"]);
        service.MoveTo("2027-02-22T00:00");
        await service.GiveCardsAsync();
        (await service.CardsAsync(it)).ShouldBe([$"yellow legal-near {Town}", $"red legal-missed {Town}"]);
    }

    [Fact]
    public async Task What_a_new_wording_would_move_keeps_what_was_granted_on_top_of_the_old_one()
    {
        var it = await service.OpenAsync();
        var clock = await service.Database.ScalarAsync<Guid>("select id from clocks where rule = 'DL-PEN-02'");
        await service
            .Services.GetRequiredService<ClockVerbs>()
            .ExtendAsync(await service.ActorAsync("sv-head"), it.Number, clock, 30, "望靖延〔2026〕1号", null, default);
        var preview = await service
            .Services.GetRequiredService<ChangeRule>()
            .PreviewAsync(await service.ActorAsync("sv-system"), "DL-PEN-02", "", Wording(100), default);
        preview.Examples.ShouldHaveSingleItem().NewDue.ShouldBe(new DateOnly(2026, 11, 24).AddDays(130));
    }

    [Fact]
    public void No_step_of_a_case_reads_its_cards_unasked() =>
        service.Services.GetServices<CasePart>().OfType<CaseCards>().Single().Read(CaseOf.Number("430112-2026-1")).ShouldBeNull();

    [Fact]
    public async Task Cards_are_seen_by_those_who_see_the_case_and_by_nobody_else()
    {
        await service.WithYellowAsync();
        var reads = service.Services.GetRequiredService<ScopedReads>();
        foreach (var (who, seen) in new[] { ("sv-head", 1), ("sv-command", 1), ("sv-neighbour", 0), ("sv-stranger", 0) })
            (
                await reads.RowsAsync(
                    (await service.ActorAsync(who)).Scope,
                    Statement.Of("select count(*)::integer from cards"),
                    row => row.GetInt32(0),
                    default
                )
            ).ShouldBe([seen], who);
    }

    private static RuleChangeRequest Wording(int days) =>
        new(
            days,
            "CD",
            "none",
            "D",
            [.. Grounds],
            30,
            "agency-head",
            null,
            null,
            new DateOnly(2027, 2, 1),
            "湘司发〔2026〕3号",
            new DateOnly(2026, 11, 20)
        );

    private static readonly string[] Grounds = ["hearing", "public-notice", "testing", "suspension"];
}
