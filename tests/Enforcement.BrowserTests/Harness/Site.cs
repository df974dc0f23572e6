using Enforcement.Identity;
using Enforcement.Tests.Harness;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Playwright;

namespace Enforcement.BrowserTests.Harness;

/// <summary>The real service on a real port, over a database of its own, and one Chromium: for all tests of the collection "site".</summary>
public sealed class Site : IAsyncLifetime
{
    private const string Nowhere = "about:blank";
    private static readonly string[] Browsers = ["/usr/lib/chromium/chromium-headless-shell", "/usr/bin/chromium"];

    private TestService? service;
    private IPlaywright? playwright;
    private Task<Story>? story;
    private readonly Dictionary<(string UserName, Device Device), Visit> visits = [];
    private readonly List<IBrowserContext> leaving = [];

    /// <summary>Without a slash at the end.</summary>
    public string Address { get; private set; } = null!;

    public TestService Service => service!;

    public IBrowser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        service = await TestService.CreateAsync();
        service.UseKestrel(0);
        service.StartServer();
        Address = service.ClientOptions.BaseAddress.ToString().TrimEnd('/');
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = Chromium(),
                ChromiumSandbox = false,
                Args =
                [
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    // Nothing may leave the machine: a link to a CDN fails the test instead of hanging it. (To route each request through the
                    // test would do it too, and switches the browser's cache off: every page would load every script anew.)
                    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                ],
            }
        );
    }

    public async Task DisposeAsync()
    {
        if (Browser is not null)
            await Browser.CloseAsync();
        playwright?.Dispose();
        if (service is not null)
            await service.DisposeAsync();
    }

    /// <summary>A page in a context of its own: another person, or another device. It closes with the test.</summary>
    public async Task<IPage> OpenAsync(Device device)
    {
        var context = await Browser.NewContextAsync(device.Options(Address));
        leaving.Add(context);
        context.SetDefaultTimeout(15_000);
        return await context.NewPageAsync();
    }

    /// <summary>A test is over. A page that stayed open would hear of every change that a later one makes.</summary>
    public async Task LeaveAsync()
    {
        foreach (var context in leaving)
            await context.CloseAsync();
        leaving.Clear();
        foreach (var visit in visits.Values.Where(visit => visit.Page.Url != Nowhere))
            await visit.Page.GotoAsync(Nowhere);
    }

    /// <summary>What has happened before somebody looks; told once for all tests.</summary>
    public Task<Story> StoryAsync() => story ??= Story.TellAsync(new Colleagues(Address), Service);

    /// <summary>Somebody of the sample on a device, signed in once for all tests that only look.</summary>
    public async Task<Visit> VisitOfAsync(string userName, Device device)
    {
        if (visits.TryGetValue((userName, device), out var known))
            return known;
        var visit =
            userName.Length == 0
                ? await Visit.BeginAsync(this, device)
                : await Visit.AsAsync(this, device, userName, SamplePeople.DefaultPassword);
        leaving.Remove(visit.Page.Context);
        return visits[(userName, device)] = visit;
    }

    /// <summary>The shell draws no window around each page and is the quicker one; the whole browser does as well.</summary>
    private static string Chromium() =>
        Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named
            ? named
            : Browsers.FirstOrDefault(File.Exists)
                ?? throw new FileNotFoundException("There is no Chromium here: bash tests/run.sh installs it, or set CHROMIUM.");
}

[CollectionDefinition("site")]
public sealed class SiteCollection : ICollectionFixture<Site>;

/// <summary>Tests at the one site, one after the other; whoever came for a test leaves after it.</summary>
[Collection("site")]
public abstract class SiteTests(Site site) : IAsyncLifetime
{
    protected Site Site { get; } = site;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Site.LeaveAsync();
}
