using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Enforcement.Identity;
using Enforcement.Tests.Harness;
using Enforcement.Tests.Processes;
using static Enforcement.Tests.Harness.Forms;
using static Enforcement.Tests.Patrols.PaperCaseBench;
using static Enforcement.Tests.Patrols.PatrolBench;

namespace Enforcement.Tests.Patrols;

/// <summary>An office that gave numbers on paper says where its series go on here. Each test has its own service.</summary>
public sealed class NumberSeriesTests : IAsyncLifetime
{
    private const string Series = "/api/numbers/series";
    private const string Elsewhere = "430624100";

    private TestService service = null!;
    private HttpClient head = null!;
    private int cases;

    public async Task InitializeAsync()
    {
        service = await TestService.CreateAsync();
        await service.StaffPaperAsync();
        head = await service.CallerAsync(Head);
    }

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public async Task The_next_number_follows_the_last_one_on_paper_and_the_log_says_who_and_why()
    {
        var told = await AcceptedAsync("立", "40");

        told.GetProperty("next").GetString()!.ShouldEndWith("立〔2026〕41号");
        (await DrawAsync()).ShouldEndWith("立〔2026〕41号");
        (await DrawAsync()).ShouldEndWith("立〔2026〕42号");
        (
            await service.Database.ScalarAsync<string>(
                "select who || ' ' || (old ->> 'last') || ' ' || (new ->> 'last') || ' ' || (new ->> 'reason') from admin_log where what = 'series.continued'"
            )
        ).ShouldBe($"{Head} 0 40 纸质登记簿编至40号");
        var row = (await head.GetFromJsonAsync<JsonElement>(Series))
            .GetProperty("items")
            .EnumerateArray()
            .Single(it => it.GetProperty("word").GetString() == "立");
        (row.GetProperty("last").GetInt32(), row.GetProperty("given").GetInt32()).ShouldBe((42, 42));
    }

    [Fact]
    public async Task It_goes_back_as_far_as_the_last_number_that_was_given_and_no_further()
    {
        await AcceptedAsync("立", "40");
        await DrawAsync();
        await AcceptedAsync("立", "4100");
        await AcceptedAsync("立", "41");

        await RefusedAsync(await PostAsync(head, "立", "40"), "series.below-given");
        (await DrawAsync()).ShouldEndWith("立〔2026〕42号");
    }

    [Fact]
    public async Task A_number_on_the_paper_of_a_case_that_was_brought_in_is_not_given_again()
    {
        var squad = await service.CallerAsync(Squad);
        await squad.BroughtInAsync(File("望靖立字[2026]15号", "investigation", Begun));
        await squad.BroughtInAsync(File("望靖立字〔2025〕90号", "investigation", Begun));
        var decided = Decided;
        decided["decisionNumber"] = "望靖罚字〔2026〕第7号";
        await squad.BroughtInAsync(File("登记3号", "payment", decided));

        await RefusedAsync(await PostAsync(head, "立", "14"), "series.below-paper");
        await AcceptedAsync("立", "15");
        await RefusedAsync(await PostAsync(head, "罚", "6"), "series.below-paper");
        await AcceptedAsync("罚", "7");
    }

    [Fact]
    public async Task Papers_of_another_series_do_not_hold_it_up_and_its_own_do_however_they_are_typed()
    {
        var squad = await service.CallerAsync(Squad);
        await squad.BroughtInAsync(File("望靖罚告字〔2026〕20号", "investigation", Begun));
        var decided = Decided;
        decided["decisionNumber"] = "望靖行罚字［２０２６］第７号";
        await squad.BroughtInAsync(File("望靖立字【２０２６】０１６号", "payment", decided));

        await RefusedAsync(await PostAsync(head, "立", "15"), "series.below-paper");
        await RefusedAsync(await PostAsync(head, "罚", "6"), "series.below-paper");
        await AcceptedAsync("罚", "7");
        await RefusedAsync(await PostAsync(head, "罚告", "19"), "series.below-paper");
        await AcceptedAsync("罚告", "20");
    }

    [Fact]
    public async Task Only_the_head_of_the_body_says_so()
    {
        await service.BodyAsync(Elsewhere, Elsewhere, "湘阴县某镇人民政府");
        await service.PersonAsync("series-elsewhere", Roles.AgencyHead, Elsewhere);
        var squad = await service.CallerAsync(Squad);
        var elsewhere = await service.CallerAsync("series-elsewhere");

        (await squad.GetAsync(Series)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await PostAsync(squad, "立", "40")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await PostAsync(elsewhere, "立", "40", Jinggang)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await service.Database.ScalarAsync<long>("select count(*) from number_series where word = '立'")).ShouldBe(0);
    }

    [Theory]
    [InlineData("word", "", "40", "2026", "有据")]
    [InlineData("word", "无此字", "40", "2026", "有据")]
    [InlineData("last", "立", "", "2026", "有据")]
    [InlineData("last", "立", "-1", "2026", "有据")]
    [InlineData("last", "立", "4e1", "2026", "有据")]
    [InlineData("last", "立", "1000000", "2026", "有据")]
    [InlineData("year", "立", "40", "2025", "有据")]
    [InlineData("year", "立", "40", "2028", "有据")]
    [InlineData("reason", "立", "40", "2026", " ")]
    public async Task What_is_no_request_is_malformed_by_field(string field, string word, string last, string year, string reason)
    {
        var answer = await head.PostAsJsonAsync(
            Series,
            new
            {
                word,
                last,
                year,
                reason,
            }
        );

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Whoever_says_it_while_a_number_is_being_drawn_waits_and_is_told_of_that_number()
    {
        await AcceptedAsync("立", "40");
        var caseId = (await BeginAsync()).Id;
        await using var drawing = await service.Database.Owner.OpenConnectionAsync();
        await using var transaction = await drawing.BeginTransactionAsync();
        await using var command = drawing.CreateCommand();
        command.CommandText = $"""
            update number_series set last = 41 where organization = '{Jinggang}' and word = '立' and year = 2026;
            insert into numbers (organization, word, year, n, county_code, case_id, text, subject, drawn_at)
            values ('{Jinggang}', '立', 2026, 41, '430112', '{caseId}', '在编41号', 'filing', now());
            """;
        await command.ExecuteNonQueryAsync();

        var saying = PostAsync(head, "立", "40");
        await Task.WhenAny(saying, Task.Delay(TimeSpan.FromMilliseconds(500)));
        saying.IsCompleted.ShouldBeFalse("the number that is being drawn may be the last one or not");
        await transaction.CommitAsync();

        await RefusedAsync(await saying, "series.below-given");
        (await DrawAsync()).ShouldEndWith("立〔2026〕42号");
    }

    [Fact]
    public async Task Numbers_that_are_drawn_while_it_is_said_come_once_each()
    {
        // Of a series that does not exist yet: there is no row to wait for.
        var draws = Enumerable.Range(0, 4).Select(_ => DrawAsync()).ToList();
        var said = Enumerable.Range(0, 3).Select(at => PostAsync(head, "立", $"{100 * (at + 1)}")).ToList();
        foreach (var answer in await Task.WhenAll(said))
            answer.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Conflict);

        (await Task.WhenAll(draws)).Distinct().Count().ShouldBe(4);
        (
            await service.Database.ScalarAsync<bool>(
                "select (select last from number_series where word = '立') >= (select max(n) from numbers where word = '立')"
            )
        ).ShouldBeTrue();
    }

    [Fact]
    public async Task The_page_keeps_what_was_typed_when_it_refuses_and_shows_the_next_number_when_it_does_not()
    {
        await AcceptedAsync("立", "40");
        await DrawAsync();
        (await head.GetStringAsync("/")).ShouldContain("\"/numbers\"");

        var refused = await (await head.PostAsync("/numbers", await FilledAsync("40"))).Content.ReadAsStringAsync();
        refused.ShouldContain("series.below-given");
        refused.ShouldContain("value=\"40\"");
        var done = await head.PostAsync("/numbers", await FilledAsync("60"));
        done.StatusCode.ShouldBe(HttpStatusCode.Found);
        WebUtility.HtmlDecode(await head.GetStringAsync("/numbers?saved=true")).ShouldContain("立〔2026〕61号");
        (await (await service.CallerAsync(Squad)).GetStringAsync("/numbers")).ShouldContain("series.heads-only");
    }

    [Fact]
    public async Task The_page_shows_the_series_that_have_begun_and_folds_the_others()
    {
        var none = WebUtility.HtmlDecode(await head.GetStringAsync("/numbers"));
        none.ShouldContain("<details class=\"mt-3\" open");
        await AcceptedAsync("立", "40");

        var page = WebUtility.HtmlDecode(await head.GetStringAsync("/numbers"));
        var (shown, folded) = (
            page[..page.IndexOf("<details class=\"mt-3\"", StringComparison.Ordinal)],
            page.Split("<details class=\"mt-3\"")[1]
        );
        shown.ShouldContain("立〔2026〕41号");
        shown.ShouldNotContain("罚〔2026〕1号");
        folded.ShouldStartWith(">");
        folded.ShouldContain("罚〔2026〕1号");
        folded.ShouldNotContain("立〔2026〕41号");
    }

    private async Task<MultipartFormDataContent> FilledAsync(string last)
    {
        var form = Hidden(await head.GetStringAsync("/numbers"), "go-on");
        form.Add(new StringContent("立"), "word");
        form.Add(new StringContent("2026"), "year");
        form.Add(new StringContent(last), "last");
        form.Add(new StringContent("登记簿"), "reason");
        return form;
    }

    private async Task<JsonElement> AcceptedAsync(string word, string last)
    {
        var answer = await PostAsync(head, word, last);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient caller, string word, string last, string? organization = null) =>
        caller.PostAsJsonAsync(
            Series,
            new
            {
                organization,
                word,
                last,
                reason = $"纸质登记簿编至{last}号",
            }
        );

    /// <summary>A case that draws its filing number as it begins.</summary>
    private async Task<string> DrawAsync() =>
        (await service.Database.ScalarAsync<string>("select filing_number from cases where id = $1", (await BeginAsync("立")).Id))!;

    private async Task<(Guid Id, string Number)> BeginAsync(string? word = null)
    {
        var name = $"numbered-{Interlocked.Increment(ref cases)}";
        var definition = word is null
            ? TestDefinitions.Flowchart(name, [TestDefinitions.Node("start", "Elsa.Start"), TestDefinitions.Task("after")], ["start>after"])
            : TestDefinitions.Flowchart(
                name,
                [
                    TestDefinitions.Node("start", "Elsa.Start"),
                    TestDefinitions.Node(
                        "number",
                        "Enforcement.AllotNumber",
                        ("word", TestDefinitions.Literal(word)),
                        ("fact", TestDefinitions.Literal("filingNumber"))
                    ),
                    TestDefinitions.Task("after"),
                ],
                ["start>number", "number>after"]
            );
        await using var step = await service.BeginCaseAsync(name, definition, "filing", [], Jinggang, "wang", "li");
        step.Main.Record("case.opened", []);
        await step.CommitAsync(CancellationToken.None);
        return (step.Case.Key.Id, step.Case.Number);
    }

    private static async Task RefusedAsync(HttpResponseMessage answer, string code)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict, await answer.Content.ReadAsStringAsync());
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe(code);
    }
}
