using System.Text;
using System.Text.RegularExpressions;
using Enforcement.BrowserTests.Harness;
using Enforcement.Identity;
using Enforcement.Tests.Harness;
using Microsoft.Playwright;

namespace Enforcement.BrowserTests;

public sealed class DocumentTests(Site site) : SiteTests(site)
{
    private const string Township = "430112109";

    [Fact]
    public async Task A_penalty_decision_is_read_printed_and_issued_anew_at_a_desk()
    {
        await Site.Service.BodyAsync(Township, Township, "靖港镇");
        await Site.Service.PersonAsync("paper-head", Roles.AgencyHead, Township);
        var (_, id) = await Site.Service.DraftDecisionAsync(Township, "paper-officer", "paper-partner");
        var visit = await Visit.BeginAsync(Site, Device.Desktop);
        await visit.SignInAsync("paper-head");
        await visit.Page.GotoAsync($"/documents/{id}");
        var mark = visit.Page.GetByRole(AriaRole.Img, new() { Name = "草稿" });
        (await mark.IsVisibleAsync()).ShouldBeTrue();
        await visit.IsAccessibleAsync("document-draft-desktop-zh");

        await Site.Service.ApproveDecisionAsync(id, "paper-head");
        await visit.Page.ReloadAsync();
        (await mark.CountAsync()).ShouldBe(0);
        await visit.IsAccessibleAsync("document-desktop-zh");

        await visit.Page.EmulateMediaAsync(new() { Media = Media.Print });
        foreach (var chrome in (string[])["header .menu", ".page-head", "print-button", "summary"])
            (await visit.Page.Locator(chrome).First.IsVisibleAsync()).ShouldBeFalse($"{chrome} is printed");
        (await visit.Page.Locator(".legal-sheet").IsVisibleAsync()).ShouldBeTrue();
        await visit.KeepPictureAsync("document-print");
        var print = Encoding.Latin1.GetString(await visit.Page.PdfAsync(new() { PreferCSSPageSize = true }));
        Regex.IsMatch(print, @"/MediaBox \[0 0 59[45]\.?\d* 84[12]\.?\d*\]").ShouldBeTrue("the print is not on A4");
        await visit.Page.EmulateMediaAsync(new() { Media = Media.Screen });

        await visit.Page.Locator("summary", new() { HasText = "作废并重新制作" }).ClickAsync();
        await visit.Page.Locator("#new-party-address").FillAsync("靖港镇芦江社区一组");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "作废并重新制作" }).ClickAsync();
        await visit.Page.Locator("[role=alert]").WaitForAsync();
        (await visit.Page.Locator("#new-party-address").InputValueAsync()).ShouldBe("靖港镇芦江社区一组");
        await visit.IsAccessibleAsync("document-refused-desktop-zh");

        await visit.Page.Locator("#new-reason").FillAsync("地址写错");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "作废并重新制作" }).ClickAsync();
        await visit.Page.WaitForURLAsync(url => url.Contains("/documents/") && !url.Contains(id.ToString()));
        await Assertions.Expect(visit.Page.Locator(".legal-sheet")).ToContainTextAsync("靖港镇芦江社区一组");
        visit.WentWell();
    }

    [Fact]
    public async Task The_same_decision_fits_a_phone_and_stays_white_in_the_dark()
    {
        await Site.Service.BodyAsync(Township, Township, "靖港镇");
        await Site.Service.PersonAsync("phone-head", Roles.AgencyHead, Township);
        var (_, id) = await Site.Service.DraftDecisionAsync(Township, "phone-officer", "phone-partner");
        await Site.Service.ApproveDecisionAsync(id, "phone-head");
        var visit = await Visit.BeginAsync(Site, Device.Phone.Dark);
        await visit.SignInAsync("phone-officer");
        await visit.Page.GotoAsync($"/documents/{id}");
        await visit.IsAccessibleAsync("document-phone-dark-zh");
        (await visit.Page.Locator(".legal-sheet").EvaluateAsync<string>("sheet => getComputedStyle(sheet).backgroundColor")).ShouldBe(
            "rgb(255, 255, 255)"
        );
        visit.WentWell();
    }
}
