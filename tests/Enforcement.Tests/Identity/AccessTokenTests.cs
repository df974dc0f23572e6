using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Enforcement.Identity;
using Enforcement.Tests.Harness;

namespace Enforcement.Tests.Identity;

public sealed class AccessTokenTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task A_program_acts_as_the_person_whose_token_it_has_and_needs_no_antiforgery_proof()
    {
        var owner = await SignedInAsync("token-owner");
        var made = await MakeAsync(owner, "夜间汇总");
        var program = Program(made.GetProperty("token").GetString()!);

        (await program.GetStringAsync("/api/me")).ShouldContain("token-owner");
        // 404 and not 400: the write was let in, and there is no such task.
        (await program.PostAsync($"/api/tasks/{Guid.Empty}/claim", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await owner.GetStringAsync("/api/tokens")).ShouldContain("\"lastUsedOn\":\"2026-11-24\"");
    }

    [Fact]
    public async Task What_a_token_reads_as_is_stored_nowhere()
    {
        var owner = await SignedInAsync("token-hidden");
        var secret = (await MakeAsync(owner, "once")).GetProperty("token").GetString()!;

        (await owner.GetStringAsync("/api/tokens")).ShouldNotContain(secret);
        (
            await service.Database.ScalarAsync<long>(
                "select count(*) from access_tokens where access_tokens::text like '%' || $1 || '%'",
                secret
            )
        ).ShouldBe(0);
        (await service.Database.ScalarAsync<byte[]>("select hash from access_tokens where name = 'once'")).ShouldBe(
            AccessToken.HashOf(secret)
        );
    }

    [Fact]
    public async Task A_revoked_token_stops_at_once_and_keeps_its_row()
    {
        var owner = await SignedInAsync("token-revoked");
        var made = await MakeAsync(owner, "weg");
        var program = Program(made.GetProperty("token").GetString()!);
        (await program.GetAsync("/api/me")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await owner.DeleteAsync($"/api/tokens/{made.GetProperty("id").GetString()}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await program.GetAsync("/api/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await owner.GetStringAsync("/api/tokens")).ShouldContain("\"revokedAt\":\"2026");
    }

    [Fact]
    public async Task Nobody_revokes_or_sees_the_token_of_somebody_else()
    {
        var owner = await SignedInAsync("token-mine");
        var stranger = await SignedInAsync("token-stranger");
        var id = (await MakeAsync(owner, "meins")).GetProperty("id").GetString();

        (await stranger.DeleteAsync($"/api/tokens/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.GetStringAsync("/api/tokens")).ShouldNotContain(id!);
    }

    [Fact]
    public async Task A_token_makes_no_other_token()
    {
        var owner = await SignedInAsync("token-parent");
        var program = Program((await MakeAsync(owner, "parent")).GetProperty("token").GetString()!);

        var answer = await program.PostAsJsonAsync("/api/tokens", new { name = "child" });

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("token.by-token");
    }

    [Fact]
    public async Task A_token_opens_no_page_and_a_wrong_one_is_told_401()
    {
        var owner = await SignedInAsync("token-pages");
        var program = Program((await MakeAsync(owner, "pages")).GetProperty("token").GetString()!);
        (await program.GetAsync("/tasks")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await Program("enf_wrong").GetAsync("/api/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await Program("something-else").GetAsync("/api/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_authorization_that_is_no_token_of_ours_frees_no_cookie_from_its_proof()
    {
        var owner = await SignedInAsync("token-cookie");
        owner.DefaultRequestHeaders.Remove("X-CSRF-Token");
        owner.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "junk");
        (await owner.PostAsJsonAsync("/api/tokens", new { name = "forged" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("", 30)]
    [InlineData("a\0b", 30)]
    [InlineData("name", 0)]
    [InlineData("name", 4000)]
    public async Task A_name_or_term_that_cannot_be_is_400(string name, int days)
    {
        var owner = await SignedInAsync("token-malformed");
        (await owner.PostAsJsonAsync("/api/tokens", new { name, days })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_account_page_names_the_posts_and_the_tokens()
    {
        var owner = await SignedInAsync("token-page");
        await MakeAsync(owner, "报表程序");
        var page = await owner.GetStringAsync("/account");
        page.ShouldContain("执法人员");
        page.ShouldContain("报表程序");
    }

    private async Task<HttpClient> SignedInAsync(string userName)
    {
        await service.BodyAsync("430112109", "430112109", "靖港镇");
        await service.PersonAsync(userName, Roles.Officer, "430112109");
        return await service.CallerAsync(userName);
    }

    private HttpClient Program(string token)
    {
        var program = service.Caller();
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return program;
    }

    private static async Task<JsonElement> MakeAsync(HttpClient owner, string name)
    {
        var answer = await owner.PostAsJsonAsync("/api/tokens", new { name, days = 30 });
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
