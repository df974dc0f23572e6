using Enforcement.BrowserTests.Harness;
using Enforcement.Identity;
using Enforcement.Tests.Harness;
using Microsoft.Playwright;

namespace Enforcement.BrowserTests;

public sealed class TaskPageTests(Site site) : SiteTests(site)
{
    [Fact]
    public async Task An_officer_answers_a_task_on_a_phone_and_loses_no_word_to_a_refusal()
    {
        await Site.Service.BodyAsync("430112109", "430112109", "靖港镇");
        var task = await Site.Service.OpenCaseAsync("430112109", "task-officer", "task-partner");
        var visit = await Visit.BeginAsync(Site, Device.Phone);
        await visit.SignInAsync("task-officer");
        await visit.Page.GotoAsync("/tasks?view=team");
        await visit.IsAccessibleAsync("worklist-phone-zh");
        await visit.Page.GotoAsync($"/tasks/{task}");
        await visit.IsAccessibleAsync("task-phone-zh");

        await visit.Page.Locator("input[name=outcome][value=drop]").CheckAsync();
        (await visit.Page.Locator("[name='f.fine']").IsVisibleAsync()).ShouldBeFalse();
        await visit.Page.Locator("input[name=outcome][value=submit]").CheckAsync();
        await visit.Page.Locator("[name='f.facts']").FillAsync("现场占用人行道约六平方米。");
        await visit.Page.ReloadAsync();
        await Assertions.Expect(visit.Page.Locator("[name='f.facts']")).ToHaveValueAsync("现场占用人行道约六平方米。");
        await visit.Page.Locator("[name='f.fine']").FillAsync("不少");
        await visit.Page.Locator(".form-actions button[type=submit]").ClickAsync();
        await visit.Page.Locator("[role=alert]").WaitForAsync();
        (await visit.Page.Locator("[name='f.facts']").InputValueAsync()).ShouldBe("现场占用人行道约六平方米。");
        await visit.IsAccessibleAsync("task-refused-phone-zh");

        await visit.Page.Locator("[name='f.fine']").FillAsync("300");
        await visit.Page.Locator("[name='f.endedOn']").FillAsync("2026-11-23");
        await visit.Page.Locator(".form-actions button[type=submit]").ClickAsync();
        await visit.Page.Locator("[role=status]", new() { HasText = "负责人审批" }).WaitForAsync();
        (await visit.Page.EvaluateAsync<int>("Object.keys(localStorage).filter(key => key.startsWith('draft:task:')).length")).ShouldBe(0);
        await visit.IsAccessibleAsync("task-done-phone-zh");
        visit.WentWell();
    }

    [Fact]
    public async Task The_same_task_is_clean_on_a_desktop_in_the_dark_in_English()
    {
        await Site.Service.BodyAsync("430112109", "430112109", "靖港镇");
        var task = await Site.Service.OpenCaseAsync("430112109", "dark-officer", "dark-partner");
        var visit = await Visit.BeginAsync(Site, Device.Desktop.Dark.English);
        await visit.SignInAsync("dark-officer");
        await visit.Page.GotoAsync($"/tasks/{task}");
        await visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Report of the investigation" }).WaitForAsync();
        await visit.IsAccessibleAsync("task-desktop-dark-en");
        visit.WentWell();
    }
}
