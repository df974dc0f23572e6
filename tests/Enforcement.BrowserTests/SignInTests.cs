using Enforcement.BrowserTests.Harness;
using Enforcement.Identity;
using Enforcement.Tests.Harness;

namespace Enforcement.BrowserTests;

public sealed class SignInTests(Site site) : SiteTests(site)
{
    [Fact]
    public async Task A_wrong_password_is_told_beside_the_form_and_the_name_stays()
    {
        var visit = await Visit.BeginAsync(Site, Device.Phone);
        await visit.Page.GotoAsync("/signin");
        await visit.Page.Locator("#userName").FillAsync("nobody");
        await visit.Page.Locator("#password").FillAsync("wrong-wrong");
        await visit.Page.Locator(".signin-card button[type=submit]").ClickAsync();

        await visit.Page.Locator("[role=alert]").WaitForAsync();
        (await visit.Page.Locator("#userName").InputValueAsync()).ShouldBe("nobody");
        await visit.IsAccessibleAsync("signin-refused-phone-zh");
        visit.WentWell();
    }

    [Fact]
    public async Task Who_came_for_a_page_is_led_to_it_after_the_sign_in()
    {
        await ArrangeAsync("browser-back");
        var visit = await Visit.BeginAsync(Site, Device.Phone);
        await visit.Page.GotoAsync("/tasks?view=team");
        await visit.Page.Locator("#userName").FillAsync("browser-back");
        await visit.Page.Locator("#password").FillAsync(TestPeople.Password);
        await visit.Page.Locator(".signin-card button[type=submit]").ClickAsync();

        await visit.Page.Locator(".tab[aria-current=page]", new() { HasText = "本岗位" }).WaitForAsync();
        visit.WentWell();
    }

    [Fact]
    public async Task An_address_of_somebody_else_is_not_followed()
    {
        await ArrangeAsync("browser-elsewhere");
        var visit = await Visit.BeginAsync(Site, Device.Desktop);
        await visit.SignInAsync("browser-elsewhere", back: "//example.com/steal");
        new Uri(visit.Page.Url).PathAndQuery.ShouldBe("/");
    }

    [Fact]
    public async Task Language_and_theme_are_chosen_in_the_header_and_stay()
    {
        await ArrangeAsync("browser-language");
        var visit = await Visit.BeginAsync(Site, Device.Desktop);
        await visit.SignInAsync("browser-language");
        await visit.Page.Locator(".top details.sheet > summary").Last.ClickAsync();
        await visit.Page.Locator("button[name=culture]").ClickAsync();
        await visit.Page.Locator("html[lang=en]").WaitForAsync();
        await visit.Page.Locator(".top details.sheet > summary").Last.ClickAsync();
        await visit.KeepPictureAsync("sheet-desktop-en");
        await visit.Page.Locator("button[name=theme][value=dark]").ClickAsync();
        await visit.Page.Locator("html[data-bs-theme=dark]").WaitForAsync();

        await visit.Page.GotoAsync("/tasks");
        (await visit.Page.Locator("html").GetAttributeAsync("lang")).ShouldBe("en");
        (await visit.Page.Locator("html").GetAttributeAsync("data-bs-theme")).ShouldBe("dark");
    }

    [Fact]
    public async Task A_new_token_is_shown_once_and_revoked_with_a_click()
    {
        await ArrangeAsync("browser-token");
        var visit = await Visit.BeginAsync(Site, Device.Phone);
        await visit.SignInAsync("browser-token");
        await visit.Page.GotoAsync("/account");
        await visit.Page.Locator("#token-name").FillAsync("夜间汇总");
        await visit.Page.Locator("form:has(#token-name) button[type=submit]").ClickAsync();

        (await visit.Page.Locator("#secret").InnerTextAsync()).ShouldStartWith("enf_");
        await visit.IsAccessibleAsync("token-made-phone-zh");
        await visit.Page.GotoAsync("/account");
        (await visit.Page.Locator("#secret").CountAsync()).ShouldBe(0);
        await visit.Page.Locator("td.cell-end button").ClickAsync();
        await visit.Page.Locator(".badge", new() { HasText = "已撤销" }).WaitForAsync();
        visit.WentWell();
    }

    private async Task ArrangeAsync(string userName)
    {
        await Site.Service.BodyAsync("430112109", "430112109", "靖港镇");
        await Site.Service.PersonAsync(userName, Roles.Officer, "430112109", "王建国");
    }
}
