using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Processes.Repairs;
using Enforcement.Shell;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using static Enforcement.Tests.Harness.Forms;

namespace Enforcement.Tests.Processes;

/// <summary>A case whose flow failed: task "there", then a step that asks for a variable nobody set, then task "after".</summary>
public sealed class RepairTests(TestService service) : IClassFixture<TestService>, IAsyncLifetime
{
    private const string Township = "430112109";
    private const string Government = "430112-government";

    private static readonly string Stumbles = TestDefinitions
        .Flowchart(
            "stumbles",
            [
                TestDefinitions.Node("start", "Elsa.Start"),
                TestDefinitions.Task("there"),
                TestDefinitions.Node(
                    "stumble",
                    "Enforcement.SetStage",
                    (
                        "stage",
                        new
                        {
                            typeName = "String",
                            expression = new
                            {
                                type = "JavaScript",
                                value = "if (variables.stage == null) throw new Error('no stage'); return variables.stage;",
                            },
                        }
                    )
                ),
                TestDefinitions.Task("after"),
            ],
            ["start>there", "there:done>stumble", "stumble>after"]
        )
        .Replace(
            "\"root\":",
            "\"variables\":[{\"id\":\"stage\",\"name\":\"stage\",\"typeName\":\"String\"}],\"root\":",
            StringComparison.Ordinal
        );

    private static readonly string Decides = TestDefinitions.Flowchart(
        "decides",
        [
            TestDefinitions.Node("start", "Elsa.Start"),
            TestDefinitions.Task("there"),
            TestDefinitions.Task(
                "decide",
                ("hint", new { typeName = "String", expression = new { type = "JavaScript", value = "throw new Error('no hint')" } })
            ),
        ],
        ["start>there", "there:done>decide"]
    );

    private HttpClient officer = null!;
    private HttpClient head = null!;
    private HttpClient admin = null!;
    private HttpClient second = null!;

    public async Task InitializeAsync()
    {
        await service.BodyAsync(Township, Township, "长沙市望城区靖港镇人民政府");
        await service.BodyAsync(Government, "430112", "长沙市望城区人民政府", "government");
        await service.PersonAsync("mend-head", Roles.AgencyHead, Township);
        await service.PersonAsync("mend-admin", Roles.WorkflowAdmin, Government);
        await service.PersonAsync("mend-second", Roles.WorkflowAdmin, Government);
        await service.PersonAsync("mend-officer", Roles.Officer, Township);
        (officer, head) = (await service.CallerAsync("mend-officer"), await service.CallerAsync("mend-head"));
        (admin, second) = (await service.CallerAsync("mend-admin"), await service.CallerAsync("mend-second"));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_failed_step_stops_its_case_where_owner_and_admin_see_it_and_nobody_else_mends_it()
    {
        var (number, incident) = await StumbleAsync();

        (await ItemsAsync(admin, "/api/incidents")).ShouldContain(it => it.GetProperty("id").GetGuid() == incident);
        (await ItemsAsync(head, "/api/incidents")).ShouldContain(it => it.GetProperty("caseNumber").GetString() == number);
        (await ItemsAsync(officer, "/api/incidents")).ShouldBeEmpty();
        (await officer.GetAsync($"/api/cases/{number}/incidents")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var refused = await AskAsync(officer, number, incident, new { kind = "retry", reason = "再试一次" });
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        var item = (await ItemsAsync(admin, $"/api/cases/{number}/incidents")).Single();
        item.GetProperty("message").GetString()!.ShouldContain("Failed to evaluate activity input 'Stage': no stage");
        item.GetProperty("outcomes")[0].GetProperty("leadsTo")[0].GetProperty("label").GetString().ShouldBe("after");
        item.GetProperty("backTo").EnumerateArray().Select(node => node.GetProperty("label").GetString()).ShouldBe(["there", "start"]);
    }

    [Fact]
    public async Task Why_it_failed_and_where_it_may_go_on_is_told_in_the_readers_language_with_the_engines_words_beside_it()
    {
        var (number, _) = await StumbleAsync();

        var item = (await ItemsAsync(admin, $"/api/cases/{number}/incidents")).Single();
        item.GetProperty("code").GetString().ShouldBe("input");
        item.GetProperty("reason").GetString().ShouldBe("输入项“阶段”无法求值，或者结果不是所需的类型。");
        item.GetProperty("outcomes")[0].GetProperty("name").GetString().ShouldBe("Done");
        item.GetProperty("outcomes")[0].GetProperty("label").GetString().ShouldBe("完成");
        var page = WebUtility.HtmlDecode(await admin.GetStringAsync($"/cases/{number}/incidents"));
        page.ShouldContain("输入项“阶段”无法求值");
        page.ShouldContain(">完成 → after</option>");
        page.ShouldContain("Failed to evaluate activity input 'Stage': no stage");

        var request = new HttpRequestMessage(HttpMethod.Get, $"/cases/{number}/incidents");
        request.Headers.Add("Accept-Language", "en");
        var english = WebUtility.HtmlDecode(await (await admin.SendAsync(request)).Content.ReadAsStringAsync());
        english.ShouldContain("The input “Stage” could not be evaluated");
        english.ShouldContain(">Done → after</option>");
        english.ShouldNotContain("无法求值");
    }

    [Theory]
    [InlineData(
        "flow-outcome.",
        "Ordinary,Major,CrossRegion,Crime,ToCheck,Required,NotRequired,Ask,Accepted,Returned,Objected,Done,True,False,Default"
    )]
    [InlineData("incident.", "input,script,value,loop,join-early,join-stranded,waits-for-nothing,drawn,child,unknown")]
    public void Every_way_out_of_an_activity_and_every_reason_has_words(string prefix, string names) =>
        names.Split(',').Where(name => !Texts.Has(prefix + name)).ShouldBeEmpty();

    [Fact]
    public void A_way_out_that_the_definition_labels_is_called_so()
    {
        var graph = service.CompileShipped("township-case");

        OutcomeWords.Of(graph.Nodes.Single(node => node.Id == "decision"), "no-penalty").ShouldBe("不予行政处罚");
        OutcomeWords.Of(graph.Nodes.Single(node => node.Id == "classify"), "Major").ShouldBe("重大案件");
        OutcomeWords.Of(null, "a label of a switch").ShouldBe("a label of a switch");
    }

    [Fact]
    public async Task Those_who_can_mend_it_are_told_once_and_led_there()
    {
        var (number, _) = await StumbleAsync();

        await service.SweepAsync();
        await service.SweepAsync();

        foreach (var caller in (HttpClient[])[head, admin, second])
        {
            var told = (await ItemsAsync(caller, "/api/notifications")).Single(it => it.GetProperty("caseNumber").GetString() == number);
            told.GetProperty("link").GetString().ShouldBe($"/cases/{number}/incidents");
            told.GetProperty("text").GetString()!.ShouldContain("stumble");
        }
        (await ItemsAsync(officer, "/api/notifications")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_retry_with_a_variable_runs_on_when_a_second_person_approves_and_the_journal_names_both()
    {
        var (number, incident) = await StumbleAsync();

        var repair = await AskedAsync(
            admin,
            number,
            incident,
            new
            {
                kind = "retry",
                variables = new { stage = "filing" },
                reason = "变量漏设",
            }
        );
        (await OpenNodesAsync(number)).ShouldBeEmpty("asking moves nothing");
        await RefusedAsync(await admin.PostAsync($"/api/repairs/{repair}/approval", null), "repair.own");
        (await head.PostAsync($"/api/repairs/{repair}/approval", null)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await OpenNodesAsync(number)).ShouldBe(["after"]);
        (await ItemsAsync(admin, $"/api/cases/{number}/incidents")).ShouldBeEmpty();
        (await admin.GetFromJsonAsync<JsonElement>($"/api/cases/{number}")).GetProperty("stage").GetString().ShouldBe("filing");
        var journal = await ItemsAsync(admin, $"/api/cases/{number}/journal");
        journal
            .Where(line => line.GetProperty("action").GetString()!.StartsWith("repair.", StringComparison.Ordinal))
            .Select(line =>
                $"{line.GetProperty("action").GetString()} {line.GetProperty("content").GetProperty("by").GetProperty("name").GetString()}"
            )
            .ShouldBe(["repair.asked mend-admin", "repair.done mend-head"]);
        (await admin.GetFromJsonAsync<JsonElement>($"/api/cases/{number}/journal/verification"))
            .GetProperty("valid")
            .GetBoolean()
            .ShouldBeTrue();
        await RefusedAsync(await second.PostAsync($"/api/repairs/{repair}/approval", null), "repair.decided");
    }

    [Fact]
    public async Task A_retry_that_fails_again_leaves_one_open_incident()
    {
        var (number, incident) = await StumbleAsync();
        var repair = await AskedAsync(admin, number, incident, new { kind = "retry", reason = "再试一次" });

        (await second.PostAsync($"/api/repairs/{repair}/approval", null)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var again = (await ItemsAsync(admin, $"/api/cases/{number}/incidents")).Single();
        again.GetProperty("id").GetGuid().ShouldNotBe(incident);
        (
            await service.Database.ScalarAsync<int>(
                "select incident_count from instances n join cases c using (county_code, id) where c.number = $1",
                number
            )
        ).ShouldBe(1);
    }

    [Theory]
    [InlineData("skip", "after")]
    [InlineData("go-back", "there")]
    public async Task A_step_is_taken_for_done_or_the_flow_goes_back(string kind, string opens)
    {
        var (number, incident) = await StumbleAsync();
        var there = (await ItemsAsync(admin, $"/api/cases/{number}/incidents"))
            .Single()
            .GetProperty("backTo")[0]
            .GetProperty("node")
            .GetString();
        var repair = await AskedAsync(
            head,
            number,
            incident,
            new
            {
                kind,
                outcome = "Done",
                node = there,
                reason = "照此办理",
            }
        );

        (await admin.PostAsync($"/api/repairs/{repair}/approval", null)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await OpenNodesAsync(number)).ShouldBe([opens]);
    }

    [Fact]
    public async Task What_people_have_to_decide_is_never_taken_for_done()
    {
        var (number, incident) = await StumbleAsync("decides", Decides);
        var item = (await ItemsAsync(admin, $"/api/cases/{number}/incidents")).Single();
        item.GetProperty("outcomes").GetArrayLength().ShouldBe(0);

        await RefusedAsync(
            await AskAsync(
                admin,
                number,
                incident,
                new
                {
                    kind = "skip",
                    outcome = "done",
                    reason = "代为批准",
                }
            ),
            "repair.decision"
        );

        (await admin.GetStringAsync($"/cases/{number}/incidents")).ShouldNotContain("value=\"skip\"");
    }

    [Fact]
    public async Task A_case_is_never_left_open_with_nothing_that_waits()
    {
        var (number, incident) = await StumbleAsync();
        var repair = await AskedAsync(admin, number, incident, new { kind = "cancel-branch", reason = "不要这一支" });

        await RefusedAsync(await second.PostAsync($"/api/repairs/{repair}/approval", null), "repair.leaves-nothing");

        (await ItemsAsync(admin, $"/api/cases/{number}/incidents"))
            .Single()
            .GetProperty("asked")
            .GetProperty("state")
            .GetString()
            .ShouldBe("asked");
    }

    [Fact]
    public async Task One_request_at_a_time_which_is_declined_with_a_reason_or_withdrawn_by_who_asked()
    {
        var (number, incident) = await StumbleAsync();
        var first = await AskedAsync(
            admin,
            number,
            incident,
            new
            {
                kind = "skip",
                outcome = "Done",
                reason = "先过",
            }
        );

        await RefusedAsync(await AskAsync(head, number, incident, new { kind = "retry", reason = "再试" }), "repair.already-asked");
        (await second.PostAsync($"/api/repairs/{first}/withdrawal", null)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await second.PostAsJsonAsync($"/api/repairs/{first}/refusal", new { reason = " " })).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );
        (await second.PostAsJsonAsync($"/api/repairs/{first}/refusal", new { reason = "不能跳过" })).StatusCode.ShouldBe(HttpStatusCode.OK);

        var next = await AskedAsync(head, number, incident, new { kind = "retry", reason = "再试" });
        (await head.PostAsync($"/api/repairs/{next}/withdrawal", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await OpenNodesAsync(number)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"kind":"explode","reason":"x"}""", "kind")]
    [InlineData("""{"reason":"x"}""", "kind")]
    [InlineData("""{"kind":"retry"}""", "reason")]
    [InlineData("""{"kind":"skip","reason":"x"}""", "outcome")]
    [InlineData("""{"kind":"skip","outcome":"Nowhere","reason":"x"}""", "outcome")]
    [InlineData("""{"kind":"go-back","node":"stumbles-1:flow:after","reason":"x"}""", "node")]
    [InlineData("""{"kind":"retry","variables":{"unknown":1},"reason":"x"}""", "variables")]
    [InlineData("""{"kind":"retry","variables":{"stage":"a\u0000b"},"reason":"x"}""", "variables")]
    [InlineData("""{"kind":"retry","variables":{"stage":"\ud800"},"reason":"x"}""", "variables")]
    public async Task What_the_step_does_not_offer_is_malformed_by_field(string body, string field)
    {
        var (number, incident) = await StumbleAsync();

        var answer = await admin.PostAsync(
            $"/api/cases/{number}/incidents/{incident}/repairs",
            new StringContent(body, System.Text.Encoding.UTF8, "application/json")
        );

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task The_pages_lead_from_the_list_to_the_form_and_keep_what_was_typed()
    {
        var (number, incident) = await StumbleAsync();
        (await admin.GetStringAsync("/incidents")).ShouldContain($"/cases/{number}/incidents");
        (await head.GetStringAsync($"/cases/{number}")).ShouldContain($"/cases/{number}/incidents");
        (await officer.GetStringAsync($"/cases/{number}")).ShouldNotContain($"/cases/{number}/incidents");
        var path = $"/cases/{number}/incidents";
        var form = Hidden(await admin.GetStringAsync(path), $"ask-{incident}");
        form.Add(new StringContent("retry"), "kind");
        form.Add(new StringContent("filing"), "var:stage");

        var kept = await (await admin.PostAsync(path, form)).Content.ReadAsStringAsync();
        kept.ShouldContain("value=\"filing\"");
        kept.ShouldContain("invalid-feedback");

        form = Hidden(kept, $"ask-{incident}");
        form.Add(new StringContent("retry"), "kind");
        form.Add(new StringContent("filing"), "var:stage");
        form.Add(new StringContent("变量漏设"), "reason");
        (await admin.PostAsync(path, form)).StatusCode.ShouldBe(HttpStatusCode.Found);
        var repair = await service.Database.ScalarAsync<Guid>("select id from repairs where incident_id = $1", incident);
        (await second.PostAsync(path, Hidden(await second.GetStringAsync(path), $"approve-{repair}"))).StatusCode.ShouldBe(
            HttpStatusCode.Found
        );
        (await OpenNodesAsync(number)).ShouldBe(["after"]);
    }

    /// <summary>Its number, and the incident that stops it.</summary>
    private async Task<(string Number, Guid Incident)> StumbleAsync(string id = "stumbles", string? definition = null)
    {
        string number;
        await using (
            var step = await service.BeginCaseAsync(id, definition ?? Stumbles, "lead-check", [], Township, "mend-officer", "mend-partner")
        )
        {
            step.Main.Record("case.opened", []);
            await step.CommitAsync(CancellationToken.None);
            number = step.Case.Number;
        }
        var task = await service.Database.ScalarAsync<Guid>(
            "select t.id from tasks t join cases c on c.id = t.case_id where c.number = $1 and t.state = 'open'",
            number
        );
        (await officer.PostAsJsonAsync($"/api/tasks/{task}/completion", new { outcome = "done", fields = new { } })).StatusCode.ShouldBe(
            HttpStatusCode.OK
        );
        var incident = await service.Database.ScalarAsync<Guid>(
            "select i.id from incidents i join cases c on c.id = i.case_id where c.number = $1 and resolved_at is null",
            number
        );
        return (number, incident);
    }

    private Task<List<string>> OpenNodesAsync(string number) =>
        service.Database.ColumnAsync<string>(
            "select t.node from tasks t join cases c on c.id = t.case_id where c.number = $1 and t.state = 'open' order by 1",
            number
        );

    private static Task<HttpResponseMessage> AskAsync(HttpClient caller, string number, Guid incident, object plan) =>
        caller.PostAsJsonAsync($"/api/cases/{number}/incidents/{incident}/repairs", plan);

    private static async Task<Guid> AskedAsync(HttpClient caller, string number, Guid incident, object plan)
    {
        var answer = await AskAsync(caller, number, incident, plan);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    private static async Task RefusedAsync(HttpResponseMessage answer, string code)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict, await answer.Content.ReadAsStringAsync());
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe(code);
    }

    private static async Task<IReadOnlyList<JsonElement>> ItemsAsync(HttpClient caller, string path) =>
        [.. (await caller.GetFromJsonAsync<JsonElement>(path)).GetProperty("items").EnumerateArray()];
}
