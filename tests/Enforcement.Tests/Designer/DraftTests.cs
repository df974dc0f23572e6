using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Enforcement.Tests.Harness;
using static Enforcement.Tests.Designer.DesignerBench;

namespace Enforcement.Tests.Designer;

/// <summary>Elsa's REST API as Studio calls it: drawing.</summary>
public sealed class DraftTests(DesignerBench bench) : IClassFixture<DesignerBench>
{
    [Fact]
    public async Task To_whoever_is_no_workflow_admin_there_is_no_designer()
    {
        string[] paths =
        [
            "/elsa/api/workflow-definitions",
            "/elsa/api/descriptors/activities",
            "/studio/list",
            "/studio/editor?id=township-case",
        ];
        foreach (var path in paths)
            (await bench.Officer.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        (await SaveAsync(bench.Officer, Model("not-mine"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_shipped_definition_opens_with_nodes_that_the_palette_describes()
    {
        var definition = await GetAsync(bench.Admin, "/workflow-definitions/by-definition-id/township-case?versionOptions=Latest");
        var palette = await GetAsync(bench.Admin, "/descriptors/activities");

        definition["isPublished"]!.GetValue<bool>().ShouldBeTrue();
        definition["links"]!.AsArray().Select(link => link!["rel"]!.GetValue<string>()).ShouldContain("publish");
        var described = palette["items"]!
            .AsArray()
            .Select(it => (it!["typeName"]!.GetValue<string>(), it["version"]!.GetValue<int>()))
            .ToHashSet();
        described.Count.ShouldBe(palette["items"]!.AsArray().Count);
        foreach (var activity in definition["root"]!["activities"]!.AsArray())
        {
            activity!["nodeId"]!.GetValue<string>().ShouldBe($"Workflow1:flow:{activity["id"]!.GetValue<string>()}");
            described.ShouldContain((activity["type"]!.GetValue<string>(), activity["version"]!.GetValue<int>()));
        }
    }

    [Fact]
    public async Task The_first_change_of_a_published_definition_opens_a_draft_and_saving_it_again_changes_nothing()
    {
        var definition = await GetAsync(bench.Admin, "/workflow-definitions/by-definition-id/county-case");
        var unchanged = await SavedAsync(bench.Admin, definition);
        unchanged["workflowDefinition"]!["id"]!.GetValue<string>().ShouldBe("county-case-1");

        definition["description"] = "改过的说明";
        var first = await SavedAsync(bench.Admin, definition);
        var again = await SavedAsync(bench.Admin, definition);

        first["workflowDefinition"]!["isPublished"]!.GetValue<bool>().ShouldBeFalse();
        first["workflowDefinition"]!["version"]!.GetValue<int>().ShouldBe(2);
        again["workflowDefinition"]!["id"]!.GetValue<string>().ShouldBe(first["workflowDefinition"]!["id"]!.GetValue<string>());
        var published = await GetAsync(bench.Admin, "/workflow-definitions?versionOptions=Published&DefinitionIds=county-case");
        published["items"]![0]!["version"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Who_draws_on_an_old_page_is_told_who_drew_meanwhile_and_nothing_is_lost()
    {
        var mine = await bench.DrawnAsync("two-editors");
        var hers = await GetAsync(bench.Second, $"/workflow-definitions/by-definition-id/{mine["definitionId"]}");
        hers["description"] = "她的";
        await SavedAsync(bench.Second, hers);

        mine["description"] = "我的";
        var told = await RefusedAsync(await SaveAsync(bench.Admin, mine), "designer.edited-by-other");

        told.ShouldContain("姜卫东");
        var kept = await GetAsync(bench.Admin, $"/workflow-definitions/by-definition-id/{mine["definitionId"]}");
        kept["description"]!.GetValue<string>().ShouldBe("她的");
        kept["description"] = "两人的";
        await SavedAsync(bench.Admin, kept);
    }

    [Fact]
    public async Task Who_draws_on_what_another_has_thrown_away_is_told()
    {
        var never = await bench.DrawnAsync("thrown-away-never-published");
        await bench.Second.DeleteAsync($"/elsa/api/workflow-definitions/{never["definitionId"]}");
        never["description"] = "还在画";
        await RefusedAsync(await SaveAsync(bench.Admin, never), "designer.draft-gone");

        var (drawn, publication) = await bench.AskedAsync("thrown-away");
        await ReadAsync(await DecideAsync(bench.Second, publication, "approval"));
        drawn["description"] = "第二版";
        var draft = (await SavedAsync(bench.Admin, drawn))["workflowDefinition"]!.AsObject();
        await bench.Second.DeleteAsync($"/elsa/api/workflow-definition-versions/{draft["id"]}");
        draft["description"] = "还在画";
        await RefusedAsync(await SaveAsync(bench.Admin, draft), "designer.draft-gone");
    }

    [Fact]
    public async Task A_page_that_never_took_its_answers_saves_on()
    {
        var mine = await bench.DrawnAsync("lost-answers");
        foreach (var text in new[] { "一", "二", "三" })
        {
            mine["description"] = text;
            await SavedAsync(bench.Admin, mine);
        }
        var kept = await GetAsync(bench.Admin, $"/workflow-definitions/by-definition-id/{mine["definitionId"]}");
        kept["description"]!.GetValue<string>().ShouldBe("三");
    }

    [Fact]
    public async Task Creating_twice_after_a_lost_answer_creates_once_and_another_of_the_name_is_refused()
    {
        var first = await bench.DrawnAsync("same-name");
        var second = await bench.DrawnAsync("same-name");
        second["definitionId"]!.GetValue<string>().ShouldBe(first["definitionId"]!.GetValue<string>());

        var other = Model("another");
        other.Remove("definitionId");
        other["name"] = "same-name";
        await RefusedAsync(await SaveAsync(bench.Second, other), "designer.name-taken");
    }

    /// <summary>A second connection that looked under that id would wait for the first, and the first for it.</summary>
    [Fact]
    public async Task A_name_that_reads_like_the_id_of_a_definition_is_refused_at_once()
    {
        await ReadAsync(await bench.Admin.PostAsJsonAsync("/elsa/api/workflow-definitions/import", Model("name-and-id")));
        var other = Model("another");
        other.Remove("definitionId");
        (other["name"], other["description"]) = ("name-and-id", "另一个");

        var answer = SaveAsync(bench.Admin, other);

        await RefusedAsync(await answer.WaitAsync(TimeSpan.FromSeconds(15)), "designer.name-taken");
    }

    [Fact]
    public async Task Ways_out_that_are_typed_as_chips_become_outcomes_and_words_stay()
    {
        var definition = await GetAsync(bench.Admin, "/workflow-definitions/by-definition-id/township-case");
        definition["definitionId"] = null;
        definition["id"] = null;
        definition["name"] = "chips";
        definition["definitionId"] = (await SavedAsync(bench.Admin, definition))["workflowDefinition"]!["definitionId"]!.GetValue<string>();
        var read = await GetAsync(bench.Admin, $"/workflow-definitions/by-definition-id/{definition["definitionId"]}");
        var check = Activity(read, "leadCheck");
        var ways = JsonNode.Parse(check["ways"]!["expression"]!["value"]!.GetValue<string>())!.AsArray();
        ways.Select(it => it!.GetValue<string>()).ShouldBe(["confirmed", "not-competent", "elsewhere", "no-violation", "time-barred"]);

        check["ways"]!["expression"]!["value"] = """["confirmed", "not-competent", "time-barred", "另行处理"]""";
        await SavedAsync(bench.Admin, read);
        await SavedAsync(bench.Admin, read);

        var file = await GetAsync(bench.Admin, $"/workflow-definitions/{definition["definitionId"]}/export?versionOptions=Latest");
        var kept = Activity(file, "leadCheck");
        kept.ContainsKey("ways").ShouldBeFalse();
        kept.ContainsKey("enforcementShown").ShouldBeFalse();
        kept.ContainsKey("nodeId").ShouldBeFalse();
        var outcomes = JsonNode.Parse(kept["outcomes"]!["expression"]!["value"]!.GetValue<string>())!.AsArray();
        outcomes.Select(it => it!["name"]!.GetValue<string>()).ShouldBe(["confirmed", "not-competent", "time-barred", "另行处理"]);
        outcomes[0]!["gates"]!.AsArray().Count.ShouldBe(2);
        outcomes[3]!["label"]!["zh"]!.GetValue<string>().ShouldBe("另行处理");
    }

    [Fact]
    public async Task What_is_typed_into_an_empty_input_counts_though_Studio_names_no_type_for_it()
    {
        var drawn = await bench.DrawnAsync("typed");
        var say = Activity(drawn, "say");
        say["type"] = "Enforcement.Task";
        foreach (var (name, value) in new[] { ("title", "会商"), ("role", "officer") })
            say[name] = new JsonObject
            {
                ["typeName"] = null,
                ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = value },
                ["memoryReference"] = null,
            };

        var saved = (await SavedAsync(bench.Admin, drawn))["workflowDefinition"]!.AsObject();

        Activity(saved, "say")["title"]!["typeName"]!.GetValue<string>().ShouldBe("String");
        var check = await ReadAsync(await bench.Admin.GetAsync($"/api/workflows/{drawn["definitionId"]}/check"));
        var missing = check["findings"]!.AsArray().Where(it => it!["code"]!.GetValue<string>() == "input.required").ToList();
        missing.Select(it => it!["message"]!.GetValue<string>()).ShouldHaveSingleItem().ShouldContain("结果");
        (await SavedAsync(bench.Admin, drawn))["workflowDefinition"]!["id"]!.ToString().ShouldBe(saved["id"]!.ToString());
    }

    [Fact]
    public async Task A_type_that_nobody_knows_is_shown_as_a_placeholder_and_kept_as_it_came()
    {
        var model = Model("foreign");
        Activity(model, "say")["type"] = "Acme.Teleport";
        model["definitionId"] = "foreign";
        await ReadAsync(await bench.Admin.PostAsJsonAsync("/elsa/api/workflow-definitions/import", model));

        var read = await GetAsync(bench.Admin, "/workflow-definitions/by-definition-id/foreign");
        Activity(read, "say")["type"]!.GetValue<string>().ShouldBe("Elsa.NotFoundActivity");
        read["description"] = "其他没有变化";
        await SavedAsync(bench.Admin, read);

        var file = await GetAsync(bench.Admin, "/workflow-definitions/foreign/export");
        Activity(file, "say")["type"]!.GetValue<string>().ShouldBe("Acme.Teleport");
        var told = await RefusedAsync(await SaveAsync(bench.Admin, read, publish: true), "publication.has-errors");
        told.ShouldContain("Acme.Teleport");
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_in_the_words_of_the_panel()
    {
        var model = Model("no-name");
        model.Remove("definitionId");
        model["name"] = " ";
        (await RefusedAsync(await SaveAsync(bench.Admin, model), "malformed")).ShouldStartWith("名称：");
    }

    [Fact]
    public async Task A_write_without_the_proof_that_it_is_the_pages_own_is_refused_and_nothing_is_saved()
    {
        using var forged = await bench.Service.CallerAsync("draw-admin");
        forged.DefaultRequestHeaders.Remove("X-CSRF-Token");
        var model = Model("forged");
        model.Remove("definitionId");
        (await SaveAsync(forged, model)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await bench.Service.Database.ScalarAsync<long>("select count(*) from workflow_drafts where name = 'forged'")).ShouldBe(0);

        var page = await (await forged.GetAsync("/studio/list")).Content.ReadAsStringAsync();
        forged.DefaultRequestHeaders.Add("X-CSRF-Token", Regex.Match(page, "data-proof=\"([^\"]+)\"").Groups[1].Value);
        await SavedAsync(forged, model);
    }

    [Fact]
    public async Task A_page_of_Studio_runs_only_what_is_its_own()
    {
        var policy = (await bench.Admin.GetAsync("/studio/list")).Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("script-src 'self' 'wasm-unsafe-eval' 'sha256-");
        policy.ShouldContain("connect-src 'self'");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldNotContain("'unsafe-eval'");
    }

    [Fact]
    public async Task Only_flowcharts_are_taken()
    {
        var model = Model("sequence");
        model["definitionId"] = null;
        model["root"]!["type"] = "Elsa.Sequence";
        await RefusedAsync(await SaveAsync(bench.Admin, model), "designer.flowcharts-only");
    }

    /// <summary>.NET's reader of JSON faults on it where the word lies across the edge of a buffer; wherever that is.</summary>
    [Fact]
    public async Task A_body_that_ends_in_the_middle_of_a_word_is_malformed_wherever_it_was_cut()
    {
        var statuses = new HashSet<HttpStatusCode>();
        for (var length = 4_080; length < 4_110; length++)
        {
            var body = $$"""{"model":{"name":"{{new string('a', length - 32)}}"},"publish":fals""";
            using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            statuses.Add((await bench.Admin.PostAsync("/elsa/api/workflow-definitions", content)).StatusCode);
        }
        statuses.ShouldBe([HttpStatusCode.BadRequest]);
    }

    [Fact]
    public async Task A_draft_is_thrown_away_and_what_was_published_is_kept()
    {
        var drawn = await bench.DrawnAsync("throw-away");
        (await bench.Admin.DeleteAsync($"/elsa/api/workflow-definitions/{drawn["definitionId"]}")).StatusCode.ShouldBe(
            HttpStatusCode.NoContent
        );
        (await bench.Admin.GetAsync($"/elsa/api/workflow-definitions/by-definition-id/{drawn["definitionId"]}")).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
        await RefusedAsync(await bench.Admin.DeleteAsync("/elsa/api/workflow-definitions/township-case"), "designer.version-kept");
        await RefusedAsync(
            await bench.Admin.DeleteAsync("/elsa/api/workflow-definition-versions/township-case-1"),
            "designer.version-kept"
        );
        await RefusedAsync(
            await bench.Admin.PostAsJsonAsync("/elsa/api/workflow-definitions/township-case/retract", new { }),
            "designer.cases-open-on"
        );
    }

    [Fact]
    public async Task Run_in_the_editor_is_a_trial_run()
    {
        var drawn = await bench.DrawnAsync("tried");
        var answer = await bench.Admin.PostAsJsonAsync(
            $"/elsa/api/workflow-definitions/{drawn["definitionId"]}/execute",
            new { versionOptions = "Latest" }
        );
        await ReadAsync(answer);
        var trial = answer.Headers.GetValues("x-elsa-workflow-instance-id").Single();

        var page = await bench.Admin.GetAsync($"/studio/instance?id={trial}");

        page.StatusCode.ShouldBe(HttpStatusCode.Found);
        page.Headers.Location!.ToString().ShouldBe($"/workflows/trials/{trial}");
    }

    [Fact]
    public async Task Files_of_the_package_are_served_packed_typed_and_for_ever_where_their_name_is_their_content()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/studio/_framework/blazor.webassembly.js");
        request.Headers.AcceptEncoding.ParseAdd("br");
        using var stranger = bench.Service.Caller();
        var answer = await stranger.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentEncoding.ShouldBe(["br"]);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/javascript");
        answer.Headers.CacheControl!.NoCache.ShouldBeTrue();
        answer.Headers.Vary.ShouldContain("Accept-Encoding");
        var plain = await stranger.GetAsync("/studio/_framework/dotnet.js");
        plain.Content.Headers.ContentEncoding.ShouldBeEmpty();
        var named = Regex.Match(await plain.Content.ReadAsStringAsync(), @"dotnet\.native\.[0-9a-z]{10}\.js").Value;
        (await stranger.GetAsync($"/studio/_framework/{named}"))
            .Headers.CacheControl!.ToString()
            .ShouldBe("public, max-age=31536000, immutable");
        (await stranger.GetAsync("/studio/..%2f..%2fpackage.json")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.GetAsync("/studio/index.html")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
