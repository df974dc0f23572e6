using Enforcement.BrowserTests.Harness;
using Enforcement.Identity;
using Microsoft.Playwright;

namespace Enforcement.BrowserTests;

/// <summary>A letter on paper from a body outside: the registry writes it down with its scan, and the head of the unit accepts it as a case.</summary>
public sealed class PaperLetterWalk(Site site) : SiteTests(site)
{
    private const string Number = "汨城管移〔2026〕12号";
    private const string Title = "渣土车夜间越界倾倒";

    [Fact]
    public async Task A_paper_letter_from_outside_is_registered_accepted_and_becomes_a_case()
    {
        var registry = await Visit.AsAsync(Site, Device.Desktop.English, "urban-intake", SamplePeople.DefaultPassword);
        await RegisterAsync(registry);
        var unit = await Visit.AsAsync(Site, Device.Phone, "urban-unit", SamplePeople.DefaultPassword);
        await AcceptAsync(unit);
        await registry.Page.ReloadAsync();
        await registry.SeesAsync("Duty is here");
        await registry.IsAccessibleAsync("paper-7-held-desktop-en");
        Visit.AllWentWell(registry, unit);
    }

    private static async Task RegisterAsync(Visit registry)
    {
        var page = registry.Page;
        await page.GotoAsync("/handoffs");
        await page.GetByRole(AriaRole.Link, new() { Name = "Register a paper letter" }).ClickAsync();
        await page.FillAsync("#senderName", "汨罗市城市管理和综合执法局");
        await page.FillAsync("#senderRegion", "430681");
        await page.FillAsync("#number", Number);
        await page.FillAsync("#datedOn", "2026-11-20");
        await page.FillAsync("#title", Title);
        await page.FillAsync("#matter", "擅自倾倒建筑垃圾");
        await page.FillAsync("#violationOn", "2026-11-18");
        await page.FillAsync("#place", "格塘村北堤");
        await page.FillAsync("#partyName", "周某某");
        await page.FillAsync("#facts", "两辆渣土车自汨罗越界倾倒，车牌照片附后。");
        await registry.PressAsync("Register");
        await Assertions.Expect(page.Locator("[data-fault=scan]")).Not.ToBeEmptyAsync();
        await Assertions.Expect(page.Locator("#number")).ToHaveValueAsync(Number);
        await registry.IsAccessibleAsync("paper-1-scan-missing-desktop-en");

        await page.SetInputFilesAsync("#file", await Photo.OfWasteAsync(page));
        await registry.PressAsync("Register");
        await registry.SeesAsync(Title, Number, "Signed for", "越界倾倒");
        await registry.IsAccessibleAsync("paper-2-registered-desktop-en");
    }

    private static async Task AcceptAsync(Visit unit)
    {
        var page = unit.Page;
        await page.GotoAsync("/handoffs?view=received");
        await unit.IsWellMadeAsync("paper-3-tray-phone-zh");
        await unit.ChooseAsync(Number);
        await unit.SeesAsync("已签收", "格塘村北堤");
        await page.FillAsync("#acceptance-matter", "CG-06");
        await page.SelectOptionAsync("#acceptance-handler", "urban-handler1");
        await unit.IsWellMadeAsync("paper-4-acceptance-phone-zh");
        await unit.PressAsync("受理");
        await unit.SeesAsync("责任在本机关");
        await unit.IsWellMadeAsync("paper-5-accepted-phone-zh");
        await page.GetByRole(AriaRole.Link, new() { Name = "查看案件" }).ClickAsync();
        await unit.SeesAsync("周某某", "立案审查");
        await unit.IsWellMadeAsync("paper-6-case-phone-zh");
    }
}
