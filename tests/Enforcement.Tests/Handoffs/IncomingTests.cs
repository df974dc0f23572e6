using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Tests.Evidence;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.Handoffs;

/// <summary>Paper letters that come in from outside.</summary>
public sealed class IncomingTests(TestService service) : IClassFixture<TestService>, IAsyncLifetime
{
    public Task InitializeAsync() => service.ArrangeAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_paper_letter_to_a_township_becomes_a_finding_with_its_scan_and_a_receipt()
    {
        var squad = await service.CallerAsync("ho-squad");
        var id = await RegisterAsync(squad, "栗水移〔2026〕1号");

        var accepted = await squad.PostAsJsonAsync($"/api/handoffs/received/{id}/acceptance", new { });

        accepted.StatusCode.ShouldBe(HttpStatusCode.OK, await accepted.Content.ReadAsStringAsync());
        var standing = await accepted.Content.ReadFromJsonAsync<JsonElement>();
        standing.GetProperty("state").GetString().ShouldBe("held");
        var finding = standing.GetProperty("findingId").GetGuid();
        (await squad.GetStringAsync($"/api/findings/{finding}")).ShouldContain("栗水移〔2026〕1号");
        (await service.Database.ScalarAsync<long>("select count(*) from attachments where finding_id = $1", finding)).ShouldBe(1);
        var receipt = Encoding.ASCII.GetString(await squad.GetByteArrayAsync($"/api/handoffs/received/{id}/receipt.pdf"));
        receipt.ShouldContain(Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes("予以受理")));
        (await squad.GetStringAsync($"/handoffs/received/{id}")).ShouldNotContain("[incoming.");
        (await squad.PostAsJsonAsync($"/api/handoffs/received/{id}/feedback", new { result = "decided" })).StatusCode.ShouldBe(
            HttpStatusCode.OK
        );
        (await (await squad.PostAsJsonAsync($"/api/handoffs/received/{id}/feedback", new { result = "decided" })).CodeAsync()).ShouldBe(
            "incoming.result-told"
        );
    }

    [Fact]
    public async Task A_paper_letter_to_a_department_becomes_its_own_case_under_a_matter_of_the_list_here()
    {
        var (clerk, unit) = (await service.CallerAsync("ho-clerk"), await service.CallerAsync("ho-unit"));
        var id = await RegisterAsync(clerk, "栗水移〔2026〕2号");
        (await clerk.PostAsJsonAsync($"/api/handoffs/received/{id}/acceptance", new { matter = "CG-02" })).StatusCode.ShouldBe(
            HttpStatusCode.Forbidden
        );
        (await unit.PostAsJsonAsync($"/api/handoffs/received/{id}/acceptance", new { matter = "no-such" })).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );

        var accepted = await unit.PostAsJsonAsync($"/api/handoffs/received/{id}/acceptance", new { matter = "CG-02" });

        accepted.StatusCode.ShouldBe(HttpStatusCode.OK, await accepted.Content.ReadAsStringAsync());
        var own = (await accepted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("caseId").GetGuid();
        (await service.Database.ScalarAsync<string>("select owner_org || ' ' || stage from cases where id = $1", own)).ShouldBe(
            "430112-water filing"
        );
        (await service.Database.ScalarAsync<string>("select name from case_parties where case_id = $1", own)).ShouldBe("贺某");
        (await service.Database.ScalarAsync<long>("select count(*) from attachments where case_id = $1", own)).ShouldBe(1);
    }

    [Fact]
    public async Task Terms_on_goods_go_on_in_the_case_that_a_townships_finding_becomes_and_none_begins_again()
    {
        await service.PersonAsync("ho-partner", Roles.Officer, HandoffHouse.Township);
        var (squad, officer) = (await service.CallerAsync("ho-squad"), await service.CallerAsync("ho-officer"));
        var id = await RegisterAsync(squad, "栗水移〔2026〕11号");
        await service.Database.ExecuteAsync(
            """
            update incoming_letters set content = content || '{"facts": {"place": "界河右岸", "description": "三车渣土", "area": 40, "harm": "no-such",
                "goodsList": "货车一辆", "goodsKeeper": "上栗县水利局"}, "goods": [{"rule": "DL-PEN-07", "startedOn": "2026-11-10", "lastDay": "2026-12-10",
                "suspensions": [{"from": "2026-11-12", "to": "2026-11-14", "ground": "testing", "basis": "x", "document": "y"},
                {"from": "2026-11-01", "to": "2026-11-02", "ground": "testing"}, {"from": "2026-11-15", "ground": "no-such"}]},
                {"rule": "DL-PEN-02", "startedOn": "2026-11-10"}, {"rule": "DL-PEN-07", "startedOn": "2027-01-01"}]}' where id = $1
            """,
            id
        );
        (await squad.GetStringAsync($"/handoffs/received/{id}")).ShouldContain("DL-PEN-07，自2026-11-10起");
        var finding = (
            await (await squad.PostAsJsonAsync($"/api/handoffs/received/{id}/acceptance", new { })).Content.ReadFromJsonAsync<JsonElement>()
        )
            .GetProperty("findingId")
            .GetGuid();

        var own = await OpenCaseAsync(officer, finding);

        (
            await service.Database.ColumnAsync<string>(
                "select started_on || ' ' || jsonb_array_length(pauses) from clocks where case_id = $1 and rule = 'DL-PEN-07'",
                own
            )
        ).ShouldBe(["2026-11-10 1"]);
        (await service.Database.ScalarAsync<string>("select data ->> 'goodsList' from cases where id = $1", own)).ShouldBe("货车一辆");
        (await service.Database.ScalarAsync<string>("select data ->> 'area' from cases where id = $1", own)).ShouldBe("40");
        (await service.Database.ScalarAsync<string>("select data ->> 'harm' from cases where id = $1", own)).ShouldBeNull();
        (await service.Database.ScalarAsync<string>("select data ->> 'incomingLetter' from cases where id = $1", own)).ShouldBe(
            id.ToString()
        );
    }

    [Fact]
    public async Task What_a_sender_tells_of_a_term_counts_as_far_as_the_rule_here_bears_it()
    {
        await service.PersonAsync("ho-partner", Roles.Officer, HandoffHouse.Township);
        var (squad, officer) = (await service.CallerAsync("ho-squad"), await service.CallerAsync("ho-officer"));
        var id = await RegisterAsync(squad, "栗水移〔2026〕31号");
        await service.Database.ExecuteAsync(
            """
            update incoming_letters set content = content || '{"goods": [
                {"about": "a granted", "rule": "DL-PEN-07", "startedOn": "2026-11-10", "length": 45, "approval": "批1号"},
                {"about": "b over the cap", "rule": "DL-PEN-07", "startedOn": "2026-11-10", "length": 3650, "approval": "批1号"},
                {"about": "c no paper", "rule": "DL-PEN-07", "startedOn": "2026-11-10", "length": 60},
                {"about": "d shorter", "rule": "DL-PEN-07", "startedOn": "2026-11-10", "length": 10, "approval": "批1号"},
                {"about": "e never extended", "rule": "DL-PEN-05", "startedOn": "2026-11-20", "length": 70, "approval": "批1号"},
                {"about": "f no ground", "rule": "DL-PEN-07", "startedOn": "2026-11-10", "suspensions": [
                    {"from": "2026-11-12", "to": "2026-11-14", "ground": "hearing"}]},
                {"about": "g ground of others", "rule": "DL-PEN-05", "startedOn": "2026-11-20", "suspensions": [
                    {"from": "2026-11-21", "ground": "testing"}]},
                {"about": "h over before", "rule": "DL-PEN-07", "startedOn": "2026-09-10", "suspensions": [
                    {"from": "2026-10-11", "to": "2026-11-14", "ground": "testing"}]},
                {"about": "i two pauses", "rule": "DL-PEN-07", "startedOn": "2026-09-10", "suspensions": [
                    {"from": "2026-10-10", "to": "2026-10-20", "ground": "testing"},
                    {"from": "2026-10-15", "to": "2026-10-22", "ground": "testing"},
                    {"from": "2026-10-20", "to": "2026-10-23", "ground": "testing"}]},
                {"about": "j still open", "rule": "DL-PEN-07", "startedOn": "2026-11-10", "suspensions": [
                    {"from": "2026-11-12", "ground": "testing"}, {"from": "2026-11-13", "ground": "testing"}]}]}' where id = $1
            """,
            id
        );
        var finding = (
            await (await squad.PostAsJsonAsync($"/api/handoffs/received/{id}/acceptance", new { })).Content.ReadFromJsonAsync<JsonElement>()
        )
            .GetProperty("findingId")
            .GetGuid();

        var own = await OpenCaseAsync(officer, finding);

        (
            await service.Database.ColumnAsync<string>(
                """
                select format('%s: %s, %s by %s, %s', about, length, extension_no, coalesce(approval, 'nobody'), state) || coalesce((
                    select string_agg(format(' %s/%s', p ->> 'from', p ->> 'to'), '' order by n)
                    from jsonb_array_elements(pauses) with ordinality e (p, n)), '')
                from clocks where case_id = $1 and about is not null order by about
                """,
                own
            )
        ).ShouldBe([
            "a granted: 45, 1 by 批1号, running",
            "b over the cap: 60, 1 by 批1号, running",
            "c no paper: 30, 0 by nobody, running",
            "d shorter: 30, 0 by nobody, running",
            "e never extended: 7, 0 by nobody, running",
            "f no ground: 30, 0 by nobody, running",
            "g ground of others: 7, 0 by nobody, running",
            "h over before: 30, 0 by nobody, running",
            "i two pauses: 30, 0 by nobody, running 2026-10-10/2026-10-20 2026-10-20/2026-10-23",
            "j still open: 30, 0 by nobody, running 2026-11-12/2026-11-24",
        ]);
    }

    [Fact]
    public async Task The_sender_learns_how_a_townships_case_ended_and_what_was_told_before_stays()
    {
        await service.PersonAsync("ho-partner", Roles.Officer, HandoffHouse.Township);
        var (ends, told) = (await CaseOfAsync("栗水移〔2026〕21号"), await CaseOfAsync("栗水移〔2026〕22号"));
        (
            await (await service.CallerAsync("ho-squad")).PostAsJsonAsync(
                $"/api/handoffs/received/{told.Letter}/feedback",
                new { result = "decided" }
            )
        ).EnsureSuccessStatusCode();

        foreach (var own in (Guid[])[ends.Case, told.Case])
        {
            await using var step = await service
                .Services.GetRequiredService<Steps>()
                .BeginAsync(await service.ActorAsync("ho-officer"), CaseOf.Case(own), default);
            step.Main.EndWith("not-established");
            await step.CommitAsync(default);
        }

        (await ResultAsync(ends.Letter)).ShouldBe("not-established");
        (await ResultAsync(told.Letter)).ShouldBe("decided");
    }

    [Fact]
    public async Task A_receipt_says_from_when_the_duty_is_here_and_none_says_signed_of_what_nobody_has_signed_for()
    {
        var (clerk, unit) = (await service.CallerAsync("ho-clerk"), await service.CallerAsync("ho-unit"));
        var id = await RegisterAsync(clerk, "栗水移〔2026〕12号");
        await unit.PostAsJsonAsync($"/api/handoffs/received/{id}/acceptance", new { matter = "CG-02" });
        Pdf(await clerk.GetByteArrayAsync($"/api/handoffs/received/{id}/receipt.pdf")).ShouldContain(Hex("起，制止危险"));
        var number = await service.Database.ScalarAsync<string>(
            "select c.number from cases c join incoming_letters l on l.case_id = c.id where l.id = $1",
            id
        );
        (await unit.GetStringAsync($"/handoffs/received/{id}")).ShouldContain($"href=\"/cases/{number}\"");

        var offered = await RegisterAsync(clerk, "栗水移〔2026〕13号");
        await service.Database.ExecuteAsync(
            "update incoming_letters set way = 'peer', state = 'offered', sender_org = $2, handoff_id = gen_random_uuid() where id = $1",
            offered,
            HandoffHouse.Outside
        );
        var receipt = await clerk.GetAsync($"/api/handoffs/received/{offered}/receipt.pdf");
        receipt.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await receipt.CodeAsync()).ShouldBe("incoming.state");
        (await clerk.GetStringAsync($"/handoffs/received/{offered}")).ShouldNotContain("receipt.pdf");
        (await clerk.PostAsJsonAsync($"/api/handoffs/received/{offered}/receipt", new { })).StatusCode.ShouldBe(HttpStatusCode.OK);
        Pdf(await clerk.GetByteArrayAsync($"/api/handoffs/received/{offered}/receipt.pdf")).ShouldContain(Hex("现予签收"));
    }

    private static string Pdf(byte[] file) => Encoding.ASCII.GetString(file);

    private static string Hex(string words) => Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(words));

    [Fact]
    public async Task The_same_letter_is_registered_once_and_what_cannot_be_read_is_told_by_field()
    {
        var clerk = await service.CallerAsync("ho-clerk");
        await RegisterAsync(clerk, "栗水移〔2026〕3号");

        (await (await clerk.PostAsync("/api/handoffs/received", FormOf("栗水移〔2026〕3号"))).CodeAsync()).ShouldBe("incoming.known");
        (await clerk.PostAsync("/api/handoffs/received", FormOf("x", scan: false))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await clerk.PostAsync("/api/handoffs/received", FormOf("x", datedOn: "2027-01-01"))).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );
        (await clerk.PostAsync("/api/handoffs/received", FormOf("x", region: "36x"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await clerk.GetStringAsync("/handoffs/received/new")).ShouldNotContain("[incoming.");
        (await clerk.GetStringAsync("/handoffs?view=received")).ShouldContain("栗水移〔2026〕3号");
    }

    [Fact]
    public async Task A_letter_that_was_decided_says_so_before_it_asks_what_would_be_chosen()
    {
        var unit = await service.CallerAsync("ho-unit");
        var id = await RegisterAsync(await service.CallerAsync("ho-clerk"), "栗水移〔2026〕31号");
        (await unit.PostAsJsonAsync($"/api/handoffs/received/{id}/return", new { items = new[] { "照片" } })).EnsureSuccessStatusCode();

        foreach (var verb in (string[])["acceptance", "opening"])
            (await (await unit.PostAsJsonAsync($"/api/handoffs/received/{id}/{verb}", new { })).CodeAsync()).ShouldBe("incoming.state");
    }

    [Fact]
    public async Task A_stranger_learns_nothing_of_it()
    {
        var id = await RegisterAsync(await service.CallerAsync("ho-clerk"), "栗水移〔2026〕4号");
        var stranger = await service.CallerAsync("ho-stranger");
        foreach (var path in (string[])["", "/receipt.pdf"])
            (await stranger.GetAsync($"/api/handoffs/received/{id}{path}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        foreach (
            var (verb, body) in ((string, object)[])
                [
                    ("receipt", new { }),
                    ("acceptance", new { matter = "CG-02" }),
                    ("return", new { items = new[] { "照片" } }),
                    ("objection", new { reason = "无", competentBody = "无" }),
                    ("feedback", new { result = "无" }),
                ]
        )
            (await stranger.PostAsJsonAsync($"/api/handoffs/received/{id}/{verb}", body)).StatusCode.ShouldBe(
                HttpStatusCode.NotFound,
                verb
            );
    }

    internal static async Task<Guid> RegisterAsync(HttpClient clerk, string number)
    {
        var answer = await clerk.PostAsync("/api/handoffs/received", FormOf(number));
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    private static MultipartFormDataContent FormOf(string number, bool scan = true, string datedOn = "2026-11-20", string region = "360322")
    {
        var form = new MultipartFormDataContent
        {
            { new StringContent("上栗县水利局"), "senderName" },
            { new StringContent(region), "senderRegion" },
            { new StringContent(number), "number" },
            { new StringContent(datedOn), "datedOn" },
            { new StringContent("跨界倾倒"), "title" },
            { new StringContent("三车渣土倒入界河"), "facts" },
            { new StringContent("界河右岸"), "place" },
            { new StringContent("贺某"), "partyName" },
        };
        if (scan)
        {
            var file = new ByteArrayContent(AttachmentTests.Jpeg());
            file.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
            form.Add(file, "file", "来函.jpg");
        }
        return form;
    }

    private Task<string?> ResultAsync(Guid letter) =>
        service.Database.ScalarAsync<string>("select result ->> 'result' from incoming_letters where id = $1", letter);

    /// <summary>A paper letter to the township, accepted as a finding that became a case.</summary>
    private async Task<(Guid Letter, Guid Case)> CaseOfAsync(string number)
    {
        var (squad, officer) = (await service.CallerAsync("ho-squad"), await service.CallerAsync("ho-officer"));
        var letter = await RegisterAsync(squad, number);
        var accepted = await squad.PostAsJsonAsync($"/api/handoffs/received/{letter}/acceptance", new { });
        var finding = (await accepted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("findingId").GetGuid();
        return (letter, await OpenCaseAsync(officer, finding));
    }

    private static async Task<Guid> OpenCaseAsync(HttpClient officer, Guid finding)
    {
        var opened = await officer.PostAsJsonAsync(
            $"/api/findings/{finding}/case",
            new
            {
                matterCode = "CG-02",
                violationDate = "2026-11-20",
                procedure = "ordinary",
                intent = "transfer",
                officers = new[] { "ho-officer", "ho-partner" },
            }
        );
        opened.StatusCode.ShouldBe(HttpStatusCode.Created, await opened.Content.ReadAsStringAsync());
        return (await opened.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }
}
