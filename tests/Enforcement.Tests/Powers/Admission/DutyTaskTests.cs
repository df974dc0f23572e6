using System.Net;
using Enforcement.Identity;
using Enforcement.Powers.Admission.Dispatch;
using Enforcement.Tests.Harness;
using static Enforcement.Tests.Powers.Admission.DutyBench;

namespace Enforcement.Tests.Powers.Admission;

/// <summary>Tasks that are handed down: under the list, under a pass, refused as outside the list.</summary>
public sealed class DutyTaskTests : IAsyncLifetime
{
    private const string Tasks = "/api/duties/tasks";

    private TestService service = null!;

    public async Task InitializeAsync()
    {
        service = await TestService.CreateAsync();
        _ = service.Services;
    }

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public async Task A_task_of_the_list_is_sent_taken_and_reported_done()
    {
        var sent = await service.DoneAsync("agriculture-handler1", Tasks, Wish("ZR-001"));
        var path = $"{Tasks}/{sent.GetProperty("id").GetGuid()}";
        sent.GetProperty("number").GetString().ShouldBe("望农交〔2026〕1号");
        (await service.RefusedAsync("jinggang-officer1", $"{path}/report", new { text = "已巡查" })).ShouldBe((409, "duty.not-taken"));
        await service.DoneAsync("jinggang-officer1", $"{path}/taking", new { });
        (await service.RefusedAsync("jinggang-officer2", $"{path}/taking", new { })).ShouldBe((409, "duty.taken"));
        (await service.RefusedAsync("agriculture-handler1", $"{path}/report", new { text = "代报" })).ShouldBe((403, "duty.not-your-task"));
        await service.DoneAsync("jinggang-officer1", $"{path}/report", new { text = "已巡查三个村。" });
        (await service.RefusedAsync("jinggang-head", $"{path}/refusal", new { })).ShouldBe((409, "duty.task-over"));
        (await service.RefusedAsync("qiaoyi-officer1", $"{path}/taking", new { })).ShouldBe((404, "not-found"));
        (await service.ReadAsync("agriculture-unit", path)).GetProperty("state").GetString().ShouldBe("done");
    }

    [Fact]
    public async Task What_is_not_admitted_there_on_that_day_or_of_another_department_is_stopped()
    {
        foreach (
            var (who, item, township) in new[]
            {
                ("emergency-unit", "ZR-006", Town), // ended in 2025
                ("market-unit", "ZR-004", Neighbour), // of another township
                ("agriculture-unit", "ZR-002", "430112001"), // of towns, and this is a street
                ("housing-unit", "ZR-001", Town), // of another department
                ("agriculture-unit", "CZ-003", Town), // of the village list
                ("agriculture-unit", "统计全镇养蜂户", Town), // of no list
            }
        )
            (await service.RefusedAsync(who, Tasks, Wish(item, township))).ShouldBe((409, "duty.not-admitted"), item);
        foreach (var result in new[] { "responsibility-letter", "target", "acceptance-check" })
            (await service.RefusedAsync("agriculture-unit", Tasks, Wish("ZR-001", result: result))).ShouldBe((409, $"duty.{result}"));
        (await service.RefusedAsync("jinggang-head", Tasks, Wish("ZR-001"))).ShouldBe((403, "duty.departments-only"));
        (await service.RefusedAsync("agriculture-unit", Tasks, Wish("ZR-001", dueOn: "2026-11-23"))).ShouldBe((400, "malformed"));
        (await service.Database.ScalarAsync<long>("select count(*) from duty_tasks")).ShouldBe(0);
        (await service.Database.ScalarAsync<long>("select count(*) from numbers where subject = 'duty-task'")).ShouldBe(0);
    }

    [Fact]
    public async Task A_page_of_tasks_that_cannot_be_closed_does_not_hold_up_those_behind_it()
    {
        var sent = await service.DoneAsync("agriculture-unit", Tasks, Wish("摸排养蜂户", urgent: "蜂病扩散。"));
        // Of no county, so that none of them is found again when its turn has come.
        await service.Database.ExecuteAsync(
            """
            insert into duty_tasks
            select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'number', 'x' || n, 'expires_at', t.expires_at - interval '1 hour'))).*
            from duty_tasks t, generate_series(1, 200) n
            """
        );

        service.Clock.SetUtcNow(TestService.Morning.AddHours(24));
        await service.SweepAsync();

        (
            await service.Database.ScalarAsync<string>("select state from duty_tasks where id = $1", sent.GetProperty("id").GetGuid())
        ).ShouldBe("lapsed");
    }

    [Fact]
    public async Task A_pass_holds_24_hours_for_one_item_and_township_closes_its_task_by_itself_and_comes_once_in_thirty_days()
    {
        const string item = "摸排  养蜂户";
        var sent = await service.DoneAsync("agriculture-unit", Tasks, Wish(item, urgent: "蜂病扩散。"));
        var path = $"{Tasks}/{sent.GetProperty("id").GetGuid()}";
        sent.GetProperty("expiresAt").GetDateTimeOffset().ShouldBe(TestService.Morning.AddHours(24));
        // Within its day the pass serves again; for another township it does not.
        await service.DoneAsync("agriculture-unit", Tasks, Wish("摸排 养蜂户"));
        (await service.RefusedAsync("agriculture-unit", Tasks, Wish(item, Neighbour))).ShouldBe((409, "duty.not-admitted"));
        (await service.RefusedAsync("forestry-unit", Tasks, Wish(item, urgent: "也急"))).ShouldBe((409, "duty.pass-used"));
        await service.DoneAsync("jinggang-officer1", $"{path}/taking", new { });

        service.Clock.SetUtcNow(TestService.Morning.AddHours(24));
        (await service.RefusedAsync("jinggang-officer1", $"{path}/report", new { text = "已摸排" })).ShouldBe((409, "duty.task-lapsed"));
        (await service.RefusedAsync("agriculture-unit", Tasks, Wish(item))).ShouldBe((409, "duty.not-admitted"));
        await service.SweepAsync();
        (await service.Database.ColumnAsync<string>("select state from duty_tasks")).ShouldBe(["lapsed", "lapsed"]);
        (await service.ReadAsync("jinggang-head", path))
            .GetProperty("lapsedAt")
            .GetDateTimeOffset()
            .ShouldBe(TestService.Morning.AddHours(24));
        await service.SweepAsync();
        (await service.Database.ScalarAsync<long>("select count(*) from duty_events where content like '%duty-task.lapsed%'")).ShouldBe(2);

        service.Clock.SetUtcNow(TestService.Morning.AddDays(30).AddSeconds(-1));
        (await service.RefusedAsync("agriculture-unit", Tasks, Wish(item, urgent: "又急"))).ShouldBe((409, "duty.pass-used"));
        service.Clock.SetUtcNow(TestService.Morning.AddDays(30));
        await service.DoneAsync("agriculture-unit", Tasks, Wish(item, urgent: "又急"));
        (await service.ReadAsync("command", "/api/duties/passes")).GetProperty("items").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task A_task_that_cannot_be_closed_holds_no_other_up()
    {
        await service.DoneAsync("agriculture-unit", Tasks, Wish("摸排 养蜂户", urgent: "蜂病扩散。"));
        await service.DoneAsync("agriculture-unit", Tasks, Wish("摸排 养蚕户", urgent: "蚕病扩散。"));
        await service.Database.ExecuteAsync("update duty_tasks set dispatched = '[]' where item_title like '%养蜂户'");

        service.Clock.SetUtcNow(TestService.Morning.AddHours(24));
        await service.SweepAsync();

        (await service.Database.ColumnAsync<string>("select state from duty_tasks order by item_title like '%养蜂户' desc")).ShouldBe([
            "sent",
            "lapsed",
        ]);
    }

    [Fact]
    public async Task Two_who_are_urgent_at_once_share_no_more_than_one_pass()
    {
        var unit = service.Somebody(Roles.UnitHead, Agriculture);
        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 5)
                .Select(async _ =>
                {
                    try
                    {
                        await service.Verb<DispatchTask>().RunAsync(unit, TaskWish("紧急摸排", urgent: "急"), default);
                        return "sent";
                    }
                    catch (RefusedException refused)
                    {
                        return refused.Code;
                    }
                })
        );
        outcomes.ShouldContain("sent");
        outcomes.ShouldAllBe(outcome => outcome == "sent" || outcome == "duty.pass-used");
        (await service.Database.ScalarAsync<long>("select count(*) from duty_passes")).ShouldBe(1);
    }

    [Fact]
    public async Task A_township_refuses_what_is_outside_its_list_in_one_click_and_the_county_reads_it_by_department()
    {
        var urgent = await service.DoneAsync("agriculture-unit", Tasks, Wish("养蜂户摸排", urgent: "急"));
        var listed = await service.DoneAsync("agriculture-unit", Tasks, Wish("ZR-001"));
        await service.DoneAsync("water-unit", Tasks, Wish("ZR-005"));
        var path = $"{Tasks}/{urgent.GetProperty("id").GetGuid()}";
        (await service.RefusedAsync("jinggang-officer1", $"{path}/refusal", new { })).ShouldBe((403, "duty.heads-refuse"));
        await service.DoneAsync("jinggang-squad", $"{path}/refusal", new { });
        (await service.RefusedAsync("jinggang-squad", $"{path}/refusal", new { })).ShouldBe((409, "duty.task-over"));
        await service.DoneAsync(
            "jinggang-head",
            $"{Tasks}/{listed.GetProperty("id").GetGuid()}/refusal",
            new { item = "夜间值守", reason = "清单只有巡查。" }
        );

        foreach (var who in new[] { "supervisor", "command", "coordinator", "staffing", "county-head" })
        {
            var read = await service.ReadAsync(who, "/api/duties/refusals");
            read.GetProperty("items")
                .EnumerateArray()
                .Select(it => it.GetProperty("refusal").GetProperty("item").GetString())
                .ShouldBe(["夜间值守", "养蜂户摸排"], ignoreOrder: true, who);
            var only = read.GetProperty("departments").EnumerateArray().Single();
            (
                only.GetProperty("department").GetString(),
                only.GetProperty("refused").GetInt32(),
                only.GetProperty("sent").GetInt32()
            ).ShouldBe((Agriculture, 2, 2));
        }
        (await service.ReadAsync("yuelu-coordinator", "/api/duties/refusals")).GetProperty("items").GetArrayLength().ShouldBe(0);
        using var caller = await service.SampleAsync("jinggang-head");
        (await caller.GetAsync("/api/duties/refusals")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await service.Database.ScalarAsync<long>("select count(*) from outbox where payload ->> 'key' = 'notice.duty-refused'")).ShouldBe(
            14
        );
        using var supervisor = await service.SampleAsync("supervisor");
        var page = await supervisor.GetStringAsync("/duties/refusals");
        page.ShouldContain("夜间值守");
        page.ShouldNotContain("[duties.");
        (await caller.GetStringAsync("/duties/refusals")).ShouldContain("duty.overseers-only");
    }

    [Fact]
    public async Task A_township_hands_on_to_a_village_only_what_the_village_list_names()
    {
        var wish = new
        {
            village = "格塘村",
            item = "CZ-002",
            title = "暑期防溺水劝导",
            content = "每日巡查水塘。",
            result = "action",
            dueOn = "2026-12-01",
        };
        var sent = await service.DoneAsync("jinggang-head", Tasks, wish);
        var path = $"{Tasks}/{sent.GetProperty("id").GetGuid()}";
        (await service.RefusedAsync("jinggang-head", Tasks, wish with { item = "ZR-001" })).ShouldBe((409, "duty.not-admitted"));
        (
            await service.RefusedAsync(
                "jinggang-head",
                Tasks,
                new
                {
                    wish.village,
                    item = "ZR-001",
                    wish.title,
                    wish.content,
                    wish.result,
                    wish.dueOn,
                    urgentReason = "急",
                }
            )
        ).ShouldBe((409, "duty.no-village-pass"));
        (await service.RefusedAsync("jinggang-officer1", Tasks, wish)).ShouldBe((403, "duty.departments-only"));
        (await service.RefusedAsync("jinggang-officer1", $"{path}/taking", new { })).ShouldBe((403, "duty.not-your-task"));
        await service.DoneAsync("jinggang-grid", $"{path}/taking", new { });
        await service.DoneAsync("jinggang-grid", $"{path}/report", new { text = "已劝导。" });
    }

    [Fact]
    public async Task The_stopped_form_keeps_every_word_and_offers_the_request_and_the_pass()
    {
        using var unit = await service.SampleAsync("agriculture-unit");
        var form = await unit.GetStringAsync("/duties/tasks/new");
        form.ShouldNotContain("[duties.");
        form.ShouldNotContain("name=\"urgentReason\"");
        var fields = new Dictionary<string, string>
        {
            ["township"] = Town,
            ["item"] = "养蜂户摸排",
            ["title"] = "全镇摸排",
            ["content"] = "逐户登记。",
            ["result"] = "report",
            ["dueOn"] = "2026-12-05",
        };
        var stopped = WebUtility.HtmlDecode(
            await (await unit.PostAsync("/duties/tasks/new", Filled(form, fields))).Content.ReadAsStringAsync()
        );
        stopped.ShouldContain("duty.not-admitted");
        stopped.ShouldContain("value=\"养蜂户摸排\"");
        stopped.ShouldContain(">逐户登记。<");
        stopped.ShouldContain($"/duties/requests/new?item={Uri.EscapeDataString("养蜂户摸排")}&township={Town}&result=report");
        stopped.ShouldContain("name=\"urgentReason\"");

        fields["urgentReason"] = "蜂病扩散。";
        var sent = await unit.PostAsync("/duties/tasks/new", Filled(stopped, fields));
        sent.StatusCode.ShouldBe(HttpStatusCode.Found, WebUtility.HtmlDecode(await sent.Content.ReadAsStringAsync()));
        using var head = await service.SampleAsync("jinggang-head");
        var address = sent.Headers.Location!.ToString();
        var page = await head.GetStringAsync(address);
        page.ShouldContain("蜂");
        page.ShouldNotContain("[duties.");
        (await head.PostAsync(address, Forms.Hidden(page, "refusal"))).StatusCode.ShouldBe(HttpStatusCode.Found);
        (await service.Database.ScalarAsync<string>("select state from duty_tasks")).ShouldBe("refused");
        (await head.GetStringAsync("/duties/tasks?state=refused")).ShouldContain("全镇摸排");
    }

    private static MultipartFormDataContent Filled(string page, Dictionary<string, string> fields)
    {
        var form = Forms.Hidden(page, "task");
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        return form;
    }

    private static object Wish(
        string item,
        string township = Town,
        string result = "action",
        string? urgent = null,
        string dueOn = "2027-12-31"
    ) =>
        new
        {
            township,
            item,
            title = "本周巡查",
            content = "按事项要求办理。",
            result,
            dueOn,
            urgentReason = urgent,
        };
}
