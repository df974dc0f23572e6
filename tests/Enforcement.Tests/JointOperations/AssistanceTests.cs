using System.Globalization;
using System.Net;
using System.Text.Json;
using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Identity;
using Enforcement.JointOperations;
using Enforcement.JointOperations.Assistance;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Tasks;
using Enforcement.Tests.Evidence;
using Enforcement.Tests.Harness;
using Enforcement.Tests.Processes;
using Enforcement.Tests.Supervision;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static Enforcement.Tests.JointOperations.JointBench;

namespace Enforcement.Tests.JointOperations;

/// <summary>Letters of assistance and tests, and what they do to the terms of a case.</summary>
public sealed class AssistanceTests : IAsyncLifetime
{
    private const string Letters = "/api/assistance";

    /// <summary>A case with the term of the procedure and a seizure.</summary>
    private static readonly string Definition = TestDefinitions.Flowchart(
        "seized",
        [
            TestDefinitions.Node("start", "Elsa.Start"),
            TestDefinitions.Node("case", "Enforcement.StartClock", ("rule", TestDefinitions.Literal("DL-PEN-02"))),
            TestDefinitions.Node("seizure", "Enforcement.StartClock", ("rule", TestDefinitions.Literal("DL-PEN-07"))),
            TestDefinitions.Node("goods", "Enforcement.StartClock", ("rule", TestDefinitions.Literal("DL-PEN-05"))),
            TestDefinitions.Task("check"),
            TestDefinitions.Node("end", "Elsa.End"),
        ],
        ["start>case", "case>seizure", "seizure>goods", "goods>check", "check:done>end"]
    );

    private TestService service = null!;

    public async Task InitializeAsync()
    {
        service = await TestService.CreateAsync();
        await service.StaffJointAsync();
    }

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public async Task A_letter_is_answered_item_by_item_once_within_five_working_days_of_the_county()
    {
        var sent = await service.DoneAsync("jt-squad", Letters, Letter(PolicePost));
        var id = sent.GetProperty("id").GetGuid();
        sent.GetProperty("number").GetString().ShouldBe("靖109协查〔2026〕1号");
        sent.GetProperty("dueAt").GetDateTimeOffset().ShouldBe(SupervisionBench.At("2026-12-02T00:00"));
        (
            await service.RefusedAsync(
                "jt-police",
                $"{Letters}/{id}/answer",
                new { results = new[] { new { provided = true, result = "王某" } } }
            )
        ).ShouldBe((400, "malformed"));
        (await service.RefusedAsync("jt-squad", $"{Letters}/{id}/answer", Results())).ShouldBe((403, "assistance.not-yours"));
        (await service.RefusedAsync("jt-market-unit", $"{Letters}/{id}/answer", Results())).ShouldBe((404, "not-found"));
        var scan = await service.PhotoAsync("jt-police");
        var answered = await service.DoneAsync("jt-police", $"{Letters}/{id}/answer", Results([scan]));
        answered.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("provided").GetBoolean()).ShouldBe([true, false]);
        (await service.RefusedAsync("jt-police", $"{Letters}/{id}/refusal", new { reason = "不便" })).ShouldBe((409, "assistance.over"));
        using var squad = await service.CallerAsync("jt-officer");
        (await squad.GetAsync($"/api/attachments/{scan}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await squad.GetStringAsync($"/assistance/{id}")).ShouldNotContain("[assistance.");
        (await service.ReadAsync("jt-squad", $"{Letters}/{id}/journal")).GetProperty("isWhole").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_refusal_has_its_reason_and_a_body_of_another_county_has_fifteen_days()
    {
        var sent = await service.DoneAsync("jt-squad", Letters, Letter(Elsewhere));
        sent.GetProperty("dueAt").GetDateTimeOffset().ShouldBe(SupervisionBench.At("2026-12-16T00:00"));
        var path = $"{Letters}/{sent.GetProperty("id").GetGuid()}/refusal";
        (await service.RefusedAsync("jt-elsewhere", path, new { reason = " " })).ShouldBe((400, "malformed"));
        (await service.DoneAsync("jt-elsewhere", path, new { reason = "企业登记不在本区" }))
            .GetProperty("state")
            .GetString()
            .ShouldBe("refused");
        (await service.RefusedAsync("jt-officer", Letters, Letter(Market))).ShouldBe((403, "assistance.heads-only"));
        (await service.RefusedAsync("jt-squad", Letters, Letter(Town))).ShouldBe((409, "assistance.oneself"));
        (await service.RefusedAsync("jt-squad", Letters, Letter("430112-nobody"))).ShouldBe((400, "malformed"));
    }

    [Fact]
    public async Task A_test_stops_the_terms_of_the_case_and_of_the_seizure_with_a_notice_and_its_result_lets_them_run_again()
    {
        var it = await OpenAsync();
        var before = await DuesAsync(it);
        service.MoveTo("2026-11-25T09:00");
        var sent = await service.DoneAsync("jt-squad", Letters, Test(it, 30));
        var id = sent.GetProperty("id").GetGuid();
        sent.GetProperty("number").GetString().ShouldBe("靖109鉴委〔2026〕1号");
        var period = sent.GetProperty("period");
        period.GetProperty("notice").GetString().ShouldBe("靖109期告〔2026〕1号");
        (period.GetProperty("from").GetString(), period.GetProperty("until").GetString()).ShouldBe(("2026-11-25", "2026-12-24"));
        // What was registered and preserved knows no such ground, and runs on.
        (await StatesAsync(it)).ShouldBe(["DL-PEN-02 paused", "DL-PEN-05 running", "DL-PEN-07 paused"]);
        (await service.Database.ColumnAsync<string>("select pauses::text from clocks where case_id = $1 and rule = 'DL-PEN-07'", it.Key.Id))
            .Single()
            .ShouldContain("靖109期告〔2026〕1号");

        service.MoveTo("2026-12-05T10:00");
        await service.DoneAsync("jt-market1", $"{Letters}/{id}/answer", Results());
        (await StatesAsync(it))[0].ShouldBe("DL-PEN-02 paused");
        await DispatchAsync();
        await DispatchAsync();
        (await StatesAsync(it)).ShouldBe(["DL-PEN-02 running", "DL-PEN-05 running", "DL-PEN-07 running"]);
        var after = await DuesAsync(it);
        // Ten days, from the day of the commission to the day of the result, which counts again.
        (after["DL-PEN-07"] - before["DL-PEN-07"]).ShouldBe(TimeSpan.FromDays(10));
        (after["DL-PEN-05"] - before["DL-PEN-05"]).ShouldBe(TimeSpan.Zero);
        (
            await service.Database.ScalarAsync<long>(
                "select count(*) from journal where case_id = $1 and content like '%\"assistance.pause-ended\"%'",
                it.Key.Id
            )
        ).ShouldBe(1);
        using var market = await service.CallerAsync("jt-market1");
        (await market.GetAsync($"/api/cases/{it.Number}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var squad = await service.CallerAsync("jt-squad");
        (await squad.GetStringAsync($"/cases/{it.Number}")).ShouldContain("靖109期告〔2026〕1号");
    }

    [Fact]
    public async Task A_pause_ends_with_its_period_though_no_result_has_come_and_not_a_day_before()
    {
        var it = await OpenAsync();
        var before = await DuesAsync(it);
        service.MoveTo("2026-11-25T09:00");
        var id = (await service.DoneAsync("jt-squad", Letters, Test(it, 10))).GetProperty("id").GetGuid();
        service.MoveTo("2026-12-04T23:59");
        await SweepAsync();
        (await StatesAsync(it))[2].ShouldBe("DL-PEN-07 paused");
        service.MoveTo("2026-12-05T00:10");
        await SweepAsync();
        (await StatesAsync(it))[2].ShouldBe("DL-PEN-07 running");
        ((await DuesAsync(it))["DL-PEN-07"] - before["DL-PEN-07"]).ShouldBe(TimeSpan.FromDays(10));
        (
            await service.Database.ScalarAsync<long>(
                "select count(*) from outbox where payload ->> 'key' = 'notice.assistance-late' and payload ->> 'role' = 'unit-head'"
            )
        ).ShouldBe(2);
        await service.DoneAsync("jt-market1", $"{Letters}/{id}/answer", Results());
        await DispatchAsync();
        ((await DuesAsync(it))["DL-PEN-07"] - before["DL-PEN-07"]).ShouldBe(TimeSpan.FromDays(10));
    }

    [Fact]
    public async Task A_term_that_was_resumed_by_hand_is_left_alone_and_a_letter_taken_back_ends_the_pause()
    {
        var it = await OpenAsync();
        var id = (await service.DoneAsync("jt-squad", Letters, Test(it, 30))).GetProperty("id").GetGuid();
        var seizure = await service.Database.ScalarAsync<Guid>(
            "select id from clocks where case_id = $1 and rule = 'DL-PEN-07'",
            it.Key.Id
        );
        service.MoveTo("2026-11-30T09:00");
        await service.DoneAsync("jt-head", $"/api/cases/{it.Number}/clocks/{seizure}/resumption", new { on = "2026-11-27" });
        (await service.RefusedAsync("jt-market-unit", $"{Letters}/{id}/withdrawal", new { reason = "撤" })).ShouldBe(
            (403, "assistance.not-yours")
        );
        await service.DoneAsync("jt-squad", $"{Letters}/{id}/withdrawal", new { reason = "当事人自认" });
        await DispatchAsync();
        (await StatesAsync(it)).ShouldBe(["DL-PEN-02 running", "DL-PEN-05 running", "DL-PEN-07 running"]);
        (
            await service.Database.ColumnAsync<string>(
                """
                select rule || ' ' || (pauses -> 0 ->> 'from') || ' ' || (pauses -> 0 ->> 'to') || ' ' || jsonb_array_length(pauses)
                from clocks where case_id = $1 and rule <> 'DL-PEN-05' order by rule
                """,
                it.Key.Id
            )
        ).ShouldBe(["DL-PEN-02 2026-11-24 2026-11-30 1", "DL-PEN-07 2026-11-24 2026-11-27 1"]);
        (await service.ReadAsync("jt-squad", $"{Letters}/{id}")).GetProperty("late").GetBoolean().ShouldBeFalse();
        using var squad = await service.CallerAsync("jt-squad");
        // Taken back is not answered, in time or late.
        foreach (var page in new[] { "/assistance?view=sent", $"/assistance/{id}" })
            (await squad.GetStringAsync(page)).ShouldNotContain("按时应答");
    }

    [Fact]
    public async Task While_another_test_runs_the_terms_go_on_standing_by_its_notice_without_a_gap()
    {
        var it = await OpenAsync();
        var before = await DuesAsync(it);
        service.MoveTo("2026-11-25T09:00");
        await service.DoneAsync("jt-squad", Letters, Test(it, 10));
        service.MoveTo("2026-12-01T09:00");
        var second = await service.DoneAsync("jt-squad", Letters, Test(it, 30));
        second
            .GetProperty("period")
            .GetProperty("clocks")
            .EnumerateArray()
            .Select(clock => clock.GetProperty("rule").GetString())
            .Order()
            .ShouldBe(["DL-PEN-02", "DL-PEN-07"]);
        service.MoveTo("2026-12-05T00:10");
        await SweepAsync();
        (await StatesAsync(it)).ShouldBe(["DL-PEN-02 paused", "DL-PEN-05 running", "DL-PEN-07 paused"]);
        (await LedgerAsync(it.Key.Id)).ShouldBe(["2026-11-25 2026-12-05 靖109期告〔2026〕1号", "2026-12-05  靖109期告〔2026〕2号"]);
        service.MoveTo("2026-12-20T09:00");
        await service.DoneAsync("jt-market1", $"{Letters}/{second.GetProperty("id").GetGuid()}/answer", Results());
        await DispatchAsync();
        (await StatesAsync(it)).ShouldBe(["DL-PEN-02 running", "DL-PEN-05 running", "DL-PEN-07 running"]);
        ((await DuesAsync(it))["DL-PEN-07"] - before["DL-PEN-07"]).ShouldBe(TimeSpan.FromDays(25));
    }

    [Fact]
    public async Task Two_tests_that_overlap_count_as_one_pause_however_late_their_ends_are_looked_at()
    {
        var it = await OpenAsync();
        var before = await DuesAsync(it);
        service.MoveTo("2026-11-25T09:00");
        await service.DoneAsync("jt-squad", Letters, Test(it, 10));
        service.MoveTo("2026-12-01T09:00");
        await service.DoneAsync("jt-squad", Letters, Test(it, 10));
        // Nobody looked from the fourth of December on: both are over.
        service.MoveTo("2026-12-20T09:00");
        await SweepAsync();
        (await StatesAsync(it)).ShouldBe(["DL-PEN-02 running", "DL-PEN-05 running", "DL-PEN-07 running"]);
        ((await DuesAsync(it))["DL-PEN-07"] - before["DL-PEN-07"]).ShouldBe(TimeSpan.FromDays(16));
        (await service.Database.ScalarAsync<long>("select count(*) from assistance_letters where pause_ended_at is null")).ShouldBe(0);
    }

    [Fact]
    public async Task A_test_that_began_after_the_result_of_another_counts_for_its_own_days_however_late_they_are_looked_at()
    {
        var it = await OpenAsync();
        var before = await DuesAsync(it);
        service.MoveTo("2026-11-25T09:00");
        var first = await service.DoneAsync("jt-squad", Letters, Test(it, 10));
        service.MoveTo("2026-11-30T09:00");
        await service.DoneAsync("jt-market1", $"{Letters}/{first.GetProperty("id").GetGuid()}/answer", Results());
        // Nobody has looked yet when the next test is ordered: the terms still stand.
        service.MoveTo("2026-12-02T09:00");
        await service.DoneAsync("jt-squad", Letters, Test(it, 10));
        service.MoveTo("2026-12-20T09:00");
        await SweepAsync();
        (await LedgerAsync(it.Key.Id)).ShouldBe([
            "2026-11-25 2026-11-30 靖109期告〔2026〕1号",
            "2026-12-02 2026-12-12 靖109期告〔2026〕2号",
        ]);
        ((await DuesAsync(it))["DL-PEN-07"] - before["DL-PEN-07"]).ShouldBe(TimeSpan.FromDays(15));
    }

    [Fact]
    public async Task A_term_that_ran_out_between_two_tests_is_suspended_by_neither_of_them_again()
    {
        var it = await OpenAsync();
        service.MoveTo("2026-12-22T09:00");
        var first = await service.DoneAsync("jt-squad", Letters, Test(it, 10));
        service.MoveTo("2026-12-23T09:00");
        await service.DoneAsync("jt-market1", $"{Letters}/{first.GetProperty("id").GetGuid()}/answer", Results());
        service.MoveTo("2026-12-29T09:00");
        await service.DoneAsync("jt-squad", Letters, Test(it, 5));
        service.MoveTo("2027-01-10T09:00");
        await SweepAsync();
        (await LedgerAsync(it.Key.Id)).ShouldBe(["2026-12-22 2026-12-23 靖109期告〔2026〕1号"]);
        (await service.Database.ScalarAsync<long>("select count(*) from assistance_letters where pause_ended_at is null")).ShouldBe(0);
    }

    [Fact]
    public async Task A_test_prolongs_no_term_that_began_after_it_was_ordered()
    {
        var it = await OpenAsync();
        service.MoveTo("2026-11-25T09:00");
        await service.DoneAsync("jt-squad", Letters, Test(it, 30));
        service.MoveTo("2026-11-28T09:00");
        await ClocksAsync(it, (work, clocks) => clocks.Start(work, "DL-PEN-07", about: "另一车"));
        service.MoveTo("2026-11-30T09:00");
        await service.DoneAsync("jt-squad", Letters, Test(it, 5));
        service.MoveTo("2026-12-05T09:00");
        await SweepAsync();
        (await LedgerAsync(it.Key.Id, "另一车")).ShouldBe(["2026-11-30 2026-12-05 靖109期告〔2026〕2号"]);
        (await LedgerAsync(it.Key.Id)).ShouldBe(["2026-11-25  靖109期告〔2026〕1号"]);
    }

    [Fact]
    public async Task A_term_of_another_case_that_names_the_same_paper_is_left_alone()
    {
        var (it, stranger) = (await OpenAsync(), await OpenAsync());
        service.MoveTo("2026-11-25T09:00");
        await service.DoneAsync("jt-squad", Letters, Test(it, 10));
        await ClocksAsync(
            stranger,
            (work, clocks) =>
                clocks.Suspend(
                    work,
                    clocks.Running.Single(clock => clock.Rule == "DL-PEN-07"),
                    new Suspension(new(2026, 11, 25), null, "testing", "据", "靖109期告〔2026〕1号"),
                    null
                )
        );
        service.MoveTo("2026-12-05T09:00");
        await SweepAsync();
        (await StatesAsync(it)).ShouldBe(["DL-PEN-02 running", "DL-PEN-05 running", "DL-PEN-07 running"]);
        (await LedgerAsync(stranger.Key.Id)).ShouldBe(["2026-11-25  靖109期告〔2026〕1号"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_term_that_a_transfer_carried_to_another_case_runs_again_there(bool twice)
    {
        var it = await OpenAsync();
        var before = await DuesAsync(it);
        service.MoveTo("2026-11-25T09:00");
        var id = (await service.DoneAsync("jt-squad", Letters, Test(it, 30))).GetProperty("id").GetGuid();
        service.MoveTo("2026-11-28T09:00");
        var there = await TransferAsync(it.Key, Market);
        if (twice)
            there = await TransferAsync(there, Urban);
        (await LedgerAsync(there.Id)).ShouldBe(["2026-11-25  靖109期告〔2026〕1号"]);
        service.MoveTo("2026-12-05T10:00");
        await service.DoneAsync("jt-market1", $"{Letters}/{id}/answer", Results());
        await DispatchAsync();
        await DispatchAsync();
        (await LedgerAsync(there.Id)).ShouldBe(["2026-11-25 2026-12-05 靖109期告〔2026〕1号"]);
        (
            await service.Database.ScalarAsync<DateTime>(
                "select due_legal from clocks where case_id = $1 and rule = 'DL-PEN-07' and state = 'running'",
                there.Id
            ) - before["DL-PEN-07"]
        ).ShouldBe(TimeSpan.FromDays(10));
        (
            await service.Database.ColumnAsync<long>(
                """
                select count(*) from journal where case_id = any ($1) and content like '%"assistance.pause-ended"%' group by case_id
                """,
                (object)new[] { it.Key.Id, there.Id }
            )
        ).ShouldBe([1, 1]);
        (await service.ReadAsync("jt-squad", $"{Letters}/{id}")).GetProperty("pauseEndedAt").ValueKind.ShouldBe(JsonValueKind.String);
    }

    [Fact]
    public async Task A_carried_term_stands_for_the_second_test_of_the_case_it_came_from_and_runs_when_that_is_over()
    {
        var it = await OpenAsync();
        service.MoveTo("2026-11-25T09:00");
        await service.DoneAsync("jt-squad", Letters, Test(it, 10));
        service.MoveTo("2026-12-01T09:00");
        await service.DoneAsync("jt-squad", Letters, Test(it, 10));
        var there = await TransferAsync(it.Key, Market);
        service.MoveTo("2026-12-05T09:00");
        await SweepAsync();
        (await LedgerAsync(there.Id)).ShouldBe(["2026-11-25 2026-12-05 靖109期告〔2026〕1号", "2026-12-05  靖109期告〔2026〕2号"]);
        service.MoveTo("2026-12-11T00:10");
        (await SweepAsync()).ShouldBeGreaterThan(0);
        (await LedgerAsync(there.Id))[^1].ShouldBe("2026-12-05 2026-12-11 靖109期告〔2026〕2号");
    }

    [Fact]
    public async Task On_the_evening_of_its_last_day_no_period_is_looked_at_yet()
    {
        var it = await OpenAsync();
        service.MoveTo("2026-11-25T09:00");
        await service.DoneAsync("jt-squad", Letters, Test(it, 10));
        var reads = service.Services.GetRequiredService<ScopedReads>();
        async Task<int> FoundAsync(string day) =>
            (
                await reads.RowsAsync(
                    Scope.Everything,
                    AssistanceTable.PausesOver(DateOnly.Parse(day, CultureInfo.InvariantCulture), 10),
                    AssistanceTable.PauseFrom,
                    default
                )
            ).Count;
        (await FoundAsync("2026-12-04")).ShouldBe(0);
        (await FoundAsync("2026-12-05")).ShouldBe(1);

        // The sweep goes by the office's day: whatever it looked at it would lock, and wait here.
        service.MoveTo("2026-12-04T23:50");
        await SweepAsync();
        await using (var other = await service.Database.Owner.OpenConnectionAsync())
        await using (var transaction = await other.BeginTransactionAsync())
        {
            await using var locking = new NpgsqlCommand("select from joint_subjects for update", other, transaction);
            await locking.ExecuteNonQueryAsync();
            (await SweepAsync().WaitAsync(TimeSpan.FromSeconds(10))).ShouldBe(0);
        }
        service.MoveTo("2026-12-05T00:10");
        (await SweepAsync()).ShouldBeGreaterThan(0);
        (await StatesAsync(it))[2].ShouldBe("DL-PEN-07 running");
    }

    [Fact]
    public async Task A_body_of_another_county_answers_with_a_scan_and_whoever_asked_reads_it()
    {
        var id = (await service.DoneAsync("jt-squad", Letters, Letter(Elsewhere))).GetProperty("id").GetGuid();
        var scan = await service.PhotoAsync("jt-elsewhere");
        await service.DoneAsync("jt-elsewhere", $"{Letters}/{id}/answer", Results([scan]));
        foreach (var who in new[] { "jt-squad", "jt-elsewhere" })
        {
            using var caller = await service.CallerAsync(who);
            (await caller.GetAsync($"/api/attachments/{scan}")).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await service.ReadAsync(who, $"{Letters}/{id}/evidence"))
                .GetProperty("items")
                .EnumerateArray()
                .Select(item => item.GetProperty("id").GetGuid())
                .ShouldBe([scan]);
        }
        // The superiors of either side see it by their region, that of the letter and that of whoever took it in.
        await service.BodyAsync("430104-command-centre", "430104", "岳麓指挥中心", "department", "command-centre");
        await service.PersonAsync("jt-command-there", Roles.CommandCentre, "430104-command-centre");
        foreach (var who in new[] { "jt-command", "jt-command-there" })
        {
            using var superior = await service.CallerAsync(who);
            (await superior.GetAsync($"/api/attachments/{scan}")).StatusCode.ShouldBe(HttpStatusCode.OK, who);
        }
        using var stranger = await service.CallerAsync("jt-neighbour");
        (await stranger.GetAsync($"/api/attachments/{scan}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var other = (await service.DoneAsync("jt-squad", Letters, Letter(Elsewhere))).GetProperty("id").GetGuid();
        (await service.RefusedAsync("jt-elsewhere", $"{Letters}/{other}/answer", Results([scan]))).ShouldBe((409, "file.taken"));
    }

    [Fact]
    public async Task What_waits_for_an_answer_stands_in_the_order_of_its_dues_and_what_is_answered_no_more()
    {
        var it = await OpenAsync();
        var late = (await service.DoneAsync("jt-squad", Letters, Test(it, 30))).GetProperty("id").GetGuid();
        var soon = (await service.DoneAsync("jt-squad", Letters, Letter(Market))).GetProperty("id").GetGuid();
        var latest = (await service.DoneAsync("jt-squad", Letters, Test(it, 40))).GetProperty("id").GetGuid();
        async Task<List<Guid>> TrayAsync()
        {
            var found = new List<Guid>();
            string? after = "";
            while (after is not null)
            {
                var page = await service.ReadAsync("jt-market1", $"{Letters}?view=to-answer&limit=1&after={Uri.EscapeDataString(after)}");
                found.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()));
                after = page.GetProperty("next").GetString();
            }
            return found;
        }
        (await TrayAsync()).ShouldBe([soon, late, latest]);
        await service.DoneAsync("jt-market1", $"{Letters}/{late}/answer", Results());
        (await TrayAsync()).ShouldBe([soon, latest]);
        (await service.ReadAsync("jt-market1", $"{Letters}?view=received")).GetProperty("items").GetArrayLength().ShouldBe(3);
        (await service.ReadAsync("jt-squad", $"{Letters}?view=to-answer")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task More_scans_than_a_letter_takes_are_refused_beside_their_field_and_none_is_kept()
    {
        var id = (await service.DoneAsync("jt-squad", Letters, Letter(Market))).GetProperty("id").GetGuid();
        using var market = await service.CallerAsync("jt-market1");
        using var answer = Forms.Hidden(await market.GetStringAsync($"/assistance/{id}"), "answer");
        answer.Add(new StringContent("王某"), "result-0");
        answer.Add(new StringContent("无"), "result-1");
        for (var n = 0; n < 21; n++)
            answer.Add(new ByteArrayContent(AttachmentTests.Jpeg()), "scans", $"{n}.jpg");
        var refused = await (await market.PostAsync($"/assistance/{id}", answer)).Content.ReadAsStringAsync();
        refused.ShouldContain("一次最多二十个");
        (await service.Database.ScalarAsync<long>("select count(*) from attachments")).ShouldBe(0);
        (await service.ReadAsync("jt-squad", $"{Letters}/{id}")).GetProperty("state").GetString().ShouldBe("sent");
    }

    [Fact]
    public async Task A_test_needs_a_case_of_ones_own_that_is_open_and_a_period()
    {
        var it = await OpenAsync();
        (await service.RefusedAsync("jt-squad", Letters, Letter(Market, "testing", days: 10))).ShouldBe((409, "assistance.case-needed"));
        (await service.RefusedAsync("jt-squad", Letters, Letter(Market, "testing", it.Number))).ShouldBe((400, "malformed"));
        (await service.RefusedAsync("jt-squad", Letters, Test(it, 181))).ShouldBe((400, "malformed"));
        (await service.RefusedAsync("jt-neighbour", Letters, Test(it, 10))).ShouldBe((404, "not-found"));
        (await StatesAsync(it)).ShouldAllBe(state => state.EndsWith("running"));
    }

    [Fact]
    public async Task The_form_of_a_case_sends_a_letter_and_the_page_answers_it()
    {
        var it = await OpenAsync();
        using var squad = await service.CallerAsync("jt-squad");
        var address = $"/assistance/new?case={it.Number}";
        var page = await squad.GetStringAsync(address);
        page.ShouldNotContain("[assistance.");
        using var form = Forms.Hidden(page, "letter");
        foreach (
            var (name, value) in new[]
            {
                ("kind", "testing"),
                ("asked", Market),
                ("matter", "检验食品是否合格"),
                ("basis", "依据"),
                ("items", "菌落总数\n标签"),
                ("contact", "邓伟民"),
                ("caseNumber", it.Number),
                ("days", "15"),
            }
        )
            form.Add(new StringContent(value), name);
        var made = await squad.PostAsync(address, form);
        made.StatusCode.ShouldBe(HttpStatusCode.Found, await made.Content.ReadAsStringAsync());
        var path = made.Headers.Location!.ToString();
        using var market = await service.CallerAsync("jt-market1");
        var shown = await market.GetStringAsync(path);
        shown.ShouldContain("期告〔2026〕1号");
        using var half = Forms.Hidden(shown, "answer");
        half.Add(new StringContent("true"), "provided-0");
        half.Add(new StringContent("合格"), "result-0");
        var refused = await (await market.PostAsync(path, half)).Content.ReadAsStringAsync();
        refused.ShouldContain("is-invalid");
        refused.ShouldContain("合格");
        using var answer = Forms.Hidden(shown, "answer");
        answer.Add(new StringContent("true"), "provided-0");
        answer.Add(new StringContent("合格"), "result-0");
        answer.Add(new StringContent("标签缺失"), "result-1");
        (await market.PostAsync(path, answer)).StatusCode.ShouldBe(HttpStatusCode.Found);
        (await squad.GetStringAsync("/assistance?view=sent")).ShouldContain("检验食品是否合格");
    }

    private static object Letter(string asked, string kind = "investigation", string? caseNumber = null, int? days = null) =>
        new
        {
            asked,
            kind,
            matter = "核查货车湘A12345车主",
            basis = "《中华人民共和国行政处罚法》第二十六条",
            items = new[] { "车主身份", "行驶轨迹" },
            contact = "邓伟民 0731-88000000",
            caseNumber,
            days,
        };

    private static object Test(CaseFile it, int days) => Letter(Market, "testing", it.Number, days);

    private static object Results(Guid[]? attachments = null) =>
        new
        {
            results = new[] { new { provided = true, result = "王某" }, new { provided = false, result = "无卡口记录" } },
            attachments = attachments ?? [],
        };

    private async Task<CaseFile> OpenAsync()
    {
        await using var step = await service.BeginCaseAsync("seized", Definition, "investigation", [], Town, "jt-officer", "jt-partner");
        await step.CommitAsync(default);
        return step.Case;
    }

    /// <summary>As the acceptance of a letter does it: the receiver's own case, and the terms on goods with it.</summary>
    private async Task<CaseKey> TransferAsync(CaseKey from, string receiver)
    {
        await service.BeginPlainAsync();
        await using var step = await service.Services.GetRequiredService<Steps>().BeginAsync(Actor.System, CaseOf.Case(from.Id), default);
        var own = new CaseFile
        {
            Key = CaseKey.New(from.County, step.Now),
            Number = "",
            Kind = CaseKind.County,
            OwnerOrg = receiver,
            HandlerOrg = receiver,
            Origin = from,
            Title = step.Case.Title,
            MatterCode = step.Case.MatterCode,
            MatterVersion = step.Case.MatterVersion,
            ViolationOn = step.Case.ViolationOn,
            Procedure = step.Case.Procedure,
            Intent = step.Case.Intent,
            Officers = [],
            Stage = "filing",
            StageSince = step.Now,
            OpenedAt = step.Now,
            Data = new CaseData([]),
        };
        var work = await step.OpenAsync(own, JointBench.Plain, null, default);
        step.Main.Part<OpenTasks>().HandOn(step.Main, work, Roles.CountyHandler);
        await step.CommitAsync(default);
        return own.Key;
    }

    private async Task ClocksAsync(CaseFile it, Action<CaseWork, CaseClocks> act)
    {
        await using var step = await service.Services.GetRequiredService<Steps>().BeginAsync(Actor.System, CaseOf.Case(it.Key.Id), default);
        act(step.Main, step.Main.Part<CaseClocks>());
        await step.CommitAsync(default);
    }

    /// <summary>The pauses of the seizure: from, to, by which paper.</summary>
    private Task<List<string>> LedgerAsync(Guid caseId, string about = "") =>
        service.Database.ColumnAsync<string>(
            """
            select (p ->> 'from') || ' ' || coalesce(p ->> 'to', '') || ' ' || (p ->> 'document')
            from clocks, jsonb_array_elements(pauses) with ordinality e (p, n) where case_id = $1 and rule = 'DL-PEN-07' and coalesce(about, '') = $2
            order by n
            """,
            caseId,
            about
        );

    private Task<List<string>> StatesAsync(CaseFile it) =>
        service.Database.ColumnAsync<string>("select rule || ' ' || state from clocks where case_id = $1 order by rule", it.Key.Id);

    private async Task<Dictionary<string, DateTime>> DuesAsync(CaseFile it)
    {
        var dues = new Dictionary<string, DateTime>();
        foreach (var rule in new[] { "DL-PEN-02", "DL-PEN-05", "DL-PEN-07" })
            dues[rule] = await service.Database.ScalarAsync<DateTime>(
                "select due_legal from clocks where case_id = $1 and rule = $2",
                it.Key.Id,
                rule
            );
        return dues;
    }

    private Task<int> DispatchAsync() =>
        service.Services.GetRequiredService<OutboxDispatcher>().RunAsync(service.Clock.GetUtcNow(), default);

    private Task<int> SweepAsync() => service.Services.GetRequiredService<JointSweep>().RunAsync(service.Clock.GetUtcNow(), default);
}
