using System.Text.Json.Nodes;
using Enforcement.BrowserTests.Harness;
using Enforcement.Identity;
using Microsoft.Playwright;

namespace Enforcement.BrowserTests;

/// <summary>Two workflow admins draw in the real Elsa Studio, and officers work by what they drew.</summary>
public sealed class DesignerWalk(Site site) : SiteTests(site)
{
    private const string Title = "核对管辖依据";
    private const string Field = "管辖依据说明";

    /// <summary>English that is no text of Studio's: names of types, of properties, and of languages.</summary>
    private static readonly string[] Untranslated = ["JavaScript", "Liquid", "JSON", "county-case", "township-case"];

    [Fact]
    public async Task A_task_drawn_before_the_decision_is_checked_mended_approved_by_a_second_person_and_met_by_an_officer()
    {
        await Site.StoryAsync();
        var first = await ArriveAsync("flowadmin1");
        var task = await DrawAsync(await StudioEditor.OpenAsync(first, "township-case"));
        await IsChineseAsync(first.Page);
        await TheClockIsMissingAsync(first);
        await AddTheFieldAsync(first, task);
        var request = await MendAndAskAsync(first, task);
        await NothingSpeaksAgainstItAsync(first);

        var second = await ArriveAsync("flowadmin2");
        await SimulateAsync(second, request);
        await ApproveAsync(second, request);

        var opened = new CaseByPages(Site);
        await opened.OpenAsync("CG-02", "占道经营，店外摆放桌椅八套。", "靖港社区大众街");
        await ComeToTheTaskAsync(opened);
        await FollowThePathAsync(first, opened.Number!, task);
        Visit.AllWentWell(first, second);
        opened.WentWell();
    }

    [Fact]
    public async Task A_draft_of_two_is_kept_by_whoever_saved_first_and_comes_back_from_a_file_and_from_a_version()
    {
        const string Node = "startCaseClock";
        var first = await ArriveAsync("flowadmin1");
        await first.Page.GotoAsync("/studio/list");
        await first.Page.Locator("td", new() { HasText = "county-case" }).First.WaitForAsync();
        await IsChineseAsync(first.Page);
        await first.Page.Locator("td", new() { HasText = "county-case" }).First.ClickAsync();
        var drawing = await StudioEditor.OfAsync(first);
        var second = await ArriveAsync("flowadmin2");
        var late = await StudioEditor.OpenAsync(second, "county-case");
        second.WentWell();

        var published = await drawing.PlaceOfAsync(Node);
        await drawing.BringAsync(Node, 200, 200);
        (await drawing.SaveAsync(() => drawing.MoveAsync(Node, 20, 60))).Status.ShouldBe(200);
        var drawn = await drawing.PlaceOfAsync(Node);
        await late.BringAsync(Node, 200, 200);
        (await late.SaveAsync(() => late.MoveAsync(Node, 20, 90))).Status.ShouldBe(400);
        await Assertions.Expect(second.Page.Locator(".mud-snackbar")).ToContainTextAsync("苏海涛");

        var file = await File.ReadAllBytesAsync(await drawing.ExportAsync());
        JsonNode.Parse(file)!["definitionId"]!.GetValue<string>().ShouldBe("county-case");
        await drawing.RevertAsync(1);
        await drawing.StandsAtAsync(Node, published);
        await drawing.ImportAsync(
            new()
            {
                Name = "county-case.json",
                MimeType = "application/json",
                Buffer = file,
            }
        );
        await drawing.StandsAtAsync(Node, drawn);
        await IsChineseAsync(first.Page);
        first.WentWell();
    }

    private static async Task<string> DrawAsync(StudioEditor studio)
    {
        await studio.BringAsync("filingDecision", 360, 80);
        var task = "";
        await studio.SaveAsync(async () =>
        {
            await studio.MoveAsync("filingDecision", 0, 130);
            await studio.DisconnectAsync("squadOpinion", "support", "filingDecision");
            task = await studio.DropAsync("任务", "人工任务", 360, 85);
        });
        await studio.IsAtRestAsync();
        await studio.SaveAsync(
            async () =>
            {
                await studio.TypeAsync("名称", Title);
                await studio.ChooseAsync("岗位", "执法队长");
                await studio.AddAsync("结果（连线出口）", "通过", "退回");
                await studio.ShowAsync("通用");
                await studio.TypeAsync("显示文字", Title);
            },
            holds: $"\"displayText\":\"{Title}\""
        );
        await studio.SaveAsync(
            async () =>
            {
                await studio.ConnectAsync("squadOpinion", "support", task);
                await studio.ConnectAsync(task, "通过", "filingDecision");
                await studio.ConnectAsync(task, "退回", "squadOpinion");
            },
            holds: "\"port\":\"退回\""
        );
        return task;
    }

    /// <summary>The term of the case begins with filing, so a task before that needs one of its own.</summary>
    private static async Task TheClockIsMissingAsync(Visit admin)
    {
        await admin.Page.GotoAsync("/workflows/definitions/township-case");
        var finding = admin.Page.Locator("section:has(#check) li", new() { HasText = Title });
        (await finding.InnerTextAsync()).ShouldContain("没有任何期限在计算");
        await finding.GetByRole(AriaRole.Link).ClickAsync();
        await admin.Page.Locator("#flow-fault").WaitForAsync();
        await admin.IsWellMadeAsync("designer-1-check");
    }

    /// <summary>On the page beside the editor: Studio would have its JSON typed.</summary>
    private static async Task AddTheFieldAsync(Visit admin, string task)
    {
        await admin.Page.GetByRole(AriaRole.Link, new() { Name = Title }).ClickAsync();
        await admin.Page.FillAsync("[name='0.name']", "jurisdictionBasis");
        await admin.Page.FillAsync("[name='0.zh']", Field);
        await admin.Page.SelectOptionAsync("[name='0.type']", "multiline");
        await admin.Page.CheckAsync("[name='0.required']");
        await admin.Page.ClickAsync("button[value=save]");
        await admin.Page.Locator(".alert-success").WaitForAsync();
        admin.Page.Url.ShouldContain(task);
        await admin.IsWellMadeAsync("designer-2-fields");
    }

    private static async Task<string> MendAndAskAsync(Visit admin, string task)
    {
        var studio = await StudioEditor.OpenAsync(admin, "township-case");
        await studio.BringAsync(task, 260, 80);
        await studio.SaveAsync(async () =>
        {
            await studio.SelectAsync(task);
            await studio.ChooseAsync("期限规则", "DL-INT-APPROVAL 内部审批");
        });
        return await studio.AskForPublicationAsync();
    }

    private static async Task NothingSpeaksAgainstItAsync(Visit admin)
    {
        await admin.Page.GotoAsync("/workflows/definitions/township-case");
        await Assertions.Expect(admin.Page.Locator("section:has(#check)")).ToContainTextAsync("未发现问题");
    }

    private async Task SimulateAsync(Visit admin, string request)
    {
        await admin.Page.GotoAsync(request);
        await Assertions
            .Expect(admin.Page.Locator("section:has(#changes) li", new() { HasText = Title }).First)
            .ToContainTextAsync("新增环节");
        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "在图上显示" }).ClickAsync();
        await Assertions.Expect(admin.Page.Locator("#flow-change")).ToBeInViewportAsync();
        await admin.IsWellMadeAsync("designer-3-publication");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "开始模拟" }).ClickAsync();
        await admin.Page.WaitForURLAsync("**/workflows/simulations/*");
        await Site.Service.SweepAsync();
        await admin.Page.ReloadAsync();
        await Assertions.Expect(admin.Page.Locator("section:has(#progress)")).ToContainTextAsync("已完成");
        await admin.IsWellMadeAsync("designer-4-simulation");
    }

    private async Task ApproveAsync(Visit admin, string request)
    {
        var phone = await ArriveAsync("flowadmin2", Device.Phone);
        await phone.Page.GotoAsync(request);
        await phone.IsWellMadeAsync("designer-5-publication-phone");
        await admin.Page.GotoAsync(request);
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "核准发布" }).ClickAsync();
        await admin.Page.Locator(".alert-success").WaitForAsync();
        phone.WentWell();
    }

    private static async Task ComeToTheTaskAsync(CaseByPages opened)
    {
        foreach (var node in new[] { "leadCheck", "filingDraft", "filingDraft", "squadOpinion" })
        {
            var usual = (await opened.NextAsync())!;
            usual.Node.ShouldBe(node);
            await opened.FillAsync(usual);
            await opened.SubmitAsync(usual);
        }
        var met = (await opened.NextAsync())!;
        var squad = await opened.FillAsync(met, "通过");
        await Assertions.Expect(squad.Page.Locator("h1")).ToHaveTextAsync(Title);
        await Assertions.Expect(squad.Page.GetByLabel(Field)).ToHaveValueAsync("无");
        await squad.IsWellMadeAsync("designer-6-task");
        await opened.SubmitAsync(met);
        (await opened.NextAsync())!.Node.ShouldBe("filingDecision");
    }

    private static async Task FollowThePathAsync(Visit admin, string number, string task)
    {
        await admin.Page.GotoAsync("/studio/instances");
        // The test's clock stands still: among cases opened in the same moment the first page may hold any ten.
        await admin.Page.GetByPlaceholder("按登记号、案件名称或者编号搜索").FillAsync(number);
        await admin.Page.Locator("td", new() { HasText = number }).First.ClickAsync();
        foreach (var node in new[] { "leadCheck", task, "filingDecision" })
            await admin
                .Page.Locator($".x6-node[data-cell-id='{node}'] .mud-badge")
                .First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        (await admin.Page.Locator(".x6-node[data-cell-id='closing'] .mud-badge").CountAsync()).ShouldBe(0);
        await IsChineseAsync(admin.Page);
        await admin.KeepPictureAsync("designer-7-path");
    }

    private Task<Visit> ArriveAsync(string userName, Device? device = null) =>
        Visit.AsAsync(Site, device ?? Device.Desktop, userName, SamplePeople.DefaultPassword);

    /// <summary>Studio speaks Chinese, apart from what an admin wrote.</summary>
    private static async Task IsChineseAsync(IPage page)
    {
        // The words follow each change of the page a moment later. Ids are nobody's words, whatever letters they fall on.
        const string English = """
            known => {
              const found = new Set();
              const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              while (walk.nextNode()) {
                const text = walk.currentNode.data.trim(), at = walk.currentNode.parentElement;
                const words = text.replace(/\b[0-9a-f]{8,}(-[0-9a-f]+)*\b/g, "");
                if (/[A-Za-z]{3,}/.test(words) && !known.some(it => text.includes(it)) && at.checkVisibility()
                    && !at.closest("script, style, textarea, .monaco-editor, .x6-graph, td"))
                  found.add(text.slice(0, 120));
              }
              return [...found];
            }
            """;
        try
        {
            await page.WaitForFunctionAsync($"known => ({English})(known).length === 0", Untranslated, new() { Timeout = 4_000 });
        }
        catch (TimeoutException)
        {
            (await page.EvaluateAsync<string[]>(English, Untranslated)).ShouldBeEmpty();
        }
    }
}
