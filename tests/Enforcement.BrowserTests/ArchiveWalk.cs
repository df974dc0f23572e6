using Deque.AxeCore.Playwright;
using Enforcement.BrowserTests.Harness;
using Microsoft.Playwright;

namespace Enforcement.BrowserTests;

/// <summary>A simple case from finding to archive, by pages alone. It has a service of its own, because weeks pass.</summary>
public sealed class ArchiveWalk(Site site) : IClassFixture<Site>
{
    private const int MostTasks = 40;

    private readonly CaseByPages walked = new(site);
    private readonly HashSet<string> checkedNodes = [];

    [Fact]
    public async Task A_simple_case_goes_from_finding_to_archive()
    {
        var officer = await walked.OpenAsync("CG-02", "占用人行道堆放装修材料", "靖港古镇保健街");

        var nodes = new List<string>();
        for (var count = 0; count < MostTasks && await walked.NextAsync() is { } task; count++)
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
        await officer.Page.GotoAsync($"/cases/{await AskAsync("select number from cases")}?verify=true");
        await Assertions.Expect(officer.Page.Locator("main")).ToContainTextAsync("日志完整");
        await Assertions.Expect(officer.Page.Locator("main")).ToContainTextAsync("望靖罚〔2026〕1号");
        walked.WentWell();
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
        var visit = await walked.FillAsync(task, task.Node == "hearingQuestion" ? "not-required" : null);
        if (checkedNodes.Add($"{task.Node}{task.Kind}") && task.Node is "leadCheck" or "decision" or "service")
            await CleanAsync(visit.Page, task.Node);
        await walked.SubmitAsync(task);
    }

    private static async Task CleanAsync(IPage page, string called)
    {
        var result = await page.RunAxe();
        result.Violations.Select(fault => $"{fault.Id}: {fault.Nodes[0].Html}").ShouldBeEmpty(called);
    }

    private async Task<string?> AskAsync(string sql) => await site.Service.Database.ScalarAsync<string>(sql);
}
