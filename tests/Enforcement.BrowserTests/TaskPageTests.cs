using Enforcement.BrowserTests.Harness;
using Enforcement.Identity;
using Enforcement.Tests.Harness;

namespace Enforcement.BrowserTests;

[Collection("site")]
public sealed class TaskPageTests(Site site)
{
    [Fact]
    public async Task Worklist_and_task_are_clean_on_a_phone_in_Chinese()
    {
        await site.Service.BodyAsync("430112109", "430112109", "靖港镇");
        var task = await site.Service.OpenCaseAsync("430112109", "task-officer", "task-partner");
        var visit = await Visit.BeginAsync(site, Device.Phone);
        await visit.SignInAsync("task-officer");
        await visit.Page.GotoAsync("/tasks?view=team");
        await visit.IsAccessibleAsync("worklist-phone-zh");
        await visit.Page.GotoAsync($"/tasks/{task}");
        await visit.IsAccessibleAsync("task-phone-zh");
        visit.WentWell();
    }

    [Fact]
    public async Task The_same_task_is_clean_on_a_desktop_in_the_dark_in_English()
    {
        await site.Service.BodyAsync("430112109", "430112109", "靖港镇");
        var task = await site.Service.OpenCaseAsync("430112109", "dark-officer", "dark-partner");
        var visit = await Visit.BeginAsync(site, Device.Desktop.Dark.English);
        await visit.SignInAsync("dark-officer");
        await visit.Page.GotoAsync($"/tasks/{task}");
        await visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Heading, new() { Name = "Report of the investigation" }).WaitForAsync();
        await visit.IsAccessibleAsync("task-desktop-dark-en");
        visit.WentWell();
    }
}
