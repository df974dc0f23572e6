using Enforcement.BrowserTests.Harness;
using Enforcement.Identity;
using Microsoft.Playwright;

namespace Enforcement.BrowserTests;

/// <summary>
/// Neither wants the case: the department objects, the two exchange words and do not agree, and the county's judicial bureau designates a body, which is
/// bound by it.
/// </summary>
public sealed class DisputeWalk(Site site) : SiteTests(site)
{
    private const string Place = "格塘村与农田交界处";

    private readonly Colleagues colleagues = new(site.Address);

    [Fact]
    public async Task An_objection_is_negotiated_reported_and_ends_in_a_designation_that_binds()
    {
        var number = await colleagues.TransferAsync(Place);
        var letter = await colleagues.LetterAsync(number);
        await colleagues.PostAsync("urban-intake", $"/api/escalations/{letter}/receipt", new { });

        var unit = await Visit.AsAsync(Site, Device.Desktop.English, "urban-unit", SamplePeople.DefaultPassword);
        await ObjectAsync(unit, letter);
        var squad = await Visit.AsAsync(Site, Device.Phone, "jinggang-squad", SamplePeople.DefaultPassword);
        await NegotiateAsync(squad, letter);
        await ReportAsync(unit, letter);
        var coordinator = await Visit.AsAsync(Site, Device.Desktop.English, "coordinator", SamplePeople.DefaultPassword);
        await DesignateAsync(coordinator);

        var next = await colleagues.LetterAsync(number);
        await colleagues.PostAsync("land-intake", $"/api/escalations/{next}/receipt", new { });
        var land = await Visit.AsAsync(Site, Device.Desktop.English, "land-unit", SamplePeople.DefaultPassword);
        await TheDesignatedBodyMayOnlyAcceptAsync(land, next);
        await squad.Page.GotoAsync($"/cases/{number}");
        await squad.SeesAsync("已受理", "区自然资源局");
        await squad.IsWellMadeAsync("dispute-8-case-phone-zh");
        Visit.AllWentWell(unit, squad, coordinator, land);
    }

    private static async Task ObjectAsync(Visit unit, Guid letter)
    {
        await unit.Page.GotoAsync($"/escalations/{letter}");
        await unit.UnfoldAsync("Object to the jurisdiction");
        await unit.Page.FillAsync("#objection-reason", "倾倒处是基本农田，破坏耕地不属于本局职责。");
        await unit.Page.FillAsync("#competentBody", "望城区自然资源局");
        await unit.IsAccessibleAsync("dispute-1-objection-desktop-en");
        await unit.PressAsync("Object to the jurisdiction");
        await unit.SeesAsync("Negotiating", "Negotiation until", "望城区自然资源局");
        await unit.IsAccessibleAsync("dispute-2-objected-desktop-en");
    }

    private static async Task NegotiateAsync(Visit squad, Guid letter)
    {
        await squad.Page.GotoAsync($"/escalations/{letter}");
        await squad.SeesAsync("协商中", "破坏耕地不属于本局职责");
        await squad.Page.FillAsync("#negotiation-words", "现场垃圾堆在村道上，没有压占农田，请再看照片。");
        await squad.IsWellMadeAsync("dispute-3-words-phone-zh");
        await squad.Page.Locator("form:has(#negotiation-words) button[type=submit]").ClickAsync();
        await squad.SeesAsync("没有压占农田");
    }

    private static async Task ReportAsync(Visit unit, Guid letter)
    {
        await unit.Page.GotoAsync($"/escalations/{letter}");
        await unit.SeesAsync("没有压占农田");
        await unit.UnfoldAsync("No agreement: ask for a designation");
        await unit.Page.FillAsync("#report-reason", "双方对现场是否占用耕地认识不一。");
        await unit.IsAccessibleAsync("dispute-4-report-desktop-en");
        await unit.PressAsync("No agreement: ask for a designation");
        await unit.SeesAsync("To be designated", "To be designated by");
    }

    private static async Task DesignateAsync(Visit coordinator)
    {
        var page = coordinator.Page;
        await page.GotoAsync("/escalations");
        await coordinator.ChooseAsync(Place);
        await page.Locator("#organization").SelectOptionAsync("430112-natural-resources");
        await page.FillAsync("#basis", "《中华人民共和国行政处罚法》第二十五条第二款，经实地查看，倾倒处为耕地。");
        await coordinator.IsAccessibleAsync("dispute-5-designation-desktop-en");
        await coordinator.PressAsync("Designate");
        await Assertions.Expect(page.Locator(".data-list", new() { HasText = Place })).ToHaveCountAsync(0);
    }

    private static async Task TheDesignatedBodyMayOnlyAcceptAsync(Visit land, Guid letter)
    {
        await land.Page.GotoAsync($"/escalations/{letter}");
        await land.SeesAsync("Designated", "To be answered", "第二十五条第二款");
        foreach (var act in (string[])["Return for supplement", "Object to the jurisdiction"])
            await Assertions.Expect(land.Page.GetByText(act, new() { Exact = true })).ToHaveCountAsync(0);
        await land.IsAccessibleAsync("dispute-6-designated-desktop-en");
        await land.PressAsync("Accept");
        await land.SeesAsync("Accepted");
        await land.IsAccessibleAsync("dispute-7-accepted-desktop-en");
    }
}
