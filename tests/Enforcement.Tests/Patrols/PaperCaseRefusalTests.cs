using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.Tests.Harness;
using static Enforcement.Tests.Harness.Forms;
using static Enforcement.Tests.Patrols.PaperCaseBench;

namespace Enforcement.Tests.Patrols;

/// <summary>What no paper file can be brought in with, each by its name and with nothing changed; and the page.</summary>
public sealed class PaperCaseRefusalTests(TestService service) : IClassFixture<TestService>, IAsyncLifetime
{
    private HttpClient squad = null!;

    public async Task InitializeAsync()
    {
        if (await service.Database.ScalarAsync<long>("select count(*) from accounts where user_name = $1", Squad) == 0)
            await service.StaffPaperAsync();
        squad = await service.CallerAsync(Squad);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("paper.future-date", "told.decisionServedOn", "2026-11-25")]
    [InlineData("paper.dates-out-of-order", "told.filedOn", "2026-08-31")]
    [InlineData("paper.dates-out-of-order", "violationDate", "2026-09-02")]
    [InlineData("paper.dates-out-of-order", "told.decidedOn", "2026-10-19")]
    [InlineData("paper.decided-in-window", "told.noticeServedOn", "2026-11-10")]
    [InlineData("paper.unknown-stage", "stage", "decision")]
    [InlineData("paper.unknown-stage", "stage", "classify")]
    [InlineData("lead.limitation-expired", "violationDate", "2024-08-31")]
    [InlineData("power.not-delegated", "matterCode", "CG-06")]
    [InlineData("decision.heavier-than-notified", "told.fine", "600")]
    public async Task What_cannot_be_is_refused_by_name(string code, string field, string value)
    {
        var before = await CountAsync();
        var answer = await squad.BringInAsync(File($"拒-{code}-{field}", "payment", Decided, (field, value)));
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict, await answer.Content.ReadAsStringAsync());
        (await answer.CodeAsync()).ShouldBe(code);
        (await CountAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_demand_within_the_term_of_payment_is_refused()
    {
        var told = Decided;
        told["demandServedOn"] = "2026-11-20";
        (await (await squad.BringInAsync(File("拒-催告", "afterDemand", told))).CodeAsync()).ShouldBe("paper.demanded-in-term");
    }

    [Fact]
    public async Task A_hearing_of_which_the_party_was_told_too_late_and_a_handler_who_had_to_recuse_are_refused()
    {
        var told = Decided;
        (told["hearing"], told["hearingNoticeOn"], told["hearingHeldOn"]) = ("held", "2026-10-28", "2026-11-03");
        told["reviewedAfterHearingOn"] = "2026-11-05";
        (await (await squad.BringInAsync(File("拒-听证", "payment", told))).CodeAsync()).ShouldBe("hearing.notice-too-late");
        (await (await squad.BringInAsync(File("拒-回避", "payment", Decided, ("told.noRecusal", false)))).CodeAsync()).ShouldBe(
            "officer.recused"
        );
    }

    [Fact]
    public async Task A_suspected_crime_and_what_is_not_an_ordinary_case_are_refused()
    {
        (await (await squad.BringInAsync(File("拒-罪", "payment", Decided, ("crimeSuspected", true)))).CodeAsync()).ShouldBe(
            "decision.crime-first"
        );
        (await (await squad.BringInAsync(File("拒-跨区", "payment", Decided, ("facts.townships", 3)))).CodeAsync()).ShouldBe(
            "paper.not-ordinary"
        );
        (await (await squad.BringInAsync(File("拒-待查", "payment", Decided, ("facts", new JsonObject())))).CodeAsync()).ShouldBe(
            "paper.not-ordinary"
        );
    }

    [Fact]
    public async Task What_one_answer_makes_necessary_is_asked_for()
    {
        await RequiredAsync("told.discussionOn", ("told.complex", true));
        await RequiredAsync("told.hearingHeldOn", ("told.hearing", "held"));
        await RequiredAsync("told.minorConsidered", ("told.minorOrFirst", true));
        await RequiredAsync("told.hearingNoticeOn", ("told.hearing", "held"));
        await RequiredAsync("told.fine", ("told.fine", 0));
        await RequiredAsync("told.notifiedFine", ("told.notifiedFine", null));
        await RequiredAsync("told.noticeServedOn", ("told.noticeServedOn", null));
        await RequiredAsync("told.reviewedOn", ("told.reviewedOn", ""));

        async Task RequiredAsync(string field, (string, JsonNode?) otherwise)
        {
            var answer = await squad.BringInAsync(File("拒-缺", "payment", Decided, otherwise));
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await answer.Content.ReadAsStringAsync()).ShouldContain(field);
        }
    }

    [Fact]
    public async Task A_number_is_used_once_in_an_organisation_however_it_is_typed()
    {
        await squad.BroughtInAsync(File("望靖立字〔2026〕第 8 号", "investigation", Begun));
        var answer = await squad.BringInAsync(File("望靖立字[2026]第8号", "investigation", Begun));
        (await answer.CodeAsync()).ShouldBe("paper.number-used");
    }

    [Fact]
    public async Task A_number_that_was_given_here_is_used_too_however_it_is_typed()
    {
        var given = await squad.BroughtInAsync(File("本系统", "investigation", Begun));
        await service.Database.ExecuteAsync($"update cases set filing_number = '望靖立〔2026〕31号' where id = '{given}'");
        var answer = await squad.BringInAsync(File("望靖立[2026] 31号", "investigation", Begun));
        (await answer.CodeAsync()).ShouldBe("paper.number-used");
    }

    [Fact]
    public async Task Two_who_type_off_one_file_at_once_make_one_case()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => squad.BringInAsync(File("同时1号", "investigation", Begun))));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        foreach (var answer in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created))
            (await answer.CodeAsync()).ShouldBe("paper.number-used");
    }

    [Fact]
    public async Task An_officer_a_head_elsewhere_and_a_handler_are_kept_out()
    {
        using var wang = await service.CallerAsync("wang");
        var refused = await wang.BringInAsync(File("拒-人", "investigation", Begun));
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await refused.CodeAsync()).ShouldBe("paper.heads-only");
        (await wang.GetAsync("/api/cases/paper/stages")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await wang.GetStringAsync("/cases/paper")).ShouldNotContain("name=\"paperNumber\"");

        // A department has heads too, and no paper cases of a township.
        await service.BodyAsync("430112-paper-bureau", "430112", "区局", "department");
        await service.PersonAsync("paper-bureau-head", Roles.AgencyHead, "430112-paper-bureau");
        using var bureau = await service.CallerAsync("paper-bureau-head");
        (await bureau.GetStringAsync("/cases")).ShouldNotContain("/cases/paper");
        (await (await bureau.BringInAsync(File("拒-局", "investigation", Begun))).CodeAsync()).ShouldBe("paper.heads-only");

        (await squad.BringInAsync(File("拒-他镇", "investigation", Begun, ("organization", PatrolBench.Qiaoyi)))).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );

        await service.PersonAsync("paper-both", Roles.SquadHead, PatrolBench.Jinggang);
        await service.PersonAsync("paper-both", Roles.Officer, PatrolBench.Jinggang);
        using var both = await service.CallerAsync("paper-both");
        (
            await (
                await both.BringInAsync(File("拒-己", "investigation", Begun, ("officers", new JsonArray("paper-both", "li"))))
            ).CodeAsync()
        ).ShouldBe("paper.own-case");
    }

    [Fact]
    public async Task The_stages_are_told_with_what_each_asks()
    {
        var answer = await squad.GetFromJsonAsync<JsonElement>("/api/cases/paper/stages");
        var stages = answer.GetProperty("items").EnumerateArray().ToList();
        stages
            .Select(stage => stage.GetProperty("stage").GetString())
            .ShouldBe(["investigation", "report", "payment", "performance", "afterDemand", "closingDraft"]);
        stages[0].GetProperty("label").GetString().ShouldBe("调查取证");
        stages[0]
            .GetProperty("fields")
            .EnumerateArray()
            .Select(field => field.GetProperty("name").GetString())
            .ShouldBe(["foundOn", "filedOn"]);
    }

    [Theory]
    [InlineData("zh-Hans", "处罚决定书送达日期")]
    [InlineData("en", "Decision served on")]
    public async Task The_page_asks_in_the_readers_language_and_has_words_for_all_of_it(string language, string served)
    {
        foreach (var stage in new[] { "", "investigation", "report", "payment", "performance", "afterDemand", "closingDraft" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/cases/paper?stage={stage}");
            request.Headers.AcceptLanguage.ParseAdd(language);
            var page = WebUtility.HtmlDecode(await (await squad.SendAsync(request)).Content.ReadAsStringAsync());
            page.ShouldNotContain("[paper.");
            page.ShouldNotContain("[findings.");
            page.ShouldNotContain("[stage.");
            page.ShouldContain(language == "en" ? ">Show what this stage asks</button>" : ">按此阶段填写</button>");
            if (stage.Length > 0)
                page.ShouldContain(language == "en" ? ">Choose</option>" : ">请选择</option>");
            page.Contains(served, StringComparison.Ordinal).ShouldBe(stage is not ("" or "investigation" or "report"), stage);
        }
    }

    [Fact]
    public async Task The_page_brings_a_case_in_and_keeps_every_word_when_it_is_refused()
    {
        const string Page = "/cases/paper?stage=investigation";
        (await squad.GetStringAsync("/cases")).ShouldContain("/cases/paper");
        var refused = await PostAsync("2026-11-30");
        refused.StatusCode.ShouldBe(HttpStatusCode.OK);
        var html = await refused.Content.ReadAsStringAsync();
        html.ShouldContain("paper.future-date");
        html.ShouldContain("页面1号");

        var done = await PostAsync("2026-09-12");
        done.StatusCode.ShouldBe(HttpStatusCode.Found, await done.Content.ReadAsStringAsync());
        var desk = await squad.GetStringAsync(done.Headers.Location!.ToString());
        desk.ShouldContain("页面1号");
        desk.ShouldContain("纸质在办案件录入");

        async Task<HttpResponseMessage> PostAsync(string filedOn)
        {
            var form = Hidden(await squad.GetStringAsync(Page), "bring-in");
            foreach (var (name, value) in PageForm("页面1号", filedOn))
                form.Add(new StringContent(value), name);
            return await squad.PostAsync(Page, form);
        }
    }

    private async Task<string?> CountAsync() =>
        await service.Database.ScalarAsync<string>(
            """
            select concat_ws(' ', (select count(*) from cases), (select count(*) from paper_cases), (select count(*) from clocks),
                (select count(*) from numbers), (select count(*) from tasks), (select count(*) from journal))
            """
        );
}
