using Enforcement.BrowserTests.Harness;
using Enforcement.Identity;
using Microsoft.Playwright;

namespace Enforcement.BrowserTests;

/// <summary>
/// Three trucks of construction waste at a road in 靖港镇, dumped by nobody knows whom: from the officer's phone to the county department that
/// takes it over. On the shipped procedure and the sample people, each in a session of their own.
/// </summary>
public sealed class WasteWalk(Site site) : SiteTests(site)
{
    private const string Place = "芦江村三组通村公路旁";

    [Fact]
    public async Task Three_trucks_of_waste_by_an_unknown_dumper_come_from_a_phone_to_the_departments_acceptance()
    {
        var officer = await ArriveAsync("jinggang-officer1", back: "/findings/new");
        await RegisterAsync(officer);
        var number = await OpenAsTransferAsync(officer);
        await CheckTheLeadAsync(officer);
        await ProposeTheTransferAsync(officer, second: "jinggang-officer2");

        var second = await ArriveAsync("jinggang-officer2");
        await SignAsync(second);
        var squad = await ArriveAsync("jinggang-squad");
        await ApproveAsync(squad);
        await officer.Page.GotoAsync($"/cases/{number}");
        await SeesAsync(officer, "线索移送", "待签收");

        var registry = await ArriveAsync("urban-intake", back: "/escalations");
        await SignForAsync(registry);
        var unit = await ArriveAsync("urban-unit", back: "/escalations");
        await AcceptAsync(unit);

        await Site.Service.SweepAsync();
        await TheTownshipSeesItAcceptedAsync(officer, number);
        await squad.Page.GotoAsync("/notifications");
        await SeesAsync(squad, Place);
        await squad.IsWellMadeAsync("walk-17-notifications");
        Visit.AllWentWell(officer, second, squad, registry, unit);
    }

    private static async Task RegisterAsync(Visit officer)
    {
        var page = officer.Page;
        await page.SetInputFilesAsync("#photos", await Photo.OfWasteAsync(page));
        await page.Locator("[data-photos] img").WaitForAsync();
        await page.FillAsync("#description", "路边倾倒三车建筑垃圾，约十八立方米，无人看守，倾倒人不明。");
        await page.FillAsync("#place", Place);
        await page.FillAsync("#matter", await FoundMatterAsync(page, "建筑垃圾"));
        await page.FillAsync("#fact-volume", "18");
        await officer.IsWellMadeAsync("walk-01-new-finding");

        await page.Locator(".form-actions button[type=submit]").ClickAsync();
        await page.WaitForURLAsync("**/findings/*?done=registered");
        await SeesAsync(officer, "线索已登记", Place, "18");
        (await page.Locator(".photo img").CountAsync()).ShouldBe(1);
        await officer.IsWellMadeAsync("walk-02-finding");
    }

    /// <summary>What the list of the matter field offers for a word, as the browser's own search does.</summary>
    private static async Task<string> FoundMatterAsync(IPage page, string word) =>
        await page.Locator($"#matter-list option[value*='{word}']").First.GetAttributeAsync("value")
        ?? throw new InvalidOperationException($"No matter is found by {word}.");

    private static async Task<string> OpenAsTransferAsync(Visit officer)
    {
        var page = officer.Page;
        await page.Locator("summary", new() { HasText = "转为案件" }).ClickAsync();
        await page.Locator("#officer-0").SelectOptionAsync("jinggang-officer1");
        await page.Locator("#officer-1").SelectOptionAsync("jinggang-officer2");
        await page.GetByRole(AriaRole.Button, new() { Name = "立即转为案件" }).ClickAsync();

        var refusal = page.Locator("[role=alert]");
        await refusal.WaitForAsync();
        (await refusal.InnerTextAsync()).ShouldContain("power.not-delegated");
        (await refusal.InnerTextAsync()).ShouldContain("第二十四条");
        await officer.IsWellMadeAsync("walk-03-not-delegated");

        await refusal.GetByRole(AriaRole.Button, new() { Name = "移送" }).ClickAsync();
        await page.WaitForURLAsync("**/cases/*");
        await SeesAsync(officer, "线索核查", Place, "王建国、赵雪梅");
        await officer.IsWellMadeAsync("walk-04-case");
        return new Uri(page.Url).Segments[^1];
    }

    private static async Task CheckTheLeadAsync(Visit officer)
    {
        var page = officer.Page;
        await OpenTaskAsync(officer, "线索核查");
        await page.Locator("input[name=outcome][value=not-competent]").CheckAsync();
        await page.FillAsync("[name='f.checkedFacts']", "现场有三堆建筑垃圾，未发现车辆和当事人，已拍照固定。");
        await officer.IsWellMadeAsync("walk-05-lead-check");
        await SubmitAsync(page);
        await SeesAsync(officer, "已办理", "线索移送呈批");
        await officer.IsWellMadeAsync("walk-06-lead-checked");
    }

    private static async Task ProposeTheTransferAsync(Visit officer, string second)
    {
        var page = officer.Page;
        await page.Locator("[role=status] a", new() { HasText = "线索移送呈批" }).ClickAsync();
        await page.Locator("h1", new() { HasText = "线索移送呈批" }).WaitForAsync();
        await SeesAsync(officer, "重大案件由县级部门查处");
        await page.Locator("[name='f.receiver']").SelectOptionAsync("urban-management");
        await page.Locator("[name='f.sceneSecured'][value=true]").CheckAsync();
        await page.FillAsync("[name='f.transferSummary']", "施工单位擅自倾倒建筑垃圾的线索，附照片一张。");
        await page.Locator("#coSigner").SelectOptionAsync(second);
        await officer.IsWellMadeAsync("walk-07-transfer");
        await SubmitAsync(page);
        await SeesAsync(officer, "已提交，等待会签", "会签：线索移送呈批");
        await officer.IsWellMadeAsync("walk-08-transfer-waits");
    }

    private static async Task SignAsync(Visit second)
    {
        await second.IsWellMadeAsync("walk-09-home-second");
        await OpenTaskAsync(second, "会签：线索移送呈批");
        await SeesAsync(second, "附照片一张", "王建国");
        await second.Page.Locator("input[name=outcome][value=sign]").CheckAsync();
        await second.IsWellMadeAsync("walk-10-counter-sign");
        await SubmitAsync(second.Page);
        await SeesAsync(second, "已办理", "执法队审批线索移送");
    }

    private static async Task ApproveAsync(Visit squad)
    {
        await OpenTaskAsync(squad, "执法队审批线索移送", view: "team");
        await squad.Page.Locator("input[name=outcome][value=approve]").CheckAsync();
        (await squad.Page.Locator("[name='f.overrideReason']").IsVisibleAsync()).ShouldBeFalse();
        await squad.Page.FillAsync("[name='f.transferSquadView']", "同意移送区城管局。");
        await squad.IsWellMadeAsync("walk-11-approval");
        await SubmitAsync(squad.Page);
        await SeesAsync(squad, "已办理");
    }

    private static async Task SignForAsync(Visit registry)
    {
        await SeesAsync(registry, Place, "待签收");
        await registry.IsWellMadeAsync("walk-12-tray");
        await registry.ChooseAsync(Place);
        await registry.Page.Locator(".photo img").WaitForAsync();
        await registry.IsWellMadeAsync("walk-13-letter");
        await registry.Page.GetByRole(AriaRole.Button, new() { Name = "签收", Exact = true }).ClickAsync();
        await registry.Page.Locator(".badge", new() { HasText = "待受理" }).First.WaitForAsync();
    }

    private static async Task AcceptAsync(Visit unit)
    {
        await unit.ChooseAsync(Place);
        await unit.Page.Locator("#handler").SelectOptionAsync("urban-handler1");
        await unit.IsWellMadeAsync("walk-14-acceptance");
        await unit.Page.GetByRole(AriaRole.Button, new() { Name = "受理", Exact = true }).ClickAsync();
        await unit.Page.Locator(".badge", new() { HasText = "已受理" }).First.WaitForAsync();
        await unit.IsWellMadeAsync("walk-15-accepted");
    }

    private static async Task TheTownshipSeesItAcceptedAsync(Visit officer, string number)
    {
        await officer.Page.GotoAsync($"/cases/{number}");
        await SeesAsync(officer, "已受理", "区城管局");
        await officer.IsWellMadeAsync("walk-16-handed-on");
    }

    private async Task<Visit> ArriveAsync(string userName, string? back = null)
    {
        var visit = await Visit.BeginAsync(Site, Device.Phone);
        await visit.SignInAsync(userName, SamplePeople.DefaultPassword, back);
        return visit;
    }

    private static async Task OpenTaskAsync(Visit visit, string title, string view = "mine")
    {
        await visit.Page.GotoAsync($"/tasks?view={view}");
        await visit.Page.Locator("tr", new() { HasText = Place }).Locator("a.row-link", new() { HasText = title }).ClickAsync();
        await visit.Page.Locator("h1", new() { HasText = title }).WaitForAsync();
    }

    private static async Task SubmitAsync(IPage page)
    {
        await page.Locator(".form-actions button[type=submit]").ClickAsync();
        await page.Locator("[role=status], [role=alert]").First.WaitForAsync();
    }

    private static async Task SeesAsync(Visit visit, params string[] words)
    {
        var seen = await visit.Page.Locator("main").InnerTextAsync();
        foreach (var word in words)
            seen.ShouldContain(word);
    }
}
