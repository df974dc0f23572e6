using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.JointOperations;
using Enforcement.JointOperations.Subjects;
using Enforcement.Processes;
using Enforcement.Shell;
using Enforcement.Tests.Evidence;
using Enforcement.Tests.Harness;
using Enforcement.Tests.Supervision;
using Microsoft.Extensions.DependencyInjection;
using static Enforcement.Tests.JointOperations.JointBench;

namespace Enforcement.Tests.JointOperations;

/// <summary>Joint operations through the API, on a database of their own: a sweep tells whatever is late.</summary>
public sealed class OperationTests : IAsyncLifetime
{
    private TestService service = null!;

    public async Task InitializeAsync()
    {
        service = await TestService.CreateAsync();
        await service.StaffJointAsync();
    }

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public async Task A_whistle_brings_three_departments_and_ends_in_two_cases_of_two_bodies()
    {
        var called = await service.DoneAsync("jt-squad", Operations, Call());
        var id = called.GetProperty("id").GetGuid();
        called.GetProperty("number").GetString().ShouldBe("靖109联〔2026〕1号");
        // Seven working hours or none: the normal level has one working day.
        called.GetProperty("calls")[1].GetProperty("dueAt").GetDateTimeOffset().ShouldBe(SupervisionBench.At("2026-11-26T00:00"));

        (await service.RefusedActAsync("jt-urban1", id, "arrival")).ShouldBe((409, "joint.not-answered"));
        await service.ActAsync("jt-urban1", id, "answer", Coming());
        (await service.RefusedActAsync("jt-urban1", id, "answer", Coming())).ShouldBe((409, "joint.answered"));
        (await service.RefusedActAsync("jt-urban1", id, "sheet", Sheet("jt-urban1", "jt-urban2"))).ShouldBe((409, "joint.not-arrived"));
        (await service.RefusedActAsync("jt-market1", id, "refusal", new { reason = "忙", basis = "无" })).ShouldBe(
            (403, "joint.not-yours")
        );
        await service.ActAsync("jt-market-unit", id, "answer", Coming());
        (await service.RefusedActAsync("jt-water-unit", id, "refusal", new { reason = "不涉河道" })).ShouldBe((400, "malformed"));
        await service.ActAsync("jt-water-unit", id, "refusal", new { reason = "现场不涉河道", basis = "《中华人民共和国水法》第六十条" });
        (await service.RefusedActAsync("jt-water-unit", id, "arrival")).ShouldBe((409, "joint.refused-to-come"));

        service.MoveTo("2026-11-24T10:40");
        await service.ActAsync("jt-squad", id, "arrival");
        await service.ActAsync("jt-market1", id, "arrival", new { at = "2026-11-24T10:25" });
        var late = await service.ActAsync("jt-urban1", id, "arrival");
        late.GetProperty("calls")
            .EnumerateArray()
            .Single(it => it.GetProperty("organization").GetString() == Urban)
            .GetProperty("minutesLate")
            .GetInt32()
            .ShouldBe(10);

        await service.ActAsync("jt-squad", id, "sheet", Sheet("jt-officer", "jt-partner"));
        await service.ActAsync("jt-urban1", id, "sheet", Sheet("jt-urban1", "jt-urban2"));
        (await service.RefusedActAsync("jt-urban1", id, "sheet", Sheet("jt-urban1", "jt-urban2"))).ShouldBe((409, "joint.sheet-written"));

        var photo = await service.PhotoAsync("jt-urban1");
        await service.ActAsync("jt-urban1", id, "evidence", new { attachments = new[] { photo } });
        using (var market = await service.CallerAsync("jt-market1"))
            (await market.GetAsync($"/api/attachments/{photo}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using (var stranger = await service.CallerAsync("jt-neighbour"))
            (await stranger.GetAsync($"/api/attachments/{photo}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        object Filing(string matter, string party, params string[] organizations) =>
            new
            {
                organizations,
                matterCode = matter,
                violationDate = "2026-11-24",
                party,
                partyKind = "person",
            };
        (await service.RefusedActAsync("jt-urban1", id, "filing", Filing("CG-02", "某店", Urban, Market))).ShouldBe(
            (409, "joint.no-joint-decision")
        );
        (await service.RefusedActAsync("jt-market1", id, "filing", Filing("SC-01", "某店"))).ShouldBe((409, "joint.sheet-first"));
        (await service.RefusedActAsync("jt-urban1", id, "filing", Filing("SC-01", "某店"))).ShouldBe((409, "power.not-delegated"));
        await service.ActAsync("jt-market1", id, "sheet", Sheet("jt-market1", "jt-market2"));
        var own = await service.ActAsync("jt-squad", id, "filing", Filing("CG-02", "王某"));
        (await service.RefusedActAsync("jt-urban1", id, "filing", Filing("CG-02", "王某"))).ShouldBe((409, "joint.filed-already"));
        var theirs = await service.ActAsync("jt-market1", id, "filing", Filing("SC-01", "王某"));
        (
            await service.Database.ColumnAsync<string>(
                "select owner_org || ' ' || kind || ' ' || stage from cases where number = any ($1) order by 1",
                (object)new[] { own.GetProperty("number").GetString()!, theirs.GetProperty("number").GetString()! }
            )
        ).ShouldBe([$"{Market} county filing", $"{Town} township lead-check"]);
        (await service.ReadAsync("jt-market1", $"/api/cases/{theirs.GetProperty("number").GetString()}"))
            .GetProperty("stage")
            .GetString()
            .ShouldBe("filing");

        (await service.RefusedActAsync("jt-squad", id, "closing", new { evaluation = "好" })).ShouldBe((409, "joint.minutes-first"));
        (await service.RefusedActAsync("jt-urban-unit", id, "minutes", new { text = "越权" })).ShouldBe((403, "joint.not-yours"));
        await service.ActAsync("jt-head", id, "minutes", new { text = "城管、市监分别立案，镇里负责回访。" });
        await service.ActAsync("jt-squad", id, "follow-ups", new { what = "一周内回访", dueOn = "2026-12-01" });
        (await service.RefusedActAsync("jt-squad", id, "closing", new { evaluation = "好" })).ShouldBe((409, "joint.owner-missing"));
        (await service.RefusedActAsync("jt-squad", id, "follow-ups/1/owner", new { owner = Neighbour })).ShouldBe(
            (409, "joint.not-called")
        );
        await service.ActAsync("jt-squad", id, "follow-ups/1/owner", new { owner = Urban });
        await service.ActAsync("jt-squad", id, "closing", new { evaluation = "城管迟到十分钟，其余按时。" });
        (await service.RefusedActAsync("jt-market1", id, "arrival")).ShouldBe((409, "joint.over"));
        (await service.RefusedActAsync("jt-market1", id, "follow-ups/1/result", new { result = "代办" })).ShouldBe(
            (403, "joint.not-yours")
        );
        await service.ActAsync("jt-urban1", id, "follow-ups/1/result", new { result = "已回访，未复发。" });

        var chain = await service.ReadAsync("jt-water-unit", $"{Operations}/{id}/journal");
        chain.GetProperty("isWhole").GetBoolean().ShouldBeTrue();
        chain.GetProperty("entries").EnumerateArray().Last().GetProperty("action").GetString().ShouldBe("follow-up-done");
        await service.Database.ExecuteAsync(
            "update joint_events set content = replace(content, '一周内', '一月内') where subject_id = $1",
            id
        );
        (await service.ReadAsync("jt-squad", $"{Operations}/{id}/journal")).GetProperty("isWhole").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [InlineData("red", "2026-11-24T09:30")]
    [InlineData("orange", "2026-11-24T13:00")]
    [InlineData("normal", "2026-11-26T00:00")]
    public async Task The_level_says_by_when_an_answer_is_due_and_a_late_one_is_told_to_the_command_centre_once(string level, string due)
    {
        var id = await service.WhistleAsync(Call(level));
        var calls = (await service.ReadAsync("jt-command", $"{Operations}/{id}")).GetProperty("calls").EnumerateArray().ToList();
        calls
            .Where(call => call.GetProperty("capacity").GetString() == "called")
            .Select(call => call.GetProperty("dueAt").GetDateTimeOffset())
            .Distinct()
            .ShouldBe([SupervisionBench.At(due)]);
        await service.ActAsync("jt-urban1", id, "answer", Coming("2026-11-24T09:20"));

        service.Clock.SetUtcNow(SupervisionBench.At(due).AddSeconds(-1));
        (await SweepAsync()).ShouldBe(0);
        service.Clock.SetUtcNow(SupervisionBench.At(due));
        (await SweepAsync()).ShouldBe(1);
        (await SweepAsync()).ShouldBe(0);
        (
            await service.Database.ColumnAsync<string>(
                "select payload ->> 'organization' || ' ' || (payload ->> 'role') from outbox where payload ->> 'key' = 'notice.joint-late'"
            )
        ).ShouldBe([$"{Centre} command-centre", $"{Centre} command-centre"]);
        var answered = await service.ActAsync(
            "jt-market1",
            id,
            "answer",
            Coming($"{SupervisionBench.At(due).AddHours(9):yyyy-MM-dd'T'HH:mm}")
        );
        answered
            .GetProperty("calls")
            .EnumerateArray()
            .Single(call => call.GetProperty("organization").GetString() == Market)
            .GetProperty("late")
            .GetBoolean()
            .ShouldBeTrue();
    }

    [Fact]
    public async Task Two_who_answer_for_one_body_at_once_answer_it_once()
    {
        var id = await service.WhistleAsync();
        using var first = await service.CallerAsync("jt-market1");
        using var second = await service.CallerAsync("jt-market2");
        var answers = await Task.WhenAll(
            first.PostAsJsonAsync($"{Operations}/{id}/answer", Coming()),
            second.PostAsJsonAsync($"{Operations}/{id}/answer", Coming())
        );
        answers.Select(answer => (int)answer.StatusCode).Order().ShouldBe([200, 409]);
        (
            await service.Database.ScalarAsync<long>(
                "select count(*) from joint_events where subject_id = $1 and content like '%\"coming\"%'",
                id
            )
        ).ShouldBe(1);
    }

    [Fact]
    public async Task Only_two_certified_officers_of_the_body_itself_sign_its_record_and_others_are_refused_by_name()
    {
        var id = await service.WhistleAsync();
        await service.ActAsync("jt-officer", id, "arrival");
        (await service.RefusedActAsync("jt-officer", id, "sheet", Sheet("jt-officer"))).ShouldBe((409, "joint.two-officers"));
        (await service.RefusedActAsync("jt-officer", id, "sheet", Sheet("jt-officer", "jt-urban1"))).ShouldBe((400, "malformed"));
        (await service.RefusedActAsync("jt-officer", id, "sheet", Sheet("jt-officer", "jt-expired"))).ShouldBe(
            (409, "officer.certificate-expired")
        );
        foreach (var (user, name) in new[] { ("jt-auxiliary", "汪海涛"), ("jt-grid", "韦卫东") })
        {
            using var officer = await service.CallerAsync("jt-officer");
            var answer = await officer.PostAsJsonAsync($"{Operations}/{id}/sheet", Sheet("jt-officer", user));
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            problem.GetProperty("code").GetString().ShouldBe("officer.not-an-officer");
            problem.GetProperty("detail").GetString()!.ShouldContain(name);
        }
        await service.ActAsync("jt-officer", id, "sheet", Sheet("jt-officer", "jt-partner"));
    }

    [Fact]
    public async Task Who_takes_part_and_who_supervises_sees_it_and_nobody_else_and_the_case_stays_the_callers()
    {
        await using var step = await service.BeginCaseAsync(
            "late",
            SupervisionBench.Definition,
            "lead-check",
            [],
            Town,
            "jt-officer",
            "jt-partner"
        );
        await step.CommitAsync(default);
        var number = step.Case.Number;
        var id = await service.WhistleAsync(Call(caseNumber: number));

        foreach (var who in new[] { "jt-grid", "jt-urban1", "jt-water-unit", "jt-command" })
            (await service.ReadAsync(who, $"{Operations}/{id}")).GetProperty("caseNumber").GetString().ShouldBe(number);
        foreach (var who in new[] { "jt-neighbour", "jt-elsewhere", "jt-station", "jt-police" })
        {
            using var stranger = await service.CallerAsync(who);
            (await stranger.GetAsync($"{Operations}/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await stranger.GetAsync($"/joint-operations/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await service.RefusedActAsync(who, id, "answer", Coming())).ShouldBe((404, "not-found"));
            (await stranger.GetStringAsync(Operations)).ShouldNotContain(id.ToString());
        }
        using (var market = await service.CallerAsync("jt-market1"))
            (await market.GetAsync($"/api/cases/{number}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using (var squad = await service.CallerAsync("jt-squad"))
            (await squad.GetStringAsync($"/cases/{number}")).ShouldContain($"/joint-operations/{id}");
        (
            await service.Database.ScalarAsync<long>(
                "select count(*) from journal where content like '%\"joint.called\"%' and case_id = $1",
                step.Case.Key.Id
            )
        ).ShouldBe(1);
        (await service.RefusedAsync("jt-neighbour", Operations, Call(caseNumber: number))).ShouldBe((404, "not-found"));
    }

    [Fact]
    public async Task A_call_that_cannot_be_made_is_refused_by_name_or_field()
    {
        (await service.RefusedAsync("jt-grid", Operations, Call())).ShouldBe((403, "joint.not-to-call"));
        (await service.RefusedAsync("jt-urban1", Operations, Call())).ShouldBe((403, "joint.not-to-call"));
        (await service.RefusedAsync("jt-squad", Operations, Call(bodies: [Elsewhere]))).ShouldBe((409, "joint.other-county"));
        (await service.RefusedAsync("jt-squad", Operations, Call(bodies: [Town]))).ShouldBe((409, "joint.oneself"));
        (await service.RefusedAsync("jt-squad", Operations, Call(bodies: ["430112-nobody"]))).ShouldBe((400, "malformed"));
        (await service.RefusedAsync("jt-squad", Operations, Call(bodies: []))).ShouldBe((400, "malformed"));
        (await service.RefusedAsync("jt-squad", Operations, Call("blue"))).ShouldBe((400, "malformed"));
        (await service.Database.ScalarAsync<long>("select count(*) from joint_operations")).ShouldBe(0);
        (await service.DoneAsync("jt-command", Operations, Call())).GetProperty("calls").GetArrayLength().ShouldBe(3);
        var plan = await service.DoneAsync("jt-urban-unit", Operations, Call(bodies: [Market, Town]));
        (await service.ReadAsync("jt-head", $"{Operations}/{plan.GetProperty("id").GetGuid()}"))
            .GetProperty("origin")
            .GetString()
            .ShouldBe("plan");
    }

    [Fact]
    public async Task A_body_is_put_down_as_absent_only_when_its_time_is_over_and_counts_as_on_record_then()
    {
        var id = await service.WhistleAsync(Call(bodies: [Urban, Market]));
        await service.ActAsync("jt-market1", id, "answer", Coming("2026-11-24T10:30"));
        await service.AttendAsync(id, "jt-urban1", "jt-urban1", "jt-urban2");
        await service.ActAsync("jt-squad", id, "arrival");
        await service.ActAsync("jt-squad", id, "sheet", Sheet("jt-officer", "jt-partner"));
        await service.ActAsync("jt-squad", id, "minutes", new { text = "分别处理。" });
        object Absent(string body) => new { body, words = "约定时间未到场，电话无人接听。" };
        (await service.RefusedActAsync("jt-squad", id, "absence", Absent(Market))).ShouldBe((409, "joint.still-time"));
        (await service.RefusedActAsync("jt-squad", id, "closing", new { evaluation = "好" })).ShouldBe((409, "joint.records-missing"));
        service.MoveTo("2026-11-24T10:31");
        (await service.RefusedActAsync("jt-squad", id, "absence", Absent(Urban))).ShouldBe((409, "joint.arrived"));
        await service.ActAsync("jt-squad", id, "absence", Absent(Market));
        (await service.RefusedActAsync("jt-market1", id, "arrival")).ShouldBe((409, "joint.absent"));
        (await service.RefusedActAsync("jt-squad", id, "cancellation", new { reason = "算了" })).ShouldBe((409, "joint.on-site"));
        (await service.ActAsync("jt-squad", id, "closing", new { evaluation = "市监缺席。" }))
            .GetProperty("state")
            .GetString()
            .ShouldBe("closed");
    }

    [Fact]
    public async Task A_call_names_a_case_of_the_callers_own_and_of_its_county()
    {
        await using var step = await service.BeginCaseAsync(
            "late",
            SupervisionBench.Definition,
            "lead-check",
            [],
            Town,
            "jt-officer",
            "jt-partner"
        );
        step.Main.LetTakePart(Urban, "coordinated");
        await step.CommitAsync(default);
        var number = step.Case.Number;
        (await service.ReadAsync("jt-urban-unit", $"/api/cases/{number}")).GetProperty("number").GetString().ShouldBe(number);
        (await service.RefusedAsync("jt-urban-unit", Operations, Call(bodies: [Market], caseNumber: number))).ShouldBe(
            (409, "joint.not-your-case")
        );
        using (var urban = await service.CallerAsync("jt-urban-unit"))
        {
            var path = $"/joint-operations/new?case={number}";
            using var form = Forms.Hidden(await urban.GetStringAsync(path), "call");
            foreach (
                var (name, value) in new[]
                {
                    ("level", "normal"),
                    ("reason", "联合检查"),
                    ("place", "某市场"),
                    ("from", "2026-11-24T10:00"),
                    ("to", "2026-11-24T16:00"),
                    ("bodies", Market),
                    ("matters", "SC-01"),
                    ("safetyPlan", "录音录像"),
                }
            )
                form.Add(new StringContent(value), name);
            (await (await urban.PostAsync(path, form)).Content.ReadAsStringAsync()).ShouldContain($"案件{number}不是本单位办理的案件");
        }
        (await service.RefusedAsync("jt-command", Operations, Call(caseNumber: number))).ShouldBe((409, "joint.not-your-case"));
        // Whoever works in two counties sees the case of the one and calls in the other.
        await service.PersonAsync("jt-both", Roles.UnitHead, Urban);
        await service.PersonAsync("jt-both", Roles.UnitHead, Elsewhere);
        await service.BodyAsync("430104-water", "430104", "岳麓水利局", "department", "water");
        object There(string organization) =>
            new
            {
                organization,
                reason = "联合检查",
                matters = new[] { "SC-01" },
                place = "某市场",
                to = "2026-11-24T16:00",
                bodies = new[] { "430104-water" },
                level = "normal",
                safetyPlan = "录音录像",
                caseNumber = number,
            };
        (await service.RefusedAsync("jt-both", Operations, There(Elsewhere))).ShouldBe((409, "joint.not-your-case"));
        // Nor when the body there has the case in hand: it lies in this county.
        await service.Database.ExecuteAsync("update cases set handler_org = $1 where number = $2", Elsewhere, number);
        (await service.RefusedAsync("jt-both", Operations, There(Elsewhere))).ShouldBe((409, "joint.not-your-case"));
        (await service.Database.ScalarAsync<long>("select count(*) from joint_operations")).ShouldBe(0);
    }

    [Fact]
    public async Task A_station_and_the_police_call_nobody()
    {
        foreach (var who in new[] { "jt-station", "jt-police" })
        {
            (await service.RefusedAsync(who, Operations, Call(bodies: [Market]))).ShouldBe((403, "joint.not-to-call"));
            using var caller = await service.CallerAsync(who);
            (await caller.GetStringAsync("/joint-operations")).ShouldNotContain("href=\"/joint-operations/new\"");
        }
    }

    [Fact]
    public async Task The_day_of_the_violation_is_said_and_the_form_offers_the_day_of_arrival()
    {
        var id = await service.WhistleAsync(Call(bodies: [Market]));
        await service.AttendAsync(id, "jt-market1", "jt-market1", "jt-market2");
        service.MoveTo("2026-12-02T09:00");
        using var market = await service.CallerAsync("jt-market1");
        var answer = await market.PostAsJsonAsync($"{Operations}/{id}/filing", new { matterCode = "SC-01", party = "王某" });
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("errors")
            .EnumerateObject()
            .Select(field => field.Name)
            .ShouldBe(["violationDate"]);
        (await service.Database.ScalarAsync<long>("select count(*) from joint_filings")).ShouldBe(0);
        var page = await market.GetStringAsync($"/joint-operations/{id}");
        page.ShouldContain("value=\"2026-11-24\"");
        page.ShouldNotContain("value=\"2026-12-02\"");
    }

    [Fact]
    public async Task Each_case_that_is_filed_has_all_that_is_in_the_pool_whoever_took_it_and_whoever_files_first()
    {
        var id = await service.WhistleAsync(Call(bodies: [Market]));
        await service.AttendAsync(id, "jt-market1", "jt-market1", "jt-market2");
        await service.ActAsync("jt-squad", id, "arrival");
        await service.ActAsync("jt-squad", id, "sheet", Sheet("jt-officer", "jt-partner"));
        await service.ActAsync("jt-officer", id, "evidence", new { attachments = new[] { await service.PhotoAsync("jt-officer") } });
        var first = await service.ActAsync("jt-squad", id, "filing", Filing("CG-02"));
        await service.ActAsync("jt-market1", id, "evidence", new { attachments = new[] { await service.PhotoAsync("jt-market1") } });
        var second = await service.ActAsync("jt-squad", id, "filing", Filing("CG-02", "李某"));
        var theirs = await service.ActAsync("jt-market1", id, "filing", Filing("SC-01"));

        foreach (
            var (who, filed, makers) in new[]
            {
                ("jt-squad", first, new[] { "jt-officer" }),
                ("jt-squad", second, ["jt-market1", "jt-officer"]),
                ("jt-market1", theirs, ["jt-market1", "jt-officer"]),
            }
        )
        {
            var photos = await service.Database.ColumnAsync<string>(
                "select by_name || ' ' || id from attachments where case_id = $1 order by by_name",
                filed.GetProperty("id").GetGuid()
            );
            photos.Select(photo => photo.Split(' ')[0]).ShouldBe(makers);
            using var caller = await service.CallerAsync(who);
            var page = await caller.GetStringAsync($"/cases/{filed.GetProperty("number").GetString()}");
            foreach (var photo in photos)
            {
                page.ShouldContain($"/api/attachments/{photo.Split(' ')[1]}");
                (await caller.GetAsync($"/api/attachments/{photo.Split(' ')[1]}")).StatusCode.ShouldBe(HttpStatusCode.OK);
            }
        }
        (await service.ReadAsync("jt-market1", $"{Operations}/{id}/evidence")).GetProperty("items").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task More_photos_than_one_sending_takes_are_refused_beside_their_field_and_none_is_kept()
    {
        var id = await service.WhistleAsync(Call(bodies: [Market]));
        await service.ActAsync("jt-squad", id, "arrival");
        using var squad = await service.CallerAsync("jt-squad");
        var path = $"/joint-operations/{id}";
        using var form = Forms.Hidden(await squad.GetStringAsync(path), $"evidence-{Town}");
        for (var n = 0; n < PoolEvidence.MostPhotos + 1; n++)
            form.Add(new ByteArrayContent(AttachmentTests.Jpeg()), "photos", $"{n}.jpg");
        (await (await squad.PostAsync(path, form)).Content.ReadAsStringAsync()).ShouldContain("一次最多二十个");
        (await service.Database.ScalarAsync<long>("select count(*) from attachments")).ShouldBe(0);
    }

    [Fact]
    public async Task Of_photos_sent_together_none_is_kept_where_one_is_none()
    {
        var id = await service.WhistleAsync(Call(bodies: [Market]));
        await service.ActAsync("jt-squad", id, "arrival");
        using var squad = await service.CallerAsync("jt-squad");
        var path = $"/joint-operations/{id}";
        using var form = Forms.Hidden(await squad.GetStringAsync(path), $"evidence-{Town}");
        form.Add(new ByteArrayContent(AttachmentTests.Jpeg()), "photos", "1.jpg");
        form.Add(new ByteArrayContent("no picture"u8.ToArray()), "photos", "2.jpg");

        (await squad.PostAsync(path, form)).StatusCode.ShouldNotBe(HttpStatusCode.Found);

        (await service.Database.ScalarAsync<long>("select count(*) from attachments")).ShouldBe(0);
    }

    [Fact]
    public async Task A_chain_whose_end_was_cut_off_is_not_whole()
    {
        var id = await service.WhistleAsync();
        await service.ActAsync("jt-market1", id, "answer", Coming());
        (await service.ReadAsync("jt-squad", $"{Operations}/{id}/journal")).GetProperty("isWhole").GetBoolean().ShouldBeTrue();
        await service.Database.ExecuteAsync("delete from joint_events where subject_id = $1 and seq = 2", id);
        var cut = await service.ReadAsync("jt-squad", $"{Operations}/{id}/journal");
        (cut.GetProperty("entries").GetArrayLength(), cut.GetProperty("isWhole").GetBoolean()).ShouldBe((1, false));
    }

    [Fact]
    public async Task A_chain_that_grows_while_it_is_read_is_whole_before_and_after()
    {
        var id = await service.WhistleAsync();
        await service.ActAsync("jt-market1", id, "answer", Coming());
        var read = await BetweenTwoLooks.ReadAsync(
            service.Database.Owner,
            "joint_events",
            id,
            () => service.Services.GetRequiredService<SubjectJournal>().ReadAsync(Actor.System, id, default),
            "update joint_subjects set event_seq = 1, event_head = (select hash from joint_events where subject_id = $1 and seq = 1) where id = $1",
            "delete from joint_events where subject_id = $1 and seq = 2"
        );
        (read.Entries.Count, read.IsWhole).ShouldBe((1, true));
    }

    [Fact]
    public async Task A_chain_without_a_head_is_not_called_whole()
    {
        var chain = await service
            .Services.GetRequiredService<SubjectJournal>()
            .ReadAsync(Actor.System, RowId.New("430112", service.Clock.GetUtcNow()), default);
        (chain.Entries.Count, chain.IsWhole).ShouldBe((0, false));
    }

    [Fact]
    public async Task Nobody_promises_to_come_when_all_is_over_and_times_are_compared_to_the_minute()
    {
        service.Clock.SetUtcNow(SupervisionBench.At("2026-11-24T09:00").AddSeconds(40));
        var id = await service.WhistleAsync(Call("red"));
        (await FaultAsync("jt-market1", id, "answer", Coming("2026-11-25T09:30"))).ShouldBe(Words("after-window"));
        (await FaultAsync("jt-market1", id, "answer", Coming("2026-11-24T08:59"))).ShouldBe(Words("before-call"));
        await service.ActAsync("jt-market1", id, "answer", Coming("2026-11-24T09:00"));
        // Who answers when it is over has a day.
        service.Clock.SetUtcNow(SupervisionBench.At("2026-11-24T17:00"));
        (await FaultAsync("jt-urban1", id, "answer", Coming("2026-11-25T17:01"))).ShouldBe(Words("after-window"));
        await service.ActAsync("jt-urban1", id, "answer", Coming("2026-11-25T17:00"));
        (await FaultAsync("jt-market1", id, "arrival", new { at = "2026-11-24T17:01" })).ShouldBe(Words("future-time"));
        (await FaultAsync("jt-market1", id, "arrival", new { at = "2026-11-24T08:59" })).ShouldBe(Words("before-call"));
        await service.ActAsync("jt-market1", id, "arrival", new { at = "2026-11-24T09:00" });
        object Until(string ended) =>
            new
            {
                officers = new[] { "jt-market1", "jt-market2" },
                startedAt = "2026-11-24T09:00",
                endedAt = ended,
                found = "所见",
            };
        (await FaultAsync("jt-market1", id, "sheet", Until("2026-11-24T17:01"))).ShouldBe(Words("future-time"));
        await service.ActAsync("jt-market1", id, "sheet", Until("2026-11-24T10:00"));
    }

    [Fact]
    public async Task Whoever_is_called_for_next_week_comes_until_all_is_over_and_not_later()
    {
        var id = await service.WhistleAsync(
            new
            {
                reason = "联合检查",
                matters = new[] { "SC-01" },
                place = "靖港古镇保粮街",
                from = "2026-12-01T10:00",
                to = "2026-12-01T16:00",
                bodies = new[] { Urban, Market },
                level = "normal",
                safetyPlan = "录音录像",
            }
        );
        (await FaultAsync("jt-market1", id, "answer", Coming("2026-12-01T16:01"))).ShouldBe(Words("after-window"));
        await service.ActAsync("jt-market1", id, "answer", Coming("2026-12-01T16:00"));
        await service.ActAsync("jt-urban1", id, "answer", Coming("2026-11-26T10:00"));
    }

    [Fact]
    public async Task What_waits_for_an_answer_stands_in_the_order_of_its_dues_for_each_body_of_the_reader()
    {
        await service.PersonAsync("jt-both", Roles.UnitHead, Urban);
        await service.PersonAsync("jt-both", Roles.UnitHead, Market);
        var normal = await service.WhistleAsync();
        var orange = await service.WhistleAsync(Call("orange", [Market]));
        var red = await service.WhistleAsync(Call("red", [Market]));
        async Task<List<Guid>> TrayAsync()
        {
            var found = new List<Guid>();
            string? after = "";
            while (after is not null)
            {
                var page = await service.ReadAsync("jt-both", $"{Operations}?view=to-answer&limit=1&after={Uri.EscapeDataString(after)}");
                found.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()));
                after = page.GetProperty("next").GetString();
            }
            return found;
        }
        (await TrayAsync()).ShouldBe([red, orange, normal]);
        // One of the reader's bodies has answered; the other has not.
        await service.ActAsync("jt-market1", normal, "answer", Coming());
        (await TrayAsync()).ShouldBe([red, orange, normal]);
        await service.ActAsync("jt-urban1", normal, "answer", Coming());
        await service.ActAsync("jt-market1", red, "answer", Coming());
        (await TrayAsync()).ShouldBe([orange]);
    }

    [Fact]
    public async Task No_notice_carries_what_somebody_typed()
    {
        const string secret = "贺无双";
        object Typed() =>
            new
            {
                reason = $"{secret}占道",
                matters = new[] { "CG-02" },
                place = $"{secret}家门口",
                to = "2026-11-24T16:00",
                bodies = new[] { Market, Water },
                level = "normal",
                safetyPlan = $"看住{secret}",
            };
        var id = await service.WhistleAsync(Typed());
        await service.ActAsync("jt-water-unit", id, "refusal", new { reason = $"与{secret}无关", basis = "无" });
        await service.ActAsync("jt-squad", id, "minutes", new { text = $"{secret}立案" });
        await service.ActAsync(
            "jt-squad",
            id,
            "follow-ups",
            new
            {
                what = $"回访{secret}",
                owner = Market,
                dueOn = "2026-12-01",
            }
        );
        await service.ActAsync("jt-squad", await service.WhistleAsync(Typed()), "cancellation", new { reason = $"{secret}已改正" });
        await service.DoneAsync(
            "jt-squad",
            "/api/assistance",
            new
            {
                asked = Market,
                matter = $"查询{secret}",
                basis = "依据",
                items = new[] { $"{secret}的登记" },
                contact = "邓伟民",
            }
        );
        await service.DoneAsync(
            "jt-market-head",
            "/api/personnel-consents",
            new
            {
                station = Station,
                person = secret,
                step = "transfer",
                reason = "任职满五年",
            }
        );
        async Task<Guid> CheckAsync(string who, string field) => (
                await service.DoneAsync(
                    who,
                    "/api/enterprise-checks",
                    new
                    {
                        enterprise = $"{secret}食品店",
                        creditCode = "91430112MA4L12345X",
                        field,
                        from = "2026-11-24",
                    }
                )
            ).GetProperty("check").GetProperty("id").GetGuid();
        var urban = await CheckAsync("jt-urban-unit", "urban-management");
        await service.DoneAsync(
            "jt-market-unit",
            $"/api/enterprise-checks/{await CheckAsync("jt-market-unit", "market")}/merging",
            new { with = urban }
        );

        (
            await service.Database.ColumnAsync<string>(
                """
                select distinct payload ->> 'key' from outbox where type = 'notice.wanted' order by 1
                """
            )
        ).ShouldBe([
            "notice.assistance-sent",
            "notice.check-merged",
            "notice.consent-proposed",
            "notice.joint-called",
            "notice.joint-cancelled",
            "notice.joint-follow-up",
            "notice.joint-refused",
        ]);
        (await service.Database.ScalarAsync<long>($"select count(*) from outbox where payload::text like '%{secret}%'")).ShouldBe(0);
        await service.Services.GetRequiredService<OutboxDispatcher>().RunAsync(service.Clock.GetUtcNow(), default);
        // Every placeholder of the words is filled.
        (await service.Database.ScalarAsync<long>("select count(*) from notifications")).ShouldBeGreaterThan(6);
        (
            await service.Database.ScalarAsync<long>("select count(*) from notifications where text_zh ~ '[{}]' or text_en ~ '[{}]'")
        ).ShouldBe(0);
    }

    [Fact]
    public async Task A_station_and_the_police_come_but_do_not_file_in_a_name_of_their_own()
    {
        var id = await service.WhistleAsync(Call(bodies: [Station, PolicePost]));
        await service.AttendAsync(id, "jt-station", "jt-station", "jt-station2");
        (await service.RefusedActAsync("jt-station", id, "filing", Filing("SC-01"))).ShouldBe(
            (409, "joint.station-files-by-its-department")
        );
        // Nor are they offered to.
        (await service.ReadAsync("jt-station", $"{Operations}/{id}"))
            .GetProperty("acts")
            .EnumerateArray()
            .Select(act => act.GetString())
            .ShouldBe(["evidence"]);
        using (var station = await service.CallerAsync("jt-station"))
            (await station.GetStringAsync($"/joint-operations/{id}")).ShouldNotContain("name=\"violationDate\"");
        await service.ActAsync("jt-police", id, "answer", Coming());
        await service.ActAsync("jt-police", id, "arrival");
        (await service.RefusedActAsync("jt-police", id, "filing", Filing("SC-01"))).ShouldBe((409, "joint.files-elsewhere"));
    }

    [Fact]
    public async Task The_tray_the_form_and_the_page_lead_from_a_call_to_an_answer_and_keep_what_was_typed_when_refused()
    {
        using var squad = await service.CallerAsync("jt-squad");
        var address = "/joint-operations/new";
        var page = await squad.GetStringAsync(address);
        page.ShouldNotContain("[joint.");
        using var empty = Forms.Hidden(page, "call");
        empty.Add(new StringContent("占道经营"), "reason");
        empty.Add(new StringContent(Urban), "bodies");
        var refused = await (await squad.PostAsync(address, empty)).Content.ReadAsStringAsync();
        refused.ShouldContain("is-invalid");
        refused.ShouldContain("占道经营");
        using var form = Forms.Hidden(page, "call");
        foreach (
            var (name, value) in new[]
            {
                ("level", "red"),
                ("reason", "占道经营"),
                ("place", "保粮街"),
                ("from", "2026-11-24T09:00"),
                ("to", "2026-11-24T12:00"),
                ("bodies", Urban),
                ("bodies", Market),
                ("matters", "CG-02"),
                ("safetyPlan", "录音录像"),
            }
        )
            form.Add(new StringContent(value), name);
        var made = await squad.PostAsync(address, form);
        made.StatusCode.ShouldBe(HttpStatusCode.Found, await made.Content.ReadAsStringAsync());
        var path = made.Headers.Location!.ToString();

        using var market = await service.CallerAsync("jt-market1");
        (await market.GetStringAsync("/joint-operations")).ShouldContain("剩余 30 分钟");
        var shown = await market.GetStringAsync(path);
        shown.ShouldNotContain("[joint.");
        shown.ShouldContain("answer-430112-market");
        shown.ShouldNotContain("answer-430112-urban-management");
        using var answer = Forms.Hidden(shown, $"answer-{Market}");
        answer.Add(new StringContent("李某、张某"), "who");
        answer.Add(new StringContent("2026-11-24T09:20"), "arrivesAt");
        (await market.PostAsync(path, answer)).StatusCode.ShouldBe(HttpStatusCode.Found);
        using var again = Forms.Hidden(shown, $"answer-{Market}");
        again.Add(new StringContent("第二次"), "who");
        again.Add(new StringContent("2026-11-24T09:25"), "arrivesAt");
        var twice = await (await market.PostAsync(path, again)).Content.ReadAsStringAsync();
        twice.ShouldContain("joint.answered");
        twice.ShouldContain("第二次");
        using var english = await service.CallerAsync("jt-urban1");
        english.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        (await english.GetStringAsync(path)).ShouldNotContain("[joint.");
    }

    /// <summary>What is wrong with the one field to blame.</summary>
    private async Task<string?> FaultAsync(string who, Guid id, string act, object body)
    {
        using var caller = await service.CallerAsync(who);
        var answer = await caller.PostAsJsonAsync($"{Operations}/{id}/{act}", body);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("errors")
            .EnumerateObject()
            .Single()
            .Value[0]
            .GetString();
    }

    private static string Words(string code) => Texts.InBoth($"malformed.{code}").Zh;

    private static object Filing(string matter, string party = "王某") =>
        new
        {
            matterCode = matter,
            violationDate = "2026-11-24",
            party,
        };

    private Task<int> SweepAsync() => service.Services.GetRequiredService<JointSweep>().RunAsync(service.Clock.GetUtcNow(), default);
}
