using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Enforcement.Identity;
using Enforcement.Powers;
using Enforcement.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Enforcement.Tests.Powers;

public sealed class PowersPageTests(PowerFixture shipped) : IClassFixture<PowerFixture>
{
    private const string Jinggang = "430112106";

    [Fact]
    public async Task The_list_shows_what_a_town_holds_and_what_was_taken_back()
    {
        var page = await ShowAsync<PowersPage>("zh-Hans", $"organization={Jinggang}");
        page.ShouldContain("乡村规划区内未取得乡村建设规划许可证建设");
        page.ShouldContain("href=\"/powers/GT-01?on=2026-11-24&organization=430112106\"");
        page.ShouldContain("上级收回事项");
        page.ShouldNotContain("施工单位擅自倾倒");
    }

    [Fact]
    public async Task Filters_narrow_the_list()
    {
        var page = await ShowAsync<PowersPage>("zh-Hans", "category=adjudication");
        page.ShouldContain("土地权属争议");
        page.ShouldNotContain("CG-01");
        (await ShowAsync<PowersPage>("zh-Hans", "on=31.12.2026")).ShouldContain("日期无效");
        (await ShowAsync<PowersPage>("zh-Hans", "q=%3Cscript%3E")).ShouldContain("没有符合条件的事项");
    }

    [Fact]
    public async Task A_matter_is_shown_with_basis_penalty_duty_accountability_and_what_changed()
    {
        var page = await ShowAsync<MatterPage>("zh-Hans", "on=2026-04-30", ("Code", "NY-07"));
        page.ShouldContain("2013年修正");
        page.ShouldContain("50,000元以下");
        page.ShouldContain("待确认");
        page.ShouldContain("立案责任");
        page.ShouldContain("没有法定依据");
        page.ShouldContain("2013-12-28 至 2026-04-30");
        page.ShouldContain("2026-05-01 起");
    }

    [Fact]
    public async Task A_Chinese_page_has_no_Latin_words_but_codes()
    {
        foreach (
            var page in new[] { await ShowAsync<PowersPage>("zh-Hans", ""), await ShowAsync<MatterPage>("zh-Hans", "", ("Code", "GT-02")) }
        )
        {
            var text = WebUtility.HtmlDecode(
                Regex.Replace(Regex.Replace(page, "<(code|option)[^>]*>.*?</(code|option)>", ""), "<[^>]+>", " ")
            );
            Regex.Matches(text, "[A-Za-z]{2,}").Select(match => match.Value).ShouldBeSubsetOf(["Excel"]);
        }
    }

    [Fact]
    public async Task No_text_is_missing_in_either_language()
    {
        foreach (var culture in new[] { "zh-Hans", "en" })
        foreach (var code in (await shipped.ListAsync()).MattersFor(null, new(2026, 11, 24)).Select(held => held.Version.Code).Distinct())
            (await ShowAsync<MatterPage>(culture, "", ("Code", code))).ShouldNotMatch(@"\[powers\.");
    }

    private async Task<string> ShowAsync<TPage>(string culture, string query, params (string Name, object? Value)[] parameters)
        where TPage : IComponent
    {
        var services = new ServiceCollection()
            .AddSingleton(shipped.Lists)
            .AddSingleton(new BusinessTime(shipped.Clock, BusinessTime.DefaultZone))
            .AddSingleton<IActing>(new Reader())
            .AddScoped<T>()
            .AddSingleton<NavigationManager>(new StillNavigation(query))
            .AddSupplyValueFromQueryProvider()
            .AddLogging();
        await using var provider = services.BuildServiceProvider();
        await using var renderer = new HtmlRenderer(provider, NullLoggerFactory.Instance);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
            var given = ParameterView.FromDictionary(parameters.ToDictionary(pair => pair.Name, pair => pair.Value));
            var shown = await renderer.RenderComponentAsync<TPage>(given);
            return Regex.Replace(WebUtility.HtmlDecode(shown.ToHtmlString()), "&amp;", "&");
        });
    }

    private sealed class Reader : IActing
    {
        public ValueTask<Actor> GetAsync(CancellationToken cancel) =>
            ValueTask.FromResult(new Actor(Guid.AllBitsSet, "reader", "读者", [], Scope.Nothing));
    }

    private sealed class StillNavigation : NavigationManager
    {
        public StillNavigation(string query) => Initialize("http://localhost/", $"http://localhost/powers?{query}");
    }
}
