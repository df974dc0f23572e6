using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using static Enforcement.Tests.Harness.Forms;
using static Enforcement.Tests.Processes.TestDefinitions;

namespace Enforcement.Tests.Processes;

/// <summary>Definitions that are tried without a case.</summary>
public sealed class TrialTests(TestService service) : IClassFixture<TestService>, IAsyncLifetime
{
    private const string Township = "430112109";
    private const string Government = "430112-government";
    private const string OtherGovernment = "430624-government";
    private const string Path = "/api/workflows/trials";

    /// <summary>Does to the world whatever a definition of this service can.</summary>
    private static readonly string Everything = Flowchart(
        "does-everything",
        [
            Node("start", "Elsa.Start"),
            Node("stage", "Enforcement.SetStage", ("stage", Literal("filing"))),
            Node("number", "Enforcement.AllotNumber", ("word", Literal("立")), ("fact", Literal("filingNumber"))),
            Node("say", "Elsa.WriteLine", ("text", Script("return Case.filingNumber + ' ' + Case.matterCode"))),
            Node("tell", "Enforcement.Notify", ("role", Literal("agency-head")), ("text", Literal("请审批"))),
            Node("clock", "Enforcement.StartClock", ("rule", Literal("DL-PEN-02"))),
            Task("decide", ("outcomes", Json(TwoWays)), ("fields", Json(Amount)), ("twoOfficers", Literal(true))),
            Node("letter", "Enforcement.Letter", ("kind", Literal("transfer"))),
            Node("wait", "Elsa.Delay", ("timeSpan", Literal("15.00:00:00"))),
            Node("paid", "Elsa.Event", ("eventName", Literal("paid"))),
            Node("child", "Elsa.DispatchWorkflow", ("workflowDefinitionId", Literal("another")), ("waitForCompletion", Literal(true))),
            Node("close", "Enforcement.CloseCase", ("outcome", Literal("archived"))),
            Node("end", "Elsa.End"),
        ],
        [
            "start>stage",
            "stage>number",
            "number>tell",
            "tell>clock",
            "clock>decide",
            "decide:yes>say",
            "say>letter",
            "letter:Accepted>wait",
            "wait>paid",
            "paid>child",
            "child>close",
            "close>end",
        ]
    );

    private static object[] TwoWays =>
        [
            new { name = "yes", label = new { zh = "同意", en = "Agree" } },
            new { name = "no", label = new { zh = "不同意", en = "Decline" } },
        ];

    private static object[] Amount =>
        [
            new
            {
                name = "fine",
                label = new { zh = "罚款", en = "Fine" },
                type = "money",
                required = true,
                outcomes = new[] { "yes" },
            },
        ];

    private HttpClient admin = null!;
    private HttpClient colleague = null!;
    private HttpClient officer = null!;
    private HttpClient other = null!;

    public async Task InitializeAsync()
    {
        _ = service.Services;
        await service.BodyAsync(Township, Township, "靖港镇");
        await service.BodyAsync(Government, "430112", "望城区人民政府", "government");
        await service.BodyAsync(OtherGovernment, "430624", "湘阴县人民政府", "government");
        await service.PersonAsync("trial-admin", Roles.WorkflowAdmin, Government);
        await service.PersonAsync("trial-colleague", Roles.WorkflowAdmin, Government);
        await service.PersonAsync("trial-other", Roles.WorkflowAdmin, OtherGovernment);
        await service.PersonAsync("trial-officer", Roles.Officer, Township);
        admin = await service.CallerAsync("trial-admin");
        colleague = await service.CallerAsync("trial-colleague");
        other = await service.CallerAsync("trial-other");
        officer = await service.CallerAsync("trial-officer");
    }

    public async Task DisposeAsync()
    {
        foreach (var caller in new[] { admin, colleague, officer, other })
            caller.Dispose();
        await ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_draft_runs_to_its_end_and_touches_nothing_of_any_case()
    {
        var before = await WorldAsync();
        var id = await StartedAsync(new { definition = JsonNode.Parse(Everything), facts = new { matterCode = "CG-02" } });

        var seen = await ReadAsync(id);
        seen.GetProperty("status").GetString().ShouldBe("running");
        Would(seen).ShouldBe(["stage filing", "number 立", "notice agency-head: 请审批", "clock DL-PEN-02"]);
        var wait = Wait(seen);
        wait.GetProperty("kind").GetString().ShouldBe("task");
        wait.GetProperty("outcomes")[0].GetProperty("name").GetString().ShouldBe("yes");
        wait.GetProperty("fields")[0].GetProperty("type").GetString().ShouldBe("money");

        var bookmark = Bookmark(seen);
        (await FieldsAsync(await AnswerAsync(id, new { bookmark, outcome = "yes" }))).ShouldBe(["fine"]);
        (await FieldsAsync(await AnswerAsync(id, new { bookmark, outcome = "perhaps" }))).ShouldBe(["outcome"]);
        (await FieldsAsync(await AnswerAsync(id, new { bookmark }))).ShouldBe(["outcome"]);
        seen = await AnsweredAsync(
            id,
            new
            {
                bookmark,
                outcome = "yes",
                fields = new { fine = 500 },
            }
        );
        seen.GetProperty("facts").GetProperty("fine").GetDecimal().ShouldBe(500);
        seen.GetProperty("facts").GetProperty("decideOutcome").GetString().ShouldBe("yes");
        Would(seen).ShouldContain("letter transfer");
        Texts(seen, "lines").ShouldBe(["试立〔2026〕×号 CG-02"]);
        seen = await AnsweredAsync(id, new { bookmark = Bookmark(seen), outcome = "Accepted" });
        Wait(seen).GetProperty("due").GetDateTimeOffset().ShouldBe(service.Clock.GetUtcNow().AddDays(15));
        seen = await AnsweredAsync(id, new { bookmark = Bookmark(seen) });
        seen.GetProperty("now").GetDateTimeOffset().ShouldBe(service.Clock.GetUtcNow().AddDays(15));
        await RefusedAsync(await AnswerAsync(id, new { @event = "unpaid" }), "trial.not-waiting");
        seen = await AnsweredAsync(id, new { @event = "paid" });
        Wait(seen).GetProperty("kind").GetString().ShouldBe("child");
        seen = await AnsweredAsync(id, new { bookmark = Bookmark(seen), fields = new { result = 1 } });

        seen.GetProperty("status").GetString().ShouldBe("closed");
        seen.GetProperty("closedAs").GetString().ShouldBe("archived");
        seen.GetProperty("waits").GetArrayLength().ShouldBe(0);
        seen.GetProperty("journal").EnumerateArray().ShouldContain(line => line.GetProperty("label").GetString() == "close");
        await RefusedAsync(await AnswerAsync(id, new { @event = "paid" }), "trial.over");
        (await WorldAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Every_shipped_definition_can_be_tried_and_waits_for_somebody()
    {
        var shipped = await service.Database.ColumnAsync<string>(
            "select definition_id from workflow_definitions where is_published and id like definition_id || '-%' and content_hash <> '\\x00'"
        );
        shipped.Count.ShouldBeGreaterThan(1);
        foreach (var definitionId in shipped)
        {
            var seen = await ReadAsync(await StartedAsync(new { definitionId }));
            seen.GetProperty("version").GetInt32().ShouldBe(1);
            seen.GetProperty("waits").GetArrayLength().ShouldBeGreaterThan(0, definitionId);
            seen.GetProperty("incidents").GetArrayLength().ShouldBe(0, seen.GetProperty("incidents").GetRawText());
        }
    }

    [Fact]
    public async Task When_time_is_let_pass_everything_that_falls_due_comes_oldest_first_and_later_timers_wait()
    {
        var id = await StartedAsync(
            new
            {
                definition = JsonNode.Parse(
                    Flowchart(
                        "timers",
                        [
                            Node("start", "Elsa.Start"),
                            Node("late", "Elsa.Delay", ("timeSpan", Literal("3.00:00:00"))),
                            Node("early", "Elsa.Delay", ("timeSpan", Literal("1.00:00:00"))),
                            Node("last", "Elsa.Delay", ("timeSpan", Literal("9.00:00:00"))),
                            Node("third", "Elsa.WriteLine", ("text", Literal("late"))),
                            Node("first", "Elsa.WriteLine", ("text", Literal("early"))),
                        ],
                        ["start>late", "start>early", "start>last", "late>third", "early>first"]
                    )
                ),
            }
        );
        var waits = (await ReadAsync(id)).GetProperty("waits").EnumerateArray().ToList();
        waits.Count.ShouldBe(3);

        var seen = await AnsweredAsync(id, new { bookmark = BookmarkOf(waits, "late") });

        Texts(seen, "lines").ShouldBe(["early", "late"]);
        BookmarkOf(seen.GetProperty("waits").EnumerateArray(), "last").ShouldBe(BookmarkOf(waits, "last"));
        seen.GetProperty("now").GetDateTimeOffset().ShouldBe(service.Clock.GetUtcNow().AddDays(3));
    }

    [Fact]
    public async Task A_flow_hears_its_own_events_and_two_that_wake_each_other_come_to_an_end()
    {
        var id = await StartedAsync(
            new
            {
                definition = JsonNode.Parse(
                    Flowchart(
                        "echo",
                        [
                            Node("start", "Elsa.Start"),
                            Node("hear", "Elsa.Event", ("eventName", Literal("ping"))),
                            Node("echo", "Elsa.PublishEvent", ("eventName", Literal("ping"))),
                            Node("say", "Elsa.PublishEvent", ("eventName", Literal("ping"))),
                        ],
                        ["start>hear", "start>say", "hear>echo", "echo>hear"]
                    )
                ),
            }
        );

        var seen = await ReadAsync(id);
        Would(seen).ShouldAllBe(deed => deed == "event ping");
        Would(seen).Count.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Only_workflow_admins_of_the_same_body_see_a_trial_or_do_one()
    {
        var id = await StartedAsync(new { definition = JsonNode.Parse(FourAtOnce) });

        (await colleague.GetAsync($"{Path}/{id}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await other.GetAsync($"{Path}/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await other.PostAsync($"{Path}/{id}/cancellation", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await other.GetFromJsonAsync<JsonElement>(Path)).GetProperty("items").GetArrayLength().ShouldBe(0);
        (await other.GetAsync($"/workflows/trials/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        foreach (var path in new[] { Path, $"{Path}/{id}" })
            (await CodeAsync(await officer.GetAsync(path), HttpStatusCode.Forbidden)).ShouldBe("trial.admins-only");
        (
            await CodeAsync(await officer.PostAsJsonAsync(Path, new { definition = JsonNode.Parse(FourAtOnce) }), HttpStatusCode.Forbidden)
        ).ShouldBe("trial.admins-only");
        foreach (var page in new[] { "/workflows/trials", $"/workflows/trials/{id}" })
            (await officer.GetAsync(page)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await officer.GetStringAsync("/")).ShouldNotContain("/workflows/trials");

        var reads = service.Services.GetRequiredService<ScopedReads>();
        foreach (
            var (scope, rows) in new[]
            {
                (new Scope([OtherGovernment, Township], ["430112"]), 0),
                (Scope.Nothing, 0),
                (new Scope([Government], []), 1),
            }
        )
            (
                await reads.RowsAsync(
                    scope,
                    Statement.Of("select id from trials where id = $1", P.Uuid(id)),
                    row => row.GetGuid(0),
                    CancellationToken.None
                )
            ).Count.ShouldBe(rows);
    }

    [Fact]
    public async Task A_trial_is_gone_a_day_after_its_last_use()
    {
        await using var later = await TestService.CreateAsync();
        _ = later.Services;
        await later.BodyAsync(Government, "430112", "望城区人民政府", "government");
        await later.PersonAsync("late-admin", Roles.WorkflowAdmin, Government);
        var caller = await later.CallerAsync("late-admin");
        var (unused, used) = (await StartAsync(), await StartAsync());
        later.Clock.Advance(TimeSpan.FromHours(23));
        caller = await later.CallerAsync("late-admin");
        (await caller.PostAsync($"{Path}/{used}/cancellation", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await later.SweepAsync();
        (await LeftAsync()).ShouldBe(2);

        later.Clock.Advance(TimeSpan.FromHours(1));
        (await caller.GetAsync($"{Path}/{unused}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await caller.GetAsync($"{Path}/{used}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await later.SweepAsync();
        (await LeftAsync()).ShouldBe(1);

        async Task<Guid> StartAsync() => await IdAsync(await caller.PostAsJsonAsync(Path, new { definition = JsonNode.Parse(FourAtOnce) }));

        async Task<long> LeftAsync() => await later.Database.ScalarAsync<long>("select count(*) from trials");
    }

    [Theory]
    [InlineData("""{}""", "definitionId")]
    [InlineData("""{"definitionId":"no-such"}""", "definitionId")]
    [InlineData("""{"definitionId":"township-case","version":999}""", "version")]
    [InlineData("""{"definition":{}}""", "definition")]
    [InlineData("""{"definition":{"root":"none"}}""", "definition")]
    [InlineData("""{"definition":{"name":"\ud800","root":{"type":"Elsa.End"}}}""", "definition")]
    [InlineData("""{"definition":{"name":"a\u0000b","root":{"type":"Elsa.End"}}}""", "definition")]
    [InlineData("""{"definition":{"root":{"type":"Elsa.End"}},"facts":{"a":"\ud800"}}""", "facts")]
    [InlineData("""{"definition":{"root":{"type":"Elsa.End"}},"input":{"a\u0000":1}}""", "input")]
    public async Task What_cannot_be_tried_is_malformed_by_field(string body, string field) =>
        (await FieldsAsync(await admin.PostAsync(Path, Content(body)))).ShouldBe([field]);

    [Theory]
    [InlineData("""{"type":"Nobody.Knows","id":"a"}""")]
    [InlineData("""{"type":7,"id":{},"activities":"x"}""")]
    [InlineData("""{"type":"Elsa.Flowchart","activities":[1,null,[]],"connections":{"a":"b"}}""")]
    [InlineData(
        """{"type":"Elsa.Flowchart","activities":[{"id":"a","type":"Elsa.End","metadata":"x"},{"id":"a","type":"Elsa.End","metadata":{"designer":{"position":{"x":"far","y":1e308}}}}],"connections":[{"source":1,"target":[]}]}"""
    )]
    [InlineData("""{"type":"Elsa.RunJavaScript","script":{"typeName":"String","expression":{"type":"JavaScript","value":"for(;;){}"}}}""")]
    [InlineData(
        """{"type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"JavaScript","value":"return '\\u0000 \\ud800'"}}}"""
    )]
    [InlineData(
        """{"type":"Elsa.While","condition":{"typeName":"Boolean","expression":{"type":"Literal","value":true}},"body":{"type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"Literal","value":"again"}}}}"""
    )]
    [InlineData("""{"type":"Enforcement.Task","title":{"typeName":"String","expression":{"type":"Literal","value":"x"}}}""")]
    [InlineData(
        """{"type":"Enforcement.Task","title":{"typeName":"String","expression":{"type":"Literal","value":"x"}},"role":{"typeName":"String","expression":{"type":"Literal","value":"nobody"}},"outcomes":{"typeName":"Object","expression":{"type":"Object","value":"[{\"name\":null}]"}},"fields":{"typeName":"Object","expression":{"type":"Object","value":"[null]"}}}"""
    )]
    [InlineData("""{"type":"Elsa.Delay","timeSpan":{"typeName":"TimeSpan","expression":{"type":"Literal","value":"10000000.00:00:00"}}}""")]
    [InlineData(
        """{"type":"Enforcement.Letter","kind":{"typeName":"String","expression":{"type":"JavaScript","value":"return 'x'.repeat(900000)"}}}"""
    )]
    public async Task A_faulty_or_hostile_definition_is_refused_or_shows_what_failed_and_never_faults_the_service(string root)
    {
        var answer = await admin.PostAsync(Path, Content("{\"definition\":{\"name\":\"hostile\",\"root\":" + root + "}}"));
        ((int)answer.StatusCode).ShouldBeLessThan(500, await answer.Content.ReadAsStringAsync());
        if (answer.StatusCode != HttpStatusCode.Created)
        {
            answer.StatusCode.ShouldBeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.Conflict);
            return;
        }
        var id = await IdAsync(answer);
        var seen = await ReadAsync(id);
        (await admin.GetAsync($"/workflows/trials/{id}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var wait in seen.GetProperty("waits").EnumerateArray())
            (
                (int)(await AnswerAsync(id, new { bookmark = wait.GetProperty("bookmark").GetInt32(), outcome = "x" })).StatusCode
            ).ShouldBeLessThan(500);
    }

    [Fact]
    public async Task What_would_hurt_a_case_is_told_in_the_readers_language_with_the_path_that_shows_it()
    {
        var definition = JsonNode.Parse(
            Flowchart(
                "round",
                [
                    Node("start", "Elsa.Start"),
                    Task("work", ("outcomes", Json(TwoWays))),
                    Node("one", "Elsa.WriteLine", ("text", Literal("1"))),
                    Node("two", "Elsa.WriteLine", ("text", Literal("2"))),
                ],
                ["start>work", "work:yes>one", "one>two", "two>one"]
            )
        );
        var id = await StartedAsync(new { definition });

        var faults = (await ReadAsync(id)).GetProperty("faults").EnumerateArray().ToList();
        faults.Select(it => it.GetProperty("code").GetString()).ShouldBe(["flow.loop-without-wait"], string.Join("\n", faults));
        var fault = faults.Single();
        fault.GetProperty("severity").GetString().ShouldBe("error");
        fault.GetProperty("message").GetString().ShouldBe("循环中没有任何等待，会一直运行下去");
        fault.GetProperty("path").EnumerateArray().Select(step => step.GetProperty("label").GetString()).ShouldContain("one");
        var page = System.Net.WebUtility.HtmlDecode(await admin.GetStringAsync($"/workflows/trials/{id}"));
        page.ShouldContain("循环中没有任何等待");
        page.ShouldContain("路径：");
    }

    [Fact]
    public async Task A_step_that_fails_is_shown_as_an_incident_and_the_others_go_on()
    {
        var id = await StartedAsync(
            new
            {
                definition = JsonNode.Parse(
                    Flowchart(
                        "half-broken",
                        [Node("start", "Elsa.Start"), Node("break", "Elsa.Fault", ("message", Literal("打不开"))), Task("work")],
                        ["start>break", "start>work"]
                    )
                ),
            }
        );

        var seen = await ReadAsync(id);
        var failed = seen.GetProperty("incidents")[0];
        failed.GetProperty("code").GetString().ShouldBe("drawn");
        failed.GetProperty("reason").GetString().ShouldBe("流程定义要求在此处报错。");
        failed.GetProperty("message").GetString().ShouldBe("打不开");
        seen.GetProperty("status").GetString().ShouldBe("running");
        Wait(seen).GetProperty("title").GetString().ShouldBe("work");
    }

    [Fact]
    public async Task The_same_key_starts_one_trial()
    {
        var body = JsonSerializer.Serialize(new { definition = JsonNode.Parse(FourAtOnce) });
        var first = await IdAsync(await SendAsync());
        (await IdAsync(await SendAsync())).ShouldBe(first);

        Task<HttpResponseMessage> SendAsync() =>
            admin.SendAsync(
                new HttpRequestMessage(HttpMethod.Post, Path) { Content = Content(body), Headers = { { "Idempotency-Key", "trial-once" } } }
            );
    }

    [Fact]
    public async Task The_pages_start_a_draft_answer_it_and_keep_what_was_typed()
    {
        (await admin.GetStringAsync("/")).ShouldContain("/workflows/trials");
        var list = await admin.GetStringAsync("/workflows/trials");
        list.ShouldContain("|township-case");
        var form = Hidden(list, "start");
        form.Add(new StringContent(""), "of");
        form.Add(new StringContent("{ \"root\": "), "json");
        form.Add(new StringContent("{ \"matterCode\": \"CG-06\" }"), "facts");
        var kept = await (await admin.PostAsync("/workflows/trials", form)).Content.ReadAsStringAsync();
        kept.ShouldContain("invalid-feedback");
        kept.ShouldContain("CG-06");
        kept.ShouldContain("{ &quot;root&quot;: ");

        form = Hidden(kept, "start");
        form.Add(new StringContent(""), "of");
        form.Add(new StringContent("{ \"matterCode\": \"CG-06\" }"), "facts");
        form.Add(new StringContent(Everything), "file", "draft.json");
        var started = await admin.PostAsync("/workflows/trials", form);
        started.StatusCode.ShouldBe(HttpStatusCode.Found, await started.Content.ReadAsStringAsync());
        var path = started.Headers.Location!.ToString().Split('?')[0];
        path = new Uri(admin.BaseAddress!, path).AbsolutePath;
        var page = await admin.GetStringAsync(path);
        page.ShouldContain("flow-waiting");
        page.ShouldContain("罚款");

        var bookmark = Bookmark(await ReadAsync(Guid.Parse(path.Split('/')[^1])));
        form = Hidden(page, $"answer-{bookmark}");
        form.Add(new StringContent("yes"), "outcome");
        form.Add(new StringContent("五百"), "f.fine");
        kept = await (await admin.PostAsync(path, form)).Content.ReadAsStringAsync();
        kept.ShouldContain("value=\"五百\"");

        form = Hidden(kept, $"answer-{bookmark}");
        form.Add(new StringContent("yes"), "outcome");
        form.Add(new StringContent("500"), "f.fine");
        (await admin.PostAsync(path, form)).StatusCode.ShouldBe(HttpStatusCode.Found);
        page = await admin.GetStringAsync(path);
        form = Hidden(page, "cancel");
        (await admin.PostAsync(path, form)).StatusCode.ShouldBe(HttpStatusCode.Found);
        (await admin.GetStringAsync(path)).ShouldNotContain("answer-");
    }

    private async Task<string> WorldAsync() =>
        (
            await service.Database.ScalarAsync<string>(
                """
                select concat_ws(' ', (select count(*) from cases), (select count(*) from instances), (select count(*) from tasks),
                    (select count(*) from timers), (select count(*) from outbox), (select count(*) from numbers),
                    (select coalesce(sum(last), 0) from number_series), (select count(*) from journal))
                """
            )
        )!;

    private async Task<Guid> StartedAsync(object request) => await IdAsync(await admin.PostAsJsonAsync(Path, request));

    private Task<JsonElement> ReadAsync(Guid id) => admin.GetFromJsonAsync<JsonElement>($"{Path}/{id}");

    private Task<HttpResponseMessage> AnswerAsync(Guid id, object answer) => admin.PostAsJsonAsync($"{Path}/{id}/answers", answer);

    private async Task<JsonElement> AnsweredAsync(Guid id, object answer)
    {
        var answered = await AnswerAsync(id, answer);
        answered.StatusCode.ShouldBe(HttpStatusCode.OK, await answered.Content.ReadAsStringAsync());
        return await answered.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<Guid> IdAsync(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    private static async Task<IReadOnlyList<string>> FieldsAsync(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, await answer.Content.ReadAsStringAsync());
        return
        [
            .. (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateObject().Select(field => field.Name),
        ];
    }

    private static async Task RefusedAsync(HttpResponseMessage answer, string code) =>
        (await CodeAsync(answer, HttpStatusCode.Conflict)).ShouldBe(code);

    private static async Task<string?> CodeAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        answer.StatusCode.ShouldBe(status, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
    }

    private static JsonElement Wait(JsonElement seen) => seen.GetProperty("waits").EnumerateArray().Single();

    private static int Bookmark(JsonElement seen) => Wait(seen).GetProperty("bookmark").GetInt32();

    private static int BookmarkOf(IEnumerable<JsonElement> waits, string title) =>
        waits.Single(wait => wait.GetProperty("title").GetString() == title).GetProperty("bookmark").GetInt32();

    private static List<string> Would(JsonElement seen) =>
        [
            .. seen.GetProperty("wouldHave")
                .EnumerateArray()
                .Select(deed => $"{deed.GetProperty("what").GetString()} {deed.GetProperty("subject").GetString()}"),
        ];

    private static List<string?> Texts(JsonElement seen, string name) =>
        [.. seen.GetProperty(name).EnumerateArray().Select(text => text.GetString())];

    private static StringContent Content(string json) => new(json, Encoding.UTF8, "application/json");
}
