using Enforcement.BrowserTests.Harness;
using Enforcement.Identity;
using Microsoft.Playwright;

namespace Enforcement.BrowserTests;

/// <summary>
/// A lead that comes back with a list of what is missing: the township supplements it, the department accepts it and penalises, and the officer reads the
/// result on his phone.
/// </summary>
public sealed class EscalationWalk(Site site) : SiteTests(site)
{
    private const string Place = "众兴村砂场西侧空地";
    private const string Result = "对施工单位罚款八千元，责令清运建筑垃圾。";

    private readonly Colleagues colleagues = new(site.Address);

    [Fact]
    public async Task A_letter_is_returned_supplemented_accepted_and_its_result_comes_back_to_the_officers_phone()
    {
        var number = await colleagues.TransferAsync(Place);
        var first = await SignedAsync(number);
        var unit = await Visit.AsAsync(Site, Device.Desktop.English, "urban-unit", SamplePeople.DefaultPassword);
        await ReturnAsync(unit, first);
        var phone = await Visit.AsAsync(Site, Device.Phone, "jinggang-officer1", SamplePeople.DefaultPassword);
        await WhatIsMissingIsReadAsync(phone, first);

        var officer = await Visit.AsAsync(Site, Device.Desktop.English, "jinggang-officer1", SamplePeople.DefaultPassword);
        await SupplementAsync(officer, number);
        await colleagues.ApproveTransferAsync(number);
        var second = await SignedAsync(number);
        await AcceptAsync(unit, second);

        var head = await Visit.AsAsync(Site, Device.Desktop.English, "urban-head", SamplePeople.DefaultPassword);
        await DecideAsync(head, second);
        await Site.Service.SweepAsync();
        await TheResultIsReadAsync(phone, number);
        Visit.AllWentWell(unit, officer, head, phone);
    }

    private async Task<Guid> SignedAsync(string number)
    {
        var letter = await colleagues.LetterAsync(number);
        await colleagues.PostAsync("urban-intake", $"/api/escalations/{letter}/receipt", new { });
        return letter;
    }

    private static async Task ReturnAsync(Visit unit, Guid letter)
    {
        await unit.Page.GotoAsync($"/escalations/{letter}");
        await unit.UnfoldAsync("Return for supplement");
        await unit.PressAsync("Return for supplement");
        await Assertions.Expect(unit.Page.Locator("[data-fault=items]")).Not.ToBeEmptyAsync();
        await unit.IsAccessibleAsync("escalation-1-list-missing-desktop-en");

        await unit.Page.GetByLabel("Photos of the scene").CheckAsync();
        await unit.Page.FillAsync("#others", "车辆进出的监控录像");
        await unit.Page.FillAsync("#return-reason", "照片看不清堆放范围，请补充。");
        await unit.PressAsync("Return for supplement");
        await unit.SeesAsync("Returned", "现场照片", "车辆进出的监控录像", "照片看不清堆放范围");
        await unit.IsAccessibleAsync("escalation-2-returned-desktop-en");
    }

    /// <summary>Whatever language the department's desk is in.</summary>
    private static async Task WhatIsMissingIsReadAsync(Visit phone, Guid letter)
    {
        await phone.Page.GotoAsync($"/escalations/{letter}");
        await phone.SeesAsync("已退回补充", "现场照片", "车辆进出的监控录像");
        await phone.IsWellMadeAsync("escalation-2-returned-phone-zh");
    }

    private static async Task SupplementAsync(Visit officer, string number)
    {
        var page = officer.Page;
        await page.GotoAsync($"/cases/{number}");
        await officer.SeesAsync("Returned", "Handling 王建国 answers for it");
        await officer.IsAccessibleAsync("escalation-3-case-desktop-en");
        await page.GotoAsync("/tasks");
        await officer.ChooseAsync(Place);
        await page.Locator("h1", new() { HasText = "Propose the lead transfer" }).WaitForAsync();
        await Assertions.Expect(page.Locator("[name='f.receiver']")).ToHaveValueAsync("urban-management");
        await page.FillAsync("[name='f.transferSummary']", "补充全景照片四张和村口监控录像一段。");
        await page.Locator("#coSigner").SelectOptionAsync("jinggang-officer2");
        await officer.IsAccessibleAsync("escalation-4-supplement-desktop-en");
        await officer.PressAsync("Submit for the second signature");
        await officer.SeesAsync("awaits the second signature");
    }

    private static async Task AcceptAsync(Visit unit, Guid letter)
    {
        await unit.Page.GotoAsync("/escalations?tab=to-accept");
        await unit.ChooseAsync(Place);
        await unit.SeesAsync("Supplemented", "补充全景照片四张", "2026-11-27 Silence accepts the letter");
        // A letter is returned once.
        await Assertions.Expect(unit.Page.Locator("summary", new() { HasText = "Return for supplement" })).ToHaveCountAsync(0);
        await unit.Page.Locator("#handler").SelectOptionAsync("urban-handler1");
        await unit.IsAccessibleAsync("escalation-5-acceptance-desktop-en");
        await unit.PressAsync("Accept");
        await Assertions.Expect(unit.Page.Locator(".desk-side")).ToHaveCountAsync(0);
        await unit.Page.GotoAsync($"/escalations/{letter}");
        await unit.SeesAsync("Accepted", "曹美玲");
        await unit.IsAccessibleAsync("escalation-6-accepted-desktop-en");
    }

    /// <summary>The department files, investigates, and its head decides.</summary>
    private async Task DecideAsync(Visit head, Guid letter)
    {
        var own = (
            await Site.Service.Database.ScalarAsync<string>(
                "select c.number from escalations e join cases c on c.id = e.receiver_case_id where e.id = $1",
                letter
            )
        )!;
        await colleagues.AnswerAsync("urban-handler1", own, "propose-filing", new { checkedFacts = "运输车辆已查明。" });
        await colleagues.AnswerAsync("urban-unit", own, "support", new { unitView = "同意立案。" });
        await colleagues.AnswerAsync("urban-head", own, "file", new { filingHeadView = "同意立案。" });
        await colleagues.AnswerAsync(
            "urban-handler1",
            own,
            "complete",
            new { factsFound = "某建筑公司擅自倾倒建筑垃圾三车。", evidenceList = "照片、监控录像、询问笔录。" }
        );

        await head.Page.GotoAsync($"/tasks/{await colleagues.TaskAsync("urban-head", own)}");
        await head.Page.Locator("input[name=outcome][value=decided]").CheckAsync();
        await head.Page.FillAsync("[name='f.resultNote']", Result);
        await head.Page.FillAsync("[name='f.externalNumber']", "望城管罚〔2026〕16号");
        await head.IsAccessibleAsync("escalation-7-decision-desktop-en");
        await head.PressAsync("Submit");
        await head.SeesAsync("Done");
    }

    private static async Task TheResultIsReadAsync(Visit phone, string number)
    {
        await phone.Page.GotoAsync($"/cases/{number}");
        await phone.SeesAsync("已受理", "作出处罚决定", Result);
        await phone.IsWellMadeAsync("escalation-8-case-phone-zh");
        await phone.Page.Locator("section[aria-labelledby=letters] li", new() { HasText = Result }).GetByRole(AriaRole.Link).ClickAsync();
        await phone.SeesAsync("处理结果", Result, "望城管罚〔2026〕16号");
        await phone.IsWellMadeAsync("escalation-9-feedback-phone-zh");
    }
}
