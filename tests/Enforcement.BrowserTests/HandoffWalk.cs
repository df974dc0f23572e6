using System.IO.Compression;
using Enforcement.BrowserTests.Harness;
using Enforcement.Identity;
using Microsoft.Playwright;

namespace Enforcement.BrowserTests;

/// <summary>
/// A case goes over the county's border: to a district of this city and a county of another in the same installation, and to one without an account.
/// </summary>
public sealed class HandoffWalk(Site site) : SiteTests(site)
{
    private readonly Colleagues colleagues = new(site.Address);

    [Theory]
    [InlineData("yuelu", "430104", "岳麓城管局", "白箬铺与岳麓莲花镇交界处")]
    [InlineData("xiangyin", "430624", "湘阴城管局", "乔口与湘阴静河镇交界堤岸")]
    public async Task A_neighbour_of_the_same_installation_in_this_city_or_another_signs_for_a_case_and_accepts_it(
        string neighbour,
        string county,
        string bureau,
        string place
    )
    {
        var number = await colleagues.SendOverTheBorderAsync(place, "urban-management", county);
        var letter = await colleagues.LetterAsync(number);

        var registry = await ArriveAsync(Device.Phone, $"{neighbour}-urban-intake");
        await registry.Page.GotoAsync("/escalations");
        await registry.ChooseAsync(place);
        await registry.SeesAsync("跨区域移送", "靖港镇", "贵机关辖区");
        await registry.IsWellMadeAsync($"handoff-{neighbour}-1-letter-phone-zh");
        await registry.PressAsync("签收");
        await registry.SeesAsync("待受理");

        var unit = await ArriveAsync(Device.Desktop.English, $"{neighbour}-urban-unit");
        await unit.Page.GotoAsync($"/escalations/{letter}");
        await unit.Page.SelectOptionAsync("#handler", $"{neighbour}-urban-handler");
        await unit.IsAccessibleAsync($"handoff-{neighbour}-2-acceptance-desktop-en");
        await unit.PressAsync("Accept");
        await unit.SeesAsync("Accepted");
        await unit.IsAccessibleAsync($"handoff-{neighbour}-3-accepted-desktop-en");

        var officer = await ArriveAsync(Device.Phone, "jinggang-officer1");
        await officer.Page.GotoAsync($"/cases/{number}");
        await officer.SeesAsync("已受理", bureau);
        await officer.IsWellMadeAsync($"handoff-{neighbour}-4-case-phone-zh");
        Visit.AllWentWell(registry, unit, officer);
    }

    [Fact]
    public async Task A_lead_that_lies_in_another_county_is_proposed_on_a_phone_and_its_paper_names_the_body_there()
    {
        const string place = "湘阴静河镇金湾村堤岸";
        var finding = await colleagues.RegisterAsync("CG-06", "邻县堤岸有三堆建筑垃圾，倾倒人不明。", place);
        var number = await colleagues.OpenAsync(finding, "CG-06", "transfer");

        var officer = await ArriveAsync(Device.Phone, "jinggang-officer1");
        await OpenTaskAsync(officer, number);
        await officer.Page.CheckAsync("input[name=outcome][value=elsewhere]");
        await officer.Page.FillAsync("[name='f.checkedFacts']", "三堆均在湘阴县境内，本镇未发现。");
        await SubmitAsync(officer);
        await OpenTaskAsync(officer, number);
        await officer.SeesAsync("跨区域移送呈批", "违法行为发生在本县（市、区）以外");
        await officer.Page.SelectOptionAsync("[name='f.receiver']", "urban-management");
        await officer.Page.SelectOptionAsync("[name='f.receiverRegion']", new SelectOptionValue { Label = "湘阴县" });
        await officer.Page.CheckAsync("[name='f.sceneSecured'][value=true]");
        await officer.Page.FillAsync("[name='f.transferSummary']", "倾倒建筑垃圾的线索，附照片。");
        await officer.Page.SelectOptionAsync("#coSigner", "jinggang-officer2");
        await officer.IsWellMadeAsync("handoff-9-elsewhere-phone-zh");
        await SubmitAsync(officer);

        await colleagues.AnswerAsync("jinggang-officer2", number, "sign");
        await colleagues.AnswerAsync("jinggang-head", number, "approve", new { transferHeadView = "同意移送。" });
        await officer.Page.GotoAsync($"/cases/{number}");
        await officer.SeesAsync("受移送地区", "湘阴县", "湘阴城管局");
        await officer.Page.GetByRole(AriaRole.Link, new() { Name = "案件移送函" }).First.ClickAsync();
        await officer.SeesAsync("岳阳市湘阴县城市管理和综合执法局：");
        await officer.IsWellMadeAsync("handoff-10-paper-phone-zh");
        officer.WentWell();
    }

    [Fact]
    public async Task A_county_without_an_account_signs_for_a_package_and_accepts_it_on_a_page_for_its_phone()
    {
        const string place = "乔口渡口汨罗一侧堤岸";
        var admin = await ArriveAsync(Device.Desktop.English, "sysadmin");
        await RegisterBodyAsync(admin);
        var number = await colleagues.SendOverTheBorderAsync(place, "water", "430681");

        var officer = await ArriveAsync(Device.Phone, "jinggang-officer1");
        await officer.Page.GotoAsync("/handoffs");
        await officer.ChooseAsync("汨罗水利局");
        await officer.SeesAsync("仍在靖港镇", "移送包");
        await DownloadAsync(officer.Page, "下载移送包");
        await officer.PressAsync("生成联络页");
        var address = await officer.Page.Locator("[data-link]").InnerTextAsync();
        await officer.IsWellMadeAsync("handoff-5-link-phone-zh");

        var liaison = await Visit.BeginAsync(Site, Device.Phone);
        await AnswerAsync(liaison, address);
        await officer.Page.ReloadAsync();
        await officer.SeesAsync("已移转至汨罗水利局", "湛明", "0730-5220000");
        await officer.IsWellMadeAsync("handoff-8-passed-phone-zh");
        await officer.Page.GotoAsync($"/cases/{number}");
        await officer.SeesAsync("已受理", "汨罗水利局");
        Visit.AllWentWell(admin, officer, liaison);
    }

    private Task<Visit> ArriveAsync(Device device, string userName) => Visit.AsAsync(Site, device, userName, SamplePeople.DefaultPassword);

    private async Task OpenTaskAsync(Visit officer, string number) =>
        await officer.Page.GotoAsync($"/tasks/{await colleagues.TaskAsync("jinggang-officer1", number)}");

    private static async Task SubmitAsync(Visit officer)
    {
        await officer.Page.Locator("form:has(task-form) button[type=submit]").ClickAsync();
        await officer.Page.Locator("[role=status]").First.WaitForAsync();
    }

    private static async Task RegisterBodyAsync(Visit admin)
    {
        var page = admin.Page;
        await page.GotoAsync("/handoffs/peers");
        await page.FillAsync("#body-code", "430681-water");
        await page.FillAsync("#body-regionName", "汨罗市");
        await page.FillAsync("#body-legalName", "岳阳市汨罗市水利局");
        await page.FillAsync("#body-shortName", "汨罗水利局");
        await page.FillAsync("#body-nameEn", "Miluo Water Bureau");
        await admin.IsAccessibleAsync("handoff-0-body-desktop-en");
        await page.Locator("form:has(#body-code) button[type=submit]").ClickAsync();
        await Assertions.Expect(page.Locator("#body-code")).ToHaveValueAsync("");
    }

    /// <summary>Whoever has the address signs for the letter, and accepts it with a seal.</summary>
    private static async Task AnswerAsync(Visit liaison, string address)
    {
        var page = liaison.Page;
        await page.GotoAsync(address);
        await liaison.SeesAsync("案件移送联络页", "汨罗市水利局", "贵机关辖区");
        await liaison.IsWellMadeAsync("handoff-6-liaison-phone-zh");
        await DownloadAsync(page, "下载全部材料");
        await page.GetByLabel("签收").CheckAsync();
        await FillAsync(page);
        await liaison.PressAsync("提交");
        await liaison.SeesAsync("已收到，谢谢");

        await page.GetByLabel("受理").CheckAsync();
        await FillAsync(page);
        await page.SetInputFilesAsync("#answer-file", await Photo.OfWasteAsync(page));
        await liaison.PressAsync("提交");
        await liaison.SeesAsync("已收到，谢谢", "已受理");
        await Assertions.Expect(page.Locator("[name=answer]")).ToHaveCountAsync(0);
        await liaison.IsWellMadeAsync("handoff-7-answered-phone-zh");
    }

    private static async Task FillAsync(IPage page)
    {
        await page.FillAsync("#answer-by", "湛明");
        await page.FillAsync("#answer-post", "法规股股长");
        await page.FillAsync("#answer-phone", "0730-5220000");
    }

    private static async Task DownloadAsync(IPage page, string link)
    {
        var file = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = link }).ClickAsync());
        using var package = ZipFile.OpenRead(await file.PathAsync());
        package.Entries.Select(entry => entry.FullName).ShouldContain("check.html");
    }
}
