using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Processes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static Enforcement.Tests.Designer.DesignerBench;

namespace Enforcement.Tests.Designer;

/// <summary>Nobody alone changes what new cases begin on, unless it is urgent and somebody looks at it afterwards.</summary>
public sealed class PublicationTests(DesignerBench bench) : IClassFixture<DesignerBench>
{
    [Fact]
    public async Task What_one_asks_for_a_second_publishes_and_the_draft_is_gone()
    {
        var (drawn, publication) = await bench.AskedAsync("four-eyes");
        var id = drawn["definitionId"]!.GetValue<string>();
        drawn["isPublished"]!.GetValue<bool>().ShouldBeFalse();

        await CodeAsync(await DecideAsync(bench.Admin, publication, "approval"), "publication.own");
        await ReadAsync(await DecideAsync(bench.Second, publication, "approval"));

        var now = await GetAsync(bench.Admin, $"/workflow-definitions/by-definition-id/{id}?versionOptions=Latest");
        now["id"]!.GetValue<string>().ShouldBe($"{id}-1");
        now["isPublished"]!.GetValue<bool>().ShouldBeTrue();
        // A save that was still under way says what is published now.
        var late = await SavedAsync(bench.Admin, drawn);
        late["workflowDefinition"]!["id"]!.GetValue<string>().ShouldBe($"{id}-1");
        (await SavedAsync(bench.Admin, now, publish: true))["alreadyPublished"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task Asking_twice_is_asking_once_and_approving_twice_is_refused()
    {
        var (drawn, publication) = await bench.AskedAsync("asked-twice");
        (await AskAsync(bench.Admin, drawn)).ShouldBe(publication);

        var answers = await Task.WhenAll(
            DecideAsync(bench.Second, publication, "approval"),
            DecideAsync(bench.Second, publication, "approval")
        );

        answers.Count(answer => answer.IsSuccessStatusCode).ShouldBe(1);
        (
            await bench.Service.Database.ScalarAsync<long>(
                "select count(*) from workflow_definitions where definition_id = $1",
                drawn["definitionId"]!.GetValue<string>()
            )
        ).ShouldBe(1);
    }

    [Fact]
    public async Task What_was_asked_for_is_frozen_while_the_drawing_goes_on()
    {
        var (drawn, publication) = await bench.AskedAsync("frozen");
        drawn["description"] = "后来的";
        await SavedAsync(bench.Admin, drawn);

        await ReadAsync(await DecideAsync(bench.Second, publication, "approval"));

        var id = drawn["definitionId"]!.GetValue<string>();
        var published = await GetAsync(bench.Admin, $"/workflow-definitions/by-definition-id/{id}?versionOptions=Published");
        published["description"].ShouldBeNull();
        var draft = await GetAsync(bench.Admin, $"/workflow-definitions/by-definition-id/{id}?versionOptions=Latest");
        draft["description"]!.GetValue<string>().ShouldBe("后来的");
        draft["version"]!.GetValue<int>().ShouldBe(2);
    }

    [Fact]
    public async Task A_page_that_drew_on_saves_on_after_what_it_asked_for_is_published_and_another_old_page_is_told()
    {
        var (drawn, publication) = await bench.AskedAsync("drawn-on");
        var old = drawn.DeepClone().AsObject();
        drawn["description"] = "后来的";
        var page = (await SavedAsync(bench.Admin, drawn))["workflowDefinition"]!.AsObject();
        bench.Service.Clock.Advance(TimeSpan.FromMinutes(1));
        await ReadAsync(await DecideAsync(bench.Second, publication, "approval"));

        page["description"] = "再后来的";
        var saved = (await SavedAsync(bench.Admin, page))["workflowDefinition"]!;

        saved["version"]!.GetValue<int>().ShouldBe(2);
        saved["description"]!.GetValue<string>().ShouldBe("再后来的");
        old["description"] = "她的";
        await RefusedAsync(await SaveAsync(bench.Second, old), "designer.edited-by-other");
    }

    [Fact]
    public async Task A_page_of_what_is_published_now_saves_on_and_one_of_an_older_version_is_told()
    {
        var (drawn, publication) = await bench.AskedAsync("page-of-old");
        await ReadAsync(await DecideAsync(bench.Second, publication, "approval"));
        var id = drawn["definitionId"]!.GetValue<string>();
        var first = await GetAsync(bench.Second, $"/workflow-definitions/by-definition-id/{id}");
        drawn["description"] = "第二版";
        var page = (await SavedAsync(bench.Admin, drawn))["workflowDefinition"]!.AsObject();
        await ReadAsync(await DecideAsync(bench.Second, await AskAsync(bench.Admin, page), "approval"));

        first["description"] = "从第一版画的";
        (await RefusedAsync(await SaveAsync(bench.Second, first), "designer.edited-by-other")).ShouldContain("苏海涛");
        page["description"] = "第三版";
        (await SavedAsync(bench.Admin, page))["workflowDefinition"]!["version"]!.GetValue<int>().ShouldBe(3);
    }

    [Fact]
    public async Task On_a_day_to_come_it_is_published_by_the_sweep_and_not_before()
    {
        // A house of its own: two days on, everybody else would be signed out.
        var house = new DesignerBench();
        await house.InitializeAsync();
        try
        {
            var day = new DateOnly(2026, 11, 26);
            var (wrong, due) = await house.AskedAsync("wrong-by-then");
            await ReadAsync(await DecideAsync(house.Second, due, "approval", new { effectiveOn = day }));
            await house.Service.Database.ExecuteAsync(
                "update workflow_publications set content = replace(content, 'Elsa.WriteLine', 'Acme.Teleport') where id = $1",
                due
            );
            house.Service.Clock.Advance(TimeSpan.FromMinutes(1));
            var (drawn, publication) = await house.AskedAsync("next-week");
            var answer = await ReadAsync(await DecideAsync(house.Second, publication, "approval", new { effectiveOn = day }));
            answer["state"]!.GetValue<string>().ShouldBe("approved");

            await house.Service.SweepAsync();
            (await IsPublishedAsync(house, drawn)).ShouldBeFalse();
            house.Service.Clock.Advance(TimeSpan.FromDays(2));
            await house.Service.SweepAsync();
            await house.Service.SweepAsync();

            (await IsPublishedAsync(house, drawn)).ShouldBeTrue();
            (await IsPublishedAsync(house, wrong)).ShouldBeFalse();
        }
        finally
        {
            await house.DisposeAsync();
        }
    }

    [Fact]
    public async Task Who_asked_withdraws_and_nobody_else()
    {
        var (drawn, publication) = await bench.AskedAsync("withdrawn");
        (await DecideAsync(bench.Second, publication, "withdrawal")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await ReadAsync(await DecideAsync(bench.Admin, publication, "withdrawal"));

        await CodeAsync(await DecideAsync(bench.Second, publication, "approval"), "publication.decided");
        (await IsPublishedAsync(drawn)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_second_admin_declines_with_a_reason()
    {
        var (_, publication) = await bench.AskedAsync("declined");
        (await DecideAsync(bench.Second, publication, "decline")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var answer = await ReadAsync(await DecideAsync(bench.Second, publication, "decline", new { reason = "缺少听证环节" }));
        answer["note"]!.GetValue<string>().ShouldBe("缺少听证环节");
    }

    [Fact]
    public async Task In_need_one_publishes_alone_and_a_second_looks_at_it_afterwards()
    {
        var (drawn, publication) = await bench.AskedAsync("urgent");
        (await DecideAsync(bench.Admin, publication, "urgent")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await ReadAsync(await DecideAsync(bench.Admin, publication, "urgent", new { reason = "在办案件无法送达" }));
        (await IsPublishedAsync(drawn)).ShouldBeTrue();
        (await WaitingAsync()).ShouldContain(publication);

        await CodeAsync(await DecideAsync(bench.Admin, publication, "review"), "publication.own");
        await ReadAsync(await DecideAsync(bench.Second, publication, "review", new { reason = "无异议" }));

        (await WaitingAsync()).ShouldNotContain(publication);
    }

    [Fact]
    public async Task Who_published_alone_for_somebody_else_is_not_the_second_look()
    {
        var (_, publication) = await bench.AskedAsync("urgent-for-another");
        await ReadAsync(await DecideAsync(bench.Second, publication, "urgent", new { reason = "申请人请假" }));

        await CodeAsync(await DecideAsync(bench.Second, publication, "review"), "publication.own");
    }

    [Fact]
    public async Task Nobody_declines_their_own_request_or_approves_for_a_day_that_is_past()
    {
        var (_, publication) = await bench.AskedAsync("own");
        await CodeAsync(await DecideAsync(bench.Admin, publication, "decline", new { reason = "不需要了" }), "publication.own");
        var yesterday = new { effectiveOn = new DateOnly(2026, 11, 23) };
        (await DecideAsync(bench.Second, publication, "approval", yesterday)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await DecideAsync(bench.Officer, publication, "approval", yesterday)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Who_approved_it_for_a_later_day_withdraws_it_too_and_it_is_said_who_did()
    {
        var (drawn, publication) = await bench.AskedAsync("approved-and-withdrawn");
        var later = new { effectiveOn = new DateOnly(2026, 12, 1) };
        await ReadAsync(await DecideAsync(bench.Second, publication, "approval", later));
        await ReadAsync(await DecideAsync(bench.Second, publication, "withdrawal"));

        var again = await AskAsync(bench.Admin, drawn);
        await ReadAsync(await DecideAsync(bench.Second, again, "approval", later));
        await ReadAsync(await DecideAsync(bench.Admin, again, "withdrawal"));

        (await DeciderAsync(publication)).ShouldBe("draw-second");
        (await DeciderAsync(again)).ShouldBe("draw-admin");
        (await LoggedAsync(again)).ShouldBe(["publication.asked", "publication.approved", "publication.withdrawn"], ignoreOrder: true);
    }

    [Fact]
    public async Task While_one_waits_nobody_else_asks_and_nobody_asks_for_something_else_before_its_day()
    {
        var (drawn, publication) = await bench.AskedAsync("one-at-a-time");
        var hers = await GetAsync(bench.Second, $"/workflow-definitions/by-definition-id/{drawn["definitionId"]}");
        hers["description"] = "她的";
        (await RefusedAsync(await SaveAsync(bench.Second, hers, publish: true), "publication.asked-by-other")).ShouldContain("苏海涛");

        await ReadAsync(await DecideAsync(bench.Second, publication, "approval", new { effectiveOn = new DateOnly(2026, 12, 1) }));
        drawn["description"] = "我的";
        await RefusedAsync(await SaveAsync(bench.Admin, drawn, publish: true), "publication.waits-for-its-day");
        await ReadAsync(await DecideAsync(bench.Admin, publication, "withdrawal"));
    }

    [Fact]
    public async Task A_second_version_takes_the_place_of_the_first_and_a_step_that_breaks_changes_nothing()
    {
        var (drawn, first) = await bench.AskedAsync("takes-its-place");
        await ReadAsync(await DecideAsync(bench.Second, first, "approval"));
        var id = drawn["definitionId"]!.GetValue<string>();
        drawn["description"] = "第二版";
        var page = (await SavedAsync(bench.Admin, drawn))["workflowDefinition"]!.AsObject();
        var second = await AskAsync(bench.Admin, page);
        var steps = bench.Service.Services.GetRequiredService<StepServices>();
        steps.Failpoint = batch =>
        {
            if (batch.BatchCommands.Cast<NpgsqlBatchCommand>().Any(it => it.CommandText.Contains("update workflow_publications")))
                batch.BatchCommands.Add(new NpgsqlBatchCommand("select 1 / 0"));
        };
        try
        {
            (await DecideAsync(bench.Second, second, "approval")).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        }
        finally
        {
            steps.Failpoint = null;
        }
        (await VersionsAsync(id)).ShouldBe($"{id}-1 true");
        (await LoggedAsync(second)).ShouldBe(["publication.asked"]);

        await ReadAsync(await DecideAsync(bench.Second, second, "approval"));

        (await VersionsAsync(id)).ShouldBe($"{id}-1 false, {id}-2 true");
    }

    [Fact]
    public async Task Warnings_are_accepted_with_a_reason_which_stays_in_the_request()
    {
        var drawn = await bench.DrawnAsync("loose-end");
        var loose = Activity(drawn, "say").DeepClone().AsObject();
        loose["id"] = "loose";
        drawn["root"]!["activities"]!.AsArray().Add(loose);
        var publication = await AskAsync(bench.Admin, drawn);
        (await bench.Second.GetStringAsync($"/workflows/publications/{publication}")).ShouldContain("name=\"warningsReason\"");

        var refused = await DecideAsync(bench.Second, publication, "approval");
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("warningsReason");
        (await DecideAsync(bench.Second, publication, "urgent", new { reason = "急" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await IsPublishedAsync(bench, drawn)).ShouldBeFalse();

        var answer = await ReadAsync(await DecideAsync(bench.Second, publication, "approval", new { warningsReason = "以后接上" }));

        answer["warningsReason"]!.GetValue<string>().ShouldBe("以后接上");
        (await IsPublishedAsync(bench, drawn)).ShouldBeTrue();
    }

    [Fact]
    public async Task What_changes_is_drawn_with_what_is_gone()
    {
        var (drawn, first) = await bench.AskedAsync("drawn-changes");
        await ReadAsync(await DecideAsync(bench.Second, first, "approval"));
        var next = Activity(drawn, "say").DeepClone().AsObject();
        next["id"] = "another";
        drawn["root"]!["activities"]!.AsArray().Remove(Activity(drawn, "say"));
        drawn["root"]!["activities"]!.AsArray().Add(next);
        foreach (var way in drawn["root"]!["connections"]!.AsArray())
        foreach (var end in new[] { "source", "target" })
            if (way![end]!["activity"]!.GetValue<string>() == "say")
                way[end]!["activity"] = "another";
        var second = await AskAsync(bench.Admin, drawn);

        var page = await bench.Second.GetStringAsync($"/workflows/publications/{second}");

        foreach (var mark in new[] { "flow-added", "flow-removed", "flow-way-added", "flow-way-removed", "id=\"flow-change\"" })
            page.ShouldContain(mark);
    }

    [Fact]
    public async Task What_has_become_wrong_since_it_was_asked_for_is_not_published()
    {
        var (_, publication) = await bench.AskedAsync("wrong-since");
        await bench.Service.Database.ExecuteAsync(
            "update workflow_publications set content = replace(content, 'Elsa.WriteLine', 'Acme.Teleport') where id = $1",
            publication
        );

        await CodeAsync(await DecideAsync(bench.Second, publication, "approval"), "publication.has-errors");
    }

    [Fact]
    public async Task What_was_asked_for_on_an_older_version_is_refused()
    {
        var (drawn, first) = await bench.AskedAsync("overtaken");
        await ReadAsync(await DecideAsync(bench.Second, first, "approval"));
        var id = drawn["definitionId"]!.GetValue<string>();
        var next = await GetAsync(bench.Admin, $"/workflow-definitions/by-definition-id/{id}");
        next["description"] = "第二版";
        var second = await AskAsync(bench.Admin, next);
        await bench.Service.Database.ExecuteAsync("update workflow_definitions set is_published = false where definition_id = $1", id);

        await CodeAsync(await DecideAsync(bench.Second, second, "approval"), "publication.base-changed");
    }

    [Fact]
    public async Task An_old_version_is_drawn_on_again_and_ids_of_versions_and_drafts_are_found_together()
    {
        var id = await TwiceAsync("gone-back");

        var back = await ReadAsync(await bench.Admin.PostAsJsonAsync($"/elsa/api/workflow-definitions/{id}/revert/1", new { }));

        back["version"]!.GetValue<int>().ShouldBe(3);
        var drawn = await GetAsync(bench.Admin, $"/workflow-definitions/by-definition-id/{id}?versionOptions=Latest");
        drawn["description"].ShouldBeNull();
        string[] ids = [$"{id}-1", $"{id}-2", back["id"]!.GetValue<string>(), "nobody~1.1", "nobody-1"];
        var found = await GetAsync(bench.Admin, $"/workflow-definitions?versionOptions=&{string.Join('&', ids.Select(it => $"ids={it}"))}");
        found["items"]!
            .AsArray()
            .Select(it => $"{it!["id"]} {it["isLatest"]} {it["isPublished"]}")
            .ShouldBe([$"{ids[2]} true false", $"{ids[1]} false true", $"{ids[0]} false false"], ignoreOrder: true);
        (await bench.Admin.PostAsJsonAsync($"/elsa/api/workflow-definitions/{id}/revert/9", new { })).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
    }

    [Fact]
    public async Task The_second_reads_what_is_different()
    {
        var definition = await GetAsync(bench.Admin, "/workflow-definitions/by-definition-id/county-case");
        var activities = definition["root"]!["activities"]!.AsArray();
        activities.Add(
            JsonNode.Parse("""{ "type": "Elsa.WriteLine", "version": 1, "id": "note1", "metadata": { "displayText": "记一笔" } }""")
        );
        var first = activities[1]!.AsObject();
        first["metadata"]!["displayText"] = "改名的环节";
        Way(definition, "filingDecision", "return")["target"]!["activity"] = "unitOpinion";
        var publication = await AskAsync(bench.Admin, definition);

        var seen = await bench.Second.GetFromJsonAsync<JsonElement>($"/api/workflows/publications/{publication}");

        var changes = seen.GetProperty("changes")
            .EnumerateArray()
            .Select(it => $"{it.GetProperty("what")} {it.GetProperty("label")}")
            .ToList();
        changes.ShouldBe([
            "added 记一笔",
            "changed 改名的环节",
            "connected 行政机关负责人审批 [退回] → 科室负责人审核",
            "disconnected 行政机关负责人审批 [退回] → 立案审查",
        ]);
        (await bench.Second.GetAsync($"/workflows/publications/{publication}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await ReadAsync(await DecideAsync(bench.Admin, publication, "withdrawal"));
    }

    [Fact]
    public async Task To_an_officer_there_is_no_request()
    {
        var (_, publication) = await bench.AskedAsync("unseen");
        (await bench.Officer.GetAsync($"/api/workflows/publications/{publication}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await DecideAsync(bench.Officer, publication, "approval")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    /// <summary>Published, drawn on, and published again. Its id.</summary>
    private async Task<string> TwiceAsync(string name)
    {
        var (drawn, first) = await bench.AskedAsync(name);
        await ReadAsync(await DecideAsync(bench.Second, first, "approval"));
        drawn["description"] = "第二版";
        var page = (await SavedAsync(bench.Admin, drawn))["workflowDefinition"]!.AsObject();
        await ReadAsync(await DecideAsync(bench.Second, await AskAsync(bench.Admin, page), "approval"));
        return drawn["definitionId"]!.GetValue<string>();
    }

    private Task<string?> DeciderAsync(Guid publication) =>
        bench.Service.Database.ScalarAsync<string>(
            "select a.user_name from workflow_publications p join accounts a on a.id = p.decided_by where p.id = $1",
            publication
        )!;

    private Task<string?> VersionsAsync(string definition) =>
        bench.Service.Database.ScalarAsync<string>(
            "select string_agg(id || ' ' || is_published, ', ' order by version) from workflow_definitions where definition_id = $1",
            definition
        )!;

    private Task<List<string>> LoggedAsync(Guid publication) =>
        bench.Service.Database.ColumnAsync<string>(
            "select what from admin_log where \"new\" ->> 'publication' = $1",
            publication.ToString()
        );

    private Task<bool> IsPublishedAsync(JsonObject drawn) => IsPublishedAsync(bench, drawn);

    private static async Task<bool> IsPublishedAsync(DesignerBench house, JsonObject drawn) =>
        await house.Service.Database.ScalarAsync<long>(
            "select count(*) from workflow_definitions where definition_id = $1 and is_published",
            drawn["definitionId"]!.GetValue<string>()
        ) == 1;

    private async Task<List<Guid>> WaitingAsync() =>
        [
            .. (await bench.Admin.GetFromJsonAsync<JsonElement>("/api/workflows/publications"))
                .GetProperty("items")
                .EnumerateArray()
                .Select(it => it.GetProperty("id").GetGuid()),
        ];

    private static async Task CodeAsync(HttpResponseMessage answer, string code)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe(code);
    }
}
