using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Persistence;
using Enforcement.Persistence.Import;
using Enforcement.Processes;
using Enforcement.Tasks;
using Enforcement.Tests.Harness;
using Enforcement.Tests.Processes;
using Microsoft.Extensions.Logging.Abstractions;

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
        ).ShouldBe(2, "the head of the body, and since it has been open overnight the county");
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
    public async Task A_pause_moves_the_last_day_by_exactly_its_days_and_is_entered_once_by_the_head_on_a_ground_of_the_rule()
    {
        var it = await OpenAsync("2026-11-24");
        var id = await ClockAsync(it);
        (await LegalDueAsync(id)).ShouldBe(At("2027-02-23T00:00"));
        bench.Clock.SetUtcNow(At("2026-12-01T10:00"));
        var refused = await Should.ThrowAsync<RefusedException>(() => SuspendAsync(it, id, "weather"));
        refused.Code.ShouldBe("clock.no-such-ground");
        refused.Message.ShouldNotContain("weather");
        await Should.ThrowAsync<NotAllowedException>(() => SuspendAsync(it, id, "testing", CaseBench.Officer));
        await SuspendAsync(it, id, "testing");
        (await Should.ThrowAsync<RefusedException>(() => SuspendAsync(it, id, "testing"))).Code.ShouldBe("clock.already-suspended");

        bench.Clock.SetUtcNow(At("2026-12-11T10:00"));
        await Verbs.ResumeAsync(CaseBench.Head, await NumberAsync(it), id, null, CancellationToken.None);
        (await LegalDueAsync(id)).ShouldBe(At("2027-03-05T00:00"));
        (await bench.VerifyAsync(it.Key)).Valid.ShouldBeTrue();
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
    public async Task An_extension_is_a_new_clock_within_the_cap_as_often_as_the_rules_say_and_never_after_the_last_day()
    {
        var it = await OpenAsync("2026-11-24");
        var id = await ClockAsync(it);
        var refused = await Should.ThrowAsync<RefusedException>(() => ExtendAsync(it, id, 31));
        refused.Code.ShouldBe("clock.cap");
        refused.Message.ShouldBe("该期限最多延长 30 日。");
        var longer = await ExtendAsync(it, id, 30);
        longer.DueLegal.ShouldBe(At("2027-03-25T00:00"));
        (await bench.AskAsync<string>($"select ended_how from clocks where id = '{id}'")).ShouldBe("extended");

        // A second time only by collective discussion, which has minutes; and never a third time.
        (await Should.ThrowAsync<MalformedException>(() => ExtendAsync(it, longer.Id, 30))).Faults.ShouldBe([("minutes", "required")]);
        (await Should.ThrowAsync<RefusedException>(() => ExtendAsync(it, longer.Id, 31, "望靖讨〔2027〕1号"))).Code.ShouldBe("clock.cap");
        var longest = await ExtendAsync(it, longer.Id, 30, "望靖讨〔2027〕1号");
        longest.DueLegal.ShouldBe(At("2027-04-24T00:00"));
        (await Should.ThrowAsync<RefusedException>(() => ExtendAsync(it, longest.Id, 1, "望靖讨〔2027〕1号"))).Code.ShouldBe(
            "clock.no-extension"
        );

        var late = await OpenAsync("2026-11-24");
        var over = await ClockAsync(late);
        bench.Clock.SetUtcNow(At("2027-02-23T00:00"));
        (await Should.ThrowAsync<RefusedException>(() => ExtendAsync(late, over, 30))).Code.ShouldBe("clock.expired");
        (await Should.ThrowAsync<RefusedException>(() => SuspendAsync(late, over, "testing"))).Code.ShouldBe("clock.over-before-pause");
    }

    [Fact]
    public async Task A_term_that_is_suspended_is_not_over_and_may_be_extended()
    {
        var it = await OpenAsync("2026-11-24");
        var id = await ClockAsync(it);
        bench.Clock.SetUtcNow(At("2027-02-20T10:00"));
        await SuspendAsync(it, id, "testing");

        // The last day would have been 22 February: three of the ninety days are left, and thirty more.
        bench.Clock.SetUtcNow(At("2027-03-01T10:00"));
        var longer = await ExtendAsync(it, id, 30);
        await Verbs.ResumeAsync(CaseBench.Head, await NumberAsync(it), longer.Id, null, CancellationToken.None);
        (await LegalDueAsync(longer.Id)).ShouldBe(At("2027-04-03T00:00"));
    }

    [Fact]
    public async Task A_suspension_does_not_reach_back_before_the_last_one_ended_and_one_that_lasted_no_day_ends_too()
    {
        var it = await OpenAsync("2026-11-24");
        var id = await ClockAsync(it);
        bench.Clock.SetUtcNow(At("2026-12-01T10:00"));
        await SuspendAsync(it, id, "testing");
        await Verbs.ResumeAsync(CaseBench.Head, await NumberAsync(it), id, null, CancellationToken.None);
        (await bench.AskAsync<string>($"select state from clocks where id = '{id}'")).ShouldBe("running");

        (
            await Should.ThrowAsync<MalformedException>(() => SuspendAsync(it, id, "testing", from: new DateOnly(2026, 11, 30)))
        ).Faults.ShouldBe([("from", "before-resumption")]);
        await SuspendAsync(it, id, "testing");
    }

    [Fact]
    public async Task An_extension_is_in_the_journal_with_whoever_granted_it()
    {
        var it = await OpenAsync("2026-11-24");
        await ExtendAsync(it, await ClockAsync(it), 30);
        var entry = JsonNode.Parse(await bench.AskAsync<string>("select content from journal where content like '%clock.extended%'"))!;
        entry["by"]!["name"]!.GetValue<string>().ShouldNotBeEmpty();
        (entry["days"]!.GetValue<int>(), entry["grantedOn"]!.GetValue<string>()).ShouldBe((30, "2026-11-24"));
    }

    [Fact]
    public async Task A_window_reckoned_without_the_years_list_moves_with_its_task_and_its_timer_when_the_list_comes()
    {
        bench.Clock.SetUtcNow(At("2026-12-28T09:00"));
        var it = await OpenAsync("2026-12-28");
        (await DueAsync(it)).ShouldBe(At("2027-01-05T00:00"));
        (await bench.AskAsync<bool>("select provisional from clocks where rule = 'DL-REV-03'")).ShouldBeTrue();

        await new Importer(database.Database, bench.Clock, []).ImportAsync(
            new CalendarList(),
            new ImportFile("calendar-2027.csv", "date,kind,name\n2027-01-01,holiday,元旦\n"u8.ToArray()),
            new ImportPaper("国办发明电〔2026〕9号", new DateOnly(2026, 12, 1), "security"),
            CancellationToken.None
        );
        await bench.Service<DeadlineBook>().ReadAsync(CancellationToken.None);
        var sweep = new ProvisionalSweep(bench.Service<DeadlineBook>(), Reckoner);
        (await sweep.RunAsync(At("2026-12-28T09:01"), CancellationToken.None)).ShouldBe(2);
        (await sweep.RunAsync(At("2026-12-28T09:02"), CancellationToken.None)).ShouldBe(0);

        (
            await bench.AskAsync<string>(
                "select payload ->> 'person' from outbox where payload ->> 'key' = 'notice.deadline.moved' limit 1"
            )
        ).ShouldBe(CaseBench.Officer.PersonId.ToString(), "the owner hears which day moved");

        (await DueAsync(it)).ShouldBe(At("2027-01-06T00:00"));
        (await AskTimeAsync("select due_at from timers")).ShouldBe(At("2027-01-06T00:00"));
        await SweepAsync("2027-01-05T12:00");
        (await NodesAsync(it)).ShouldBe(["window"]);
        await SweepAsync("2027-01-06T00:00");
        (await NodesAsync(it)).ShouldBe(["after"]);
        (await bench.AskAsync<string>("select ended_how from clocks where rule = 'DL-REV-03'")).ShouldBe("lapsed");
        (await bench.VerifyAsync(it.Key)).Valid.ShouldBeTrue();
    }

    [Fact]
    public async Task A_later_wording_of_a_rule_is_offered_to_an_open_clock_and_moves_nothing_by_itself()
    {
        var it = await OpenAsync("2026-11-24");
        var id = await ClockAsync(it);
        (await Should.ThrowAsync<RefusedException>(() => LaterAsync(it, id))).Code.ShouldBe("clock.rule-unchanged");
        await WordAsync("DL-PEN-02", "90,CD", "60,CD", "2026-12-01");

        // Not before it is in force, and not by itself.
        (await Should.ThrowAsync<RefusedException>(() => LaterAsync(it, id))).Code.ShouldBe("clock.rule-unchanged");
        bench.Clock.SetUtcNow(At("2026-12-02T10:00"));
        (await LegalDueAsync(id)).ShouldBe(At("2027-02-23T00:00"));
        await Should.ThrowAsync<NotAllowedException>(() => LaterAsync(it, id, CaseBench.Officer));
        var anew = await LaterAsync(it, id);
        anew.DueLegal.ShouldBe(At("2027-01-24T00:00"));
        (await bench.AskAsync<string>($"select ended_how from clocks where id = '{id}'")).ShouldBe("superseded");
        (await Should.ThrowAsync<RefusedException>(() => LaterAsync(it, anew.Id))).Code.ShouldBe("clock.rule-unchanged");
        (await bench.VerifyAsync(it.Key)).Valid.ShouldBeTrue();

        // A case that is filed from now on follows it at once.
        (await LegalDueAsync(await ClockAsync(await OpenAsync("2026-12-02")))).ShouldBe(At("2027-02-01T00:00"));
    }

    [Fact]
    public async Task The_provinces_general_limits_never_run_at_a_penalty_case()
    {
        var it = await OpenAsync("2026-11-24");
        await using var step = await bench.Steps.BeginAsync(CaseBench.Head, CaseOf.Case(it.Key.Id), CancellationToken.None);
        var refused = Should.Throw<RefusedException>(() => step.Main.Part<CaseClocks>().Start(step.Main, "DL-HN-03"));
        refused.Code.ShouldBe("deadline.not-for-penalties");
    }

    [Fact]
    public async Task A_county_that_is_shut_moves_its_own_plans_and_no_term_of_the_law()
    {
        var it = await OpenAsync("2026-11-24");
        await using (var step = await bench.Steps.BeginAsync(CaseBench.Head, CaseOf.Case(it.Key.Id), CancellationToken.None))
        {
            step.Main.Part<CaseClocks>().Start(step.Main, "DL-PEN-10", new DateOnly(2026, 11, 24));
            await step.CommitAsync(CancellationToken.None);
        }
        (await AskTimeAsync("select due_legal from clocks where rule = 'DL-PEN-10'")).ShouldBe(At("2026-11-28T00:00"));
        var law = await LegalDueAsync(await ClockAsync(it));
        await bench.ExecuteAsync(
            """
            insert into local_closures (id, county, from_day, to_day, reason, document, announced_by, announced_at)
            values (gen_random_uuid(), '430112', '2026-11-25', '2026-11-26', '冰雪', '望政办〔2026〕8号', 'security', now())
            """
        );
        var sweep = new ClosureSweep(bench.Service<DeadlineBook>(), Reckoner, new ScopedReads(database.Database, bench.StepServices.Seal));
        (await sweep.RunAsync(bench.Clock.GetUtcNow(), CancellationToken.None)).ShouldBe(1);
        (await sweep.RunAsync(bench.Clock.GetUtcNow(), CancellationToken.None)).ShouldBe(0);
        (await AskTimeAsync("select due_legal from clocks where rule = 'DL-PEN-10'")).ShouldBe(At("2026-12-02T00:00"));
        (await LegalDueAsync(await ClockAsync(it))).ShouldBe(law);

        await bench.ExecuteAsync("update local_closures set withdrawn_at = now(), withdrawn_by = 'security', reckoned = false");
        (await sweep.RunAsync(bench.Clock.GetUtcNow(), CancellationToken.None)).ShouldBe(1);
        (await AskTimeAsync("select due_legal from clocks where rule = 'DL-PEN-10'")).ShouldBe(At("2026-11-28T00:00"));
        (await bench.VerifyAsync(it.Key)).Valid.ShouldBeTrue();
    }

    [Fact]
    public async Task The_nightly_look_finds_what_must_not_be_once_and_sees_it_go()
    {
        var it = await OpenAsync("2026-11-24");
        var reads = new ScopedReads(database.Database, bench.StepServices.Seal);
        var inspection = new ClockInspection(bench.Service<DeadlineBook>(), reads, new DailyClaims(reads));
        (await inspection.RunAsync(At("2026-11-25T01:59"), CancellationToken.None)).ShouldBe(0);
        (await inspection.RunAsync(At("2026-11-25T02:00"), CancellationToken.None)).ShouldBe(0);

        // Once a night, whatever has happened since.
        await bench.ExecuteAsync("update clocks set next_rung_at = '2026-11-24' where rule = 'DL-PEN-02'");
        (await inspection.RunAsync(At("2026-11-25T03:00"), CancellationToken.None)).ShouldBe(0);
        (await inspection.RunAsync(At("2026-11-26T02:00"), CancellationToken.None)).ShouldBe(1);
        (await inspection.OpenAsync(CancellationToken.None)).ShouldHaveSingleItem().Kind.ShouldBe("unfired");
        (await inspection.RunAsync(At("2026-11-27T02:00"), CancellationToken.None)).ShouldBe(0, "it was told once");

        await bench.ExecuteAsync(
            """
            update clocks set next_rung_at = null, state = 'ended' where rule = 'DL-PEN-02';
            update cases set filing_number = '望靖立〔2026〕1号', stage = 'investigation'
            """
        );
        await RemindAsync("2026-11-28T01:59");
        (await inspection.RunAsync(At("2026-11-28T02:00"), CancellationToken.None)).ShouldBe(1);
        (await inspection.OpenAsync(CancellationToken.None)).ShouldHaveSingleItem().Kind.ShouldBe("missing");
        await bench.ExecuteAsync("update cases set closed_at = now()");
        (await inspection.RunAsync(At("2026-11-29T02:00"), CancellationToken.None)).ShouldBe(1);
        (await inspection.OpenAsync(CancellationToken.None)).ShouldAllBe(found => found.Kind == "on-closed-case");
        it.ShouldNotBeNull();
    }

    [Fact]
    public async Task After_a_pause_the_reminders_run_again_up_to_the_new_day()
    {
        var it = await OpenAsync("2026-11-24");
        var id = await ClockAsync(it);
        await RemindAsync("2027-01-23T10:00");
        bench.Clock.SetUtcNow(At("2027-01-23T11:00"));
        await SuspendAsync(it, id, "hearing");
        await RemindAsync("2027-02-10T10:00");
        bench.Clock.SetUtcNow(At("2027-02-12T08:00"));
        await Verbs.ResumeAsync(CaseBench.Head, await NumberAsync(it), id, null, CancellationToken.None);
        await RemindAsync("2027-02-12T10:00");
        await RemindAsync("2027-02-12T10:01");
        (await bench.AskAsync<long>($"select count(*) from ladder_rungs where clock_id = '{id}' and rung = 'left-30'")).ShouldBe(2);
    }

    [Fact]
    public async Task A_missed_term_of_the_law_is_told_to_the_head_at_once_and_to_the_county_on_the_next_working_morning()
    {
        await OpenAsync("2026-11-24");
        const string told =
            "select string_agg(payload ->> 'organization', ' ' order by id) from outbox where payload ->> 'key' = 'notice.deadline.missed'";
        // The window of five working days ends on Tuesday, 1 December.
        await RemindAsync("2026-12-02T00:01");
        (await bench.AskAsync<string>(told)).ShouldBe(CaseBench.Township);
        await RemindAsync("2026-12-02T08:59");
        (await bench.AskAsync<string>(told)).ShouldBe(CaseBench.Township);
        await RemindAsync("2026-12-02T09:00");
        await RemindAsync("2026-12-02T09:01");
        (await bench.AskAsync<string>(told)).ShouldBe($"{CaseBench.Township} 430112-command-centre");
    }

    [Fact]
    public async Task A_rung_that_was_claimed_says_nothing_when_a_step_puts_the_next_reminder_back()
    {
        await OpenAsync("2026-11-24");
        await RemindAsync("2026-12-20T12:00");
        var said = await bench.AskAsync<long>("select count(*) from outbox where type = 'notice.wanted'");
        await bench.ExecuteAsync("update clocks set next_rung_at = '2026-11-26' where rule = 'DL-REV-03'");
        await RemindAsync("2026-12-20T12:01");
        (await bench.AskAsync<long>("select count(*) from outbox where type = 'notice.wanted'")).ShouldBe(said);
        (await bench.AskAsync<long>("select count(*) from clocks where next_rung_at < '2026-12-20'")).ShouldBe(0);
    }

    [Fact]
    public async Task A_term_that_had_run_out_before_it_was_written_down_is_reported_at_once()
    {
        await OpenAsync("2026-11-02");
        await RemindAsync("2026-11-24T09:01");
        (
            await bench.AskAsync<long>(
                "select count(*) from outbox where type = 'notice.wanted' and payload ->> 'key' = 'notice.deadline.missed'"
            )
        ).ShouldBe(2, "to the head of the body and to the county");
    }

    [Fact]
    public void What_is_unpaid_grows_until_it_is_paid()
    {
        var (served, office) = (new DateOnly(2026, 9, 20), OfficeTime.China);
        var clock = new Clock
        {
            Id = Guid.Empty,
            CaseKey = new CaseKey("430112", Guid.Empty),
            Rule = "DL-EXE-01",
            Variant = "",
            Term = Term.Of(15, TermUnit.CalendarDay),
            Roll = Roll.Forward,
            IsInternal = false,
            StartedOn = served,
            StartedAt = office.StartOf(served),
        };
        clock.Reckon(bench.Service<DeadlineBook>().Current);
        var data = new CaseData(new JsonObject { ["fine"] = 1000m });
        AdditionalFineAnswer.Of([clock], data, new DateOnly(2026, 10, 8), office).ShouldBeNull();
        AdditionalFineAnswer.Of([clock], data, new DateOnly(2026, 10, 10), office)!.Amount.ShouldBe(60);
        data.Set("paidOn", "2026-10-09");
        AdditionalFineAnswer.Of([clock], data, new DateOnly(2026, 12, 10), office)!.Amount.ShouldBe(30);
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

    private ClockVerbs Verbs => new(bench.Steps);

    private async Task<string> NumberAsync(CaseFile it) =>
        await bench.AskAsync<string>($"select number from cases where id = '{it.Key.Id}'");

    /// <summary>The term for the whole case.</summary>
    private Task<Guid> ClockAsync(CaseFile it) =>
        bench.AskAsync<Guid>($"select id from clocks where rule = 'DL-PEN-02' and case_id = '{it.Key.Id}'");

    private Task<DateTimeOffset> LegalDueAsync(Guid clock) => AskTimeAsync($"select due_legal from clocks where id = '{clock}'");

    private async Task<Clock> SuspendAsync(CaseFile it, Guid clock, string ground, Actor? by = null, DateOnly? from = null) =>
        await Verbs.SuspendAsync(
            by ?? CaseBench.Head,
            await NumberAsync(it),
            clock,
            ground,
            "《中华人民共和国行政处罚法》",
            "望靖中〔2026〕1号",
            from,
            CancellationToken.None
        );

    private Reckoner Reckoner =>
        new(new ScopedReads(database.Database, bench.StepServices.Seal), bench.Steps, NullLogger<Reckoner>.Instance);

    private async Task<Clock> ExtendAsync(CaseFile it, Guid clock, int days, string? minutes = null) =>
        await Verbs.ExtendAsync(CaseBench.Head, await NumberAsync(it), clock, days, "望靖延〔2026〕1号", minutes, CancellationToken.None);

    private async Task<Clock> LaterAsync(CaseFile it, Guid clock, Actor? by = null) =>
        await Verbs.TakeLaterRuleAsync(
            by ?? CaseBench.Head,
            await NumberAsync(it),
            clock,
            "新旧规定衔接办法第二条",
            CancellationToken.None
        );

    /// <summary>A shipped rule with another length from a day on.</summary>
    private async Task WordAsync(string code, string term, string later, string from)
    {
        var shipped = System.Text.Encoding.UTF8.GetString(EmbeddedFile.Open("deadlines.csv").Content).Split('\n');
        var row = shipped.Single(line => line.StartsWith($"{code},,", StringComparison.Ordinal));
        var sheet =
            $"{shipped[0]}\n{row.Replace($",{term},", $",{later},", StringComparison.Ordinal).Replace("2021-07-15", from, StringComparison.Ordinal)}\n";
        var report = await new Importer(database.Database, bench.Clock, []).ImportAsync(
            new DeadlineRuleList(),
            new ImportFile("rule.csv", System.Text.Encoding.UTF8.GetBytes(sheet)),
            new ImportPaper("湘司发〔2026〕3号", new DateOnly(2026, 11, 20), "system"),
            CancellationToken.None
        );
        report.Outcome.ShouldBe(ImportOutcome.Imported);
        await bench.Service<DeadlineBook>().ReadAsync(CancellationToken.None);
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
