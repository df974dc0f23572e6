using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Enforcement.Identity;
using Enforcement.Shell;
using Enforcement.Tests.Harness;

namespace Enforcement.Tests.Documents;

public sealed class DocumentRouteTests(TestService service) : IClassFixture<TestService>, IAsyncLifetime
{
    private const string Township = "430112109";

    public async Task InitializeAsync()
    {
        await service.BodyAsync(Township, Township, "长沙市望城区靖港镇人民政府");
        await service.BodyAsync("430112110", "430112110", "长沙市望城区乔口镇人民政府");
        if (await service.Database.ScalarAsync<long>("select count(*) from accounts where user_name = 'doc-head'") > 0)
            return;
        await service.PersonAsync("doc-reader", Roles.Officer, Township);
        await service.PersonAsync("doc-head", Roles.AgencyHead, Township);
        await service.PersonAsync("doc-stranger", Roles.AgencyHead, "430112110");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task What_is_not_there_or_not_readable_is_answered_by_name()
    {
        var caller = await service.CallerAsync("doc-reader");
        var id = RowId.New("430112", TestService.Morning);

        (await caller.GetAsync("/api/cases/430112-2026-99999/documents")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await caller.GetAsync("/api/cases/430112-2026-99999/documents.xlsx")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await caller.GetAsync($"/api/documents/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await caller.GetAsync($"/documents/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await caller.GetAsync($"/tasks/{id}/documents/E3/preview")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        foreach (var verb in (string[])["void", "reissue"])
        {
            (await PostAsync(caller, id, verb, new { reason = "写错" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await PostAsync(caller, id, verb, new { reason = "" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await PostAsync(caller, id, verb, new { reason = 7 })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await PostAsync(caller, id, verb, new { reason = "写\0错" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await PostAsync(caller, id, verb, new { reason = new string('长', 1_000_000) })).StatusCode.ShouldBe(
                HttpStatusCode.BadRequest
            );
        }
        (await PostAsync(caller, id, "reissue", new { reason = "写错", partyName = "a\0b" })).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );
        (await caller.PostAsJsonAsync("/api/cases/430112-2026-99999/side-tasks", new { kind = "seize-all" })).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );
        (await caller.PostAsJsonAsync("/api/cases/430112-2026-99999/side-tasks", new { kind = "order-to-correct" })).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
    }

    [Fact]
    public async Task A_draft_reads_as_the_case_stands_and_an_approved_one_proves_its_text()
    {
        var (number, id) = await service.DraftDecisionAsync(Township, "doc-officer-1", "doc-partner-1");
        var caller = await service.CallerAsync("doc-reader");

        var draft = await ReadAsync(caller, id);
        draft.GetProperty("document").GetProperty("state").GetString().ShouldBe("draft");
        draft.GetProperty("caseNumber").GetString().ShouldBe(number);
        draft.GetProperty("verified").ValueKind.ShouldBe(JsonValueKind.Null);
        draft.GetProperty("missing").GetArrayLength().ShouldBe(0);
        draft.GetProperty("html").GetString()!.ShouldContain("〔待编号〕");
        (await caller.GetStringAsync($"/documents/{id}")).ShouldContain("legal-mark");

        await service.ApproveDecisionAsync(id, "doc-head");

        var approved = await ReadAsync(caller, id);
        approved.GetProperty("verified").GetBoolean().ShouldBeTrue();
        var official = approved.GetProperty("document").GetProperty("number").GetString()!;
        official.ShouldMatch("罚〔2026〕[1-9][0-9]*号$");
        approved.GetProperty("html").GetString()!.ShouldContain(official);
        (await caller.GetStringAsync($"/documents/{id}")).ShouldNotContain("legal-mark");
        var list = await caller.GetFromJsonAsync<JsonElement>($"/api/cases/{number}/documents");
        list.GetProperty("items").EnumerateArray().Single().GetProperty("sha256").GetString()!.Length.ShouldBe(64);
        list.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task The_head_issues_anew_and_the_same_key_does_it_once()
    {
        var (number, id) = await service.DraftDecisionAsync(Township, "doc-officer-2", "doc-partner-2");
        await service.ApproveDecisionAsync(id, "doc-head");
        var officer = await service.CallerAsync("doc-reader");
        (await PostAsync(officer, id, "reissue", new { reason = "写错" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await PostAsync(officer, id, "void", new { reason = "写错" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await officer.GetStringAsync($"/documents/{id}")).ShouldNotContain("作废并重新制作");

        var head = await service.CallerAsync("doc-head");
        (await head.GetStringAsync($"/documents/{id}")).ShouldContain("作废并重新制作");
        head.DefaultRequestHeaders.Add("Idempotency-Key", $"again-{id}");
        var answers = new List<JsonElement>();
        for (var time = 0; time < 2; time++)
        {
            var answer = await PostAsync(head, id, "reissue", new { reason = "地址写错", partyAddress = "靖港镇芦江社区一组" });
            answer.StatusCode.ShouldBe(HttpStatusCode.Created);
            answers.Add(await answer.Content.ReadFromJsonAsync<JsonElement>());
        }
        answers[0].GetRawText().ShouldBe(answers[1].GetRawText());

        var fresh = await ReadAsync(officer, answers[0].GetProperty("id").GetGuid());
        fresh.GetProperty("html").GetString()!.ShouldContain("靖港镇芦江社区一组");
        fresh.GetProperty("document").GetProperty("number").GetString().ShouldBe(answers[0].GetProperty("number").GetString());
        (await ReadAsync(officer, id)).GetProperty("document").GetProperty("state").GetString().ShouldBe("void");
        (await officer.GetFromJsonAsync<JsonElement>($"/api/cases/{number}/documents")).GetProperty("items").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task A_stranger_finds_nothing_on_any_route()
    {
        var (number, id) = await service.DraftDecisionAsync(Township, "doc-officer-3", "doc-partner-3");
        await service.ApproveDecisionAsync(id, "doc-head");
        var stranger = await service.CallerAsync("doc-stranger");

        foreach (
            var path in (string[])
                [$"/api/documents/{id}", $"/documents/{id}", $"/api/cases/{number}/documents", $"/api/cases/{number}/documents.xlsx"]
        )
            (await stranger.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        foreach (var verb in (string[])["void", "reissue"])
            (await PostAsync(stranger, id, verb, new { reason = "写错" })).StatusCode.ShouldBe(HttpStatusCode.NotFound, verb);
    }

    [Theory]
    [InlineData("/api/escalations")]
    [InlineData("/api/escalations?side=sent")]
    [InlineData("/api/notifications?filter=unread")]
    [InlineData(null)]
    public async Task Every_list_comes_as_a_workbook_too(string? path)
    {
        path ??= $"/api/cases/{(await service.DraftDecisionAsync(Township, "doc-officer-4", "doc-partner-4")).CaseNumber}/documents";
        var caller = await service.CallerAsync("doc-reader");
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(Workbooks.Type));
        foreach (var answer in new[] { await caller.SendAsync(request), await caller.GetAsync(Named(path)) })
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe(Workbooks.Type);
            (await answer.Content.ReadAsByteArrayAsync())[..2].ShouldBe("PK"u8.ToArray());
        }
    }

    private static string Named(string path) =>
        path.IndexOf('?', StringComparison.Ordinal) is var at and >= 0 ? path.Insert(at, ".xlsx") : $"{path}.xlsx";

    private static Task<HttpResponseMessage> PostAsync(HttpClient caller, Guid id, string verb, object body) =>
        caller.PostAsJsonAsync($"/api/documents/{id}/{verb}", body);

    private static Task<JsonElement> ReadAsync(HttpClient caller, Guid id) => caller.GetFromJsonAsync<JsonElement>($"/api/documents/{id}");
}
