using System.Net;
using System.Net.Http.Json;
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
}
