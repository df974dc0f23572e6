using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Enforcement.Identity;
using Enforcement.Tests.Harness;
using Enforcement.Tests.Processes;

namespace Enforcement.Tests.Powers;

/// <summary>Powers handed down and taken back by a paper, and the rules of classification: seen before, refused by name.</summary>
public sealed class DelegationTests : IAsyncLifetime
{
    private const string Township = "430112109";
    private const string Delegation = "/api/matters/delegation";

    private TestService service = null!;
    private HttpClient admin = null!;

    public async Task InitializeAsync()
    {
        service = await TestService.CreateAsync();
        await service.BodyAsync("430112", "430112", "望城区");
        await service.BodyAsync(Township, Township, "桥驿镇");
        await service.PersonAsync("list-admin", Roles.SystemAdmin, "430112");
        await service.PersonAsync("flow-admin", Roles.WorkflowAdmin, "430112");
        admin = await service.CallerAsync("list-admin");
    }

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public async Task A_recall_names_the_open_cases_it_touches_and_what_becomes_of_each()
    {
        // The county holds it as a whole: it is recalled as a whole, and what stays is handed down anew.
        await DoneAsync(Paper("recall", "2025-12-31", scope: "430112"));
        await DoneAsync(Paper("hand-down", "2026-01-01"));
        // Its violation is of 20 November.
        await service.OpenCaseAsync(Township, "pw-lead", "pw-partner");
        var number = await service.Database.ScalarAsync<string>("select number from cases");

        (await PreviewAsync(Paper("recall", "2026-11-20"))).ShouldBe([(number, "ask")]);
        (await PreviewAsync(Paper("recall", "2026-11-19"))).ShouldBe([(number, "transfer")]);
        // A preview changes nothing.
        (await HeldOnAsync("2026-11-21")).ShouldContain("CG-02");

        await DoneAsync(Paper("recall", "2026-11-20"));

        (await HeldOnAsync("2026-11-20")).ShouldContain("CG-02");
        (await HeldOnAsync("2026-11-21")).ShouldNotContain("CG-02");
        (await service.Database.ScalarAsync<long>("select count(*) from admin_log where subject like 'townships%'")).ShouldBe(3);
    }

    [Fact]
    public async Task What_no_paper_can_change_is_refused_by_name()
    {
        // The sample county has handed it down to all of its townships since 2022.
        (await RefusedAsync(Paper("hand-down", "2026-06-01"))).ShouldBe((409, "power.held-already"));
        (await RefusedAsync(Paper("recall", "2026-06-01"))).ShouldBe((409, "power.wider-grant"));
        (await RefusedAsync(Paper("recall", "2021-06-01", scope: "430112"))).ShouldBe((409, "power.not-held"));
        (await RefusedAsync(Paper("recall", "2026-06-01", codes: ["GT-01"]))).ShouldBe((409, "power.own-by-law"));
        (await RefusedAsync(Paper("hand-down", "2026-06-01", codes: ["GT-01"]))).ShouldBe((409, "power.own-by-law"));
    }

    [Fact]
    public async Task What_cannot_be_read_is_named_by_its_field()
    {
        foreach (
            var (field, value) in ((string, object?)[])
                [
                    ("act", "take"),
                    ("codes", new[] { "XX-99" }),
                    ("codes", null),
                    ("scope", "430112999"),
                    ("scope", "43011"),
                    ("kinds", new[] { "village" }),
                    ("day", null),
                    ("day", "2099-01-01"),
                    ("document", " "),
                    ("documentDate", null),
                ]
        )
        {
            var answer = await admin.PostAsJsonAsync(
                Delegation,
                new Dictionary<string, object?>(Paper("hand-down", "2026-01-01")) { [field] = value }
            );
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, field);
            (await answer.Content.ReadAsStringAsync()).ShouldContain($"\"{field}\"");
        }
    }

    [Fact]
    public async Task Rules_are_tried_on_past_cases_before_they_count()
    {
        await using (
            var step = await service.BeginCaseAsync(
                "back-and-forth",
                TestDefinitions.BackAndForth,
                "investigation",
                new()
                {
                    ["amount"] = 9000,
                    ["harm"] = "none",
                    ["partyKind"] = "unit",
                    ["area"] = 8,
                    ["townships"] = 1,
                    ["repeat"] = 0,
                },
                Township,
                "pw-lead",
                "pw-partner"
            )
        )
            await step.CommitAsync(default);
        var number = await service.Database.ScalarAsync<string>("select number from cases");
        var flow = await service.CallerAsync("flow-admin");

        var tried = await TryAsync(flow, "area", "8");
        tried.GetProperty("looked").GetInt32().ShouldBe(1);
        var changed = tried.GetProperty("changed").EnumerateArray().ShouldHaveSingleItem();
        changed.GetProperty("number").GetString().ShouldBe(number);
        changed.GetProperty("wouldBe").GetString().ShouldBe("major");
        (await TryAsync(flow, "area", "8.5")).GetProperty("changed").GetArrayLength().ShouldBe(0);
        (await TryAsync(admin, "harm", "injury")).GetProperty("changed").GetArrayLength().ShouldBe(0);

        (await flow.PutAsJsonAsync("/api/thresholds/CG-02", Rules("area", "8"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await admin.PutAsJsonAsync("/api/thresholds/CG-02", Rules("area", "viel"))).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await admin.PutAsJsonAsync("/api/thresholds/XX-99", Rules("area", "8"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await admin.PutAsJsonAsync("/api/thresholds/CG-02", Rules("area", "8"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        var now = (await admin.GetFromJsonAsync<JsonElement>("/api/thresholds")).GetProperty("items").EnumerateArray();
        now.Where(it => it.GetProperty("code").GetString() == "CG-02")
            .ShouldHaveSingleItem()
            .GetProperty("atLeast")
            .GetString()
            .ShouldBe("8");
        (await TryAsync(flow, "area", "8")).GetProperty("changed").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task The_pages_preview_keep_what_was_typed_and_save()
    {
        var form = Forms.Hidden(await admin.GetStringAsync("/powers/delegation"), "delegation");
        foreach (
            var (name, value) in ((string, string)[])
                [
                    ("act", "hand-down"),
                    ("codes", "CG-02"),
                    ("scope", Township),
                    ("day", "2026-01-01"),
                    ("document", "望政发〔2026〕9号"),
                    ("how", "save"),
                ]
        )
            form.Add(new StringContent(value), name);
        var refused = WebUtility.HtmlDecode(await (await admin.PostAsync("/powers/delegation", form)).Content.ReadAsStringAsync());
        refused.ShouldContain("望政发〔2026〕9号");
        refused.ShouldContain("is-invalid");

        var rules = Forms.Hidden(await admin.GetStringAsync("/powers/rules/CG-02"), "thresholds");
        foreach (
            var (name, value) in ((string, string)[])
                [
                    ("variant", ""),
                    ("result", "major"),
                    ("fact", "area"),
                    ("atLeast", "viel"),
                    ("reasonZh", "面积很大"),
                    ("reasonEn", "a large area"),
                    ("how", "try"),
                ]
        )
            rules.Add(new StringContent(value), name);
        var kept = WebUtility.HtmlDecode(await (await admin.PostAsync("/powers/rules/CG-02", rules)).Content.ReadAsStringAsync());
        kept.ShouldContain("面积很大");
        kept.ShouldContain("第 1 条");

        (await (await service.CallerAsync("flow-admin")).GetAsync("/powers/delegation")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static Dictionary<string, object?> Paper(string act, string day, string scope = Township, string[]? codes = null) =>
        new()
        {
            ["act"] = act,
            ["codes"] = codes ?? ["CG-02"],
            ["scope"] = scope,
            ["day"] = day,
            ["document"] = "望政发〔2026〕9号",
            ["documentDate"] = "2026-11-02",
        };

    private static object Rules(string fact, string atLeast) =>
        new
        {
            rules = new[]
            {
                new
                {
                    result = "major",
                    fact,
                    atLeast,
                    reasonZh = "面积很大",
                    reasonEn = "a large area",
                },
            },
            document = "望政发〔2026〕10号",
            documentDate = "2026-11-02",
        };

    private static async Task<JsonElement> TryAsync(HttpClient caller, string fact, string atLeast)
    {
        var answer = await caller.PostAsJsonAsync("/api/thresholds/CG-02/trial", Rules(fact, atLeast));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task DoneAsync(object paper) => (await admin.PostAsJsonAsync(Delegation, paper)).StatusCode.ShouldBe(HttpStatusCode.OK);

    private async Task<(int, string?)> RefusedAsync(object paper)
    {
        var answer = await admin.PostAsJsonAsync(Delegation, paper);
        return ((int)answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    private async Task<IEnumerable<(string?, string?)>> PreviewAsync(object paper)
    {
        var seen = await (await admin.PostAsJsonAsync($"{Delegation}/preview", paper)).Content.ReadFromJsonAsync<JsonElement>();
        return seen.GetProperty("cases")
            .EnumerateArray()
            .Select(it => (it.GetProperty("number").GetString(), it.GetProperty("effect").GetString()));
    }

    private async Task<string> HeldOnAsync(string day) => await admin.GetStringAsync($"/api/matters?organization={Township}&on={day}");
}
