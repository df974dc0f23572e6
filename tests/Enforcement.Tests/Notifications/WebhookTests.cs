using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Notifications;
using Enforcement.Processes;
using Enforcement.Tests.Harness;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.Notifications;

/// <summary>Robots hear what their body is told: once, signed as they want it, at listed hosts only, and nothing is lost while they are away.</summary>
public sealed class WebhookTests : IAsyncLifetime
{
    private const string Township = "430112109";

    private RobotPost robot = null!;
    private TestService service = null!;
    private HttpClient admin = null!;

    public async Task InitializeAsync()
    {
        robot = await RobotPost.StartAsync();
        service = await TestService.CreateAsync(host =>
            host.UseSetting("Webhooks:Hosts:0", robot.Host).UseSetting("PublicUrl", "https://office.example/")
        );
        await service.BodyAsync(Township, Township, "靖港镇");
        await service.PersonAsync("robots", Roles.SystemAdmin, Township);
        await service.PersonAsync("head", Roles.AgencyHead, Township);
        admin = await service.CallerAsync("robots");
    }

    public async Task DisposeAsync()
    {
        await service.DisposeAsync();
        await robot.DisposeAsync();
    }

    [Fact]
    public async Task A_dingtalk_robot_is_told_once_with_its_signature_and_without_a_word_that_names_anybody()
    {
        await AddAsync("dingtalk", "/robot/send?access_token=T", "SECdemo");
        var delivery = DeliveryOf(statutory: true);
        await TellAsync(delivery);
        await TellAsync(delivery);
        await service.SweepAsync();
        await service.SweepAsync();

        var (path, body, _) = robot.Received.ShouldHaveSingleItem();
        var query = System.Web.HttpUtility.ParseQueryString(path.Split('?')[1]);
        query["access_token"].ShouldBe("T");
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes("SECdemo"), Encoding.UTF8.GetBytes($"{query["timestamp"]}\nSECdemo"));
        query["sign"].ShouldBe(Convert.ToBase64String(hash));
        var said = JsonDocument.Parse(body).RootElement;
        said.GetProperty("msgtype").GetString().ShouldBe("text");
        var text = said.GetProperty("text").GetProperty("content").GetString()!;
        text.ShouldContain("430112-2026-1");
        text.ShouldContain("还有 2 天");
        text.ShouldContain("https://office.example/cases/1");
        text.ShouldNotContain("张三");
    }

    [Fact]
    public async Task A_program_of_the_bodys_own_can_check_who_speaks_and_hears_the_whole_text()
    {
        await AddAsync("plain", "/in", "s3cret", withWords: true);
        await TellAsync(DeliveryOf(statutory: true));
        await service.SweepAsync();

        var (_, body, headers) = robot.Received.ShouldHaveSingleItem();
        body.ShouldContain("张三");
        var signed = HMACSHA256.HashData(
            Encoding.UTF8.GetBytes("s3cret"),
            Encoding.UTF8.GetBytes($"{headers["X-Enforcement-Timestamp"]}.{body}")
        );
        headers["X-Enforcement-Signature"].ShouldBe($"sha256={Convert.ToHexStringLower(signed)}");
    }

    [Fact]
    public async Task What_a_robot_does_not_take_is_tried_again_and_a_wrong_address_makes_a_dead_letter_that_can_be_sent_again()
    {
        await AddAsync("wecom", "/cgi-bin/webhook/send?key=K", null);
        robot.Answer = () => (200, """{"errcode":45009,"errmsg":"api freq out of limit"}""");
        await TellAsync(DeliveryOf(statutory: true));
        await service.SweepAsync();
        (await StateAsync()).ShouldBe("waiting1");
        robot.Answer = () => (404, "");
        service.Clock.Advance(TimeSpan.FromHours(1));
        await service.SweepAsync();
        (await StateAsync()).ShouldBe("dead2");

        robot.Answer = () => (200, """{"errcode":0}""");
        var dead = (await service.Database.ColumnAsync<Guid>("select id from webhook_posts")).Single();
        (await admin.PostAsync($"/api/webhooks/posts/{dead}/resending", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await service.SweepAsync();
        (await StateAsync()).ShouldBe("sent1");
        (await admin.PostAsync($"/api/webhooks/posts/{dead}/resending", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await AddAsync("plain", "/in", "s3cret");
        robot.Answer = () => (302, "");
        await TellAsync(DeliveryOf(statutory: true));
        await service.SweepAsync();
        robot.Received.Count.ShouldBe(1);
        (await StateAsync()).ShouldBe("dead1");
    }

    [Fact]
    public async Task A_host_that_is_away_costs_no_attempt_and_its_name_is_all_that_is_ever_shown()
    {
        await AddAsync("plain", "/in?token=T0KEN", "s3cret");
        await robot.DisposeAsync();
        await TellAsync(DeliveryOf(statutory: true));
        await service.SweepAsync();
        (await StateAsync()).ShouldBe("waiting0");
        var shown = await admin.GetStringAsync("/api/webhooks") + await admin.GetStringAsync("/notifications/webhooks");
        shown.ShouldContain(robot.Host);
        shown.ShouldNotContain("T0KEN");
        shown.ShouldNotContain("s3cret");
        var kept = await service.Database.ColumnAsync<string>("select address || secret from webhooks");
        kept.Single().ShouldNotContain("T0KEN");
    }

    [Theory]
    [InlineData("https://evil.example/in", "webhook.host-not-listed")]
    [InlineData("http://127.0.0.1:1/in", "webhook.host-not-listed")]
    [InlineData("file:///etc/passwd", "webhook.host-not-listed")]
    [InlineData("nothing", "address")]
    public async Task An_address_that_is_not_listed_is_refused_by_name(string address, string said)
    {
        var answer = await admin.PostAsJsonAsync("/api/webhooks", Body("plain", address, "s3cret"));
        ((int)answer.StatusCode).ShouldBeInRange(400, 409);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(said);
    }

    [Fact]
    public async Task A_robot_is_a_bodys_once_until_it_has_ended_and_what_was_given_up_ends_with_it()
    {
        var id = await AddAsync("plain", "/in", "s3cret");
        var again = await admin.PostAsJsonAsync("/api/webhooks", Body("plain", $"http://{robot.Host}/in", "other"));
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await again.Content.ReadAsStringAsync()).ShouldContain("webhook.already");
        robot.Answer = () => (404, "");
        await TellAsync(DeliveryOf(statutory: true));
        await service.SweepAsync();
        (await StateAsync()).ShouldBe("dead1");

        await admin.PostAsync($"/api/webhooks/{id}/end", null);
        var dead = (await service.Database.ColumnAsync<Guid>("select id from webhook_posts")).Single();
        (await admin.PostAsync($"/api/webhooks/posts/{dead}/resending", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await AddAsync("plain", "/in", "s3cret");
    }

    [Fact]
    public async Task Robots_are_the_system_admins_and_end_once()
    {
        var id = await AddAsync("plain", "/in", "s3cret");
        var head = await service.CallerAsync("head");
        (await head.GetAsync("/api/webhooks")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await head.PostAsJsonAsync("/api/webhooks", Body("plain", $"http://{robot.Host}/in", "x"))).StatusCode.ShouldBe(
            HttpStatusCode.Forbidden
        );
        (await admin.PostAsync($"/api/webhooks/{id}/end", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await (await admin.PostAsync($"/api/webhooks/{id}/end", null)).Content.ReadAsStringAsync()).ShouldContain("webhook.ended");
        await TellAsync(DeliveryOf(statutory: true));
        (await service.Database.ScalarAsync<long>("select count(*) from webhook_posts")).ShouldBe(0);
    }

    [Fact]
    public async Task The_offices_own_matters_of_the_night_wait_for_the_morning_and_terms_of_the_law_do_not()
    {
        await AddAsync("plain", "/in", "s3cret");
        service.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 24, 22, 0, 0, TimeSpan.FromHours(8)));
        await TellAsync(DeliveryOf(statutory: false));
        await TellAsync(DeliveryOf(statutory: true));
        await service.SweepAsync();
        robot.Received.Count.ShouldBe(1);
        service.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 25, 8, 0, 0, TimeSpan.FromHours(8)));
        await service.SweepAsync();
        robot.Received.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_term_of_the_law_is_mailed_whatever_one_prefers()
    {
        await using var mailing = await TestService.CreateAsync(host => host.UseSetting("Mail:Host", "127.0.0.1"));
        await mailing.BodyAsync(Township, Township, "靖港镇");
        await mailing.PersonAsync("head", Roles.AgencyHead, Township);
        await mailing.Database.ExecuteAsync("update accounts set email = 'head@office.example'");
        var head = await mailing.CallerAsync("head");
        (await head.PutAsJsonAsync("/api/notifications/preferences", new { mail = false, digest = false })).StatusCode.ShouldBe(
            HttpStatusCode.NoContent
        );
        (await head.GetFromJsonAsync<JsonElement>("/api/notifications/preferences")).GetProperty("mail").GetBoolean().ShouldBeFalse();
        foreach (var statutory in new[] { false, true })
            await mailing
                .Services.GetServices<IOutboxHandler>()
                .Single(handler => handler.Type == Notice.Type)
                .HandleAsync(DeliveryOf(statutory), CancellationToken.None);
        (await mailing.Database.ScalarAsync<long>("select count(*) from mails")).ShouldBe(1);
        (await mailing.Database.ScalarAsync<long>("select count(*) from notifications")).ShouldBe(2);
    }

    [Fact]
    public async Task What_one_step_tells_several_of_a_body_its_group_hears_once_and_what_is_one_persons_alone_it_does_not_hear()
    {
        await AddAsync("plain", "/in", "s3cret");
        var first = DeliveryOf(statutory: true);
        await TellAsync(first);
        var toAnother = (System.Text.Json.Nodes.JsonObject)first.Payload.DeepClone();
        toAnother["role"] = Roles.SquadHead;
        await TellAsync(first with { Id = RowId.New("430112", TestService.Morning), Payload = toAnother });
        var personal = DeliveryOf(statutory: false);
        personal.Payload["personal"] = true;
        await TellAsync(personal);
        await service.SweepAsync();
        robot.Received.Count.ShouldBe(1);

        // The same words at another time are said again.
        await TellAsync(first with { Id = RowId.New("430112", TestService.Morning), SentAt = first.SentAt.AddDays(1) });
        await service.SweepAsync();
        robot.Received.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_was_not_taken_in_the_evening_is_not_tried_again_in_the_night_unless_it_is_of_the_law()
    {
        await AddAsync("plain", "/in", "s3cret");
        robot.Answer = () => (503, "");
        service.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 24, 20, 59, 30, TimeSpan.FromHours(8)));
        await TellAsync(DeliveryOf(statutory: false));
        await TellAsync(DeliveryOf(statutory: true));
        await service.SweepAsync();
        robot.Received.Count.ShouldBe(2);
        robot.Answer = () => (200, "");
        service.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 24, 21, 30, 0, TimeSpan.FromHours(8)));
        await service.SweepAsync();
        robot.Received.Count.ShouldBe(3);
        service.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 25, 8, 0, 0, TimeSpan.FromHours(8)));
        await service.SweepAsync();
        robot.Received.Count.ShouldBe(4);
    }

    [Fact]
    public async Task An_answer_in_letters_that_nobody_knows_holds_up_no_other_robot()
    {
        await AddAsync("wecom", "/one?key=K", null);
        await AddAsync("wecom", "/two?key=K", null);
        robot.ContentType = "application/json; charset=martian";
        await TellAsync(DeliveryOf(statutory: true));
        await service.SweepAsync();
        robot.Received.Count.ShouldBe(2);
        (await service.Database.ColumnAsync<string>("select state || attempts from webhook_posts")).ShouldBe(["waiting1", "waiting1"]);
    }

    private async Task<string> AddAsync(string kind, string path, string? secret, bool withWords = false)
    {
        var answer = await admin.PostAsJsonAsync("/api/webhooks", Body(kind, $"http://{robot.Host}{path}", secret, withWords));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    private static object Body(string kind, string address, string? secret, bool withWords = false) =>
        new
        {
            organization = Township,
            kind,
            name = "靖港镇执法群",
            address,
            secret,
            statutoryOnly = false,
            withWords,
        };

    private Task<string> StateAsync() => service.Database.ScalarAsync<string>("select state || attempts from webhook_posts")!;

    private static OutboxDelivery DeliveryOf(bool statutory)
    {
        var message = new Notice(
            Township,
            Roles.AgencyHead,
            "notifications.mail.case",
            ["张三占道经营案"],
            "/cases/1",
            "430112-2026-1",
            statutory,
            TestService.Morning.AddDays(2)
        ).ToMessage();
        var id = RowId.New("430112", TestService.Morning);
        return new OutboxDelivery(id, new CaseKey("430112", id), message.Type, message.Version, message.Payload, TestService.Morning);
    }

    private Task TellAsync(OutboxDelivery delivery) =>
        service
            .Services.GetServices<IOutboxHandler>()
            .Single(handler => handler.Type == Notice.Type)
            .HandleAsync(delivery, CancellationToken.None);
}
