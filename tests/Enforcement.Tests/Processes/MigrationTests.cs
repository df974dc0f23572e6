using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Processes.Migrations;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using static Enforcement.Tests.Harness.Forms;

namespace Enforcement.Tests.Processes;

/// <summary>
/// Cases that run "a", then "b", then "c", and a second version in which a new step "x" comes before "b" and "c" is called "d".
/// </summary>
public sealed class MigrationTests(TestService service) : IClassFixture<TestService>, IAsyncLifetime
{
    private const string Township = "430112109";
    private const string Government = "430112-government";
    private const string Plans = "/api/workflows/migrations";

    private HttpClient officer = null!;
    private HttpClient admin = null!;
    private HttpClient second = null!;
    private HttpClient elsewhere = null!;
    private HttpClient city = null!;

    public async Task InitializeAsync()
    {
        await service.BodyAsync(Township, Township, "长沙市望城区靖港镇人民政府");
        await service.BodyAsync(Government, "430112", "长沙市望城区人民政府", "government");
        await service.BodyAsync("430624-government", "430624", "湘阴县人民政府", "government");
        await service.BodyAsync("430100-government", "4301", "长沙市人民政府", "government");
        await service.PersonAsync("lead-officer", Roles.Officer, Township);
        await service.PersonAsync("lead-admin", Roles.WorkflowAdmin, Government);
        await service.PersonAsync("lead-second", Roles.WorkflowAdmin, Government);
        await service.PersonAsync("lead-elsewhere", Roles.WorkflowAdmin, "430624-government");
        await service.PersonAsync("lead-city", Roles.WorkflowAdmin, "430100-government");
        (officer, admin) = (await service.CallerAsync("lead-officer"), await service.CallerAsync("lead-admin"));
        (second, elsewhere) = (await service.CallerAsync("lead-second"), await service.CallerAsync("lead-elsewhere"));
        city = await service.CallerAsync("lead-city");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_plan_is_the_business_of_the_workflow_admins_of_its_region_and_one_approves_what_another_asked()
    {
        await OpenAsync("ours", at: "a");
        await PublishSecondAsync("ours");

        (await officer.GetAsync(Plans)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await officer.PostAsJsonAsync(Plans, Request("ours"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await ItemsAsync(admin, $"{Plans}/offers"))
            .Select(it => (it.GetProperty("from").GetString(), it.GetProperty("to").GetString(), it.GetProperty("cases").GetInt32()))
            .ShouldContain(("ours-1", "ours-2", 1));
        var plan = await AskedAsync("ours");

        foreach (var verb in new[] { "", "/preview", "/ledger" })
        {
            (await officer.GetAsync($"{Plans}/{plan}{verb}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            (await elsewhere.GetAsync($"{Plans}/{plan}{verb}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await city.GetAsync($"{Plans}/{plan}{verb}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        (await ItemsAsync(elsewhere, Plans)).ShouldBeEmpty();
        (await elsewhere.PostAsync($"{Plans}/{plan}/approval", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await RefusedAsync(await admin.PostAsync($"{Plans}/{plan}/approval", null), "migration.own");
        (await StateAsync(await DoAsync(second, plan, "approval"))).ShouldBe("approved");
        await RefusedAsync(await second.PostAsync($"{Plans}/{plan}/approval", null), "migration.decided");

        service.Clock.Advance(TimeSpan.FromMilliseconds(5));
        await service.SweepAsync();
        var told = (await ItemsAsync(second, Plans)).Single(it => it.GetProperty("id").GetGuid() == plan);
        told.GetProperty("askedBy").GetString().ShouldBe("lead-admin");
        told.GetProperty("decidedBy").GetString().ShouldBe("lead-second");
        told.GetProperty("state").GetString().ShouldBe("done");
        (
            await service.Database.ColumnAsync<string>(
                "select who || ' ' || what from admin_log where subject like 'ours-1 %' order by at, id"
            )
        ).ShouldBe(["lead-admin migration.asked", "lead-second migration.approved", "system migration.done"]);
    }

    [Fact]
    public async Task A_plan_is_declined_with_a_reason_or_withdrawn_by_who_asked()
    {
        await OpenAsync("turned-down", at: "a");
        await PublishSecondAsync("turned-down");
        var first = await AskedAsync("turned-down");

        (await second.PostAsync($"{Plans}/{first}/withdrawal", null)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await second.PostAsJsonAsync($"{Plans}/{first}/refusal", new { reason = " " })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await RefusedAsync(await admin.PostAsJsonAsync($"{Plans}/{first}/refusal", new { reason = "不妥" }), "migration.own");
        (await second.PostAsJsonAsync($"{Plans}/{first}/refusal", new { reason = "先办完再说" })).StatusCode.ShouldBe(HttpStatusCode.OK);

        var next = await AskedAsync("turned-down");
        (await StateAsync(await DoAsync(admin, next, "withdrawal"))).ShouldBe("withdrawn");
        await service.SweepAsync();
        (await VersionsAsync("turned-down")).ShouldBe(["turned-down-1"]);
    }

    [Fact]
    public async Task What_cannot_be_led_over_is_refused_by_name()
    {
        await OpenAsync("named", at: "a");
        await OpenAsync("other", at: "a");
        await RefusedAsync(await AskAsync(admin, "named-1", "named-1"), "migration.same-version");
        await RefusedAsync(await AskAsync(admin, "named-1", "other-1"), "migration.other-definition");
        await PublishSecondAsync("named");
        await RefusedAsync(await AskAsync(admin, "named-2", "named-1"), "migration.not-published");
        await RefusedAsync(
            await AskAsync(admin, "named-1", "named-2", ("Workflow1:flow:nobody", "Workflow1:flow:d")),
            "migration.unknown-node"
        );
        await RefusedAsync(await AskAsync(admin, "named-1", "named-2", ("Workflow1:flow:c", "Workflow1:flow:c")), "migration.unknown-node");
        await RefusedAsync(
            await AskAsync(admin, "named-1", "named-2", ("Workflow1:flow:c", "Workflow1:flow:d"), ("Workflow1:flow:b", "Workflow1:flow:d")),
            "migration.node-twice"
        );
        (await service.Database.ScalarAsync<long>("select count(*) from workflow_migrations where definition_id = 'named'")).ShouldBe(0);
    }

    [Fact]
    public async Task One_plan_at_a_time_whether_it_is_for_the_county_or_for_the_city_above_it()
    {
        await OpenAsync("once", at: "a");
        await PublishSecondAsync("once");
        var plan = await AskedAsync("once", city);

        await RefusedAsync(await AskAsync(admin, "once-1", "once-2"), "migration.already-asked");
        (await admin.GetAsync($"{Plans}/{plan}")).StatusCode.ShouldBe(HttpStatusCode.NotFound, "a plan of the city is the city's");
        (await AskAsync(elsewhere, "once-1", "once-2")).StatusCode.ShouldBe(HttpStatusCode.Created, "another county");
        await DoAsync(city, plan, "withdrawal");
        var ours = await AskedAsync("once");
        await RefusedAsync(await AskAsync(city, "once-1", "once-2"), "migration.already-asked");
        await DoAsync(admin, ours, "withdrawal");
    }

    [Fact]
    public async Task A_version_that_is_published_no_longer_cannot_be_approved()
    {
        await OpenAsync("overtaken", at: "a");
        await PublishSecondAsync("overtaken");
        var plan = await AskedAsync("overtaken");
        await service.Database.ExecuteAsync("update workflow_definitions set is_published = false where definition_id = 'overtaken'");

        await RefusedAsync(await second.PostAsync($"{Plans}/{plan}/approval", null), "migration.not-published");
    }

    [Theory]
    [InlineData("""{"to":"x","reason":"x"}""", "from")]
    [InlineData("""{"from":"x","reason":"x"}""", "to")]
    [InlineData("""{"from":"x","to":"y"}""", "reason")]
    [InlineData("""{"from":"x","to":"y","reason":"x"}""", "from")]
    [InlineData("""{"from":"x","to":"y","nodes":{"a":null},"reason":"x"}""", "nodes")]
    [InlineData("""{"from":"x","to":"y","nodes":{"a":"b\u0000"},"reason":"x"}""", "nodes")]
    public async Task What_is_no_request_is_malformed_by_field(string body, string field)
    {
        var answer = await admin.PostAsync(Plans, new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task The_same_key_asks_once()
    {
        await OpenAsync("keyed", at: "a");
        await PublishSecondAsync("keyed");

        var answers = new List<string>();
        for (var time = 0; time < 2; time++)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, Plans) { Content = JsonContent.Create(Request("keyed")) };
            request.Headers.Add("Idempotency-Key", "lead-once");
            var answer = await admin.SendAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.Created);
            answers.Add(await answer.Content.ReadAsStringAsync());
        }

        JsonDocument
            .Parse(answers[0])
            .RootElement.GetProperty("id")
            .GetGuid()
            .ShouldBe(JsonDocument.Parse(answers[1]).RootElement.GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task The_preview_says_what_would_become_of_every_case_and_writes_nothing()
    {
        var (first, next, last) = (await OpenAsync("seen", "a"), await OpenAsync("seen", "b"), await OpenAsync("seen", "c"));
        await PublishSecondAsync("seen");
        var plan = await AskedAsync("seen");
        var before = await DigestAsync();

        var preview = await JsonAsync(admin, $"{Plans}/{plan}/preview?limit=2");

        preview.GetProperty("counts").GetProperty("running").GetInt32().ShouldBe(3);
        preview.GetProperty("counts").GetProperty("go").GetInt32().ShouldBe(2);
        preview.GetProperty("counts").GetProperty("refused").GetInt32().ShouldBe(0, "the one that is refused is on the next page");
        var items = preview.GetProperty("items").EnumerateArray().ToList();
        items
            .Select(it => (it.GetProperty("number").GetString(), it.GetProperty("goes").GetBoolean()))
            .ShouldBe([(first, true), (next, true)]);
        items[1].GetProperty("notes")[0].GetProperty("code").GetString().ShouldBe("move.step-passed-over");
        var rest = await JsonAsync(admin, $"{Plans}/{plan}/preview?after={preview.GetProperty("next").GetString()}");
        var refused = rest.GetProperty("items").EnumerateArray().Single();
        refused.GetProperty("number").GetString().ShouldBe(last);
        refused.GetProperty("refusals")[0].GetProperty("label").GetString().ShouldBe("c");
        refused.GetProperty("refusals")[0].GetProperty("message").GetString()!.ShouldContain("“c”");
        rest.GetProperty("counts").GetProperty("codes").GetProperty("move.step-gone").GetInt32().ShouldBe(1);
        var found = await JsonAsync(admin, $"{Plans}/{plan}/preview?refused=true&limit=1");
        found.GetProperty("items").EnumerateArray().Select(it => it.GetProperty("number").GetString()).ShouldBe([last]);
        found.GetProperty("counts").GetProperty("looked").GetInt32().ShouldBe(3);
        found.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
        (await DigestAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task The_preview_reads_as_many_states_as_it_shows_however_many_cases_run()
    {
        await OpenAsync("many", "a");
        await PublishSecondAsync("many");
        var plan = await AskedAsync("many");
        await MultiplyAsync("many-1", 1200);
        using var read = new BytesRead(service.Database.Name);

        var first = await JsonAsync(admin, $"{Plans}/{plan}/preview");
        first.GetProperty("counts").GetProperty("running").GetInt32().ShouldBe(1201);
        Looked(first).ShouldBe(50);
        read.Sum.ShouldBeInRange(5_000, 50_000, "fifty states of some two hundred bytes; all of them are five times as much");
        var next = await JsonAsync(admin, $"{Plans}/{plan}/preview?after={first.GetProperty("next").GetString()}");
        Looked(next).ShouldBe(50);

        // Nobody would be refused: the search says so for the first five hundred, and goes on behind them.
        var (seen, after) = (new List<int>(), "");
        do
        {
            var page = await JsonAsync(admin, $"{Plans}/{plan}/preview?refused=true&after={after}");
            page.GetProperty("items").GetArrayLength().ShouldBe(0);
            seen.Add(Looked(page));
            after = page.GetProperty("next").GetString();
        } while (after is not null);
        seen.ShouldBe([500, 500, 201]);
        (await second.GetStringAsync($"/workflows/migrations/{plan}?show=preview&refused=true")).ShouldContain("这一批案件都可以迁移");

        static int Looked(JsonElement page) => page.GetProperty("counts").GetProperty("looked").GetInt32();
    }

    [Fact]
    public async Task Of_a_region_out_of_the_readers_scope_no_case_is_counted()
    {
        await OpenAsync("counted", "a");

        (await CountedAsync("430112")).ShouldBe(1);
        (await CountedAsync("430624")).ShouldBe(0);

        async Task<int> CountedAsync(string scope) =>
            (
                await service
                    .Services.GetRequiredService<ScopedReads>()
                    .RowsAsync(
                        new Scope([], [scope]),
                        Statement.Of("select guard.running_cases('counted-1', array['430112'], null)"),
                        row => row.GetInt32(0),
                        CancellationToken.None
                    )
            ).Single();
    }

    [Fact]
    public async Task Cases_are_led_over_once_each_in_the_systems_name_and_go_on_there()
    {
        var (first, next, last) = (await OpenAsync("led", "a"), await OpenAsync("led", "b"), await OpenAsync("led", "c"));
        await PublishSecondAsync("led");
        var plan = await AskedAsync("led");
        await service.SweepAsync();
        (await VersionsAsync("led")).ShouldBe(["led-1", "led-1", "led-1"], "nobody has approved it");

        await DoAsync(second, plan, "approval");
        await service.SweepAsync();
        await service.SweepAsync();

        (await VersionsAsync("led")).ShouldBe(["led-2", "led-2", "led-1"]);
        var ledger = await ItemsAsync(admin, $"{Plans}/{plan}/ledger");
        ledger
            .Select(it =>
                $"{it.GetProperty("number").GetString()} {it.GetProperty("state").GetString()} {it.GetProperty("code").GetString()}"
            )
            .ShouldBe([$"{first} moved ", $"{next} moved ", $"{last} refused move.step-gone"]);
        (await ItemsAsync(admin, $"{Plans}/{plan}/ledger?state=refused")).Count.ShouldBe(1);
        var told = await JsonAsync(admin, $"{Plans}/{plan}");
        told.GetProperty("state").GetString().ShouldBe("done");
        told.GetProperty("progress").GetProperty("moved").GetInt32().ShouldBe(2);
        told.GetProperty("progress").GetProperty("remaining").GetInt32().ShouldBe(0);

        var entry = (await ItemsAsync(admin, $"/api/cases/{first}/journal")).Single(line =>
            line.GetProperty("action").GetString() == "flow.migrated"
        );
        entry.GetProperty("content").GetProperty("from").GetString().ShouldBe("led-1");
        entry.GetProperty("content").GetProperty("to").GetString().ShouldBe("led-2");
        entry.GetProperty("content").GetProperty("plan").GetGuid().ShouldBe(plan);
        await ProvenAsync(first);

        await CompleteAsync(first);
        (await OpenNodesAsync(first)).ShouldBe(["x"], "the new step comes before b");
        await CompleteAsync(next);
        (await OpenNodesAsync(next)).ShouldBe(["d"], "the step that is called otherwise now");
        await CompleteAsync(last);
        (await ItemsAsync(admin, $"/api/cases/{last}/journal")).ShouldNotContain(line =>
            line.GetProperty("action").GetString() == "flow.migrated"
        );
        (await officer.GetStringAsync($"/cases/{first}")).ShouldContain("流程迁移到新版本");
    }

    [Fact]
    public async Task A_step_named_by_hand_goes_on_at_its_counterpart_with_the_task_that_is_open()
    {
        var number = await OpenAsync("by-hand", "c");
        await PublishSecondAsync("by-hand");
        var plan = await AskedAsync("by-hand", nodes: ("Workflow1:flow:c", "Workflow1:flow:d"));
        var row = (await JsonAsync(admin, $"{Plans}/{plan}"))
            .GetProperty("mapping")
            .EnumerateArray()
            .Single(it => it.GetProperty("node").GetString() == "Workflow1:flow:c");
        row.GetProperty("byHand").GetBoolean().ShouldBeTrue();
        var task = await TaskAsync(number);

        await DoAsync(second, plan, "approval");
        await service.SweepAsync();

        (await TaskAsync(number)).ShouldBe(task);
        (await service.Database.ScalarAsync<string>("select node || ' ' || node_id from tasks where id = $1", task)).ShouldBe(
            "d Workflow1:flow:d"
        );
        await CompleteAsync(number);
        (await OpenNodesAsync(number)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_waits_for_a_time_fires_when_it_is_due_in_the_new_version()
    {
        var waits = TestDefinitions.Flowchart(
            "wakes",
            [
                TestDefinitions.Node("start", "Elsa.Start"),
                TestDefinitions.Node("wait", "Elsa.Delay", ("timeSpan", TestDefinitions.Literal("02:00:00"))),
                TestDefinitions.Task("after"),
            ],
            ["start>wait", "wait>after"]
        );
        var number = await BeginAsync("wakes", waits);
        await PublishAsync("wakes", waits.Replace("after", "morning", StringComparison.Ordinal));
        var plan = await AskedAsync("wakes");
        await DoAsync(second, plan, "approval");
        await service.SweepAsync();
        (await VersionsAsync("wakes")).ShouldBe(["wakes-2"]);
        (await OpenNodesAsync(number)).ShouldBeEmpty();

        service.Clock.Advance(TimeSpan.FromHours(3));
        await service.SweepAsync();

        (await OpenNodesAsync(number)).ShouldBe(["morning"]);
    }

    [Fact]
    public async Task A_failed_step_is_put_right_in_the_new_version()
    {
        var stumbles = TestDefinitions.Flowchart(
            "stumble-on",
            [
                TestDefinitions.Node("start", "Elsa.Start"),
                TestDefinitions.Node(
                    "stumble",
                    "Enforcement.SetStage",
                    ("stage", new { typeName = "String", expression = new { type = "JavaScript", value = "throw new Error('no stage')" } })
                ),
                TestDefinitions.Task("after"),
            ],
            ["start>stumble", "stumble>after"]
        );
        var number = await BeginAsync("stumble-on", stumbles);
        await PublishAsync(
            "stumble-on",
            stumbles
                .Replace("throw new Error('no stage')", "return 'filing'", StringComparison.Ordinal)
                .Replace("throw new Error(\\u0027no stage\\u0027)", "return \\u0027filing\\u0027", StringComparison.Ordinal)
                .Replace("\"stumble\"", "\"failed\"", StringComparison.Ordinal)
        );
        var plan = await AskedAsync("stumble-on", nodes: ("Workflow1:flow:stumble", "Workflow1:flow:failed"));
        await DoAsync(second, plan, "approval");
        await service.SweepAsync();

        var incident = (await ItemsAsync(admin, $"/api/cases/{number}/incidents")).Single();
        incident.GetProperty("node").GetString().ShouldBe("Workflow1:flow:failed");
        var asked = await admin.PostAsJsonAsync(
            $"/api/cases/{number}/incidents/{incident.GetProperty("id").GetGuid()}/repairs",
            new { kind = "retry", reason = "新版本已改正" }
        );
        var repair = (await asked.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        (await second.PostAsync($"/api/repairs/{repair}/approval", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await OpenNodesAsync(number)).ShouldBe(["after"]);
    }

    [Fact]
    public async Task A_run_ends_after_so_many_cases_and_a_plan_is_paused_resumed_and_cancelled()
    {
        for (var n = 0; n < 4; n++)
            await OpenAsync("bounded", "a");
        await PublishSecondAsync("bounded");
        var plan = await AskedAsync("bounded");
        await RefusedAsync(await admin.PostAsync($"{Plans}/{plan}/pause", null), "migration.not-running");
        await DoAsync(second, plan, "approval");
        var sweep = service.Services.GetRequiredService<MigrationSweep>();
        sweep.MostPerRun = 1;
        try
        {
            await service.SweepAsync();
            (await VersionsAsync("bounded")).Count(version => version == "bounded-2").ShouldBe(1);
            (await JsonAsync(admin, $"{Plans}/{plan}")).GetProperty("progress").GetProperty("remaining").GetInt32().ShouldBe(3);

            await DoAsync(admin, plan, "pause");
            await service.SweepAsync();
            (await VersionsAsync("bounded")).Count(version => version == "bounded-2").ShouldBe(1);
            await RefusedAsync(await admin.PostAsync($"{Plans}/{plan}/pause", null), "migration.not-running");

            await DoAsync(second, plan, "resumption");
            await RefusedAsync(await admin.PostAsync($"{Plans}/{plan}/resumption", null), "migration.not-paused");
            await RefusedAsync(await admin.PostAsync($"{Plans}/{plan}/undo", null), "migration.cannot-undo");
            await service.SweepAsync();
            (await VersionsAsync("bounded")).Count(version => version == "bounded-2").ShouldBe(2);
        }
        finally
        {
            sweep.MostPerRun = 1000;
        }

        await DoAsync(admin, plan, "cancellation");
        await service.SweepAsync();
        (await VersionsAsync("bounded")).Count(version => version == "bounded-2").ShouldBe(2);
        (await StateAsync(await admin.GetAsync($"{Plans}/{plan}"))).ShouldBe("cancelled");
    }

    [Fact]
    public async Task A_case_that_cannot_be_read_stands_in_the_ledger_and_holds_up_nobody()
    {
        var (broken, whole) = (await OpenAsync("broken", "a"), await OpenAsync("broken", "a"));
        await service.Database.ExecuteAsync(
            "update instances n set state = '\\x00ff' from cases c where c.county_code = n.county_code and c.id = n.id and c.number = $1",
            broken
        );
        await PublishSecondAsync("broken");
        var plan = await AskedAsync("broken");
        (await JsonAsync(admin, $"{Plans}/{plan}/preview"))
            .GetProperty("counts")
            .GetProperty("codes")
            .GetProperty("move.fault")
            .GetInt32()
            .ShouldBe(1);
        await DoAsync(second, plan, "approval");

        await service.SweepAsync();

        (await ItemsAsync(admin, $"{Plans}/{plan}/ledger"))
            .Select(it =>
                $"{it.GetProperty("number").GetString()} {it.GetProperty("state").GetString()} {it.GetProperty("code").GetString()}"
            )
            .ShouldBe([$"{broken} refused move.fault", $"{whole} moved "]);
        (await StateAsync(await admin.GetAsync($"{Plans}/{plan}"))).ShouldBe("done");
    }

    [Fact]
    public async Task A_run_that_is_cut_off_goes_on_where_it_was_and_moves_each_case_once()
    {
        for (var n = 0; n < 3; n++)
            await OpenAsync("cut-off", "a");
        await PublishSecondAsync("cut-off");
        var plan = await AskedAsync("cut-off");
        await DoAsync(second, plan, "approval");
        var sweep = service.Services.GetRequiredService<MigrationSweep>();
        var steps = service.Services.GetRequiredService<StepServices>();
        var commits = 0;
        steps.Failpoint = _ =>
        {
            if (++commits == 2)
                throw new OperationCanceledException("the process ends here");
        };
        try
        {
            await Should.ThrowAsync<OperationCanceledException>(() => sweep.RunAsync(service.Clock.GetUtcNow(), CancellationToken.None));
        }
        finally
        {
            steps.Failpoint = null;
        }
        (await VersionsAsync("cut-off")).ShouldBe(["cut-off-2", "cut-off-1", "cut-off-1"]);

        await service.SweepAsync();

        (await VersionsAsync("cut-off")).ShouldBe(["cut-off-2", "cut-off-2", "cut-off-2"]);
        (
            await service.Database.ColumnAsync<long>(
                """
                select count(*) from journal j join instances n on n.county_code = j.county_code and n.id = j.case_id
                where n.definition_version_id = 'cut-off-2' and j.content::jsonb ->> 'action' = 'flow.migrated' group by j.case_id
                """
            )
        ).ShouldBe([1L, 1L, 1L]);
    }

    [Fact]
    public async Task One_case_goes_back_while_nothing_has_happened_in_it()
    {
        var (back, gone) = (await OpenAsync("back", "c"), await OpenAsync("back", "c"));
        await PublishSecondAsync("back");
        var plan = await AskedAsync("back", nodes: ("Workflow1:flow:c", "Workflow1:flow:d"));
        await DoAsync(second, plan, "approval");
        await service.SweepAsync();
        (await officer.PostAsync($"/api/tasks/{await TaskAsync(gone)}/claim", null)).EnsureSuccessStatusCode();

        (await officer.PostAsync($"{Plans}/{plan}/cases/{back}/undo", null)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await elsewhere.PostAsync($"{Plans}/{plan}/cases/{back}/undo", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await RefusedAsync(await admin.PostAsync($"{Plans}/{plan}/cases/{gone}/undo", null), "migration.moved-on");
        (await ItemsAsync(admin, $"{Plans}/{plan}/ledger"))
            .Select(it => it.GetProperty("canBeUndone").GetBoolean())
            .ShouldBe([true, false]);
        (await StateAsync(await admin.PostAsync($"{Plans}/{plan}/cases/{back}/undo", null))).ShouldBe("undone");

        (await VersionsAsync("back")).ShouldBe(["back-1", "back-2"]);
        (await OpenNodesAsync(back)).ShouldBe(["c"]);
        await ProvenAsync(back);
        var entry = (await ItemsAsync(admin, $"/api/cases/{back}/journal"))[^1];
        entry.GetProperty("action").GetString().ShouldBe("flow.migration-undone");
        entry.GetProperty("content").GetProperty("by").GetProperty("name").GetString().ShouldBe("lead-admin");
        await RefusedAsync(await admin.PostAsync($"{Plans}/{plan}/cases/{back}/undo", null), "migration.not-moved");
        await service.SweepAsync();
        (await VersionsAsync("back")).ShouldBe(["back-1", "back-2"], "what was taken back is not moved again");
        await CompleteAsync(back);
        (await OpenNodesAsync(back)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_plan_is_undone_as_a_whole_but_for_the_cases_that_have_gone_on()
    {
        var numbers = new List<string>();
        for (var n = 0; n < 3; n++)
            numbers.Add(await OpenAsync("undone", "a"));
        await PublishSecondAsync("undone");
        var plan = await AskedAsync("undone");
        await DoAsync(second, plan, "approval");
        await service.SweepAsync();
        await CompleteAsync(numbers[1]);

        await DoAsync(admin, plan, "undo");
        await RefusedAsync(await AskAsync(admin, "undone-1", "undone-2"), "migration.already-asked");
        await service.SweepAsync();

        (await VersionsAsync("undone")).ShouldBe(["undone-1", "undone-2", "undone-1"]);
        (await ItemsAsync(admin, $"{Plans}/{plan}/ledger"))
            .Select(it => $"{it.GetProperty("state").GetString()} {it.GetProperty("code").GetString()}")
            .ShouldBe(["undone ", "kept migration.moved-on", "undone "]);
        var told = await JsonAsync(admin, $"{Plans}/{plan}");
        told.GetProperty("state").GetString().ShouldBe("undone");
        told.GetProperty("progress").GetProperty("undone").GetInt32().ShouldBe(2);
        (await AskAsync(admin, "undone-1", "undone-2")).StatusCode.ShouldBe(HttpStatusCode.Created, "it is over");
    }

    [Fact]
    public async Task The_pages_lead_from_the_form_to_the_ledger_and_keep_what_was_typed()
    {
        var number = await OpenAsync("paged", "c");
        await PublishSecondAsync("paged");
        var list = "/workflows/migrations?from=paged-1";
        (await officer.GetStringAsync("/workflows/migrations")).ShouldContain("migration.not-yours");
        (await officer.GetStringAsync("/")).ShouldNotContain("/workflows/migrations");
        (await admin.GetStringAsync("/")).ShouldContain("/workflows/migrations");
        var form = Hidden(await admin.GetStringAsync(list), "ask");
        form.Add(new StringContent("Workflow1:flow:nobody"), "node:Workflow1:flow:c");
        form.Add(new StringContent("按新版本办理"), "reason");

        var kept = await (await admin.PostAsync(list, form)).Content.ReadAsStringAsync();
        kept.ShouldContain("migration.unknown-node");
        kept.ShouldContain("value=\"Workflow1:flow:nobody\"");
        kept.ShouldContain("按新版本办理");

        form = Hidden(kept, "ask");
        form.Add(new StringContent("Workflow1:flow:d"), "node:Workflow1:flow:c");
        form.Add(new StringContent("按新版本办理"), "reason");
        var asked = await admin.PostAsync(list, form);
        asked.StatusCode.ShouldBe(HttpStatusCode.Found);
        var plan = await service.Database.ScalarAsync<Guid>("select id from workflow_migrations where definition_id = 'paged'");
        var page = $"/workflows/migrations/{plan}";
        asked.Headers.Location!.ToString().ShouldEndWith($"{page}?saved=asked");
        (await elsewhere.GetAsync(page)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var shown = await second.GetStringAsync(page);
        shown.ShouldContain(number);
        shown.ShouldContain("可以迁移");
        (await second.PostAsync(page, Hidden(shown, "approve"))).StatusCode.ShouldBe(HttpStatusCode.Found);
        await service.SweepAsync();
        (await VersionsAsync("paged")).ShouldBe(["paged-2"]);

        var moved = await admin.GetStringAsync(page);
        moved.ShouldContain("已迁移 1 件");
        var id = await service.Database.ScalarAsync<Guid>("select id from cases where number = $1", number);
        (await admin.PostAsync(page, Hidden(moved, $"back-{id}"))).StatusCode.ShouldBe(HttpStatusCode.Found);
        (await VersionsAsync("paged")).ShouldBe(["paged-1"]);
    }

    /// <summary>Its number; it stands at the step.</summary>
    private async Task<string> OpenAsync(string definition, string at)
    {
        var number = await BeginAsync(definition, First(definition));
        foreach (var _ in "abc".TakeWhile(step => step.ToString() != at))
            await CompleteAsync(number);
        (await OpenNodesAsync(number)).ShouldBe([at]);
        return number;
    }

    /// <summary>As many more cases of the version, as its first one is.</summary>
    private Task MultiplyAsync(string version, int times) =>
        service.Database.ExecuteAsync(
            """
            with more as materialized (
                select n.id as like_id, overlay(n.id::text placing lpad(to_hex(i), 8, '0') from 1 for 8)::uuid as id, i from instances n, generate_series(1, $2) i where n.definition_version_id = $1),
            copies as (
                insert into cases select (jsonb_populate_record(c, jsonb_build_object('id', m.id, 'number', c.number || '-' || m.i))).*
                from more m join cases c on c.id = m.like_id),
            held as (
                insert into case_holdings (county_code, case_id, seq, organization, role, person_id, kind, from_at, to_at)
                select h.county_code, m.id, h.seq, h.organization, h.role, h.person_id, h.kind, h.from_at, h.to_at
                from more m join case_holdings h on h.case_id = m.like_id)
            insert into instances select (jsonb_populate_record(n, jsonb_build_object('id', m.id))).*
            from more m join instances n on n.id = m.like_id
            """,
            version,
            times
        );

    private async Task<string> BeginAsync(string definition, string content)
    {
        // Cases are moved in the order of their ids, which the clock gives.
        service.Clock.Advance(TimeSpan.FromMilliseconds(5));
        await using var step = await service.BeginCaseAsync(
            definition,
            content,
            "lead-check",
            [],
            Township,
            "lead-officer",
            "lead-partner"
        );
        step.Main.Record("case.opened", []);
        await step.CommitAsync(CancellationToken.None);
        return step.Case.Number;
    }

    private static string First(string definition) =>
        TestDefinitions.Flowchart(
            definition,
            [TestDefinitions.Node("start", "Elsa.Start"), TestDefinitions.Task("a"), TestDefinitions.Task("b"), TestDefinitions.Task("c")],
            ["start>a", "a:done>b", "b:done>c"]
        );

    private Task PublishSecondAsync(string definition) =>
        PublishAsync(
            definition,
            TestDefinitions.Flowchart(
                definition,
                [
                    TestDefinitions.Node("start", "Elsa.Start"),
                    TestDefinitions.Task("a"),
                    TestDefinitions.Task("x"),
                    TestDefinitions.Task("b"),
                    TestDefinitions.Task("d"),
                ],
                ["start>a", "a:done>x", "x:done>b", "b:done>d"]
            )
        );

    private async Task PublishAsync(string definition, string content)
    {
        await service.Database.ExecuteAsync("update workflow_definitions set is_published = false where definition_id = $1", definition);
        await service.Database.ExecuteAsync(
            """
            insert into workflow_definitions (id, definition_id, version, name, content, content_hash, is_published, created_at, published_at)
            values ($1 || '-2', $1, 2, $1, $2, '\x00', true, now(), now())
            """,
            definition,
            content.Replace($"\"{definition}-1\"", $"\"{definition}-2\"", StringComparison.Ordinal)
        );
    }

    private async Task CompleteAsync(string number)
    {
        var answer = await officer.PostAsJsonAsync(
            $"/api/tasks/{await TaskAsync(number)}/completion",
            new { outcome = "done", fields = new { } }
        );
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    private Task<Guid> TaskAsync(string number) =>
        service.Database.ScalarAsync<Guid>(
            "select t.id from tasks t join cases c on c.county_code = t.county_code and c.id = t.case_id where c.number = $1 and t.state = 'open'",
            number
        );

    private Task<List<string>> OpenNodesAsync(string number) =>
        service.Database.ColumnAsync<string>(
            "select t.node from tasks t join cases c on c.county_code = t.county_code and c.id = t.case_id where c.number = $1 and t.state = 'open'",
            number
        );

    private Task<List<string>> VersionsAsync(string definition) =>
        service.Database.ColumnAsync<string>(
            """
            select n.definition_version_id from instances n join workflow_definitions d on d.id = n.definition_version_id
            where d.definition_id = $1 order by n.id
            """,
            definition
        );

    private async Task<string> DigestAsync() =>
        (
            await service.Database.ScalarAsync<string>(
                "select md5(string_agg(n::text, '' order by id)) || (select count(*) from journal) || (select count(*) from migrated_cases) from instances n"
            )
        )!;

    private async Task ProvenAsync(string number) =>
        (await JsonAsync(admin, $"/api/cases/{number}/journal/verification")).GetProperty("valid").GetBoolean().ShouldBeTrue();

    private static object Request(string definition, params (string From, string To)[] nodes) =>
        Request($"{definition}-1", $"{definition}-2", nodes);

    private static object Request(string from, string to, (string From, string To)[] nodes) =>
        new
        {
            from,
            to,
            nodes = nodes.ToDictionary(node => node.From, node => node.To),
            reason = "新版本增加了一步",
        };

    private static Task<HttpResponseMessage> AskAsync(HttpClient caller, string from, string to, params (string From, string To)[] nodes) =>
        caller.PostAsJsonAsync(Plans, Request(from, to, nodes));

    private async Task<Guid> AskedAsync(string definition, HttpClient? by = null, params (string From, string To)[] nodes)
    {
        var answer = await (by ?? admin).PostAsJsonAsync(Plans, Request(definition, nodes));
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    private async Task<HttpResponseMessage> DoAsync(HttpClient caller, Guid plan, string verb)
    {
        service.Clock.Advance(TimeSpan.FromMilliseconds(5));
        var answer = await caller.PostAsync($"{Plans}/{plan}/{verb}", null);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return answer;
    }

    private static async Task<string?> StateAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString();

    private static async Task RefusedAsync(HttpResponseMessage answer, string code)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict, await answer.Content.ReadAsStringAsync());
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe(code);
    }

    /// <summary>What the service has been sent by its database.</summary>
    private sealed class BytesRead : IDisposable
    {
        private readonly MeterListener listener = new();
        private long sum;

        public BytesRead(string database)
        {
            listener.InstrumentPublished = (instrument, it) =>
            {
                if (instrument is { Meter.Name: "Npgsql", Name: "db.client.operation.npgsql.bytes_read" })
                    it.EnableMeasurementEvents(instrument);
            };
            listener.SetMeasurementEventCallback<long>(
                (_, bytes, tags, _) =>
                {
                    foreach (var tag in tags)
                        if (tag.Value is string pool && pool.Contains(database, StringComparison.Ordinal))
                            Interlocked.Add(ref sum, bytes);
                }
            );
            listener.Start();
        }

        public long Sum => Interlocked.Read(ref sum);

        public void Dispose() => listener.Dispose();
    }

    private static Task<JsonElement> JsonAsync(HttpClient caller, string path) => caller.GetFromJsonAsync<JsonElement>(path);

    private static async Task<IReadOnlyList<JsonElement>> ItemsAsync(HttpClient caller, string path) =>
        [.. (await JsonAsync(caller, path)).GetProperty("items").EnumerateArray()];
}
