using Enforcement.BrowserTests.Harness;
using Enforcement.Identity;
using Microsoft.Playwright;

namespace Enforcement.BrowserTests;

/// <summary>A suspected crime goes to the police, who do not file; asked to reconsider they do, and the goods go after the case.</summary>
public sealed class PoliceWalk(Site site) : SiteTests(site)
{
    private const string Place = "靖港镇樟木桥林地";

    private readonly Colleagues colleagues = new(site.Address);

    [Fact]
    public async Task The_police_are_asked_to_reconsider_and_file_and_the_goods_are_handed_over_by_a_list()
    {
        var number = await ReferAsync();
        var letter = await colleagues.LetterAsync(number);
        await colleagues.PostAsync("police-intake", $"/api/escalations/{letter}/receipt", new { });
        await colleagues.PostAsync(
            "police-unit",
            $"/api/escalations/{letter}/refusal",
            new { reason = "涉案数额未达立案标准。", notice = "望公不立字〔2026〕1号" }
        );

        var head = await ArriveAsync(Device.Phone, "jinggang-head");
        await head.Page.GotoAsync($"/escalations/{letter}");
        await head.SeesAsync("望公不立字〔2026〕1号", "提请公安机关复议");
        await head.UnfoldAsync("提请公安机关复议");
        await head.Page.FillAsync("#reconsideration-reason", "涉案数额累计计算已达标准。");
        await head.IsWellMadeAsync("police-1-ask-phone-zh");
        await head.PressAsync("提请公安机关复议");
        await head.SeesAsync("涉案数额累计计算已达标准。");

        var police = await ArriveAsync(Device.Desktop.English, "police-unit");
        await police.Page.GotoAsync($"/escalations/{letter}");
        await police.UnfoldAsync("Decide anew on filing");
        await police.PressAsync("Decide anew on filing");
        await Assertions.Expect(police.Page.Locator("[role=alert]")).ToBeVisibleAsync();
        await police.IsAccessibleAsync("police-2-refused-desktop-en");
        await police.Page.CheckAsync("input[name=files][value=true]");
        await police.Page.FillAsync("#reconsideration-decision-notice", "望公立字〔2026〕8号");
        await police.PressAsync("Decide anew on filing");
        await police.SeesAsync("Files after all", "望公立字〔2026〕8号");
        await police.IsAccessibleAsync("police-3-filed-desktop-en");

        await head.Page.ReloadAsync();
        await head.SeesAsync("公安已立案", "决定立案", "移交涉案财物");
        var officer = await ArriveAsync(Device.Phone, "jinggang-officer1");
        await officer.Page.GotoAsync($"/escalations/{letter}");
        await officer.UnfoldAsync("移交涉案财物和材料");
        await officer.Page.FillAsync("#goods-items", "木材三方，油锯一台。");
        await officer.Page.FillAsync("#goods-receivedBy", "石国庆");
        await officer.Page.FillAsync("#goods-on", "2026-11-24");
        await officer.PressAsync("移交涉案财物和材料");
        await officer.SeesAsync("木材三方，油锯一台。", "石国庆");
        await officer.IsWellMadeAsync("police-4-goods-phone-zh");
        await officer.Page.GotoAsync($"/cases/{number}");
        await officer.SeesAsync("提请复议书", "涉案财物移交清单");
        await officer.IsWellMadeAsync("police-5-case-phone-zh");
        Visit.AllWentWell(head, police, officer);
    }

    private Task<Visit> ArriveAsync(Device device, string userName) => Visit.AsAsync(Site, device, userName, SamplePeople.DefaultPassword);

    /// <returns>The number of the township's case.</returns>
    private async Task<string> ReferAsync()
    {
        var finding = await colleagues.RegisterAsync("CG-02", "堆放来源不明木材三方，涉嫌盗伐林木。", Place);
        var number = await colleagues.OpenAsync(finding, "CG-02", "file");
        await colleagues.AnswerAsync(
            "jinggang-officer1",
            number,
            "confirmed",
            new { checkedFacts = "木材三方，无运输证明。", crimeSuspected = true }
        );
        await colleagues.AnswerAsync(
            "jinggang-officer1",
            number,
            "submit",
            new { sceneSecured = true, transferSummary = "涉嫌盗伐林木，附照片。" },
            "jinggang-officer2"
        );
        await colleagues.AnswerAsync("jinggang-officer2", number, "sign");
        await colleagues.AnswerAsync("jinggang-head", number, "approve", new { transferHeadView = "同意移送公安机关。" });
        return number;
    }
}
