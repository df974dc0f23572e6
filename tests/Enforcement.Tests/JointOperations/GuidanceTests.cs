using System.Net;
using Enforcement.JointOperations.Guidance;
using Enforcement.Tests.Harness;
using Enforcement.Tests.Supervision;
using static Enforcement.Tests.JointOperations.JointBench;

namespace Enforcement.Tests.JointOperations;

/// <summary>Questions of guidance: masked before they leave, answered once, published for the county's townships.</summary>
public sealed class GuidanceTests : IAsyncLifetime
{
    private const string Guidance = "/api/guidance";

    private TestService service = null!;

    public async Task InitializeAsync()
    {
        service = await TestService.CreateAsync();
        await service.StaffJointAsync();
    }

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public async Task What_leaves_the_township_names_nobody_and_what_was_typed_is_nowhere_kept()
    {
        await using var step = await service.BeginCaseAsync(
            "late",
            SupervisionBench.Definition,
            "lead-check",
            [],
            Town,
            "jt-officer",
            "jt-partner"
        );
        step.Main.Write(Enforcement.Cases.CaseTable.AddParty(step.Case.Key, new Enforcement.Cases.Party("person", "贺无双"), 1, step.Now));
        await step.CommitAsync(default);
        var asked = await service.DoneAsync(
            "jt-officer",
            Guidance,
            new
            {
                department = Market,
                question = "贺无双无照经营能否首违不罚？",
                facts = "当事人贺无双（身份证43012219800101123X，电话13812345678）与周小玉合伙。",
                caseNumber = step.Case.Number,
                names = new[] { "周小玉" },
            }
        );
        var id = asked.GetProperty("id").GetGuid();
        asked.GetProperty("facts").GetString().ShouldBe("当事人〔当事人甲〕（身份证〔证件号码〕，电话〔电话〕）与〔当事人乙〕合伙。");
        foreach (var secret in new[] { "贺无双", "周小玉", "13812345678", "43012219800101123X" })
        {
            (
                await service.Database.ScalarAsync<long>(
                    "select count(*) from guidance_questions g where g::text like '%' || $1 || '%'",
                    secret
                )
            ).ShouldBe(0);
            (
                await service.Database.ScalarAsync<long>(
                    "select count(*) from joint_events e where e.content like '%' || $1 || '%'",
                    secret
                )
            ).ShouldBe(0);
            (
                await service.Database.ScalarAsync<long>("select count(*) from outbox where payload::text like '%' || $1 || '%'", secret)
            ).ShouldBe(0);
        }
        (await service.RefusedAsync("jt-neighbour", $"{Guidance}/{id}/answer", new { text = "代答" })).ShouldBe((404, "not-found"));
        (await service.RefusedAsync("jt-officer", $"{Guidance}/{id}/answer", new { text = "自答" })).ShouldBe((403, "guidance.not-yours"));
        (await service.RefusedAsync("jt-market-unit", $"{Guidance}/{id}/publication", new { title = "首违不罚" })).ShouldBe(
            (409, "guidance.not-answered")
        );
        await service.DoneAsync(
            "jt-market1",
            $"{Guidance}/{id}/answer",
            new { text = "符合条件的可以不予处罚。", validUntil = "2027-12-31" }
        );
        (await service.RefusedAsync("jt-market1", $"{Guidance}/{id}/answer", new { text = "再答" })).ShouldBe((409, "guidance.answered"));
        (await service.RefusedAsync("jt-market1", $"{Guidance}/{id}/publication", new { title = "首违不罚" })).ShouldBe(
            (403, "guidance.not-yours")
        );

        using var neighbour = await service.CallerAsync("jt-neighbour");
        (await neighbour.GetStringAsync($"{Guidance}/knowledge")).ShouldNotContain("不予处罚");
        await service.DoneAsync("jt-market-unit", $"{Guidance}/{id}/publication", new { title = "无照经营首违不罚" });
        (await neighbour.GetStringAsync($"{Guidance}/knowledge?q=首违")).ShouldContain("符合条件的可以不予处罚");
        var page = await neighbour.GetStringAsync("/guidance/knowledge");
        page.ShouldContain("无照经营首违不罚");
        page.ShouldNotContain("靖港镇");
        page.ShouldNotContain("[guidance.");
        (await neighbour.GetAsync($"{Guidance}/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var elsewhere = await service.CallerAsync("jt-elsewhere");
        (await elsewhere.GetStringAsync($"{Guidance}/knowledge")).ShouldNotContain("首违");
        (
            await service.RefusedAsync(
                "jt-market-unit",
                Guidance,
                new
                {
                    department = Market,
                    question = "问",
                    facts = "无",
                }
            )
        ).ShouldBe((403, "guidance.townships-only"));
    }

    [Fact]
    public async Task What_is_published_names_nobody_though_the_advice_did()
    {
        var id = (
            await service.DoneAsync(
                "jt-officer",
                Guidance,
                new
                {
                    department = Market,
                    question = "能否首违不罚？",
                    facts = "无照经营。",
                }
            )
        ).GetProperty("id").GetGuid();
        await service.DoneAsync(
            "jt-market1",
            $"{Guidance}/{id}/answer",
            new { text = "如周小玉（43012219800101123X，13812345678）一案，可以不予处罚。" }
        );
        using var unit = await service.CallerAsync("jt-market-unit");
        var page = await unit.GetStringAsync($"/guidance/{id}");
        // The form shows what would be published, already masked.
        page.ShouldContain("如周小玉（〔证件号码〕，〔电话〕）一案");
        using var form = Forms.Hidden(page, "publication");
        form.Add(new StringContent("周小玉案首违不罚"), "title");
        form.Add(new StringContent("如周小玉（〔证件号码〕，13812345678）一案，可以不予处罚。"), "text");
        form.Add(new StringContent("周小玉、某某"), "names");
        (await unit.PostAsync($"/guidance/{id}", form)).StatusCode.ShouldBe(HttpStatusCode.Found);
        using var neighbour = await service.CallerAsync("jt-neighbour");
        var known = await neighbour.GetStringAsync($"{Guidance}/knowledge?q=首违");
        known.ShouldContain("〔当事人甲〕案首违不罚");
        known.ShouldContain("如〔当事人甲〕（〔证件号码〕，〔电话〕）一案，可以不予处罚。");
        known.ShouldNotContain("周小玉");
        // The name is in no index either, and the asker has the advice as it was given.
        (await neighbour.GetStringAsync($"{Guidance}/knowledge?q=周小玉")).ShouldNotContain("首违");
        (await service.ReadAsync("jt-officer", $"{Guidance}/{id}"))
            .GetProperty("answer")
            .GetProperty("text")
            .GetString()!
            .ShouldContain("周小玉");
    }

    [Fact]
    public async Task Two_people_stay_two_through_question_advice_and_publication()
    {
        var id = (
            await service.DoneAsync(
                "jt-officer",
                Guidance,
                new
                {
                    department = Market,
                    question = "王某甲能否首违不罚？",
                    facts = "王某甲无照经营。",
                    names = new[] { "王某甲" },
                }
            )
        ).GetProperty("id").GetGuid();
        await service.DoneAsync("jt-market1", $"{Guidance}/{id}/answer", new { text = "〔当事人甲〕与周小玉一案相同，可以不罚。" });
        await service.DoneAsync("jt-market-unit", $"{Guidance}/{id}/publication", new { title = "周小玉案", names = new[] { "周小玉" } });
        var published = (await service.ReadAsync("jt-officer", $"{Guidance}/{id}")).GetProperty("published");
        published.GetProperty("title").GetString().ShouldBe("〔当事人乙〕案");
        published.GetProperty("text").GetString().ShouldBe("〔当事人甲〕与〔当事人乙〕一案相同，可以不罚。");
        (
            await service.Database.ScalarAsync<string>(
                "select content from joint_events where subject_id = $1 and content like '%\"published\"%'",
                id
            )
        )!.ShouldContain("〔当事人乙〕案");
    }

    [Fact]
    public async Task The_form_asks_and_the_page_answers()
    {
        using var officer = await service.CallerAsync("jt-officer");
        var page = await officer.GetStringAsync("/guidance");
        page.ShouldNotContain("[guidance.");
        using var form = Forms.Hidden(page, "guidance");
        form.Add(new StringContent(Market), "department");
        form.Add(new StringContent("如何认定无照经营？"), "question");
        form.Add(new StringContent("李四在路边摆摊，电话13812345678"), "facts");
        form.Add(new StringContent("李四"), "names");
        var made = await officer.PostAsync("/guidance", form);
        made.StatusCode.ShouldBe(HttpStatusCode.Found, await made.Content.ReadAsStringAsync());
        var path = made.Headers.Location!.ToString();
        using var market = await service.CallerAsync("jt-market1");
        var shown = await market.GetStringAsync(path);
        shown.ShouldContain("〔当事人甲〕在路边摆摊");
        using var answer = Forms.Hidden(shown, "answer");
        answer.Add(new StringContent("按登记地认定。"), "text");
        (await market.PostAsync(path, answer)).StatusCode.ShouldBe(HttpStatusCode.Found);
        (await officer.GetStringAsync(path)).ShouldContain("按登记地认定。");
    }
}

public sealed class FactMaskTests
{
    [Theory]
    [InlineData("张三（身份证430122198001011234）", "〔当事人甲〕（身份证〔证件号码〕）")]
    [InlineData("证件430122 19800101 123x号", "证件〔证件号码〕号")]
    [InlineData("旧证430122800101123。", "旧证〔证件号码〕。")]
    [InlineData("代码91430112MA4L1234XY的公司", "代码〔信用代码〕的公司")]
    [InlineData("手机138-1234-5678或+86 13912345678", "手机〔电话〕或〔电话〕")]
    [InlineData("固话0731-88001234、(0731)88001234", "固话〔电话〕、〔电话〕")]
    [InlineData("卡号6222 0212 3456 7890 123", "卡号〔账号〕")]
    [InlineData("车牌湘A12345、湘AD12345", "车牌〔车牌〕、〔车牌〕")]
    [InlineData("张三的店“张三丰食品店”", "〔当事人甲〕的店“〔当事人乙〕”")]
    [InlineData("面积120平方米，2026年11月24日，罚款5000元，第60条", "面积120平方米，2026年11月24日，罚款5000元，第60条")]
    [InlineData("文号望靖罚〔2026〕12号，登记号430112-2026-00001", "文号望靖罚〔2026〕12号，登记号430112-2026-00001")]
    public void Who_it_is_about_is_masked_and_what_happened_is_kept(string text, string masked)
    {
        string[] names = ["张三", "张三丰食品店"];
        FactMask.Mask(text, names).ShouldBe(masked);
        FactMask.Mask(masked, names).ShouldBe(masked);
    }

    [Fact]
    public void Whoever_a_text_calls_by_a_stem_already_is_nobody_whose_name_is_given()
    {
        var mask = new FactMask(["张三", "李四", "王五"], "〔当事人甲〕与张三", "李四与〔当事人丙〕、王五", null);
        mask.Of("〔当事人甲〕与张三").ShouldBe("〔当事人甲〕与〔当事人乙〕");
        mask.Of("李四与〔当事人丙〕、王五").ShouldBe("〔当事人丁〕与〔当事人丙〕、〔当事人戊〕");
    }
}
