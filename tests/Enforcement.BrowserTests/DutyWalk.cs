using Enforcement.BrowserTests.Harness;
using Enforcement.Identity;
using Microsoft.Playwright;

namespace Enforcement.BrowserTests;

/// <summary>
/// An unadmitted task: stopped at the department's desktop in English, sent under a pass, refused by the township's head on a phone in Chinese, and
/// asked for the right way.
/// </summary>
public sealed class DutyWalk(Site site) : SiteTests(site)
{
    private const string Item = "养蜂户摸排";

    [Fact]
    public async Task An_unadmitted_task_is_stopped_passed_refused_and_asked_for()
    {
        var department = await Visit.AsAsync(Site, Device.Desktop.English, "agriculture-unit", SamplePeople.DefaultPassword);
        await department.Page.GotoAsync("/duties");
        await department.Page.GetByRole(AriaRole.Link, new() { Name = "Hand down a task" }).ClickAsync();
        await department.Page.GetByLabel("To which township").SelectOptionAsync("430112106");
        await department.Page.GetByLabel("Item: code or name").FillAsync(Item);
        await department.Page.GetByLabel("Title").FillAsync("全镇摸排");
        await department.Page.GetByLabel("What is to be done").FillAsync("逐户登记。");
        await department.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Assertions.Expect(department.Page.Locator(".alert-danger")).ToContainTextAsync("duty.not-admitted");
        await Assertions.Expect(department.Page.GetByLabel("Title")).ToHaveValueAsync("全镇摸排");
        await department.IsAccessibleAsync("duty-stopped-desktop-en");

        await department.Page.GetByLabel("Why it cannot wait").FillAsync("蜂病扩散。");
        await department.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await department.Page.WaitForURLAsync(url => url.Contains("/duties/tasks/") && !url.EndsWith("/new", StringComparison.Ordinal));
        var task = department.Page.Url;

        var head = await Visit.AsAsync(Site, Device.Phone, "jinggang-head", SamplePeople.DefaultPassword);
        await head.Page.GotoAsync(task);
        await head.IsWellMadeAsync("duty-task-phone-zh");
        await head.Page.GetByRole(AriaRole.Button, new() { Name = "清单外，退回" }).ClickAsync();
        await Assertions.Expect(head.Page.Locator("main")).ToContainTextAsync("清单外退回");
        await head.IsWellMadeAsync("duty-refused-phone-zh");

        var supervisor = await Visit.AsAsync(Site, Device.Desktop.English, "supervisor", SamplePeople.DefaultPassword);
        await supervisor.Page.GotoAsync("/duties/refusals");
        await Assertions.Expect(supervisor.Page.Locator("main")).ToContainTextAsync("全镇摸排");
        await supervisor.IsAccessibleAsync("duty-refusals-desktop-en");

        await department.Page.GotoAsync($"/duties/requests/new?item={Uri.EscapeDataString(Item)}&township=430112106");
        await Assertions.Expect(department.Page.GetByLabel("Name of the item (Chinese)")).ToHaveValueAsync(Item);
        await department.Page.GetByLabel("Legal basis").FillAsync("《中华人民共和国畜牧法》");
        await department.Page.GetByRole(AriaRole.Button, new() { Name = "Send the request" }).ClickAsync();
        await department.Page.WaitForURLAsync(url => url.Contains("/duties/requests/") && !url.Contains("/new", StringComparison.Ordinal));
        await head.Page.GotoAsync(department.Page.Url);
        await head.IsWellMadeAsync("admission-phone-zh");
        await head.Page.GetByLabel("同意").CheckAsync();
        await head.Page.GetByRole(AriaRole.Button, new() { Name = "提交意见" }).ClickAsync();
        await Assertions.Expect(head.Page.Locator("main")).ToContainTextAsync("待编办和司法局审核");
        Visit.AllWentWell(department, head, supervisor);
    }
}
