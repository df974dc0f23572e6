using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Tests.Harness;
using static Enforcement.Tests.Patrols.PaperCaseBench;

namespace Enforcement.Tests.Patrols;

/// <summary>A term that was suspended or extended on paper runs here for what is left of it, and is changed here as if all had happened here.</summary>
public sealed class PaperTermTests : IAsyncLifetime
{
    private TestService service = null!;
    private HttpClient squad = null!;

    public async Task InitializeAsync()
    {
        service = await TestService.CreateAsync();
        await service.StaffPaperAsync();
        squad = await service.CallerAsync(Squad);
    }

    public async Task DisposeAsync() => await service.DisposeAsync();

    /// <summary>
    /// Fifteen working days from Saturday 12 September. Before the suspension: 14 to 17 September, four. From 10 October on, a Saturday worked for
    /// National Day, the other eleven: 10, 12 to 16, and 19 to 23 October.
    /// </summary>
    [Fact]
    public async Task What_is_left_of_working_days_counts_on_from_the_make_up_day_on_which_it_was_resumed()
    {
        await HaveRunAsync("DL-LEAD-02");

        var id = await squad.BroughtInAsync(WithTerm("调休1号", "DL-LEAD-02", Begun, [Suspension("testing", "2026-09-18", "2026-10-10")]));

        (await ClocksAsync(id)).ShouldBe("DL-LEAD-02 15 running 2026-10-23");
        await service.SweepAsync();
        (await RemindersAsync()).ShouldBe(0);
        (await PassedAsync(id))!.ShouldContain("missed");
    }

    /// <summary>As above, and a second time from 21 October, with three of the eleven days left, to 16 November: 16, 17 and 18 November.</summary>
    [Fact]
    public async Task Each_suspension_leaves_out_its_own_days()
    {
        await HaveRunAsync("DL-LEAD-02");

        var id = await squad.BroughtInAsync(
            WithTerm(
                "调休2号",
                "DL-LEAD-02",
                Begun,
                [Suspension("testing", "2026-09-18", "2026-10-10"), Suspension("testing", "2026-10-21", "2026-11-16")]
            )
        );

        (await ClocksAsync(id)).ShouldBe("DL-LEAD-02 15 running 2026-11-18");
    }

    [Fact]
    public async Task Reminders_follow_the_day_that_the_suspension_has_moved_and_the_journal_says_that_it_is_from_paper()
    {
        // Ninety days end on 11 December, ten days later for the hearing: the reminder of thirty days, of 21 November, is past.
        var id = await squad.BroughtInAsync(WithTerm("听证1号", "DL-PEN-02", Begun, [Suspension("hearing", "2026-10-20", "2026-10-30")]));

        (await ClocksAsync(id)).ShouldBe("DL-PEN-02 90 running 2026-12-21");
        (await PassedAsync(id)).ShouldBe("left-30");
        await service.SweepAsync();
        (await RemindersAsync()).ShouldBe(0);
        service.Clock.SetUtcNow(new DateTimeOffset(2026, 12, 6, 9, 5, 0, TimeSpan.FromHours(8)));
        await service.SweepAsync();
        (await RemindersAsync()).ShouldBe(1);

        var suspended = await EntryAsync(id, "clock.suspended-on-paper");
        suspended["by"]!["name"]!.GetValue<string>().ShouldBe("孙队长");
        (suspended["from"]!.GetValue<string>(), suspended["document"]!.GetValue<string>()).ShouldBe(("2026-10-20", "望靖中〔2026〕3号"));
        var resumed = await EntryAsync(id, "clock.resumed-on-paper");
        (resumed["dueBefore"]!.GetValue<string>(), resumed["due"]!.GetValue<string>()).ShouldBe(("2026-12-11", "2026-12-21"));
    }

    [Fact]
    public async Task A_term_that_is_still_suspended_says_nothing_and_is_resumed_here()
    {
        var id = await squad.BroughtInAsync(WithTerm("中止1号", "DL-PEN-02", Begun, [Suspension("testing", "2026-11-10")]));

        (await ClocksAsync(id)).ShouldBe("DL-PEN-02 90 paused 2026-12-11");
        (await PassedAsync(id)).ShouldBeNull();
        await service.SweepAsync();
        (await RemindersAsync()).ShouldBe(0);

        using var head = await service.CallerAsync(Head);
        var answer = await head.PostAsJsonAsync($"{await ClockAddressAsync(id)}/resumption", new { on = "2026-11-20" });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());

        (await ClocksAsync(id)).ShouldBe("DL-PEN-02 90 running 2026-12-21");
        (await EntryAsync(id, "clock.resumed"))["due"]!.GetValue<string>().ShouldBe("2026-12-21");
    }

    [Fact]
    public async Task An_extension_gives_the_later_day_and_a_second_one_is_not_the_heads_alone()
    {
        var id = await squad.BroughtInAsync(WithTerm("延长1号", "DL-PEN-02", Begun, [], Extension(30, "2026-11-20")));

        (await ClocksAsync(id)).ShouldBe("DL-PEN-02 90 ended 2026-12-11, DL-PEN-02 120 running 2027-01-10");
        (
            await AskAsync<string>(
                "select ended_how || ' ' || (ended_at at time zone 'Asia/Shanghai')::date from clocks where case_id = $1 and state = 'ended'",
                id
            )
        ).ShouldBe("extended 2026-11-20");
        (await AskAsync<string>("select approval from clocks where case_id = $1 and extends is not null", id)).ShouldBe(
            "望靖延〔2026〕2号"
        );
        var entry = await EntryAsync(id, "clock.extended-on-paper");
        (entry["days"]!.GetValue<int>(), entry["grantedOn"]!.GetValue<string>()).ShouldBe((30, "2026-11-20"));
        entry["by"]!["name"]!.GetValue<string>().ShouldBe("孙队长");

        using var head = await service.CallerAsync(Head);
        var again = await head.PostAsJsonAsync(
            $"{await ClockAddressAsync(id)}/extension",
            new { days = 10, approval = "望靖延〔2026〕9号" }
        );
        // A second one is for the heads together, with minutes.
        (await again.Content.ReadAsStringAsync()).ShouldContain("minutes");
    }

    /// <summary>Filed on 1 July, due on 29 September, with the suspension on 6 November: so that the approval of 20 October came in time.</summary>
    [Fact]
    public async Task An_extension_is_judged_by_the_days_that_had_been_left_out_when_it_was_granted()
    {
        var file = WithTerm(
            "延长2号",
            "DL-PEN-02",
            Early,
            [Suspension("suspension", "2026-09-01", "2026-10-09")],
            Extension(30, "2026-10-20")
        );
        file["violationDate"] = "2026-06-30";

        var id = await squad.BroughtInAsync(file);

        (await ClocksAsync(id)).ShouldBe("DL-PEN-02 90 ended 2026-11-06, DL-PEN-02 120 running 2026-12-06");
        (await PassedAsync(id)).ShouldBe("left-15,left-30");
    }

    [Theory]
    [InlineData("2026-09-10")]
    [InlineData("2026-09-20")]
    [InlineData("2026-10-02")]
    [InlineData("2026-11-20")]
    [InlineData("2026-11-22")]
    public async Task An_extension_before_during_and_after_a_suspension_gives_the_same_days(string granted)
    {
        var file = WithTerm("延长3号", "DL-PEN-02", Early, [Suspension("testing", "2026-09-20", "2026-11-20")], Extension(30, granted));
        file["violationDate"] = "2026-06-30";

        var id = await squad.BroughtInAsync(file);

        // Ten of the ninety days were left, and thirty more: forty days from 20 November on.
        (await ClocksAsync(id)).ShouldEndWith("DL-PEN-02 120 running 2026-12-29");
    }

    [Fact]
    public async Task A_term_whose_rule_knows_no_extension_was_not_extended()
    {
        await HaveRunAsync("DL-PEN-08");

        var answer = await squad.BringInAsync(WithTerm("延长4号", "DL-PEN-08", Begun, [], Extension(5, "2026-10-01")));

        (await answer.CodeAsync()).ShouldBe("clock.no-extension");
        (await answer.JsonAsync()).GetProperty("field").GetString().ShouldBe("terms.DL-PEN-08.extension.days");
    }

    [Fact]
    public async Task Its_page_suspends_resumes_and_extends_and_keeps_every_word_that_was_refused()
    {
        var id = await squad.BroughtInAsync(WithTerm("页面1号", "DL-PEN-02", Begun, []));
        using var head = await service.CallerAsync(Head);
        var page = (await ClockAddressAsync(id))["/api".Length..];
        var suspension = new Dictionary<string, string>
        {
            ["ground"] = "testing",
            ["from"] = "2099-01-01",
            ["basis"] = "《行政强制法》第二十五条",
            ["document"] = "望靖中〔2026〕7号",
        };

        var refused = await SendAsync(head, page, "suspend", suspension);
        refused.StatusCode.ShouldBe(HttpStatusCode.OK);
        var kept = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync());
        kept.ShouldContain("is-invalid");
        kept.ShouldContain("望靖中〔2026〕7号");
        kept.ShouldContain("2099-01-01");
        (await AskAsync<string>("select state from clocks where case_id = $1", id)).ShouldBe("running");

        (await SendAsync(head, page, "suspend", new(suspension) { ["from"] = "2026-11-23" })).StatusCode.ShouldBe(HttpStatusCode.Found);
        (await AskAsync<string>("select state from clocks where case_id = $1", id)).ShouldBe("paused");
        (await SendAsync(head, page, "resume", new() { ["on"] = "2026-11-24" })).StatusCode.ShouldBe(HttpStatusCode.Found);
        (await SendAsync(head, page, "extend", new() { ["days"] = "x", ["approval"] = "1" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        var twoLines = await SendAsync(head, page, "extend", new() { ["days"] = "30", ["approval"] = "望靖延\n〔2026〕8号" });
        twoLines.StatusCode.ShouldBe(HttpStatusCode.OK);
        var longer = await SendAsync(head, page, "extend", new() { ["days"] = "30", ["approval"] = "望靖延〔2026〕8号" });
        longer.StatusCode.ShouldBe(HttpStatusCode.Found);
        // One day was left out, and thirty more are given.
        (await ClocksAsync(id)).ShouldEndWith("DL-PEN-02 120 running 2027-01-11");
        (await head.GetStringAsync(longer.Headers.Location!)).ShouldContain("集体讨论");
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient by, string page, string form, Dictionary<string, string> fields)
    {
        var sent = Forms.Hidden(await by.GetStringAsync(page), form);
        foreach (var (name, value) in fields)
            sent.Add(new StringContent(value), name);
        return await by.PostAsync(page, sent);
    }

    private static JsonObject Early => new() { ["foundOn"] = "2026-07-01", ["filedOn"] = "2026-07-01" };

    /// <summary>The published definition has another term running instead of the ninety days.</summary>
    private Task HaveRunAsync(string rule) =>
        service.Database.ExecuteAsync(
            $"""
            with old as (update workflow_definitions set is_published = false where definition_id = 'township-case' and is_published returning *)
            insert into workflow_definitions (id, definition_id, version, name, content, content_hash, is_published, created_at, published_at)
            select 'township-case-other', definition_id, version + 1, name, replace(content, 'DL-PEN-02', '{rule}'), '\x00', true, now(), now()
            from old
            """
        );

    private async Task<string?> ClocksAsync(Guid id) =>
        await AskAsync<string>(
            """
            select string_agg(concat_ws(' ', rule, length, state, (due_legal at time zone 'Asia/Shanghai' - interval '1 second')::date), ', ' order by length)
            from clocks where case_id = $1
            """,
            id
        );

    private Task<string?> PassedAsync(Guid id) =>
        AskAsync<string>("select string_agg(rung, ',' order by rung) from ladder_rungs where case_id = $1 and passed_over", id);

    private async Task<long> RemindersAsync() =>
        await AskAsync<long>("select count(*) from outbox where payload::text like '%notice.deadline.%'");

    private async Task<string> ClockAddressAsync(Guid id) =>
        (
            await AskAsync<string>(
                """
                select '/api/cases/' || c.number || '/clocks/' || k.id from cases c join clocks k on k.case_id = c.id
                where c.id = $1 and k.state <> 'ended'
                """,
                id
            )
        )!;

    private async Task<JsonNode> EntryAsync(Guid id, string action) =>
        JsonNode.Parse(
            (await AskAsync<string>("select content from journal where case_id = $1 and content::jsonb ->> 'action' = $2", id, action))!
        )!;

    private Task<T?> AskAsync<T>(string sql, params object[] parameters) => service.Database.ScalarAsync<T>(sql, parameters);
}
