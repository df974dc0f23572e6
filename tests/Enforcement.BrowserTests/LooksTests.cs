using System.Globalization;
using Enforcement.BrowserTests.Harness;
using Enforcement.Identity;
using Microsoft.Playwright;

namespace Enforcement.BrowserTests;

/// <summary>Every page, as an officer's phone shows it in the light in Chinese, and a clerk's desktop in the dark in English.</summary>
public sealed class LooksTests(Site site) : SiteTests(site)
{
    /// <summary>Name, who looks (empty: nobody has signed in), address; words in braces are of the <see cref="Story"/>.</summary>
    public static TheoryData<string, string, string> Pages { get; } =
        new()
        {
            { "signin", "", "/signin" },
            { "home", "jinggang-officer1", "/" },
            { "tasks", "jinggang-officer1", "/tasks?view=all" },
            { "task", "jinggang-officer1", "/tasks/{Task}" },
            { "cases", "jinggang-officer1", "/cases" },
            { "case", "jinggang-officer1", "/cases/{Case}" },
            { "findings", "jinggang-officer1", "/findings" },
            { "case-paper", "jinggang-head", "/cases/paper?stage=payment" },
            { "numbers", "jinggang-head", "/numbers" },
            { "finding-new", "jinggang-officer1", "/findings/new" },
            { "finding", "jinggang-officer1", "/findings/{Finding}" },
            { "powers", "jinggang-officer1", "/powers?organization=430112106" },
            { "matter", "jinggang-officer1", "/powers/CG-06" },
            { "calculator", "jinggang-officer1", "/deadlines/calculator?start=2026-02-12&length=7&unit=WD" },
            { "rules", "jinggang-officer1", "/deadlines/rules" },
            { "rule", "sysadmin", "/deadlines/rules/DL-PEN-02" },
            { "clock", "jinggang-head", "/cases/{Running}" },
            { "dues", "jinggang-head", "/deadlines/mine" },
            { "calendar", "secadmin", "/deadlines/calendar" },
            { "tray", "urban-intake", "/escalations?open={Delivered}" },
            { "tray-unit", "urban-unit", "/escalations" },
            { "letter", "urban-unit", "/escalations/{Signed}" },
            { "notifications", "urban-intake", "/notifications" },
            { "webhooks", "sysadmin", "/notifications/webhooks" },
            { "notifications-none", "jinggang-auxiliary", "/notifications" },
            { "account", "jinggang-officer1", "/account" },
            { "document", "jinggang-officer1", "/documents/{Document}" },
            { "schedules", "sysadmin", "/schedules" },
            { "incidents", "flowadmin1", "/incidents" },
            { "trials", "flowadmin1", "/workflows/trials" },
            { "trial", "flowadmin1", "/workflows/trials/{Trial}" },
            { "workflows", "flowadmin2", "/workflows" },
            { "definition", "flowadmin1", "/workflows/definitions/township-case" },
            { "task-fields", "flowadmin1", "/workflows/definitions/township-case/tasks/report" },
            { "bindings", "flowadmin2", "/workflows/bindings" },
            { "migrations", "flowadmin1", "/workflows/migrations?from={Outdated}" },
            { "migration", "flowadmin2", "/workflows/migrations/{Migration}" },
            { "overdue", "supervisor", "/supervision" },
            { "letter-scores", "supervisor", "/supervision/letters" },
            { "overdue-refused", "jinggang-officer1", "/supervision" },
            { "cards", "jinggang-officer1", "/supervision/cards" },
            { "card", "jinggang-squad", "/supervision/cards/{Card}" },
            { "card-above", "command", "/supervision/cards/{Card}" },
            { "orders", "command", "/supervision/orders" },
            { "order", "jinggang-head", "/supervision/orders/{Order}" },
            { "order-new", "command", "/supervision/orders/new?case={Overdue}" },
            { "case-supervised", "command", "/cases/{Overdue}" },
            { "why-late", "jinggang-squad", "/cases/{Overdue}/why-late" },
            { "outages", "sysadmin", "/supervision/outages" },
            { "take-up", "urban-unit", "/escalations/take-up" },
            { "take-up-asked", "jinggang-squad", "/escalations/take-up?case={Case}" },
            { "hand-down", "jinggang-head", "/escalations/hand-down?case={Case}" },
            { "handoffs", "jinggang-squad", "/handoffs" },
            { "handoff-received", "urban-intake", "/handoffs/received/new" },
            { "peers", "sysadmin", "/handoffs/peers" },
            { "joint-operations", "jinggang-squad", "/joint-operations" },
            { "joint-operation-new", "jinggang-head", "/joint-operations/new" },
            { "stations", "jinggang-head", "/stations" },
            { "station", "jinggang-head", "/stations/430112106-market" },
            { "directives", "jinggang-head", "/station-directives" },
            { "assistance", "jinggang-officer1", "/assistance" },
            { "assistance-new", "jinggang-squad", "/assistance/new?case={Case}" },
            { "checks", "jinggang-squad", "/enterprise-checks" },
            { "guidance", "jinggang-officer1", "/guidance" },
            { "knowledge", "jinggang-officer1", "/guidance/knowledge" },
            { "delegation", "sysadmin", "/powers/delegation" },
            { "classification", "jinggang-officer1", "/powers/rules" },
            { "classification-rule", "flowadmin1", "/powers/rules/CG-02" },
            { "duties", "jinggang-officer1", "/duties" },
            { "duty-gaps", "staffing", "/duties?gaps=true" },
            { "admissions", "coordinator", "/duties/requests" },
            { "admission-new", "agriculture-unit", "/duties/requests/new" },
            { "duty-tasks", "jinggang-head", "/duties/tasks" },
            { "duty-task-new", "agriculture-unit", "/duties/tasks/new" },
            { "duty-refusals", "supervisor", "/duties/refusals" },
            { "misfits", "jinggang-officer1", "/duties/misfits" },
            { "missing", "jinggang-officer1", "/no-such-page" },
            { "error", "jinggang-officer1", "/error" },
        };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_is_clean_on_a_phone_in_Chinese_and_on_a_desktop_in_the_dark_in_English(string name, string who, string address)
    {
        var story = await Site.StoryAsync();
        foreach (var property in typeof(Story).GetProperties())
            address = address.Replace(
                $"{{{property.Name}}}",
                Convert.ToString(property.GetValue(story), CultureInfo.InvariantCulture),
                StringComparison.Ordinal
            );

        var phone = await Site.VisitOfAsync(who, Device.Phone);
        var desktop = await Site.VisitOfAsync(who, Device.Desktop.Dark.English);
        await Task.WhenAll(
            OpenAsync(phone, () => phone.IsWellMadeAsync($"{name}-phone-light-zh")),
            OpenAsync(desktop, () => desktop.IsAccessibleAsync($"{name}-desktop-dark-en"))
        );
        // What can be picked from a list on one can be picked on the other.
        (await PicksAsync(phone)).ShouldBe(await PicksAsync(desktop));
        Visit.AllWentWell(phone, desktop);

        static Task<int> PicksAsync(Visit visit) => visit.Page.Locator(".data-list input:visible").CountAsync();

        async Task OpenAsync(Visit visit, Func<Task> look)
        {
            await visit.Page.GotoAsync(address);
            await look();
        }
    }

    [Fact]
    public async Task What_happened_to_a_term_on_paper_is_typed_in_on_a_phone_suspension_by_suspension()
    {
        await Site.StoryAsync();
        var visit = await Site.VisitOfAsync("jinggang-head", Device.Phone);
        await visit.Page.GotoAsync("/cases/paper?stage=investigation");
        await visit.Page.GetByText("在纸质案卷中的中止和延长").ClickAsync();
        await visit.Page.GetByLabel("文书文号").First.FillAsync("望靖中〔2026〕3号");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "再填一次中止" }).ClickAsync();
        await visit.Page.GetByText("第 2 次中止").WaitForAsync();
        (await visit.Page.GetByLabel("文书文号").First.InputValueAsync()).ShouldBe("望靖中〔2026〕3号");
        await visit.IsWellMadeAsync("case-paper-terms-phone-light-zh");
        Visit.AllWentWell(visit);
    }

    /// <summary>Who administers has more entries than fit beside one another; the widest language is English.</summary>
    [Fact]
    public async Task Every_entry_of_the_menu_can_be_reached_on_a_desktop()
    {
        await Site.StoryAsync();
        var visit = await Site.VisitOfAsync("flowadmin1", Device.Desktop.English);
        await visit.Page.GotoAsync("/tasks");
        var menu = visit.Page.Locator("nav.menu");
        foreach (var entry in await menu.Locator("> *").AllAsync())
        {
            var box = (await entry.BoundingBoxAsync())!;
            (box.X + box.Width).ShouldBeLessThan(visit.Page.ViewportSize!.Width);
            (await entry.EvaluateAsync<bool>("it => it.scrollWidth <= it.clientWidth")).ShouldBeTrue();
        }
        (await menu.EvaluateAsync<bool>("it => it.scrollWidth <= it.clientWidth")).ShouldBeTrue("the bar hides its end");
        await menu.Locator("summary").ClickAsync();
        await menu.GetByRole(AriaRole.Link, new() { Name = "Trial runs" }).ClickAsync();
        await visit.Page.WaitForURLAsync("**/workflows/trials");
        Visit.AllWentWell(visit);
    }
}
