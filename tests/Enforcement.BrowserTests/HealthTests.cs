using Enforcement.BrowserTests.Harness;
using Microsoft.Playwright;

namespace Enforcement.BrowserTests;

public sealed class HealthTests(Site site) : SiteTests(site)
{
    [Fact]
    public async Task The_running_service_answers_a_browser()
    {
        var page = await Site.OpenAsync(Device.Phone);

        (await page.GotoAsync("/health/live")).ShouldNotBeNull().Status.ShouldBe(200);
        (await page.GotoAsync("/health/ready")).ShouldNotBeNull().Status.ShouldBe(200);
    }

    [Fact]
    public async Task Nothing_is_fetched_from_elsewhere()
    {
        var page = await Site.OpenAsync(Device.Desktop);

        await Should.ThrowAsync<PlaywrightException>(() => page.GotoAsync("http://example.com/"));
    }
}
