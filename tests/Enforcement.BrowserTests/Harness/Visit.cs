using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Enforcement.Tests.Harness;
using Microsoft.Playwright;

namespace Enforcement.BrowserTests.Harness;

/// <summary>Somebody with a device: opens pages, and at the end nothing was wrong that they did not see.</summary>
public sealed class Visit
{
    // To list what is fine as well takes axe as long again.
    private static readonly AxeRunOptions OnlyFaults = new() { ResultTypes = [ResultType.Violations] };

    private readonly List<string> complaints = [];

    private Visit(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            // That a page which is not there is told as such is no fault.
            if (message.Type == "error" && !message.Location.StartsWith(page.Url, StringComparison.Ordinal))
                complaints.Add($"console: {message.Text}");
        };
        page.PageError += (_, error) => complaints.Add($"script: {error}");
        page.RequestFailed += (_, request) =>
        {
            // An enhanced navigation that is overtaken by the next one is aborted on purpose.
            if (request.Failure != "net::ERR_ABORTED")
                complaints.Add($"request: {request.Url} {request.Failure}");
        };
    }

    public IPage Page { get; }

    public static async Task<Visit> BeginAsync(Site site, Device device) => new(await site.OpenAsync(device));

    /// <summary>Somebody who has signed in before, where signing in is not what the test is about.</summary>
    public static async Task<Visit> AsAsync(Site site, Device device, string userName, string password = TestPeople.Password)
    {
        var visit = await BeginAsync(site, device);
        var answer = await visit.Page.Context.APIRequest.PostAsync(
            $"{site.Address}/api/session",
            new() { DataObject = new { userName, password } }
        );
        answer.Ok.ShouldBeTrue(await answer.TextAsync());
        return visit;
    }

    /// <summary>Signs in on the page, as people do.</summary>
    public async Task SignInAsync(string userName, string password = TestPeople.Password, string? back = null)
    {
        await Page.GotoAsync(back is null ? "/signin" : $"/signin?back={Uri.EscapeDataString(back)}");
        await Page.Locator("#userName").FillAsync(userName);
        await Page.Locator("#password").FillAsync(password);
        await Page.Locator(".signin-card button[type=submit]").ClickAsync();
        await Page.Locator("header .menu, .bottom-bar").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        // Before its styles are there, a page shows its narrow and its wide form at once.
        await Page.WaitForLoadStateAsync();
    }

    /// <summary>Waits until the page says all of this; what is folded away does not count.</summary>
    public async Task SeesAsync(params string[] words)
    {
        foreach (var word in words)
            await Assertions.Expect(Page.Locator("main")).ToContainTextAsync(word, new() { UseInnerText = true });
    }

    public Task UnfoldAsync(string summary) => Page.Locator($"summary:text-is('{summary}')").ClickAsync();

    public Task PressAsync(string button) => Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    /// <summary>From the list before the reader to the row that speaks of this.</summary>
    public Task ChooseAsync(string words) =>
        Page.Locator(".data-list tr").Filter(new() { HasText = words }).Locator("a.row-link:visible").First.ClickAsync();

    /// <summary>No fault by axe, WCAG 2.2 AA and best practice, and nothing wider than the screen. Told by <see cref="WentWell"/>.</summary>
    public async Task IsAccessibleAsync(string called)
    {
        await KeepPictureAsync(called);
        var result = await Page.RunAxe(OnlyFaults);
        foreach (var fault in result.Violations)
            complaints.Add($"{called}: {fault.Id}: {fault.Help} at {string.Join(" | ", fault.Nodes.Select(node => node.Html))}");
        if (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") > 0)
            complaints.Add($"{called}: {Page.Url} is wider than the screen");
    }

    /// <summary>Accessible, and Chinese throughout: a page as an officer meets it.</summary>
    public async Task IsWellMadeAsync(string called)
    {
        await IsAccessibleAsync(called);
        foreach (var latin in await Page.LatinWordsAsync())
            complaints.Add($"{called}: {latin}");
    }

    /// <summary>Every page was accessible, no script failed, nothing was missing, and nobody else's machine was asked.</summary>
    public void WentWell() => AllWentWell(this);

    /// <inheritdoc cref="WentWell"/>
    public static void AllWentWell(params IReadOnlyList<Visit> visits)
    {
        var told = visits.SelectMany(visit => visit.complaints).ToList();
        foreach (var visit in visits)
            visit.complaints.Clear();
        told.ShouldBeEmpty();
    }

    /// <summary>Into the folder of the variable SCREENSHOTS, where it is set: for whoever wants to look. The whole page, bars at its ends.</summary>
    public async Task KeepPictureAsync(string called)
    {
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is not { Length: > 0 } folder)
            return;
        var screen = Page.ViewportSize!;
        var height = await Page.EvaluateAsync<int>("document.documentElement.scrollHeight");
        await Page.SetViewportSizeAsync(screen.Width, Math.Max(height, screen.Height));
        await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{called}.png"), Scale = ScreenshotScale.Css });
        await Page.SetViewportSizeAsync(screen.Width, screen.Height);
    }
}
