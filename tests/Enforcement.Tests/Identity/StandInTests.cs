using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Enforcement.Identity;
using Enforcement.Tests.Harness;
using Npgsql;

namespace Enforcement.Tests.Identity;

public sealed class StandInTests(TestService service) : IClassFixture<TestService>, IAsyncLifetime
{
    private const string Township = "430112109";
    private const string Authority = "望靖委托〔2026〕3号";

    private HttpClient head = null!;
    private HttpClient deputy = null!;

    public async Task InitializeAsync()
    {
        await service.BodyAsync(Township, Township, "靖港镇");
        await service.BodyAsync("430112110", "430112110", "桥驿镇");
        if (await service.Database.ScalarAsync<long>("select count(*) from accounts where user_name = 'si-head'") == 0)
        {
            await service.PersonAsync("si-head", Roles.AgencyHead, Township, "袁镇长");
            await service.PersonAsync("si-deputy", Roles.Officer, Township, "程副镇长");
            await service.PersonAsync("si-other", Roles.AgencyHead, "430112110", "朱镇长");
            await service.PersonAsync("si-admin", Roles.SecurityAdmin, Township);
            await service.PersonAsync("si-auditor", Roles.Auditor, Township);
        }
        await service.Database.ExecuteAsync("update stand_ins set ended_at = now() where organization = $1", Township);
        head = await service.CallerAsync("si-head");
        deputy = await service.CallerAsync("si-deputy");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_deputy_acts_as_head_from_the_first_day_until_the_head_ends_it()
    {
        (await PostsAsync(deputy)).ShouldNotContain(Roles.AgencyHead);

        var made = await head.PostAsJsonAsync("/api/stand-ins", Wish());
        made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        (await PostsAsync(deputy)).ShouldContain(Roles.AgencyHead);
        (await deputy.GetStringAsync("/api/stand-ins")).ShouldContain(Authority);

        (await deputy.PostAsync($"/api/stand-ins/{id}/end", null)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await head.PostAsync($"/api/stand-ins/{id}/end", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await PostsAsync(deputy)).ShouldNotContain(Roles.AgencyHead);
        (await CodeAsync(await head.PostAsync($"/api/stand-ins/{id}/end", null))).ShouldBe("stand-in.ended");
    }

    [Fact]
    public async Task What_cannot_be_is_refused_by_name()
    {
        (await CodeAsync(await head.PostAsJsonAsync("/api/stand-ins", Wish(deputy: "si-head")))).ShouldBe("stand-in.self");
        (await CodeAsync(await head.PostAsJsonAsync("/api/stand-ins", Wish(from: "2026-11-23")))).ShouldBe("stand-in.in-the-past");
        (await CodeAsync(await head.PostAsJsonAsync("/api/stand-ins", Wish(to: "2027-11-24")))).ShouldBe("stand-in.too-long");
        (await head.PostAsJsonAsync("/api/stand-ins", Wish(to: "2027-11-23"))).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await CodeAsync(await head.PostAsJsonAsync("/api/stand-ins", Wish(from: "2027-11-23", to: "2027-12-01")))).ShouldBe(
            "stand-in.overlapping"
        );
        (await head.PostAsJsonAsync("/api/stand-ins", Wish(from: "2027-11-24", to: "2027-12-01"))).StatusCode.ShouldBe(
            HttpStatusCode.Created
        );
        foreach (
            var bad in new[] { Wish(to: "2026-11-01"), Wish(to: "soon"), Wish(deputy: "nobody"), Wish(authority: " "), Wish(role: "king") }
        )
            (await CodeAsync(await head.PostAsJsonAsync("/api/stand-ins", bad))).ShouldBe("malformed");
    }

    [Fact]
    public async Task A_head_speaks_for_the_own_post_only_and_a_security_admin_for_any()
    {
        var other = Wish(absent: "si-other", organization: "430112110");
        (await CodeAsync(await head.PostAsJsonAsync("/api/stand-ins", other))).ShouldBe("stand-in.not-yours");
        (await CodeAsync(await deputy.PostAsJsonAsync("/api/stand-ins", Wish()))).ShouldBe("stand-in.not-yours");
        var admin = await service.CallerAsync("si-admin");
        (
            await CodeAsync(
                await admin.PostAsJsonAsync("/api/stand-ins", Wish(absent: "si-deputy", deputy: "si-other", organization: Township))
            )
        ).ShouldBe("stand-in.no-such-post");
        var made = await admin.PostAsJsonAsync("/api/stand-ins", other);
        made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        (await head.PostAsync($"/api/stand-ins/{id}/end", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await head.GetStringAsync("/api/stand-ins")).ShouldNotContain(id.ToString());
    }

    [Fact]
    public async Task Who_stands_in_cannot_hand_the_post_on()
    {
        (await head.PostAsJsonAsync("/api/stand-ins", Wish())).EnsureSuccessStatusCode();
        (await CodeAsync(await deputy.PostAsJsonAsync("/api/stand-ins", Wish(deputy: "si-other", organization: Township)))).ShouldBe(
            "stand-in.not-yours"
        );
    }

    [Fact]
    public async Task Two_at_once_for_one_post_make_one()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => head.PostAsJsonAsync("/api/stand-ins", Wish())));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict).ShouldBe(5);
    }

    [Fact]
    public async Task The_admin_log_says_who_did_what_and_only_auditors_and_security_admins_read_it()
    {
        (await head.PostAsJsonAsync("/api/stand-ins", Wish())).EnsureSuccessStatusCode();
        var auditor = await service.CallerAsync("si-auditor");
        var (entry, next) = (default(JsonElement), "");
        while (next is not null && !IsMadeByHead(entry))
        {
            var log = await auditor.GetFromJsonAsync<JsonElement>($"/api/admin-log?limit=1&after={next}");
            (entry, next) = (log.GetProperty("items")[0], log.GetProperty("next").GetString());
        }
        entry.GetProperty("what").GetString().ShouldBe(AdminActs.StandInMade);
        entry.GetProperty("new").GetString()!.ShouldContain(Authority);
        (await head.GetAsync("/api/admin-log")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await head.GetAsync("/admin-log")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var page = await auditor.GetStringAsync("/admin-log");
        page.ShouldContain("程副镇长");
        page.ShouldNotContain("[admin-log.");
        foreach (var sql in new[] { "update admin_log set who = 'x'", "delete from admin_log" })
        {
            await using var command = service.Database.App.CreateCommand(sql);
            (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState.ShouldBe(
                PostgresErrorCodes.InsufficientPrivilege
            );
        }
    }

    [Fact]
    public async Task An_account_that_five_wrong_passwords_locked_is_logged_once()
    {
        await service.PersonAsync("si-forgetful", Roles.Officer, Township);
        using var caller = service.Caller();
        for (var time = 0; time < 7; time++)
            await caller.PostAsJsonAsync("/api/session", new { userName = "si-forgetful", password = "wrong" });
        (
            await service.Database.ScalarAsync<long>(
                "select count(*) from admin_log where what = $1 and subject like '%si-forgetful%'",
                AdminActs.SignInLocked
            )
        ).ShouldBe(1);
    }

    [Fact]
    public async Task The_page_offers_the_form_to_a_head_and_keeps_what_was_typed_when_it_refuses()
    {
        var page = await head.GetStringAsync("/stand-ins");
        page.ShouldContain("name=\"Input.Deputy\"");
        page.ShouldNotContain("name=\"Input.Absent\"");
        page.ShouldNotContain("[stand-ins.");
        (await deputy.GetStringAsync("/stand-ins")).ShouldNotContain("name=\"Input.Deputy\"");

        var form = new Dictionary<string, string>
        {
            ["_handler"] = "stand-in",
            ["__RequestVerificationToken"] = head.DefaultRequestHeaders.GetValues(Enforcement.Shell.Api.CsrfHeader).First(),
            ["Input.Deputy"] = "si-head",
            ["Input.From"] = "2026-11-24",
            ["Input.To"] = "2026-12-24",
            ["Input.Authority"] = Authority,
        };
        var refused = await head.PostAsync("/stand-ins", new FormUrlEncodedContent(form));
        var text = await refused.Content.ReadAsStringAsync();
        text.ShouldContain("stand-in.self");
        text.ShouldContain(Authority);
        form["Input.Deputy"] = "si-deputy";
        (await head.PostAsync("/stand-ins", new FormUrlEncodedContent(form))).StatusCode.ShouldBe(HttpStatusCode.Found);
        (await head.GetStringAsync("/stand-ins?saved=made")).ShouldContain("程副镇长 代理 袁镇长");
    }

    private static bool IsMadeByHead(JsonElement entry) =>
        entry.ValueKind != JsonValueKind.Undefined
        && entry.GetProperty("who").GetString() == "si-head"
        && entry.GetProperty("what").GetString() == AdminActs.StandInMade;

    private static object Wish(
        string? absent = null,
        string deputy = "si-deputy",
        string? organization = null,
        string? role = null,
        string? from = null,
        string to = "2026-12-24",
        string authority = Authority
    ) =>
        new
        {
            absent,
            deputy,
            organization,
            role,
            from,
            to,
            authority,
        };

    private static async Task<IReadOnlyList<string>> PostsAsync(HttpClient caller) =>
        [
            .. (await caller.GetFromJsonAsync<JsonElement>("/api/me"))
                .GetProperty("posts")
                .EnumerateArray()
                .Select(post => post.GetProperty("role").GetString()!),
        ];

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
}
