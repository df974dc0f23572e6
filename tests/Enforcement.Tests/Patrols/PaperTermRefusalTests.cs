using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Tests.Harness;
using static Enforcement.Tests.Harness.Forms;
using static Enforcement.Tests.Patrols.PaperCaseBench;

namespace Enforcement.Tests.Patrols;

/// <summary>What cannot have happened to a term on paper, each by its name and beside its field, with nothing changed; and the page.</summary>
public sealed class PaperTermRefusalTests(TestService service) : IClassFixture<TestService>, IAsyncLifetime
{
    private const string Term = "terms.DL-PEN-02";

    private HttpClient squad = null!;

    public async Task InitializeAsync()
    {
        if (await service.Database.ScalarAsync<long>("select count(*) from accounts where user_name = $1", Squad) == 0)
            await service.StaffPaperAsync();
        squad = await service.CallerAsync(Squad);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Filed on 12 September; the ninety days end on 11 December.</summary>
    public static TheoryData<string, string, JsonObject[], JsonObject?> Refused { get; } =
        new()
        {
            { "clock.no-such-ground", "suspensions.0.ground", [Suspension("weather", "2026-09-18", "2026-10-10")], null },
            {
                "clock.already-suspended",
                "suspensions.1.from",
                [Suspension("testing", "2026-09-18"), Suspension("hearing", "2026-10-20", "2026-10-30")],
                null
            },
            { "clock.cap", "extension.days", [], Extension(31, "2026-11-20") },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_the_rules_refuse_here_they_refuse_on_paper(
        string code,
        string field,
        JsonObject[] suspensions,
        JsonObject? extension
    ) => await RefusedAsync(code, $"{Term}.{field}", WithTerm($"拒-{code}", "DL-PEN-02", Begun, suspensions, extension));

    [Fact]
    public async Task A_term_that_was_over_was_neither_suspended_nor_extended()
    {
        // Filed on 1 July: the last day was 29 September.
        var told = new JsonObject { ["foundOn"] = "2026-07-01", ["filedOn"] = "2026-07-01" };
        await RefusedAsync("clock.over-before-pause", $"{Term}.suspensions.0.from", Over([Suspension("testing", "2026-09-30")]));
        await RefusedAsync("clock.expired", $"{Term}.extension.grantedOn", Over([], Extension(30, "2026-09-30")));
        // The extended term ended on 29 October.
        await RefusedAsync(
            "clock.over-before-pause",
            $"{Term}.suspensions.0.from",
            Over([Suspension("testing", "2026-10-30")], Extension(30, "2026-09-29"))
        );

        JsonObject Over(JsonObject[] suspensions, JsonObject? extension = null)
        {
            var file = WithTerm("拒-届满", "DL-PEN-02", told.DeepClone().AsObject(), suspensions, extension);
            file["violationDate"] = "2026-06-30";
            return file;
        }
    }

    /// <summary>What cannot be read, or cannot be as the days stand to each other.</summary>
    public static TheoryData<string, string, JsonObject[], JsonObject?> Malformed { get; } =
        new()
        {
            { "suspensions.0.from", "不能早于期限起算日。", [Suspension("testing", "2026-09-11", "2026-09-20")], null },
            { "suspensions.0.from", "日期不能晚于今天。", [Suspension("testing", "2026-11-25")], null },
            { "suspensions.0.to", "日期不能晚于今天。", [Suspension("testing", "2026-11-20", "2026-11-25")], null },
            { "suspensions.0.to", "不能早于中止之日。", [Suspension("testing", "2026-09-18", "2026-09-17")], null },
            {
                "suspensions.1.from",
                "不能早于上一次恢复计时之日，请按先后顺序填写。",
                [Suspension("testing", "2026-10-18", "2026-10-28"), Suspension("testing", "2026-10-27", "2026-10-30")],
                null
            },
            { "suspensions.0.from", "必填项，请填写。", [Suspension("testing", "")], null },
            { "extension.grantedOn", "不能早于期限起算日。", [], Extension(30, "2026-09-11") },
            { "extension.grantedOn", "日期不能晚于今天。", [], Extension(30, "2026-11-25") },
            { "extension.days", "超出允许的范围，请核对后重新填写。", [], Extension(0, "2026-11-20") },
            { "extension.days", "不是有效的数字，请重新填写。", [], Extension("三十", "2026-11-20") },
        };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task What_cannot_be_is_named_beside_its_field(
        string field,
        string words,
        JsonObject[] suspensions,
        JsonObject? extension
    ) =>
        (await MalformedAsync(WithTerm("拒-填写", "DL-PEN-02", Begun, suspensions, extension)))
            .GetProperty($"{Term}.{field}")[0]
            .GetString()
            .ShouldBe(words);

    [Fact]
    public async Task A_term_that_does_not_run_at_the_stage_and_more_suspensions_than_a_file_holds_are_named()
    {
        (await MalformedAsync(WithTerm("拒-期限", "DL-PEN-99", Begun, []))).TryGetProperty("terms.DL-PEN-99", out _).ShouldBeTrue();
        var many = Enumerable.Range(0, 21).Select(_ => Suspension("testing", "2026-09-18", "2026-09-18")).ToArray();
        (await MalformedAsync(WithTerm("拒-过多", "DL-PEN-02", Begun, many))).TryGetProperty($"{Term}.suspensions", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task A_suspension_needs_its_basis_and_its_paper_and_an_extension_its_approval()
    {
        var (suspension, extension) = (Suspension("testing", "2026-09-18"), Extension(30, "2026-11-20"));
        (suspension["basis"], suspension["document"], extension["approval"]) = ("", null, " ");
        var errors = await MalformedAsync(WithTerm("拒-缺文号", "DL-PEN-02", Begun, [suspension], extension));
        errors
            .EnumerateObject()
            .Select(error => error.Name)
            .Order()
            .ShouldBe([$"{Term}.extension.approval", $"{Term}.suspensions.0.basis", $"{Term}.suspensions.0.document"]);
    }

    [Fact]
    public async Task The_stages_tell_which_terms_run_there_and_how_they_may_have_been_changed()
    {
        var stages = (await squad.GetFromJsonAsync<JsonElement>("/api/cases/paper/stages")).GetProperty("items");
        var term = stages[0].GetProperty("terms").EnumerateArray().ShouldHaveSingleItem();
        (term.GetProperty("rule").GetString(), term.GetProperty("extension").GetInt32()).ShouldBe(("DL-PEN-02", 30));
        term.GetProperty("pauseGrounds").EnumerateArray().Select(ground => ground.GetString()).ShouldContain("testing");
    }

    [Fact]
    public async Task The_page_asks_for_another_suspension_keeps_what_was_typed_and_brings_the_case_in()
    {
        const string Page = "/cases/paper?stage=investigation";
        (string, string)[] second =
        [
            ($"{Term}.suspensions.1.ground", "hearing"),
            ($"{Term}.suspensions.1.basis", "《某法》第三条"),
            ($"{Term}.suspensions.1.document", "望靖中〔2026〕5号"),
            ($"{Term}.suspensions.1.from", "2026-09-18"),
            ($"{Term}.suspensions.1.to", "2026-10-10"),
        ];
        (await squad.GetStringAsync(Page)).ShouldContain($"name=\"{Term}.extension.days\"");
        (await squad.GetStringAsync("/cases/paper?stage=payment")).ShouldNotContain("name=\"terms.");

        var before = await CountAsync();
        var more = await ReadAsync(await PostAsync([.. second, ("more", "DL-PEN-02")]));
        more.ShouldContain($"name=\"{Term}.suspensions.1.from\"");
        more.ShouldNotContain($"name=\"{Term}.suspensions.2.from\"");
        (await CountAsync()).ShouldBe(before);

        // The empty row before it is gone; the refusal stands beside the row that is left.
        var refused = await ReadAsync(await PostAsync([.. second, ($"{Term}.extension.days", "31")]));
        refused.ShouldContain($"value=\"2026-09-18\"");
        refused.ShouldContain("望靖中〔2026〕5号");
        refused.ShouldContain("malformed");
        refused = await ReadAsync(
            await PostAsync([
                .. second,
                ($"{Term}.extension.days", "31"),
                ($"{Term}.extension.approval", "望靖延〔2026〕5号"),
                ($"{Term}.extension.grantedOn", "2026-11-20"),
            ])
        );
        refused.ShouldContain("<div class=\"invalid-feedback d-block\">该期限最多延长 30 日。</div>");
        refused.ShouldContain(
            $"id=\"{Term}.suspensions.0.from\" name=\"{Term}.suspensions.0.from\" type=\"date\" max=\"2026-11-24\" value=\"2026-09-18\""
        );
        refused.ShouldContain("value=\"31\"");

        var done = await PostAsync(second);
        done.StatusCode.ShouldBe(HttpStatusCode.Found, await ReadAsync(done));
        (await ReadAsync(await squad.GetAsync(done.Headers.Location!))).ShouldContain("中止计时（据纸质案卷录入）");

        async Task<HttpResponseMessage> PostAsync((string Name, string Value)[] typed)
        {
            var form = Hidden(await squad.GetStringAsync(Page), "bring-in");
            foreach (var (name, value) in PageForm("期限页面1号", "2026-09-12").Concat(typed))
                form.Add(new StringContent(value), name);
            return await squad.PostAsync(Page, form);
        }
    }

    private static async Task<string> ReadAsync(HttpResponseMessage page) => WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync());

    private async Task RefusedAsync(string code, string field, JsonObject file)
    {
        var before = await CountAsync();
        var answer = await squad.BringInAsync(file);
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict, await answer.Content.ReadAsStringAsync());
        var problem = await answer.JsonAsync();
        (problem.GetProperty("code").GetString(), problem.GetProperty("field").GetString()).ShouldBe((code, field));
        (await CountAsync()).ShouldBe(before);
    }

    private async Task<JsonElement> MalformedAsync(JsonObject file)
    {
        var before = await CountAsync();
        var answer = await squad.BringInAsync(file);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, await answer.Content.ReadAsStringAsync());
        (await CountAsync()).ShouldBe(before);
        return (await answer.JsonAsync()).GetProperty("errors");
    }

    private async Task<string?> CountAsync() =>
        await service.Database.ScalarAsync<string>(
            "select concat_ws(' ', (select count(*) from cases), (select count(*) from clocks), (select count(*) from journal))"
        );
}
