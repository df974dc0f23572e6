using System.Globalization;
using Enforcement.Identity;
using Enforcement.Sample;
using Microsoft.Playwright;

namespace Enforcement.BrowserTests.Harness;

/// <summary>A case by its pages alone: every task in the session of whoever has it, on a phone in Chinese.</summary>
public sealed class CaseByPages(Site site)
{
    private const string Password = SamplePeople.DefaultPassword;

    private readonly IReadOnlyDictionary<string, string> answers = SampleCase.Answers();
    private readonly Dictionary<string, Visit> visits = [];

    /// <summary>Null: it has not been opened.</summary>
    public string? Number { get; private set; }

    /// <summary>A finding is registered, and becomes a case of two officers.</summary>
    public async Task<Visit> OpenAsync(string matter, string description, string place)
    {
        var officer = await VisitOfAsync("jinggang-officer1");
        var page = officer.Page;
        await page.GotoAsync("/findings/new");
        await page.FillAsync("#description", description);
        await page.FillAsync("#place", place);
        await page.ClickAsync("button[type=submit] >> text=提交");
        await page.WaitForURLAsync("**/findings/*?done=registered");
        await page.GotoAsync(page.Url.Split('?')[0]);
        await page.FillAsync("#matter", matter);
        await page.SelectOptionAsync("#officer-0", "jinggang-officer1");
        await page.SelectOptionAsync("#officer-1", "jinggang-officer2");
        await page.Locator("form:has(#violationDate) button[type=submit]").ClickAsync();
        await page.WaitForURLAsync("**/cases/*");
        Number = new Uri(page.Url).Segments[^1];
        return officer;
    }

    /// <summary>What is open, counter-signatures first; null: nothing.</summary>
    public async Task<OpenTask?> NextAsync()
    {
        await using var command = site.Service.Database.Owner.CreateCommand(
            """
            select t.id, t.kind, t.node, t.due_internal, coalesce(a.user_name, (
                select h.user_name from accounts h join posts p on p.person = h.id
                where p.organization = t.organization and p.role = t.role order by h.user_name limit 1))
            from tasks t join cases c on c.id = t.case_id left join accounts a on a.id = t.assignee
            where c.number = $1 and t.state = 'open' order by t.kind = 'flow', t.opened_at, t.id limit 1
            """
        );
        command.Parameters.Add(new() { Value = Number });
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

    /// <summary>As people fill it in: what is shown, nothing else.</summary>
    /// <returns>Whoever has the task, before the filled form.</returns>
    public async Task<Visit> FillAsync(OpenTask task, string? outcome = null)
    {
        var visit = await VisitOfAsync(task.Person);
        await visit.Page.GotoAsync($"/tasks/{task.Id}");
        if (visit.Page.Url.Contains("/signin", StringComparison.Ordinal))
        {
            await visit.SignInAsync(task.Person, Password);
            await visit.Page.GotoAsync($"/tasks/{task.Id}");
        }
        var form = visit.Page.Locator("form:has(task-form)");
        await form.WaitForAsync();
        if (outcome is not null)
            await form.Locator($"input[name=outcome][value='{outcome}']").CheckAsync();
        foreach (var input in await form.Locator("[name^='f.']:visible").AllAsync())
            await FillAsync(input);
        return visit;
    }

    public async Task SubmitAsync(OpenTask task)
    {
        var page = (await VisitOfAsync(task.Person)).Page;
        await page.Locator("form:has(task-form) button[type=submit]").ClickAsync();
        await page.Locator("[role=status], [role=alert]").First.WaitForAsync();
        (await page.Locator("[role=alert]").CountAsync()).ShouldBe(0, $"{task.Node}: {await page.InnerTextAsync("main")}");
    }

    public void WentWell() => Visit.AllWentWell([.. visits.Values]);

    private async Task FillAsync(ILocator input)
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

    private async Task<Visit> VisitOfAsync(string userName)
    {
        if (visits.TryGetValue(userName, out var visit))
            return visit;
        visit = await Visit.BeginAsync(site, Device.Phone);
        await visit.SignInAsync(userName, Password);
        return visits[userName] = visit;
    }
}

/// <param name="Person">Whose it is, or a holder of its role.</param>
public sealed record OpenTask(Guid Id, string Kind, string Node, DateTimeOffset? Due, string Person);
