using Deque.AxeCore.Playwright;
using Enforcement.Tests.Harness;
using Microsoft.Playwright;

namespace Enforcement.BrowserTests.Harness;

/// <summary>Somebody with a device: opens pages, and at the end nothing was wrong that they did not see.</summary>
public sealed class Visit
{
    private readonly List<string> complaints = [];

    private Visit(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
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

    /// <summary>Signs in on the page, as people do.</summary>
    public async Task SignInAsync(string userName, string password = TestPeople.Password, string? back = null)
    {
        await Page.GotoAsync(back is null ? "/signin" : $"/signin?back={Uri.EscapeDataString(back)}");
        await Page.Locator("#userName").FillAsync(userName);
        await Page.Locator("#password").FillAsync(password);
        await Page.Locator(".signin-card button[type=submit]").ClickAsync();
        await Page.Locator("header .menu, .bottom-bar").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
    }

    /// <summary>No fault by axe, WCAG 2.2 AA and best practice, and nothing wider than the screen.</summary>
    public async Task IsAccessibleAsync(string called)
    {
        await KeepPictureAsync(called);
        var result = await Page.RunAxe();
        result
            .Violations.Select(fault => $"{fault.Id}: {fault.Help} at {string.Join(" | ", fault.Nodes.Select(node => node.Html))}")
            .ShouldBeEmpty($"{called} on {Page.Url}");
        (
            await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        ).ShouldBeLessThanOrEqualTo(0, $"{called} is wider than the screen");
    }

    /// <summary>No script failed, nothing was missing, and nobody else's machine was asked.</summary>
    public void WentWell() => complaints.ShouldBeEmpty();

    /// <summary>Into the folder of the variable SCREENSHOTS, where it is set: for whoever wants to look.</summary>
    public async Task KeepPictureAsync(string called)
    {
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } folder)
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{called}.png"), FullPage = true });
    }
}
