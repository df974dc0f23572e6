using System.Net;
using System.Net.Http.Json;
using Enforcement.Identity;
using Enforcement.Tests.Harness;

namespace Enforcement.Tests.Documents;

public sealed class DocumentRouteTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task What_is_not_there_or_not_readable_is_answered_by_name()
    {
        await service.BodyAsync("430112109", "430112109", "长沙市望城区靖港镇人民政府");
        await service.PersonAsync("reader", Roles.Officer, "430112109");
        var caller = await service.CallerAsync("reader");
        var id = RowId.New("430112", TestService.Morning);

        (await caller.GetAsync("/api/cases/430112-2026-99999/documents")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await caller.GetAsync($"/api/documents/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await caller.GetAsync($"/documents/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await caller.GetAsync($"/tasks/{id}/documents/E3/preview")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await caller.PostAsJsonAsync($"/api/documents/{id}/void", new { reason = "写错" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await caller.PostAsJsonAsync($"/api/documents/{id}/void", new { reason = "" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await caller.PostAsJsonAsync("/api/cases/430112-2026-99999/side-tasks", new { kind = "seize-all" })).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );
        (await caller.PostAsJsonAsync("/api/cases/430112-2026-99999/side-tasks", new { kind = "order-to-correct" })).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
    }
}
