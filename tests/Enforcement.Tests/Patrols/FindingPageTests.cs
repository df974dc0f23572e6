using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Enforcement.Tests.Evidence;
using Enforcement.Tests.Harness;
using static Enforcement.Tests.Patrols.PatrolBench;

namespace Enforcement.Tests.Patrols;

/// <summary>The pages without their script: forms as every browser sends them.</summary>
public sealed partial class FindingPageTests(TestService service) : IClassFixture<TestService>, IAsyncLifetime
{
    private HttpClient wang = null!;

    public async Task InitializeAsync()
    {
        await service.StaffAsync();
        wang = await service.CallerAsync("wang");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_finding_with_a_photo_is_registered_by_the_form_alone()
    {
        var page = await wang.GetStringAsync("/findings/new");
        var form = Hidden(page, "register");
        form.Add(new StringContent("路边三车渣土"), "description");
        form.Add(new StringContent("页面村"), "place");
        form.Add(new StringContent("patrol"), "source");
        form.Add(new StringContent("CG-02 占道"), "matterCode");
        form.Add(new StringContent("2026-11-24T08:00"), "foundAt");
        form.Add(new StringContent("12"), "facts.area");
        form.Add(new ByteArrayContent(AttachmentTests.Jpeg()), "photos", "现场.jpg");

        var answer = await wang.PostAsync("/findings/new", form);

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        var shown = await wang.GetStringAsync(answer.Headers.Location);
        shown.ShouldContain("线索已登记");
        shown.ShouldContain("路边三车渣土");
        shown.ShouldContain("/api/attachments/");
        (await wang.GetStringAsync("/findings?q=页面村")).ShouldContain("路边三车渣土");
    }

    [Fact]
    public async Task What_cannot_be_read_is_said_beside_the_form_that_keeps_every_word()
    {
        var form = Hidden(await wang.GetStringAsync("/findings/new"), "register");
        form.Add(new StringContent("这些字要留下"), "description");
        form.Add(new StringContent("patrol"), "source");
        var answer = await wang.PostAsync("/findings/new", form);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain("这些字要留下");
        page.ShouldContain("必填");
    }

    [Theory]
    [InlineData("officers")]
    [InlineData("grid")]
    [InlineData("parties")]
    [InlineData("parties.kind")]
    [InlineData("attachments")]
    [InlineData("matterCode")]
    [InlineData("facts.area")]
    public async Task Every_field_of_the_form_has_a_place_for_its_fault(string field) =>
        Regex.Matches(await wang.GetStringAsync("/findings/new"), $"data-fault=\"{Regex.Escape(field)}\"").Count.ShouldBe(1);

    [Fact]
    public async Task A_fault_in_the_part_that_is_folded_away_is_said_and_opens_it()
    {
        var form = Hidden(await wang.GetStringAsync("/findings/new"), "register");
        form.Add(new StringContent(new string('网', 51)), "grid");
        form.Add(new StringContent("ghost"), "party.kind");
        var page = await (await wang.PostAsync("/findings/new", form)).Content.ReadAsStringAsync();
        page.ShouldMatch("data-fault=\"grid\">[^<]+<");
        page.ShouldMatch("data-fault=\"parties.kind\">[^<]+<");
        page.ShouldContain("<details class=\"card mb-3\" open");
    }

    [Fact]
    public async Task No_officers_are_offered_before_the_township_is_known()
    {
        (await wang.GetStringAsync("/findings/new")).ShouldContain("name=\"officers\"");
        var page = await (await service.CallerAsync("duty")).GetStringAsync("/findings/new");
        page.ShouldContain("data-fault=\"organization\"");
        page.ShouldNotContain("name=\"officers\"");
    }

    [Fact]
    public async Task A_matter_outside_the_list_is_refused_with_a_button_that_goes_the_right_way()
    {
        var id = await wang.RegisterAsync(Finding(matterCode: "CG-06"));
        var form = Hidden(await wang.GetStringAsync($"/findings/{id}"), "open");
        foreach (var (name, value) in Opening)
            form.Add(new StringContent(value), name);
        var refused = await (await wang.PostAsync($"/findings/{id}", form)).Content.ReadAsStringAsync();
        refused.ShouldContain("power.not-delegated");
        refused.ShouldContain("value=\"transfer\"");

        var transfer = Hidden(refused, "open");
        foreach (var (name, value) in Opening.Append(("intent", "transfer")))
            transfer.Add(new StringContent(value), name);
        var moved = await wang.PostAsync($"/findings/{id}", transfer);
        moved.StatusCode.ShouldBe(HttpStatusCode.Redirect, await moved.Content.ReadAsStringAsync());
        moved.Headers.Location!.ToString().ShouldContain("/cases/430112-2026-");
    }

    [Fact]
    public async Task A_finding_is_closed_on_its_page()
    {
        var id = await wang.RegisterAsync();
        var form = Hidden(await wang.GetStringAsync($"/findings/{id}"), "dismiss");
        form.Add(new StringContent("corrected-on-the-spot"), "kind");
        form.Add(new StringContent("当场清理"), "reason");
        (await wang.PostAsync($"/findings/{id}", form)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await wang.GetStringAsync($"/findings/{id}")).ShouldContain("当场改正");
    }

    [Fact]
    public async Task A_form_that_a_colleague_was_faster_than_is_refused_with_every_typed_word()
    {
        var id = await wang.RegisterAsync();
        var page = await wang.GetStringAsync($"/findings/{id}");
        var (dismiss, open) = (Hidden(page, "dismiss"), Hidden(page, "open"));
        var li = await service.CallerAsync("li");
        var opened = await li.PostAsJsonAsync(
            $"/api/findings/{id}/case",
            new
            {
                matterCode = "CG-02",
                violationDate = "2026-11-20",
                officers = new[] { "wang", "li" },
            }
        );
        opened.StatusCode.ShouldBe(HttpStatusCode.Created);

        dismiss.Add(new StringContent("no-violation"), "kind");
        dismiss.Add(new StringContent("这条理由要留下"), "reason");
        var refused = await wang.PostAsync($"/findings/{id}", dismiss);
        refused.StatusCode.ShouldBe(HttpStatusCode.OK);
        var said = await refused.Content.ReadAsStringAsync();
        said.ShouldContain("finding.already-a-case");
        said.ShouldContain("data-focus");
        said.ShouldContain("这条理由要留下");

        open.Add(new StringContent("CG-02"), "matterCode");
        open.Add(new StringContent("2026-11-19"), "violationDate");
        open.Add(new StringContent("wang"), "officers");
        open.Add(new StringContent("li"), "officers");
        said = await (await wang.PostAsync($"/findings/{id}", open)).Content.ReadAsStringAsync();
        said.ShouldContain("finding.already-a-case");
        said.ShouldContain("value=\"2026-11-19\"");
        (await wang.GetStringAsync($"/findings/{id}")).ShouldNotContain("value=\"dismiss\"");
    }

    /// <summary>Programs may ask for the summary procedure and are told that it is not built; nobody is led to it by a page.</summary>
    [Fact]
    public async Task No_procedure_is_offered_that_is_always_refused() =>
        (await wang.GetStringAsync($"/findings/{await wang.RegisterAsync()}")).ShouldNotContain("value=\"summary\"");

    [Theory]
    [InlineData("CG-02 占道堆放，还有别的")]
    [InlineData("")]
    public async Task What_was_typed_for_the_matter_stays_as_it_was_typed(string typed)
    {
        var id = await wang.RegisterAsync();
        var form = Hidden(await wang.GetStringAsync($"/findings/{id}"), "open");
        form.Add(new StringContent(typed), "matterCode");
        form.Add(new StringContent("no day"), "violationDate");
        var page = WebUtility.HtmlDecode(await (await wang.PostAsync($"/findings/{id}", form)).Content.ReadAsStringAsync());
        MatterInput().Match(page).Groups[1].Value.ShouldBe(typed);
    }

    [Theory]
    [InlineData("zh-Hans")]
    [InlineData("en")]
    public async Task No_text_is_missing_in_either_language(string culture)
    {
        var id = await wang.RegisterAsync(
            Finding(
                facts: new
                {
                    area = 1,
                    harm = "none",
                    partyKind = "farmer",
                }
            )
        );
        foreach (var path in new[] { "/findings", "/findings?state=all", "/findings/new", $"/findings/{id}?done=registered" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("Accept-Language", culture);
            var page = await (await wang.SendAsync(request)).Content.ReadAsStringAsync();
            Regex.Matches(page, @"\[[a-z]+\.[a-zA-Z.\-]+\]").Select(match => match.Value).ShouldBeEmpty(path);
        }
    }

    [Fact]
    public async Task Somebody_elses_finding_is_not_there()
    {
        var id = await wang.RegisterAsync();
        var zhao = await service.CallerAsync("zhao");
        (await zhao.GetAsync($"/findings/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static IEnumerable<(string, string)> Opening =>
        [("matterCode", "CG-06"), ("violationDate", "2026-11-20"), ("procedure", "ordinary"), ("officers", "wang"), ("officers", "li")];

    /// <summary>What Blazor and antiforgery put into the form of this name.</summary>
    private static MultipartFormDataContent Hidden(string page, string handler)
    {
        var form = Form()
            .Matches(page)
            .Select(match => match.Value)
            .First(text => text.Contains($"value=\"{handler}\"", StringComparison.Ordinal));
        var token = Token().Match(form).Groups[1].Value;
        return new MultipartFormDataContent
        {
            { new StringContent(handler), "_handler" },
            { new StringContent(WebUtility.HtmlDecode(token)), "__RequestVerificationToken" },
        };
    }

    [GeneratedRegex("name=\"matterCode\"[^>]* value(?:=\"([^\"]*)\")?")]
    private static partial Regex MatterInput();

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]*)\"")]
    private static partial Regex Token();
}
