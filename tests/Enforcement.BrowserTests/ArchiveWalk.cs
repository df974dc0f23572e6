using System.Globalization;
using Deque.AxeCore.Playwright;
using Enforcement.BrowserTests.Harness;
using Enforcement.Identity;
using Enforcement.Sample;
using Enforcement.Tests.Harness;
using Microsoft.Playwright;

namespace Enforcement.BrowserTests;

/// <summary>
/// A simple case from finding to archive, by pages alone: every task in the session of whoever has it, on a phone in Chinese. It has a service of
/// its own, because weeks pass.
/// </summary>
public sealed class ArchiveWalk(Site site) : IClassFixture<Site>
{
    private const string Password = SamplePeople.DefaultPassword;
    private const int MostTasks = 40;

    private readonly IReadOnlyDictionary<string, string> answers = SampleCase.Answers();
    private readonly Dictionary<string, IPage> pages = [];
    private readonly HashSet<string> checkedNodes = [];

    [Fact]
    public async Task A_simple_case_goes_from_finding_to_archive()
    {
        var officer = await PageOfAsync("jinggang-officer1");
        await officer.GotoAsync("/findings/new");
        await officer.FillAsync("#description", "占用人行道堆放装修材料");
        await officer.FillAsync("#place", "靖港古镇保健街");
        await officer.ClickAsync("button[type=submit] >> text=提交");
        await officer.WaitForURLAsync("**/findings/*?done=registered");
        var finding = officer.Url.Split('?')[0];
        await officer.GotoAsync(finding);
        await officer.FillAsync("#matter", "CG-02");
        await officer.SelectOptionAsync("#officer-0", "jinggang-officer1");
        await officer.SelectOptionAsync("#officer-1", "jinggang-officer2");
        await officer.Locator("form:has(#violationDate) button[type=submit]").ClickAsync();
        await officer.WaitForURLAsync("**/cases/*");

        var nodes = new List<string>();
        for (var count = 0; count < MostTasks && await NextAsync() is { } task; count++)
        {
            nodes.Add(task.Node);
            await DoAsync(task);
        }

        (await AskAsync("select outcome from cases")).ShouldBe("archived", string.Join(" > ", nodes));
        nodes
            .Distinct()
            .ShouldBe([
                "leadCheck",
                "filingDraft",
                "squadOpinion",
                "filingDecision",
                "investigation",
                "report",
                "legalReview",
                "hearingQuestion",
                "notice",
                "statementWindow",
                "decisionDraft",
                "decision",
                "service",
                "payment",
                "closingDraft",
                "closing",
            ]);
        await officer.GotoAsync($"/cases/{await AskAsync("select number from cases")}?verify=true");
        await Assertions.Expect(officer.Locator("main")).ToContainTextAsync("日志完整");
        await Assertions.Expect(officer.Locator("main")).ToContainTextAsync("望靖罚〔2026〕1号");
    }

    private async Task DoAsync(OpenTask task)
    {
        if (task.Node == "statementWindow")
        {
            // The party is silent: nobody clicks, the days pass.
            site.Service.Clock.SetUtcNow(task.Due!.Value.AddMinutes(5));
            await site.Service.SweepAsync();
            return;
        }
        site.Service.Clock.Advance(TimeSpan.FromHours(2));
        var page = await PageOfAsync(task.Person);
        await page.GotoAsync($"/tasks/{task.Id}");
        if (page.Url.Contains("/signin", StringComparison.Ordinal))
        {
            await SignInAsync(page, task.Person);
            await page.GotoAsync($"/tasks/{task.Id}");
        }
        var form = page.Locator("form:has(task-form)");
        await form.WaitForAsync();
        if (task.Node == "hearingQuestion")
            await form.Locator("input[name=outcome][value=not-required]").CheckAsync();
        await FillAsync(form);
        if (checkedNodes.Add($"{task.Node}{task.Kind}") && task.Node is "leadCheck" or "decision" or "service")
            await CleanAsync(page, task.Node);
        await form.Locator("button[type=submit]").ClickAsync();
        await page.Locator("[role=status], [role=alert]").First.WaitForAsync();
        (await page.Locator("[role=alert]").CountAsync()).ShouldBe(0, $"{task.Node}: {await page.InnerTextAsync("main")}");
    }

    /// <summary>As people fill it in: what is shown, nothing else.</summary>
    private async Task FillAsync(ILocator form)
    {
        foreach (var input in await form.Locator("[name^='f.']:visible").AllAsync())
        {
            var name = (await input.GetAttributeAsync("name"))![2..];
            var type = await input.EvaluateAsync<string>("it => it.tagName === 'INPUT' ? it.type : it.tagName");
            var answer = Answer(name, type);
            switch (type)
            {
                case "radio":
                    if (await input.GetAttributeAsync("value") == answer)
                        await input.CheckAsync();
                    break;
                case "SELECT":
                    await input.SelectOptionAsync(answer);
                    break;
                default:
                    await input.FillAsync(answer);
                    break;
            }
        }
    }

    private string Answer(string name, string type) =>
        name switch
        {
            "partyName" => "黄国强",
            "partyKind" => "person",
            "amount" or "area" or "volume" => "3",
            "proposedFine" or "fine" => "300",
            "proposedKind" or "decisionKind" => "fine",
            _ when type == "date" => site
                .Service.Clock.GetUtcNow()
                .ToOffset(TimeSpan.FromHours(8))
                .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            _ when answers.TryGetValue(name, out var known) => known,
            _ when type == "radio" => "false",
            _ => "无",
        };

    private static async Task CleanAsync(IPage page, string called)
    {
        var result = await page.RunAxe();
        result.Violations.Select(fault => $"{fault.Id}: {fault.Nodes[0].Html}").ShouldBeEmpty(called);
    }

    private async Task<IPage> PageOfAsync(string userName)
    {
        if (pages.TryGetValue(userName, out var page))
            return page;
        page = await site.OpenAsync(Device.Phone);
        await SignInAsync(page, userName);
        return pages[userName] = page;
    }

    private static async Task SignInAsync(IPage page, string userName)
    {
        await page.GotoAsync("/signin");
        await page.FillAsync("#userName", userName);
        await page.FillAsync("#password", Password);
        await page.ClickAsync(".signin-card button[type=submit]");
        await page.Locator(".bottom-bar").WaitForAsync(new() { State = WaitForSelectorState.Attached });
    }

    private async Task<OpenTask?> NextAsync()
    {
        await using var command = site.Service.Database.Owner.CreateCommand(
            """
            select t.id, t.kind, t.node, t.due_internal, coalesce(a.user_name, (
                select h.user_name from accounts h join posts p on p.person = h.id
                where p.organization = t.organization and p.role = t.role order by h.user_name limit 1))
            from tasks t left join accounts a on a.id = t.assignee
            where t.state = 'open' order by t.kind = 'flow', t.opened_at, t.id limit 1
            """
        );
        await using var row = await command.ExecuteReaderAsync();
        return await row.ReadAsync()
            ? new OpenTask(
                row.GetGuid(0),
                row.GetString(1),
                row.GetString(2),
                row.IsDBNull(3) ? null : row.GetFieldValue<DateTimeOffset>(3),
                // Payment may be taken by anybody who is an officer; the case's own is at hand.
                row.GetString(4).Contains("auxiliary", StringComparison.Ordinal)
                    ? "jinggang-officer1"
                    : row.GetString(4)
            )
            : null;
    }

    private async Task<string?> AskAsync(string sql) => await site.Service.Database.ScalarAsync<string>(sql);

    private sealed record OpenTask(Guid Id, string Kind, string Node, DateTimeOffset? Due, string Person);
}
