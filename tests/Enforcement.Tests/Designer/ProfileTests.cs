using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using static Enforcement.Tests.Designer.DesignerBench;

namespace Enforcement.Tests.Designer;

/// <summary>Which procedure a definition is, chosen on the page beside the editor.</summary>
public sealed class ProfileTests(DesignerBench bench) : IClassFixture<DesignerBench>
{
    [Fact]
    public async Task It_goes_into_the_draft_and_out_of_it_and_nothing_else_changes()
    {
        var drawn = await bench.DrawnAsync("profile-chosen");

        (await PutAsync(bench.Admin, drawn, drawn["id"], "county-ordinary")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var chosen = await NowAsync(drawn);
        chosen["customProperties"]!["enforcement"]!["profile"]!.GetValue<string>().ShouldBe("county-ordinary");
        JsonNode.DeepEquals(chosen["root"], drawn["root"]).ShouldBeTrue();
        var page = await bench.Admin.GetStringAsync(PageOf(drawn));
        page.ShouldContain("<option value=\"county-ordinary\" selected>县级部门普通程序</option>");

        await PutAsync(bench.Admin, drawn, chosen["id"], null);
        (await NowAsync(drawn))["customProperties"]!["enforcement"]?["profile"].ShouldBeNull();
    }

    [Fact]
    public async Task The_check_of_the_draft_holds_it_to_the_rules_of_what_was_chosen()
    {
        var drawn = await bench.DrawnAsync("profile-checked");
        (await CodesAsync(drawn)).ShouldBeEmpty();

        var answer = await bench.Admin.PostAsync(
            PageOf(drawn),
            new FormUrlEncodedContent(
                new Dictionary<string, string>
                {
                    ["_handler"] = "profile",
                    ["version"] = drawn["id"]!.GetValue<string>(),
                    ["profile"] = "county-ordinary",
                }
            )
        );

        answer.StatusCode.ShouldBeOneOf(HttpStatusCode.Found, HttpStatusCode.SeeOther);
        (await CodesAsync(drawn)).ShouldContain("gate.closed-before-end");
    }

    [Fact]
    public async Task The_way_to_a_finding_is_told_as_the_outcomes_are_called()
    {
        var county = await GetAsync(bench.Admin, "/workflow-definitions/by-definition-id/county-case");
        Way(county, "filingNumber", "Done")["target"]!["activity"] = "investigation";
        await SavedAsync(bench.Admin, county);

        var page = await bench.Admin.GetStringAsync(PageOf(county));

        page.ShouldContain("行政机关负责人审批 [批准立案]");
        page.ShouldNotContain("[file]");
    }

    [Fact]
    public async Task What_has_no_rules_is_refused_and_who_chooses_for_what_another_has_drawn_on_is_told()
    {
        var drawn = await bench.DrawnAsync("profile-refused");
        (await PutAsync(bench.Admin, drawn, drawn["id"], "simple")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await PutAsync(bench.Officer, drawn, drawn["id"], "county-ordinary")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var read = drawn["id"]!.DeepClone();
        drawn["description"] = "另一人改过";
        await SavedAsync(bench.Second, drawn);

        var answer = await PutAsync(bench.Admin, drawn, read, "county-ordinary");

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("designer.edited-by-other");
        (await NowAsync(drawn))["customProperties"]!["enforcement"].ShouldBeNull();
    }

    private static string PageOf(JsonObject drawn) => $"/workflows/definitions/{drawn["definitionId"]}";

    private Task<JsonObject> NowAsync(JsonObject drawn) =>
        GetAsync(bench.Admin, $"/workflow-definitions/by-definition-id/{drawn["definitionId"]}");

    private async Task<List<string>> CodesAsync(JsonObject drawn) =>
        [
            .. (await ReadAsync(await bench.Admin.GetAsync($"/api/workflows/{drawn["definitionId"]}/check")))["findings"]!
                .AsArray()
                .Select(it => it!["code"]!.GetValue<string>()),
        ];

    private static Task<HttpResponseMessage> PutAsync(HttpClient by, JsonObject drawn, JsonNode? version, string? profile) =>
        by.PutAsJsonAsync(
            $"/api/workflows/{drawn["definitionId"]}/profile",
            new JsonObject { ["version"] = version?.DeepClone(), ["profile"] = profile }
        );
}
