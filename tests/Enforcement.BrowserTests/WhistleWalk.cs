using System.Globalization;
using Enforcement.BrowserTests.Harness;
using Enforcement.Identity;
using Microsoft.Playwright;

namespace Enforcement.BrowserTests;

/// <summary>
/// A township whistles 吹哨 for three departments: they answer, come, write a record each and share their photos; the township and the market regulator
/// file a case each, and nobody files one for two.
/// </summary>
public sealed class WhistleWalk(Site site) : SiteTests(site)
{
    private const string Place = "靖港古镇半边街农贸市场";
    private const string Urban = "430112-urban-management";
    private const string Market = "430112-market";
    private const string Water = "430112-water";

    private readonly Colleagues colleagues = new(site.Address);

    [Fact]
    public async Task Three_departments_come_to_a_whistle_and_two_bodies_file_two_cases()
    {
        var squad = await ArriveAsync(Device.Phone, "jinggang-squad");
        var operation = await WhistleAsync(squad);
        var urban = await ArriveAsync(Device.Phone, "urban-handler1");
        await AnswerAsync(urban);
        await TheOthersComeAsync(operation);
        await WorkOnSiteAsync(urban);

        var market = await ArriveAsync(Device.Desktop.English, "market-handler1");
        await FileAsync(market, operation);
        await FileAsync(squad, operation);
        await NobodyFilesForTwoAsync(operation);
        Visit.AllWentWell(squad, urban, market);
    }

    private Task<Visit> ArriveAsync(Device device, string userName) => Visit.AsAsync(Site, device, userName, SamplePeople.DefaultPassword);

    private static async Task<string> WhistleAsync(Visit squad)
    {
        var page = squad.Page;
        await page.GotoAsync("/joint-operations");
        await page.GetByRole(AriaRole.Link, new() { Name = "吹哨 / 发起联合执法" }).ClickAsync();
        await page.FillAsync("#call-reason", "市场内占道经营与无照经营并存，排水沟被填，多次劝导无效。");
        await page.FillAsync("#call-place", Place);
        foreach (var body in (string[])[Urban, Market, Water])
            await page.CheckAsync($"#body-{body}");
        await squad.PressAsync("发出召集");
        await Assertions.Expect(page.Locator("[role=alert]")).ToBeVisibleAsync();
        await squad.IsWellMadeAsync("whistle-1-incomplete-phone-zh");

        foreach (var matter in (string[])["#matter-CG-02", "#matter-SC-01"])
        {
            await page.ClickAsync($"details:has({matter}) > summary");
            await page.CheckAsync(matter);
        }
        await page.FillAsync("#call-safetyPlan", "两组同进，全程录音录像。");
        await squad.PressAsync("发出召集");
        await page.WaitForURLAsync(url => !url.EndsWith("/new", StringComparison.Ordinal));
        await squad.SeesAsync(Place, "乡镇吹哨", "区市监局", "尚未应答");
        await squad.IsWellMadeAsync("whistle-2-called-phone-zh");
        return new Uri(page.Url).Segments[^1];
    }

    private static async Task AnswerAsync(Visit urban)
    {
        await urban.Page.GotoAsync("/");
        await urban.SeesAsync("待应答的联合执法召集");
        await urban.IsWellMadeAsync("whistle-3-home-phone-zh");
        await urban.Page.GetByRole(AriaRole.Link, new() { Name = Place }).ClickAsync();
        await urban.PressAsync("应答到场");
        await urban.SeesAsync("曹美玲，预计");
        await urban.IsWellMadeAsync("whistle-4-answered-phone-zh");
        await urban.PressAsync("登记到场");
        await urban.SeesAsync("按时到场");
    }

    private async Task TheOthersComeAsync(string operation)
    {
        var arrivesAt = Site
            .Service.Clock.GetUtcNow()
            .ToOffset(TimeSpan.FromHours(8))
            .AddMinutes(20)
            .ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
        foreach (
            var (body, first, second) in ((string, string, string)[])
                [
                    ("market", "market-handler1", "market-handler2"),
                    ("water", "water-handler1", "water-handler2"),
                    ("", "jinggang-officer1", "jinggang-officer2"),
                ]
        )
        {
            if (body.Length > 0)
                await ActAsync($"{body}-unit", operation, "answer", new { who = "两名执法人员", arrivesAt });
            await ActAsync(first, operation, "arrival", new { });
            await ActAsync(
                first,
                operation,
                "sheet",
                new { officers = new[] { first, second }, found = "摊位占道堆放货物，经营者未能出示营业执照。" }
            );
        }
    }

    private static async Task WorkOnSiteAsync(Visit urban)
    {
        var page = urban.Page;
        await page.ReloadAsync();
        await page.SetInputFilesAsync($"#photos-{Urban}", await Photo.OfWasteAsync(page));
        await urban.PressAsync("加入证据");
        await page.Locator(".photo img").WaitForAsync();
        await urban.UnfoldAsync("填写现场记录");
        await page.SelectOptionAsync($"#officer-2-{Urban}", "urban-handler2");
        await page.FillAsync($"#sheet-{Urban}-found", "市场东侧三个摊位占道约六平方米，已责令清理。");
        await urban.IsWellMadeAsync("whistle-5-on-site-phone-zh");
        await urban.PressAsync("填写现场记录");
        await urban.SeesAsync("已责令清理", "潘国庆");
        await urban.IsWellMadeAsync("whistle-6-record-phone-zh");
    }

    /// <summary>In the language of whoever files.</summary>
    private static async Task FileAsync(Visit visit, string operation)
    {
        var isMarket = visit.Page.ViewportSize!.Width > 1000;
        var (body, matter, act) = isMarket ? (Market, "SC-01", "File a case") : ("430112106", "CG-02", "立案");
        await visit.Page.GotoAsync($"/joint-operations/{operation}");
        await TheSharedPhotoIsSeenAsync(visit);
        await visit.UnfoldAsync(act);
        await visit.Page.SelectOptionAsync($"#filing-{body}-matterCode", matter);
        await visit.Page.FillAsync($"#filing-{body}-party", "李某某");
        await visit.SeesAsync(isMarket ? "There is no joint decision" : "联合执法不得作出联合处罚决定");
        await visit.PressAsync(act);
        await Assertions
            .Expect(visit.Page.Locator("section[aria-labelledby=filings] li", new() { HasText = isMarket ? "Market" : "靖港镇" }))
            .ToContainTextAsync("李某某");
        if (isMarket)
        {
            await visit.SeesAsync("Jinggang Town lead", "曹美玲 in time");
            await visit.IsAccessibleAsync("whistle-7-filed-desktop-en");
        }
        else
            await visit.IsWellMadeAsync("whistle-8-filed-phone-zh");
        await visit.Page.Locator("section[aria-labelledby=filings] a").ClickAsync();
        await visit.SeesAsync("李某某");
    }

    private static async Task TheSharedPhotoIsSeenAsync(Visit visit)
    {
        var photo = visit.Page.Locator(".photo img");
        await photo.ScrollIntoViewIfNeededAsync();
        await Assertions.Expect(photo).ToHaveJSPropertyAsync("complete", true);
        (await photo.EvaluateAsync<int>("image => image.naturalWidth")).ShouldBeGreaterThan(0);
    }

    private async Task NobodyFilesForTwoAsync(string operation) =>
        (
            await colleagues.RefusedAsync(
                "market-handler1",
                $"/api/joint-operations/{operation}/filing",
                new
                {
                    organizations = new[] { Market, Urban },
                    matterCode = "CG-02",
                    violationDate = "2026-11-24",
                    party = "李某某",
                    partyKind = "person",
                }
            )
        ).ShouldBe("joint.no-joint-decision");

    private Task ActAsync(string userName, string operation, string act, object body) =>
        colleagues.PostAsync(userName, $"/api/joint-operations/{operation}/{act}", body);
}
