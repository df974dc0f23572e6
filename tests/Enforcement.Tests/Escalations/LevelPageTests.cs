using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.Escalations;

/// <summary>Handing down, taking up and yielding, as people do it on pages and by the API.</summary>
public sealed class LevelPageTests(TestService service) : IClassFixture<TestService>, IAsyncLifetime
{
    private const string Township = "430112109";
    private const string Neighbour = "430112108";
    private const string Department = "430112-urban-management";

    private Actor officer = null!;

    public async Task InitializeAsync()
    {
        await service.BodyAsync(Township, Township, "桥驿镇");
        await service.BodyAsync(Neighbour, Neighbour, "茶亭镇");
        await service.BodyAsync(Department, "430112", "城管局", "department", "urban-management");
        if (await service.Database.ScalarAsync<long>("select count(*) from accounts where user_name = 'lv-head'") == 0)
        {
            await service.PersonAsync("lv-officer", Roles.Officer, Township);
            await service.PersonAsync("lv-squad", Roles.SquadHead, Township);
            await service.PersonAsync("lv-second", Roles.SquadHead, Neighbour);
            await service.PersonAsync("lv-head", Roles.UnitHead, Department);
        }
        var id = await service.Database.ScalarAsync<Guid>("select id from accounts where user_name = 'lv-officer'");
        officer = (await service.Services.GetRequiredService<People>().FindAsync(id, default))!;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_township_asks_on_a_page_and_the_department_accepts_on_a_basis()
    {
        var number = await OpenAsync(Township);
        var squad = await service.CallerAsync("lv-squad");
        (await squad.GetStringAsync($"/cases/{number}")).ShouldContain("请求提级管辖");
        var address = $"/escalations/take-up?case={number}";
        var shown = await squad.GetStringAsync(address);
        shown.ShouldNotContain("[letters.");

        var none = Forms.Hidden(shown, "ask");
        none.Add(new StringContent(Department), "department");
        var page = await (await squad.PostAsync(address, none)).Content.ReadAsStringAsync();
        page.ShouldMatch("data-fault=\"reason\">[^<]+<");

        var answer = await squad.PostAsJsonAsync(
            "/api/escalations/take-up-requests",
            new
            {
                caseNumber = number,
                department = Department,
                reason = "案情复杂",
            }
        );
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var letter = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        (await squad.GetStringAsync($"/escalations/{letter}")).ShouldContain("提级管辖");
    }

    [Fact]
    public async Task A_department_takes_up_by_number_on_a_page_that_keeps_what_was_typed()
    {
        var number = await OpenAsync(Township);
        var head = await service.CallerAsync("lv-head");
        const string address = "/escalations/take-up";
        var shown = await head.GetStringAsync(address);

        var none = Forms.Hidden(shown, "take");
        none.Add(new StringContent(number), "caseNumber");
        none.Add(new StringContent("案情重大"), "reason");
        var page = await (await head.PostAsync(address, none)).Content.ReadAsStringAsync();
        page.ShouldMatch("data-fault=\"basis\">[^<]+<");
        page.ShouldContain("案情重大");

        var done = Forms.Hidden(shown, "take");
        done.Add(new StringContent(number), "caseNumber");
        done.Add(new StringContent("案情重大"), "reason");
        done.Add(new StringContent("《某规定》第十八条"), "basis");
        (await head.PostAsync(address, done)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await service.Database.ScalarAsync<string>("select outcome from cases where number = $1", number)).ShouldBe("taken-up");
        (
            await head.PostAsJsonAsync(
                "/api/escalations/take-ups",
                new
                {
                    caseNumber = "430112-2026-99999",
                    reason = "无",
                    basis = "无",
                }
            )
        ).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_department_hands_down_on_a_page_that_offers_who_may_handle_the_matter()
    {
        var number = await OpenAsync(Department);
        var head = await service.CallerAsync("lv-head");
        var address = $"/escalations/hand-down?case={number}";
        var shown = await head.GetStringAsync(address);
        shown.ShouldNotContain("[letters.");

        var none = Forms.Hidden(shown, "hand-down");
        none.Add(new StringContent("请你镇办理"), "reason");
        var page = await (await head.PostAsync(address, none)).Content.ReadAsStringAsync();
        page.ShouldMatch("data-fault=\"receiver\">[^<]+<");
        page.ShouldContain("请你镇办理");
        (
            await head.PostAsJsonAsync(
                "/api/escalations/hand-downs",
                new
                {
                    caseNumber = number,
                    receiver = "430112-nobody",
                    reason = "无",
                }
            )
        ).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await (await service.CallerAsync("lv-squad")).GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_case_that_may_be_of_the_same_act_is_told_on_the_case_with_the_way_to_yield()
    {
        var mine = await OpenAsync(Township, "SAMEACT-1");
        var first = await OpenAsync(Neighbour, "SAMEACT-1");
        var squad = await service.CallerAsync("lv-squad");

        var page = await squad.GetStringAsync($"/cases/{mine}");
        page.ShouldContain("可能为同一违法行为的案件");
        page.ShouldContain(first);
        page.ShouldNotContain($"/cases/{first}\"");
        var read = await squad.GetFromJsonAsync<JsonElement>($"/api/cases/{mine}");
        read.GetProperty("sameActs").EnumerateArray().Single().GetProperty("isSeen").GetBoolean().ShouldBeFalse();
        (await squad.GetAsync($"/escalations/yield?case={mine}&first={first}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (
            await squad.PostAsJsonAsync(
                "/api/escalations/yields",
                new
                {
                    caseNumber = mine,
                    first,
                    reason = "未立案",
                }
            )
        ).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Whoever_a_case_is_yielded_to_finds_the_case_that_was_filed_first_typed_in_already()
    {
        var mine = await OpenAsync(Township, "SAMEACT-2");
        var first = await OpenAsync(Neighbour, "SAMEACT-2");
        await using (var step = await service.Services.GetRequiredService<Steps>().BeginAsync(Actor.System, CaseOf.Number(first), default))
        {
            step.Main.Part<CaseClocks>().Start(step.Main, "DL-PEN-02", new DateOnly(2026, 11, 20));
            await step.CommitAsync(default);
        }
        var answer = await (await service.CallerAsync("lv-squad")).PostAsJsonAsync(
            "/api/escalations/yields",
            new
            {
                caseNumber = mine,
                first,
                reason = "最先立案",
            }
        );
        var letter = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        var head = await service.CallerAsync("lv-second");
        (await head.PostAsJsonAsync($"/api/escalations/{letter}/receipt", new { })).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await head.GetStringAsync($"/escalations/{letter}")).ShouldMatch($"name=\"into\"[^>]*value=\"{first}\"");

        (await head.GetFromJsonAsync<JsonElement>($"/api/escalations/{letter}")).GetProperty("yieldsTo").GetString().ShouldBe(first);
        (await head.PostAsJsonAsync($"/api/escalations/{letter}/acceptance", new { into = first })).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_page_of_a_case_says_what_it_is_about()
    {
        foreach (var (owner, who) in new[] { (Township, "lv-squad"), (Department, "lv-head") })
            (await (await service.CallerAsync(who)).GetStringAsync($"/cases/{await OpenAsync(owner)}")).ShouldContain("占道堆放，影响通行");
    }

    private async Task<string> OpenAsync(string owner, string? idNumber = null)
    {
        var now = service.Clock.GetUtcNow();
        var isTownship = owner.Length == 9;
        var caseFile = new CaseFile
        {
            Key = CaseKey.New("430112", now),
            Number = "",
            Kind = isTownship ? CaseKind.Township : CaseKind.County,
            OwnerOrg = owner,
            HandlerOrg = owner,
            Title = "占道堆放",
            MatterCode = "CG-02",
            MatterVersion = 1,
            ViolationOn = new DateOnly(2026, 11, 20),
            Procedure = "ordinary",
            Intent = "file",
            Officers = [officer.PersonId],
            Stage = isTownship ? "lead-check" : "filing",
            StageSince = now,
            OpenedAt = now,
            Data = new CaseData(new JsonObject { ["description"] = "占道堆放，影响通行" }),
        };
        await using var step = await service.Services.GetRequiredService<Steps>().BeginNewAsync(Actor.System, default);
        var work = await step.OpenAsync(caseFile, isTownship ? "township-case" : "county-case", null, default);
        if (idNumber is not null)
            work.Write(CaseTable.AddParty(caseFile.Key, new Party("person", "张三", idNumber), 1, now));
        await step.CommitAsync(default);
        return caseFile.Number;
    }
}
