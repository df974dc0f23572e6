using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Enforcement.Tests.Harness;
using static Enforcement.Tests.Powers.Admission.DutyBench;

namespace Enforcement.Tests.Powers.Admission;

/// <summary>Requests for admission through the API and the pages, from the draft to the list.</summary>
public sealed class AdmissionTests : IAsyncLifetime
{
    private const string Admissions = "/api/admissions";

    private TestService service = null!;

    public async Task InitializeAsync()
    {
        service = await TestService.CreateAsync();
        _ = service.Services;
    }

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public async Task A_request_goes_from_the_department_by_the_townships_and_both_reviewers_to_the_county_and_onto_the_list()
    {
        var drafted = await service.DoneAsync("agriculture-unit", Admissions, Wish(townships: [Town, Neighbour]));
        var path = $"{Admissions}/{drafted.GetProperty("id").GetGuid()}";
        drafted.GetProperty("number").GetString().ShouldBe("望农准入〔2026〕1号");

        (await service.RefusedAsync("staffing", $"{path}/review", new { agrees = true })).ShouldBe((409, "admission.opinions-missing"));
        await service.DoneAsync("jinggang-head", $"{path}/opinion", new { agrees = true });
        (await service.RefusedAsync("jinggang-head", $"{path}/opinion", new { agrees = false, reason = "改主意" })).ShouldBe(
            (409, "admission.opinion-given")
        );
        using var head = await service.SampleAsync("jinggang-head");
        var again = await head.PostAsJsonAsync($"{path}/opinion", new { agrees = true });
        var said = await again.Content.ReadAsStringAsync();
        said.ShouldNotContain(Town);
        JsonDocument.Parse(said).RootElement.GetProperty("detail").GetString()!.ShouldContain("靖港镇"); // by its name
        (await service.RefusedAsync("coordinator", $"{path}/review", new { agrees = true })).ShouldBe((409, "admission.opinions-missing"));
        (await service.RefusedAsync("qiaoyi-head", $"{path}/opinion", new { agrees = false })).ShouldBe((400, "malformed"));
        await service.DoneAsync("qiaoyi-head", $"{path}/opinion", new { agrees = false, reason = "没有经费。" });

        (await service.RefusedAsync("county-head", $"{path}/decision", Admit())).ShouldBe((409, "admission.reviews-missing"));
        await service.DoneAsync("staffing", $"{path}/review", new { agrees = true });
        (await service.RefusedAsync("staffing", $"{path}/review", new { agrees = true })).ShouldBe((409, "admission.review-given"));
        await service.DoneAsync("coordinator", $"{path}/review", new { agrees = true });
        (await service.ReadAsync("county-head", path))
            .GetProperty("acts")
            .EnumerateArray()
            .Select(act => act.GetString())
            .ShouldBe(["decision"]);

        (await service.RefusedAsync("county-head", $"{path}/decision", Admit())).ShouldBe((409, "admission.against-objection"));
        (await service.RefusedAsync("county-head", $"{path}/decision", Admit("ZR-001", "经费另行安排。"))).ShouldBe(
            (409, "admission.code-taken")
        );
        await service.DoneAsync("county-head", $"{path}/decision", Admit(reason: "经费另行安排。"));
        (await service.RefusedAsync("county-head", $"{path}/decision", Admit())).ShouldBe((409, "admission.over"));
        (await service.RefusedAsync("agriculture-unit", $"{path}/withdrawal", new { reason = "晚了" })).ShouldBe((409, "admission.over"));

        var listed = (await service.ReadAsync("jinggang-officer1", $"/api/duties?organization={Town}&on=2026-12-01"))
            .GetProperty("items")
            .EnumerateArray()
            .Single(item => item.GetProperty("code").GetString() == "ZR-2026-1");
        listed.GetProperty("gaps").EnumerateArray().Select(gap => gap.GetString()).ShouldBe(["money", "technology", "port"]);
        (await service.ReadAsync("jinggang-officer1", $"/api/duties?organization={Town}&on=2026-11-30"))
            .GetRawText()
            .ShouldNotContain("ZR-2026-1");
        (await service.ReadAsync("jinggang-head", path))
            .GetProperty("events")
            .EnumerateArray()
            .Select(line => line.GetProperty("action").GetString())
            .ShouldBe([
                "admission.drafted",
                "admission.agreed",
                "admission.objected",
                "admission.review-agreed",
                "admission.review-agreed",
                "admission.admitted",
            ]);
    }

    [Fact]
    public async Task Neither_a_letter_of_responsibility_nor_a_target_nor_an_acceptance_check_moves_a_duty()
    {
        foreach (var result in new[] { "responsibility-letter", "target", "acceptance-check" })
            (await service.RefusedAsync("agriculture-unit", Admissions, Wish(result: result))).ShouldBe((409, $"duty.{result}"));
        (await service.RefusedAsync("agriculture-unit", Admissions, Wish(title: "签订秸秆禁烧责任状"))).ShouldBe(
            (409, "duty.responsibility-letter")
        );
        (await service.RefusedAsync("agriculture-unit", Admissions, Wish(result: "party"))).ShouldBe((400, "malformed"));
        (await service.Database.ScalarAsync<long>("select count(*) from admissions")).ShouldBe(0);
        (await service.Database.ScalarAsync<long>("select count(*) from numbers where subject = 'admission-request'")).ShouldBe(0);
    }

    [Fact]
    public async Task One_person_does_not_give_both_reviews_and_a_withdrawn_request_is_over()
    {
        await service.PersonAsync("du-both", Enforcement.Identity.Roles.Supervisor, Staffing);
        await service.PersonAsync("du-both", Enforcement.Identity.Roles.Coordinator, Judicial);
        var it = await service.OpinedAsync();
        using (var both = await service.CallerAsync("du-both"))
        {
            (await PostAsync(both, $"{Admissions}/{it.Id}/review", "{\"agrees\":true}")).ShouldBe((200, null));
            (await PostAsync(both, $"{Admissions}/{it.Id}/review", "{\"agrees\":true}")).ShouldBe((409, "admission.same-reviewer"));
        }
        await service.DoneAsync("agriculture-unit", $"{Admissions}/{it.Id}/withdrawal", new { reason = "改由部门自办。" });
        (await service.RefusedAsync("coordinator", $"{Admissions}/{it.Id}/review", new { agrees = true })).ShouldBe(
            (409, "admission.over")
        );
    }

    [Fact]
    public async Task Who_is_not_concerned_does_not_see_it_and_who_is_may_not_do_anothers_part()
    {
        var it = await service.DraftedAsync();
        var path = $"{Admissions}/{it.Id}";
        (await service.RefusedAsync("qiaoyi-head", $"{path}/opinion", new { agrees = true })).ShouldBe((404, "not-found"));
        (await service.RefusedAsync("housing-unit", $"{path}/withdrawal", new { reason = "无关" })).ShouldBe((404, "not-found"));
        (await service.RefusedAsync("jinggang-squad", $"{path}/opinion", new { agrees = true })).ShouldBe(
            (403, "admission.township-head-only")
        );
        (await service.RefusedAsync("jinggang-head", $"{path}/review", new { agrees = true })).ShouldBe((403, "admission.reviewers-only"));
        (await service.RefusedAsync("staffing", $"{path}/decision", Admit())).ShouldBe((403, "admission.government-only"));
        (await service.RefusedAsync("coordinator", $"{path}/withdrawal", new { reason = "代撤" })).ShouldBe(
            (403, "admission.requester-only")
        );
        (await service.RefusedAsync("jinggang-head", Admissions, Wish())).ShouldBe((403, "duty.departments-only"));
        (await service.RefusedAsync("staffing", Admissions, Wish())).ShouldBe((403, "duty.departments-only"));
        (await service.RefusedAsync("agriculture-unit", Admissions, Wish(townships: ["430624101"]))).ShouldBe((400, "malformed"));
    }

    [Fact]
    public async Task Two_who_decide_at_once_put_the_item_on_the_list_once()
    {
        var it = await service.ReviewedAsync();
        var head = service.Somebody(Enforcement.Identity.Roles.AgencyHead, Government);
        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(async _ =>
                {
                    try
                    {
                        await service
                            .Verb<Enforcement.Powers.Admission.Requests.DecideAdmission>()
                            .RunAsync(head, it.Id, new(true, "ZR-9", "望政发〔2026〕1号", null, null, null), default);
                        return "done";
                    }
                    catch (RefusedException refused)
                    {
                        return refused.Code;
                    }
                })
        );
        outcomes.Order().ShouldBe(["admission.over", "admission.over", "admission.over", "done"]);
        (await service.Database.ScalarAsync<long>("select count(*) from duty_items where code = 'ZR-9'")).ShouldBe(1);
    }

    [Fact]
    public async Task What_was_done_can_neither_be_changed_nor_taken_away()
    {
        await service.DraftedAsync();
        foreach (
            var sql in new[]
            {
                "update duty_events set content = ''",
                "delete from duty_events",
                "delete from admissions",
                "update duty_items set title_zh = ''",
            }
        )
        {
            await using var command = service.Database.App.CreateCommand(sql);
            (await Should.ThrowAsync<Npgsql.PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState.ShouldBe(
                Npgsql.PostgresErrorCodes.InsufficientPrivilege
            );
        }
    }

    [Fact]
    public async Task The_pages_lead_through_it_and_keep_what_was_typed_when_it_is_refused()
    {
        using var unit = await service.SampleAsync("agriculture-unit");
        var form = await unit.GetStringAsync($"/duties/requests/new?item=秸秆打包&township={Town}");
        form.ShouldContain("value=\"秸秆打包\"");
        form.ShouldNotContain("[admissions.");
        form.ShouldNotContain("[duties.");
        var sent = Forms.Hidden(form, "admission");
        foreach (
            var (name, value) in new[]
            {
                ("titleZh", "秸秆打包"),
                ("level", "township"),
                ("result", "target"),
                ("basis", "第一条"),
                ("townships", Town),
                ("people", "两名"),
            }
        )
            sent.Add(new StringContent(value), name);
        var refused = await unit.PostAsync("/duties/requests/new", sent);
        var text = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync());
        text.ShouldContain("duty.target");
        text.ShouldContain("value=\"两名\"");
        text.ShouldContain(">第一条<");

        var it = await service.DraftedAsync();
        using var head = await service.SampleAsync("jinggang-head");
        var page = await head.GetStringAsync($"/duties/requests/{it.Id}");
        var opinion = Forms.Hidden(page, "opinion");
        opinion.Add(new StringContent("true"), "agrees");
        (await head.PostAsync($"/duties/requests/{it.Id}", opinion)).StatusCode.ShouldBe(HttpStatusCode.Found);
        using var english = new HttpRequestMessage(HttpMethod.Get, $"/duties/requests/{it.Id}")
        {
            Headers = { { "Accept-Language", "en" } },
        };
        var after = await (await head.SendAsync(english)).Content.ReadAsStringAsync();
        after.ShouldNotContain("[");
        after.ShouldNotContain("name=\"agrees\"");
        using var stranger = await service.SampleAsync("qiaoyi-head");
        (await stranger.GetAsync($"/duties/requests/{it.Id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.GetStringAsync("/duties/requests")).ShouldNotContain(it.Number);
        (await head.GetStringAsync("/duties/requests")).ShouldContain(it.Number);
    }

    [Fact]
    public async Task The_register_and_its_gaps_are_everybodys_and_lists_come_as_workbooks()
    {
        using var officer = await service.SampleAsync("jinggang-officer1");
        var list = await officer.GetStringAsync("/duties");
        list.ShouldContain("ZR-001");
        list.ShouldContain("/duties/misfits");
        list.ShouldNotContain("ZR-006"); // ended in 2025
        var gaps = await officer.GetStringAsync("/duties?gaps=true");
        gaps.ShouldContain("ZR-004");
        gaps.ShouldNotContain("ZR-001");
        (await officer.GetStringAsync("/duties?on=2025-06-01")).ShouldContain("ZR-006");
        (await officer.GetStringAsync("/duties?on=nonsense")).ShouldContain("malformed");
        foreach (var path in new[] { "/api/duties.xlsx", "/api/admissions.xlsx", "/api/duties/tasks.xlsx", "/api/duties/misfits.xlsx" })
            (await officer.GetAsync(path)).Content.Headers.ContentType!.MediaType.ShouldBe(Enforcement.Shell.Workbooks.Type, path);
        (await officer.GetAsync("/api/duties/refusals.xlsx")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static object Wish(string title = "村级养老服务点巡查", string result = "action", string[]? townships = null) =>
        new
        {
            titleZh = title,
            result,
            basis = "《湖南省养老服务条例》",
            townships = townships ?? [Town],
            people = "每镇1名",
            money = "无",
        };

    private static object Admit(string code = "ZR-2026-1", string? reason = null) =>
        new
        {
            admitted = true,
            code,
            document = "望政发〔2026〕40号",
            from = "2026-12-01",
            reason,
        };

    private static async Task<(int, string?)> PostAsync(HttpClient caller, string path, string json)
    {
        var answer = await caller.PostAsync(path, new StringContent(json, System.Text.Encoding.UTF8, "application/json"));
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return ((int)answer.StatusCode, problem.RootElement.TryGetProperty("code", out var code) ? code.GetString() : null);
    }
}
