using System.Text.RegularExpressions;
using Enforcement.Identity;
using Enforcement.Tests.Harness;

namespace Enforcement.Tests.Shell;

/// <summary>The entries beyond those that fit stand in a sheet called "More", on a desktop and on a phone.</summary>
public sealed partial class MenuTests(TestService service) : IClassFixture<TestService>, IAsyncLifetime
{
    private HttpClient admin = null!;

    public async Task InitializeAsync()
    {
        await service.BodyAsync("430112109", "430112109", "长沙市望城区靖港镇人民政府");
        await service.BodyAsync("430112-government", "430112", "长沙市望城区人民政府", "government");
        await service.PersonAsync("menu-admin", Roles.WorkflowAdmin, "430112-government");
        admin = await service.CallerAsync("menu-admin");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("/workflows/trials")]
    [InlineData("/workflows/migrations?from=nothing")]
    public async Task More_is_marked_while_the_page_is_one_of_its_entries_and_so_is_the_entry(string address)
    {
        var page = await admin.GetStringAsync(address);

        foreach (var bar in Bars(page))
        {
            More(bar).ShouldContain("aria-current=\"true\"");
            bar.ShouldContain("active");
            Entry().Matches(bar).Select(match => match.Groups[1].Value).ShouldBe([address.Split('?')[0]]);
        }
    }

    [Fact]
    public async Task It_is_not_while_the_page_stands_beside_it()
    {
        foreach (var bar in Bars(await admin.GetStringAsync("/tasks")))
        {
            More(bar).ShouldNotContain("aria-current");
            More(bar).ShouldNotContain("active");
            Entry().Matches(bar).Select(match => match.Groups[1].Value).ShouldBe(["/tasks"]);
        }
    }

    private static IReadOnlyList<string> Bars(string page)
    {
        var bars = Bar().Matches(page).Select(match => match.Value).ToList();
        bars.Count.ShouldBe(2);
        return bars;
    }

    /// <summary>The sheet up to its words.</summary>
    private static string More(string bar) => Sheet().Match(bar).Value;

    [GeneratedRegex("<nav class=\"(menu|bottom-bar).*?</nav>", RegexOptions.Singleline)]
    private static partial Regex Bar();

    [GeneratedRegex("<details.*?</summary>", RegexOptions.Singleline)]
    private static partial Regex Sheet();

    [GeneratedRegex("<a (?=[^>]*aria-current=\"page\")[^>]*href=\"([^\"]*)\"")]
    private static partial Regex Entry();
}
