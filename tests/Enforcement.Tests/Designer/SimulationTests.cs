using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Enforcement.Designer.Simulations;
using Enforcement.Identity;
using Enforcement.Tests.Harness;
using Enforcement.Tests.Sample;
using Microsoft.Extensions.DependencyInjection;
using static Enforcement.Tests.Designer.DesignerBench;

namespace Enforcement.Tests.Designer;

/// <summary>What a draft would have changed in the cases of the sample county, asked for as a workflow admin asks.</summary>
public sealed class SimulationTests(SampleCasesTests.Played played) : IClassFixture<SampleCasesTests.Played>
{
    private const string Township = "township-case";

    [Fact]
    public async Task Another_task_before_the_decision_is_asked_in_every_case_that_was_decided_and_nothing_is_written()
    {
        var admin = await played.Service.CallerAsync("flowadmin1", SamplePeople.DefaultPassword);
        var decided = await CountAsync(
            "select count(*) from cases c join tasks t on t.case_id = c.id where t.node = 'decision' and c.kind = 'township'"
        );
        var before = await FingerprintAsync();
        await DrawAsync(admin, definition => Insert(definition, "decisionDraft", "submit", "decision", "finalReading"));

        var found = await AskAsync(admin);

        found["state"]!.GetValue<string>().ShouldBe("done");
        var result = found["result"]!.AsObject();
        var cases = await CountAsync("select count(*) from instances where definition_version_id like 'township-case-%'");
        Number(found, "total").ShouldBe((int)cases);
        Number(found, "looked").ShouldBe((int)cases);
        result["leftOut"]!.AsObject().ShouldBeEmpty();
        Number(result, "compared").ShouldBe((int)cases);
        result["tasksAdded"]!["finalReading"]!.GetValue<int>().ShouldBe(result["changed"]!["tasks"]!.GetValue<int>());
        result["tasksAdded"]!["finalReading"]!.GetValue<int>().ShouldBeInRange(1, (int)decided);
        result["tasksGone"]!.AsObject().ShouldBeEmpty();
        result["ends"]!.AsArray().ShouldBeEmpty("who closed then would still close");
        var example = result["examples"]!.AsArray()[0]!;
        example["after"]!.GetValue<string>().ShouldBe("decisionDraft [submit]");
        example["would"]!.GetValue<string>().ShouldBe("finalReading [submit]");
        (await FingerprintAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_term_that_is_no_longer_started_is_counted_and_a_case_without_it_is_the_same()
    {
        var admin = await played.Service.CallerAsync("flowadmin1", SamplePeople.DefaultPassword);
        var rule = "";
        await DrawAsync(
            admin,
            definition =>
            {
                rule = Activity(definition, "startCaseClock")["rule"]!["expression"]!["value"]!.GetValue<string>();
                Skip(definition, "startCaseClock");
            }
        );
        var started = await CountAsync(
            $"select count(*) from clocks k join cases c on c.id = k.case_id where k.rule = '{rule}' and k.extends is null and c.kind = 'township'"
        );

        var result = (await AskAsync(admin))["result"]!.AsObject();

        result["clocksGone"]![rule]!.GetValue<int>().ShouldBe((int)started);
        result["changed"]!["clocks"]!.GetValue<int>().ShouldBe((int)started);
        (Number(result, "same") + (int)started).ShouldBe(Number(result, "compared"));
    }

    [Fact]
    public async Task A_draft_that_says_the_same_changes_nothing()
    {
        var admin = await played.Service.CallerAsync("flowadmin1", SamplePeople.DefaultPassword);
        await DrawAsync(admin, definition => definition["description"] = "只改说明");

        var result = (await AskAsync(admin))["result"]!.AsObject();

        Number(result, "same").ShouldBe(Number(result, "compared"));
        result["examples"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_new_definition_is_simulated_on_the_cases_of_the_one_whose_place_it_is_to_take()
    {
        var admin = await played.Service.CallerAsync("flowadmin1", SamplePeople.DefaultPassword);
        var definition = JsonNode
            .Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "workflows", $"{Township}.json")))!
            .AsObject();
        Insert(definition, "decisionDraft", "submit", "decision", "finalReading");
        definition.Remove("definitionId");
        definition.Remove("id");
        definition["name"] = "涉水案件";
        var id = (await SavedAsync(admin, definition))["workflowDefinition"]!["definitionId"]!.GetValue<string>();

        var own = await ReadAsync(await admin.PostAsJsonAsync($"/api/workflows/{id}/simulations", new { }));
        Number(own, "total").ShouldBe(0);
        var taken = await ReadAsync(await admin.PostAsJsonAsync($"/api/workflows/{id}/simulations", new { cases = Township }));

        Number(taken["result"]!.AsObject(), "compared").ShouldBe(Number(taken, "total"));
        taken["result"]!["tasksAdded"]!["finalReading"]!.GetValue<int>().ShouldBePositive();
        (await admin.PostAsJsonAsync($"/api/workflows/{id}/simulations", new { cases = "nothing-like-it" })).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );
    }

    [Fact]
    public async Task It_goes_on_behind_the_last_case_is_stopped_by_another_admin_and_is_one_at_a_time()
    {
        var admin = await played.Service.CallerAsync("flowadmin1", SamplePeople.DefaultPassword);
        var second = await played.Service.CallerAsync("flowadmin2", SamplePeople.DefaultPassword);
        await DrawAsync(admin, definition => definition["description"] = "一件一件看");
        var id = await PausedAsync(admin);
        await CodeAsync(await PostAsync(second, new { }), "simulation.running");
        (await second.PostAsync($"/api/workflows/simulations/{id}/cancellation", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await CodeAsync(await second.PostAsync($"/api/workflows/simulations/{id}/cancellation", null), "simulation.over");
        await played.Service.SweepAsync();
        (await OneAsync(admin, id))["looked"]!.GetValue<int>().ShouldBe(0);

        var other = await PausedAsync(admin);
        var sweep = played.Service.Services.GetRequiredService<SimulationSweep>();
        await sweep.RunAsync(played.Service.Clock.GetUtcNow(), CancellationToken.None);

        var done = await OneAsync(second, other);
        done["state"]!.GetValue<string>().ShouldBe("done");
        Number(done, "looked").ShouldBe(Number(done, "total"));
    }

    [Fact]
    public async Task A_sample_is_a_part_and_says_so()
    {
        var admin = await played.Service.CallerAsync("flowadmin1", SamplePeople.DefaultPassword);
        await DrawAsync(admin, definition => definition["description"] = "抽样");

        var tenth = await AskAsync(admin, new { oneOf = 10 });

        var all = await CountAsync("select count(*) from instances where definition_version_id like 'township-case-%'");
        Number(tenth, "total").ShouldBeLessThan((int)all / 3);
        Number(tenth, "looked").ShouldBe(Number(tenth, "total"));
        (await PostAsync(admin, new { oneOf = 7 })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Who_is_no_workflow_admin_and_who_has_no_draft_is_refused()
    {
        var officer = await played.Service.CallerAsync("jinggang-officer1", SamplePeople.DefaultPassword);
        (await PostAsync(officer, new { })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var admin = await played.Service.CallerAsync("flowadmin1", SamplePeople.DefaultPassword);
        (await admin.PostAsJsonAsync("/api/workflows/nothing-like-it/simulations", new { })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await CodeAsync(await admin.PostAsJsonAsync("/api/workflows/county-case/simulations", new { }), "simulation.no-draft");
    }

    [Fact]
    public async Task The_page_beside_the_editor_names_what_is_missing_and_draws_the_way_to_it()
    {
        var admin = await played.Service.CallerAsync("flowadmin1", SamplePeople.DefaultPassword);
        await DrawAsync(admin, definition => Skip(definition, "startCaseClock"));

        var check = JsonNode.Parse(await admin.GetStringAsync($"/api/workflows/{Township}/check"))!;
        var findings = check["findings"]!.AsArray();
        findings.ShouldContain(it => it!["code"]!.GetValue<string>() == "gate.clock-missing" || it["path"]!.AsArray().Count > 0);
        var page = await admin.GetStringAsync($"/workflows/definitions/{Township}?finding=0");
        page.ShouldContain("flow-fault");
        page.ShouldContain("flow-onpath");
        page.ShouldContain("在图上显示");
        var officer = await played.Service.CallerAsync("jinggang-officer1", SamplePeople.DefaultPassword);
        (await officer.GetAsync($"/api/workflows/{Township}/check")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await officer.GetStringAsync($"/workflows/definitions/{Township}")).ShouldNotContain("flow-node");
    }

    private async Task<Guid> PausedAsync(HttpClient admin)
    {
        var run = played.Service.Services.GetRequiredService<RunSimulation>();
        run.MostWhileSomebodyWaits = 0;
        try
        {
            return (await AskAsync(admin))["id"]!.GetValue<Guid>();
        }
        finally
        {
            run.MostWhileSomebodyWaits = RunSimulation.WhileSomebodyWaits;
        }
    }

    private async Task<JsonObject> AskAsync(HttpClient admin, object? request = null) =>
        await ReadAsync(await PostAsync(admin, request ?? new { }));

    private static Task<HttpResponseMessage> PostAsync(HttpClient admin, object request) =>
        admin.PostAsJsonAsync($"/api/workflows/{Township}/simulations", request);

    private static async Task<JsonObject> OneAsync(HttpClient admin, Guid id) =>
        await ReadAsync(await admin.GetAsync($"/api/workflows/simulations/{id}"));

    private static async Task CodeAsync(HttpResponseMessage answer, string code)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"]!.GetValue<string>().ShouldBe(code);
    }

    private static int Number(JsonObject of, string name) => of[name]!.GetValue<int>();

    private async Task<long> CountAsync(string sql) => await played.Service.Database.ScalarAsync<long>(sql);

    /// <summary>Of everything that cases consist of.</summary>
    private Task<string?> FingerprintAsync() =>
        played.Service.Database.ScalarAsync<string>(
            """
            select concat_ws(' ',
                (select md5(string_agg(i::text, '' order by id)) from instances i), (select md5(string_agg(c::text, '' order by id)) from cases c),
                (select count(*) from journal), (select count(*) from tasks), (select count(*) from clocks), (select count(*) from notifications),
                (select count(*) from outbox), (select count(*) from admin_log))
            """
        );

    /// <summary>The draft as it is shipped, changed in one thing.</summary>
    private static async Task DrawAsync(HttpClient admin, Action<JsonObject> change)
    {
        var shown = await GetAsync(admin, $"/workflow-definitions/by-definition-id/{Township}");
        var definition = JsonNode
            .Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "workflows", $"{Township}.json")))!
            .AsObject();
        definition["id"] = shown["id"]!.DeepClone();
        change(definition);
        await SavedAsync(admin, definition);
    }

    /// <summary>A task on the way from one step to another.</summary>
    private static void Insert(JsonObject definition, string from, string port, string to, string id)
    {
        var task = Activity(definition, "report").DeepClone().AsObject();
        (task["id"], task["name"], task["metadata"]!["displayText"]) = (id, id, "末次审读");
        definition["root"]!["activities"]!.AsArray().Add(task);
        Way(definition, it => Is(it, "source", from, port) && Is(it, "target", to))["target"]!["activity"] = id;
        var way = Way(definition, it => Is(it, "source", from, port)).DeepClone().AsObject();
        way["source"] = new JsonObject { ["activity"] = id, ["port"] = "submit" };
        way["target"] = new JsonObject { ["activity"] = to, ["port"] = "In" };
        definition["root"]!["connections"]!.AsArray().Add(way);
    }

    /// <summary>The step is taken out of its way.</summary>
    private static void Skip(JsonObject definition, string id)
    {
        var on = Way(definition, it => Is(it, "source", id));
        Way(definition, it => Is(it, "target", id))["target"] = on["target"]!.DeepClone();
        definition["root"]!["connections"]!.AsArray().Remove(on);
        definition["root"]!["activities"]!.AsArray().Remove(Activity(definition, id));
    }

    private static JsonObject Way(JsonObject definition, Func<JsonObject, bool> fits) =>
        definition["root"]!["connections"]!.AsArray().Select(it => it!.AsObject()).First(fits);

    private static bool Is(JsonObject way, string end, string activity, string? port = null) =>
        way[end]!["activity"]!.GetValue<string>() == activity && (port is null || way[end]!["port"]?.GetValue<string>() == port);
}
