using System.Net;
using System.Net.Http.Json;
using Enforcement.Identity;
using Enforcement.Tests.Harness;

namespace Enforcement.Tests.Identity;

public sealed class SessionTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task A_stranger_is_told_401_by_the_API_and_led_to_the_sign_in_by_a_page()
    {
        var caller = service.Caller();
        (await caller.GetAsync("/api/tasks")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var page = await caller.GetAsync("/powers");
        page.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        page.Headers.Location!.ToString().ShouldContain("/signin");
    }

    [Fact]
    public async Task A_wrong_password_is_refused_by_name_and_says_not_which_half_was_wrong()
    {
        var answer = await service.Caller().PostAsJsonAsync("/api/session", new { userName = "nobody", password = "wrong-wrong" });
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("session.wrong");
    }

    [Fact]
    public async Task Somebody_signs_in_and_the_service_knows_their_posts_and_scope()
    {
        await service.BodyAsync("430112109", "430112109", "靖港镇");
        await service.PersonAsync("wang", Roles.Officer, "430112109", "王建国");
        var caller = await service.CallerAsync("wang");
        var me = await caller.GetStringAsync("/api/me");
        me.ShouldContain("王建国");
        me.ShouldContain("430112109");
        (await caller.GetAsync("/api/tasks")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await caller.GetAsync("/api/cases")).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var page in new[] { "/tasks", "/cases", "/powers" })
            (await caller.GetAsync(page)).StatusCode.ShouldBe(HttpStatusCode.OK, page);
        (await caller.GetAsync("/cases/430112-2026-99999")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await caller.GetAsync("/api/cases/430112-2026-99999")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_write_without_the_antiforgery_token_is_refused()
    {
        await service.BodyAsync("430112110", "430112110", "桥驿镇");
        await service.PersonAsync("li", Roles.Officer, "430112110");
        var caller = await service.CallerAsync("li");
        caller.DefaultRequestHeaders.Remove("X-CSRF-Token");
        (await caller.PostAsync($"/api/tasks/{Guid.Empty}/claim", null)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }
}
