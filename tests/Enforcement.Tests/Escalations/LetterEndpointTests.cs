using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Tasks;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.Escalations;

public sealed class LetterEndpointTests(TestService service) : IClassFixture<TestService>, IAsyncLifetime
{
    private const string Township = "430112109";
    private const string Department = "430112-natural-resources";

    private Actor officer = null!;

    public async Task InitializeAsync()
    {
        await service.BodyAsync(Township, Township, "桥驿镇");
        await service.BodyAsync("430112108", "430112108", "茶亭镇");
        await service.BodyAsync(Department, "430112", "自然资源局", "department", "natural-resources");
        if (await service.Database.ScalarAsync<long>("select count(*) from accounts where user_name = 'lt-clerk'") == 0)
        {
            await service.BodyAsync("430112-police", "430112", "公安局", "department", "police");
            await service.PersonAsync("lt-mayor", Roles.AgencyHead, Township);
            await service.PersonAsync("lt-police-clerk", Roles.CountyIntake, "430112-police");
            await service.PersonAsync("lt-police", Roles.UnitHead, "430112-police");
            await service.PersonAsync("lt-officer", Roles.Officer, Township);
            await service.PersonAsync("lt-squad", Roles.SquadHead, Township);
            await service.PersonAsync("lt-stranger", Roles.SquadHead, "430112108");
            await service.PersonAsync("lt-clerk", Roles.CountyIntake, Department);
            await service.PersonAsync("lt-head", Roles.UnitHead, Department);
            await service.PersonAsync("lt-handler", Roles.CountyHandler, Department, "承办人甲");
            await service.Database.ExecuteAsync(
                """
                insert into workflow_definitions (id, definition_id, version, name, content, content_hash, is_published, created_at, published_at)
                values ('lead-transfer-1', 'lead-transfer', 1, 'lead-transfer', $1, '\x00', true, now(), now()),
                    ('police-referral-1', 'police-referral', 1, 'police-referral', $2, '\x00', true, now(), now())
                """,
                LetterDefinitions.Township("lead-transfer"),
                LetterDefinitions.Township("police-referral")
            );
        }
        var id = await service.Database.ScalarAsync<Guid>("select id from accounts where user_name = 'lt-officer'");
        officer = (await service.Services.GetRequiredService<People>().FindAsync(id, default))!;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_letter_goes_from_delivery_to_the_departments_own_shipped_case()
    {
        var letter = await SendAsync();
        var clerk = await service.CallerAsync("lt-clerk");
        var head = await service.CallerAsync("lt-head");

        var shown = await clerk.GetFromJsonAsync<JsonElement>($"/api/escalations/{letter}");
        shown.GetProperty("status").GetString().ShouldBe("delivered");
        shown.GetProperty("acts").EnumerateArray().Select(act => act.GetString()).ShouldBe(["receipt"]);
        var waiting = await clerk.GetFromJsonAsync<JsonElement>("/api/escalations?status=delivered&side=received&limit=200");
        waiting.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()).ShouldContain(letter);

        (await PostAsync(clerk, letter, "receipt", null)).ShouldBe(HttpStatusCode.OK);
        (await PostAsync(clerk, letter, "acceptance", new { })).ShouldBe(HttpStatusCode.Forbidden);
        (await PostAsync(head, letter, "acceptance", new { handler = "nobody" })).ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync(head, letter, "acceptance", new { handler = "lt-handler" })).ShouldBe(HttpStatusCode.OK);
        (await PostAsync(head, letter, "acceptance", new { })).ShouldBe(HttpStatusCode.Conflict);

        shown = await head.GetFromJsonAsync<JsonElement>($"/api/escalations/{letter}");
        shown.GetProperty("receiverCase").GetProperty("stage").GetString().ShouldBe("filing");
        await TheLineTellsWhoHadItAsync(shown.GetProperty("caseNumber").GetString()!, head, letter);
    }

    [Fact]
    public async Task After_the_word_of_the_police_each_side_finds_what_it_may_do_on_the_letters_page()
    {
        var letter = await SendAsync(kind: "police-referral");
        var police = await service.CallerAsync("lt-police");
        var mayor = await service.CallerAsync("lt-mayor");
        (await PostAsync(await service.CallerAsync("lt-police-clerk"), letter, "receipt", null)).ShouldBe(HttpStatusCode.OK);
        (await PostAsync(police, letter, "refusal", new { reason = "无犯罪事实", notice = "望公不立字〔2026〕1号" })).ShouldBe(
            HttpStatusCode.OK
        );

        var shown = await ShownAsync(mayor);
        shown.ShouldContain("提请复议的最后一日");
        shown.ShouldContain("建议人民检察院立案监督");
        var empty = Forms.Hidden(shown, "reconsideration");
        (await ReadAsync(await mayor.PostAsync($"/escalations/{letter}", empty))).ShouldMatch("data-fault=\"reason\">[^<]+<");
        (await PostAsync(mayor, letter, "reconsideration", new { reason = "涉案数额已达标准" })).ShouldBe(HttpStatusCode.OK);

        var decision = Forms.Hidden(await ShownAsync(police), "reconsideration-decision");
        decision.Add(new StringContent("望公立字〔2026〕1号"), "notice");
        (await ReadAsync(await police.PostAsync($"/escalations/{letter}", decision))).ShouldMatch("data-fault=\"files\">[^<]+<");
        (await PostAsync(police, letter, "reconsideration-decision", new { files = true, notice = "望公立字〔2026〕1号" })).ShouldBe(
            HttpStatusCode.OK
        );

        var officers = await service.CallerAsync("lt-officer");
        (await ShownAsync(officers)).ShouldContain("移交涉案财物和材料的最后一日");
        (await PostAsync(officers, letter, "goods", new { items = "挖掘机一台" })).ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync(officers, letter, "goods", new { items = "挖掘机一台", receivedBy = "民警乙" })).ShouldBe(HttpStatusCode.OK);
        (await ShownAsync(officers)).ShouldContain("挖掘机一台");

        async Task<string> ShownAsync(HttpClient who)
        {
            var page = await ReadAsync(await who.GetAsync($"/escalations/{letter}"));
            page.ShouldNotContain("[letters.");
            return page;
        }
    }

    private async Task TheLineTellsWhoHadItAsync(string number, HttpClient head, Guid letter)
    {
        var spans = (await head.GetFromJsonAsync<JsonElement>($"/api/cases/{number}/lateness"))
            .GetProperty("spans")
            .EnumerateArray()
            .ToList();
        spans[0].GetProperty("responsible").GetString().ShouldBe("lt-officer");
        spans[0].GetProperty("organization").GetString().ShouldBe(Township);
        var page = WebUtility.HtmlDecode(await head.GetStringAsync($"/cases/{number}"));
        var line = page[page.IndexOf("id=\"line\"", StringComparison.Ordinal)..];
        line.ShouldContain("自然资源局受理");
        line.ShouldContain("自然资源局签收");
        line.ShouldContain($"href=\"/escalations/{letter}\"");
        line.IndexOf("受理", StringComparison.Ordinal).ShouldBeLessThan(line.IndexOf("签收", StringComparison.Ordinal));
        page.ShouldContain("案件移送回执（签收）");
        page.ShouldContain("案件移送回执（受理）");
        (await head.GetFromJsonAsync<JsonElement>($"/api/cases/{number}/documents"))
            .GetProperty("items")
            .EnumerateArray()
            .Select(item => item.GetProperty("title").GetString())
            .ShouldBe(["案件移送回执（签收）", "案件移送回执（受理）"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_stranger_is_told_404_on_every_route_and_finds_nothing_in_a_list()
    {
        var letter = await SendAsync();
        var stranger = await service.CallerAsync("lt-stranger");

        (await stranger.GetAsync($"/api/escalations/{letter}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.GetAsync($"/escalations/{letter}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        foreach (
            var (verb, body) in ((string, object)[])
                [
                    ("receipt", new { }),
                    ("acceptance", new { }),
                    ("return", new { items = new[] { "证据清单" } }),
                    ("objection", new { reason = "无", competentBody = "无" }),
                    ("negotiation", new { words = "无" }),
                    ("agreement", new { organization = Department }),
                    ("report", new { reason = "无" }),
                    ("evidence-checks", new { items = new[] { new { ordinal = 1, usable = true } } }),
                    ("designation", new { organization = Department, basis = "无" }),
                    ("feedback", new { result = "无" }),
                    ("withdrawal", new { reason = "无" }),
                ]
        )
            (await PostAsync(stranger, letter, verb, body)).ShouldBe(HttpStatusCode.NotFound, verb);
        (await stranger.GetStringAsync("/api/escalations")).ShouldNotContain(letter.ToString());
    }

    [Fact]
    public async Task What_cannot_be_read_is_malformed_and_never_a_fault()
    {
        var letter = await SendAsync();
        var clerk = await service.CallerAsync("lt-clerk");
        var head = await service.CallerAsync("lt-head");
        foreach (var query in (string[])["status=unknown", "side=left", "limit=x", "after=x", "status=delivered&after=0~x~y"])
            (await clerk.GetAsync($"/api/escalations?{query}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest, query);
        (await PostAsync(clerk, letter, "receipt", new { signedOn = "24.11.2026" })).ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync(clerk, letter, "receipt", new { signedOn = "2027-01-01" })).ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync(clerk, letter, "receipt", null)).ShouldBe(HttpStatusCode.OK);
        (await PostAsync(head, letter, "return", new { items = Array.Empty<string>() })).ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync(head, letter, "return", new { items = new[] { "a\0b" } })).ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync(head, letter, "return", new { items = 7 })).ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync(head, letter, "objection", new { reason = new string('长', 1_000_000), competentBody = "x" })).ShouldBe(
            HttpStatusCode.BadRequest
        );
        (await PostAsync(head, letter, "objection", new { reason = "不归我管" })).ShouldBe(HttpStatusCode.BadRequest);
        (await clerk.PostAsJsonAsync("/api/escalations/receipts", new { ids = Array.Empty<Guid>() })).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );
        (await head.PostAsJsonAsync("/api/escalations/acceptances", new { items = new object?[] { null } })).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );
    }

    [Fact]
    public async Task The_tray_shows_the_letter_beside_the_list_and_on_its_own_page()
    {
        var letter = await SendAsync();
        var clerk = await service.CallerAsync("lt-clerk");

        var tray = await clerk.GetStringAsync($"/escalations?tab=to-sign&open={letter}");
        tray.ShouldContain("签收本页全部");
        tray.ShouldContain("三辆货车倾倒");
        tray.ShouldContain("剩余");
        var page = await clerk.GetStringAsync($"/escalations/{letter}");
        page.ShouldContain("签收前，移送机关仍负有制止危险、保护现场的责任。");
        foreach (var tab in (string[])["to-sign", "to-accept", "answered", "sent", "objected", "nonsense"])
            (await clerk.GetAsync($"/escalations?tab={tab}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        tray.ShouldNotContain("[letters.");
        page.ShouldNotContain("[letters.");
    }

    [Theory]
    [InlineData("receipt")]
    [InlineData("many")]
    public async Task Who_comes_second_with_a_form_reads_why(string form)
    {
        var letter = await SendAsync();
        var clerk = await service.CallerAsync("lt-clerk");
        var address = $"/escalations?tab=to-sign&open={letter}";
        var sent = Forms.Hidden(await clerk.GetStringAsync(address), form);
        sent.Add(new StringContent("sign"), "act");
        sent.Add(new StringContent($"{letter}"), "ids");
        (await PostAsync(clerk, letter, "receipt", null)).ShouldBe(HttpStatusCode.OK);

        var page = await ReadAsync(await clerk.PostAsync(address, sent));

        page.ShouldContain("escalation.signed-before");
    }

    [Fact]
    public async Task A_refusal_stands_beside_its_field_and_the_form_keeps_what_was_typed()
    {
        var letter = await SendAsync();
        var head = await service.CallerAsync("lt-head");
        (await PostAsync(await service.CallerAsync("lt-clerk"), letter, "receipt", null)).ShouldBe(HttpStatusCode.OK);
        var address = $"/escalations/{letter}";
        var shown = await head.GetStringAsync(address);

        var objection = Forms.Hidden(shown, "objection");
        objection.Add(new StringContent("不属于本局职责"), "reason");
        var page = await ReadAsync(await head.PostAsync(address, objection));
        page.ShouldMatch("data-fault=\"competentBody\">[^<]+<");
        page.ShouldNotMatch("data-fault=\"reason\">[^<]+<");
        page.Split("不属于本局职责").Length.ShouldBe(2); // in its own form, and in none of the others that ask for a reason

        var acceptance = Forms.Hidden(shown, "acceptance");
        acceptance.Add(new StringContent("nobody"), "handler");
        (await ReadAsync(await head.PostAsync(address, acceptance))).ShouldMatch("data-fault=\"handler\">[^<]+<");
    }

    [Fact]
    public async Task Both_sides_negotiate_on_the_letters_page_until_one_reports_it()
    {
        var letter = await SendAsync();
        var (clerk, head, squad) = (
            await service.CallerAsync("lt-clerk"),
            await service.CallerAsync("lt-head"),
            await service.CallerAsync("lt-squad")
        );
        (await PostAsync(clerk, letter, "receipt", null)).ShouldBe(HttpStatusCode.OK);
        (await PostAsync(head, letter, "negotiation", new { words = "请看" })).ShouldBe(HttpStatusCode.Conflict);
        (await PostAsync(head, letter, "objection", new { reason = "不归我管", competentBody = "水利局" })).ShouldBe(HttpStatusCode.OK);
        var address = $"/escalations/{letter}";

        var shown = await squad.GetStringAsync(address);
        shown.ShouldContain("协商期限至");
        var none = Forms.Hidden(shown, "negotiation");
        none.Add(new StringContent(" "), "words");
        none.Add(new StringContent("430112108"), "thirdBody");
        var page = await ReadAsync(await squad.PostAsync(address, none));
        page.ShouldMatch("data-fault=\"words\">[^<]+<");
        page.ShouldMatch("<option value=\"430112108\" selected");

        var words = Forms.Hidden(shown, "negotiation");
        words.Add(new StringContent("现场在茶亭镇一侧"), "words");
        words.Add(new StringContent("430112108"), "thirdBody");
        (await squad.PostAsync(address, words)).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        shown = await head.GetStringAsync(address);
        shown.ShouldContain("现场在茶亭镇一侧");
        shown.ShouldContain("同意由茶亭镇管辖");
        shown.ShouldNotContain("[letters.");
        (await PostAsync(squad, letter, "agreement", new { organization = "430112108" })).ShouldBe(HttpStatusCode.Conflict);
        (await PostAsync(head, letter, "report", new { reason = "" })).ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync(head, letter, "report", new { reason = "茶亭镇也有异议" })).ShouldBe(HttpStatusCode.OK);
        (await head.GetFromJsonAsync<JsonElement>($"/api/escalations/{letter}")).GetProperty("status").GetString().ShouldBe("disputed");
    }

    [Fact]
    public async Task The_receiver_checks_the_evidence_list_on_the_letters_page_and_the_acceptance_says_what_is_open()
    {
        var letter = await SendAsync(photos: 2);
        var (clerk, head) = (await service.CallerAsync("lt-clerk"), await service.CallerAsync("lt-head"));
        (await PostAsync(clerk, letter, "receipt", null)).ShouldBe(HttpStatusCode.OK);
        var address = $"/escalations/{letter}";
        var shown = await head.GetStringAsync(address);
        shown.ShouldContain("证据清单中还有2件未核对。");

        var checks = Forms.Hidden(shown, "evidence-checks");
        checks.Add(new StringContent("true"), "usable-1");
        checks.Add(new StringContent("false"), "usable-2");
        var page = await ReadAsync(await head.PostAsync(address, checks));
        page.ShouldMatch("data-fault=\"items.2.reason\">[^<]+<");
        page.ShouldMatch("name=\"usable-2\" value=\"false\" checked");
        page.ShouldNotContain("[letters.");

        (
            await PostAsync(
                head,
                letter,
                "evidence-checks",
                new
                {
                    items = new object[]
                    {
                        new { ordinal = 1, usable = true },
                        new
                        {
                            ordinal = 2,
                            usable = false,
                            reason = "没有拍摄地点",
                        },
                    },
                }
            )
        ).ShouldBe(HttpStatusCode.OK);
        var list = await clerk.GetFromJsonAsync<JsonElement>($"/api/escalations/{letter}/evidence");
        list.GetProperty("items").EnumerateArray().Last().GetProperty("check").GetProperty("reason").GetString().ShouldBe("没有拍摄地点");
        (await head.GetStringAsync(address)).ShouldNotContain("件未核对");
        var stranger = await service.CallerAsync("lt-stranger");
        (await stranger.GetAsync($"/api/escalations/{letter}/evidence")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Many_are_accepted_by_choice_and_what_was_chosen_stays_when_one_is_refused()
    {
        var letter = await SendAsync();
        var (clerk, head) = (await service.CallerAsync("lt-clerk"), await service.CallerAsync("lt-head"));
        (await PostAsync(clerk, letter, "receipt", null)).ShouldBe(HttpStatusCode.OK);
        const string address = "/escalations?tab=to-accept";
        var shown = await head.GetStringAsync(address);

        var none = Forms.Hidden(shown, "many");
        none.Add(new StringContent("accept"), "act");
        none.Add(new StringContent("lt-handler"), "handler");
        var page = await ReadAsync(await head.PostAsync(address, none));
        page.ShouldContain("escalation.none-chosen");
        page.ShouldMatch("<option value=\"lt-handler\" selected");

        var one = Forms.Hidden(shown, "many");
        one.Add(new StringContent("accept"), "act");
        one.Add(new StringContent("nobody"), "handler");
        one.Add(new StringContent($"{letter}"), "ids");
        page = await ReadAsync(await head.PostAsync(address, one));
        page.ShouldContain("承办人：");
        page.ShouldMatch($"value=\"{letter}\"[^>]+checked");
    }

    [Fact]
    public async Task The_sender_reads_the_last_day_that_the_receiver_has_and_not_the_one_after()
    {
        var letter = await SendAsync();
        (await PostAsync(await service.CallerAsync("lt-clerk"), letter, "receipt", null)).ShouldBe(HttpStatusCode.OK);
        (await PostAsync(await service.CallerAsync("lt-head"), letter, "acceptance", new { })).ShouldBe(HttpStatusCode.OK);
        await service.Database.ExecuteAsync(
            "update tasks set due_legal = '2026-12-02T00:00+08' from escalations e where e.id = $1 and tasks.case_id = receiver_case_id",
            letter
        );

        (await (await service.CallerAsync("lt-officer")).GetStringAsync($"/escalations/{letter}")).ShouldContain("期限2026-12-01");
    }

    [Fact]
    public async Task The_same_key_signs_many_once()
    {
        Guid[] ids = [await SendAsync(), await SendAsync()];
        var clerk = await service.CallerAsync("lt-clerk");
        clerk.DefaultRequestHeaders.Add("Idempotency-Key", $"many-{ids[0]}");
        for (var time = 0; time < 2; time++)
        {
            var answer = await (
                await clerk.PostAsJsonAsync("/api/escalations/receipts", new { ids })
            ).Content.ReadFromJsonAsync<JsonElement>();
            answer.GetProperty("items").EnumerateArray().ShouldAllBe(item => item.GetProperty("done").GetBoolean());
        }
    }

    private static async Task<string> ReadAsync(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<Guid> SendAsync(int photos = 0, string kind = "lead-transfer")
    {
        var steps = service.Services.GetRequiredService<Steps>();
        var now = service.Clock.GetUtcNow();
        var caseFile = new CaseFile
        {
            Key = CaseKey.New("430112", now),
            Number = "",
            Kind = CaseKind.Township,
            OwnerOrg = Township,
            HandlerOrg = Township,
            Title = "倾倒建筑垃圾三车",
            MatterCode = "CG-02",
            MatterVersion = 1,
            ViolationOn = new DateOnly(2026, 11, 20),
            Procedure = "ordinary",
            Intent = "transfer",
            Officers = [officer.PersonId],
            Stage = "lead-check",
            StageSince = now,
            OpenedAt = now,
            Data = new CaseData(new JsonObject { ["description"] = "三辆货车倾倒" }),
        };
        await using (var step = await steps.BeginNewAsync(officer, default))
        {
            await step.OpenAsync(caseFile, kind, null, default);
            await step.CommitAsync(default);
        }
        for (var photo = 1; photo <= photos; photo++)
            await service.Database.ExecuteAsync(
                """
                with stored as (insert into files values ($4, 1, '\x00') on conflict do nothing)
                insert into attachments (county_code, id, organization, case_id, name, content_type, size, sha256, by, by_name, at)
                values ($1, $2, $3, $5, 'a.jpg', 'image/jpeg', 1, $4, $6, '执法员', now())
                """,
                caseFile.Key.County,
                RowId.New(caseFile.Key.County, now.AddMilliseconds(photo)),
                Township,
                System.Security.Cryptography.SHA256.HashData([(byte)photo]),
                caseFile.Key.Id,
                officer.PersonId
            );
        var task = await service.Database.ScalarAsync<Guid>("select id from tasks where case_id = $1", caseFile.Key.Id);
        await using var sent = await service
            .Services.GetRequiredService<CompleteTask>()
            .RunAsync(
                officer,
                task,
                new TaskCompletion("done", kind == "lead-transfer" ? new JsonObject { ["receiver"] = "natural-resources" } : []),
                default
            );
        return sent.Main.Part<CaseLetters>().All[0].Id;
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient caller, Guid letter, string verb, object? body)
    {
        var path = $"/api/escalations/{letter}/{verb}";
        var answer = body is null ? await caller.PostAsync(path, null) : await caller.PostAsJsonAsync(path, body);
        return answer.StatusCode;
    }
}
