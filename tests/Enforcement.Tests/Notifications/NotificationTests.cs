using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Identity;
using Enforcement.Notifications;
using Enforcement.Processes;
using Enforcement.Tests.Harness;
using Enforcement.Tests.Processes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.Notifications;

public sealed class NotificationTests
{
    private const string Township = "430112109";

    [Fact]
    public async Task Those_who_hold_the_role_and_their_stand_ins_are_told_once_and_nobody_else()
    {
        await using var service = await TestService.CreateAsync();
        var (head, deputy) = await ArrangeAsync(service);
        var delivery = DeliveryOf(new Notice(Township, Roles.AgencyHead, "notifications.mail.case", ["望城-1"], "/cases/1", "1"));

        await TellAsync(service, delivery);
        await TellAsync(service, delivery);

        (await service.Database.ColumnAsync<Guid>("select person from notifications order by person")).ShouldBe(
            new[] { head, deputy }.Order(),
            ignoreOrder: true
        );
        (await InboxAsync(await service.CallerAsync("stranger"))).GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_stand_in_that_was_ended_early_is_told_nothing_more()
    {
        await using var service = await TestService.CreateAsync();
        var (head, _) = await ArrangeAsync(service);
        await service.Database.ExecuteAsync("update stand_ins set ended_at = $1", TestService.Morning.AddHours(-1).ToUniversalTime());

        await TellAsync(service, DeliveryOf(new Notice(Township, Roles.AgencyHead, "notifications.mail.case", ["望城-1"])));

        (await service.Database.ColumnAsync<Guid>("select person from notifications")).ShouldBe([head]);
    }

    [Fact]
    public async Task A_reminder_names_its_term_and_its_law_in_the_language_of_whoever_reads_it()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var bench = await CaseBench.CreateAsync(
            database,
            services => services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddNotifications(),
            TestDefinitions.Window
        );
        await bench.WithDeadlinesAsync();
        await HeadOfAsync(bench, CaseBench.Head.PersonId);
        await bench.OpenAsync("window", data: new JsonObject { ["noticeServedOn"] = "2026-11-24" });

        bench.Clock.SetUtcNow(new DateTimeOffset(2026, 12, 20, 4, 0, 0, TimeSpan.Zero));
        var sweep = new LadderSweep(database.Database, bench.StepServices.Seal, bench.Service<DeadlineBook>());
        await sweep.RunAsync(bench.Clock.GetUtcNow(), default);
        await bench.Service<OutboxDispatcher>().RunAsync(bench.Clock.GetUtcNow(), default);

        const string ofWindow = "from notifications where key = 'notice.deadline.missed'";
        var rule = bench.Service<DeadlineBook>().Current.Find("DL-REV-03", new DateOnly(2026, 11, 24))!;
        (await database.ColumnAsync<string>($"select text_zh {ofWindow}")).ShouldBe([
            $"“占道堆放物料”的{rule.NameZh}已于 2026-12-01 届满未办（{rule.BasisZh}）",
        ]);
        var english = (await database.ColumnAsync<string>($"select text_en {ofWindow}")).Single();
        english.ShouldContain(rule.NameEn);
        english.ShouldContain(rule.BasisEn);
        english.ShouldNotContain("{");
    }

    [Fact]
    public async Task What_is_read_goes_behind_what_is_not_and_nobody_reads_for_another()
    {
        await using var service = await TestService.CreateAsync();
        await ArrangeAsync(service);
        await TellAsync(service, DeliveryOf(new Notice(Township, Roles.AgencyHead, "notifications.mail.case", ["一"])));
        service.Clock.Advance(TimeSpan.FromMinutes(1));
        await TellAsync(service, DeliveryOf(new Notice(Township, Roles.AgencyHead, "notifications.mail.case", ["二"])));
        var head = await service.CallerAsync("head");
        var newest = (await InboxAsync(head))[0];
        newest.GetProperty("text").GetString().ShouldBe("案件：二");
        var reading = $"/api/notifications/{newest.GetProperty("id").GetString()}/reading";

        (await (await service.CallerAsync("stranger")).PostAsync(reading, null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await head.PostAsync(reading, null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await InboxAsync(head))[0].GetProperty("text").GetString().ShouldBe("案件：一");
        (await InboxAsync(head, "?filter=unread")).GetArrayLength().ShouldBe(1);
        (await head.GetAsync("/api/notifications?filter=none")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await head.GetAsync("/api/notifications?after=xx")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var first = await head.GetFromJsonAsync<JsonElement>("/api/notifications?limit=1");
        (await InboxAsync(head, $"?limit=1&after={Uri.EscapeDataString(first.GetProperty("next").GetString()!)}"))[0]
            .GetProperty("text")
            .GetString()
            .ShouldBe("案件：二");
        (await (await head.GetAsync("/notifications")).Content.ReadAsStringAsync()).ShouldContain("案件：一");
    }

    [Fact]
    public async Task A_mail_is_sent_once_in_a_real_conversation()
    {
        using var post = new SmtpPost();
        await using var service = await WithMailAsync(post.Port);
        await ArrangeAsync(service);
        await TellAsync(
            service,
            DeliveryOf(
                new Notice(
                    Township,
                    Roles.AgencyHead,
                    "notifications.mail.case",
                    ["望城-1"],
                    "/cases/1",
                    "1",
                    Statutory: true,
                    DueLegal: TestService.Morning.AddDays(2)
                )
            )
        );

        await service.SweepAsync();
        await service.SweepAsync();

        post.Received.Count.ShouldBe(1);
        var text = (await service.Database.ColumnAsync<string>("select text from mails")).Single();
        text.ShouldContain("还有 2 天");
        text.ShouldContain("https://office.example/cases/1");
    }

    [Theory]
    [InlineData("2026-11-26T00:00+08:00", "2026-11-25 23:59，还有 1 天")]
    [InlineData("2026-11-25T00:00+08:00", "2026-11-24 23:59，还有 0 天")]
    [InlineData("2026-11-24T00:00+08:00", "2026-11-23 23:59，已超过 1 天")]
    [InlineData("2026-11-24T09:00+08:00", "2026-11-24 08:59，已超过 0 天")]
    public async Task A_mail_names_the_last_day_of_the_term_and_not_the_one_after(string runsOut, string said)
    {
        await using var service = await WithMailAsync(25);
        await ArrangeAsync(service);
        var due = DateTimeOffset.Parse(runsOut, CultureInfo.InvariantCulture);
        await TellAsync(service, DeliveryOf(new Notice(Township, Roles.AgencyHead, "notifications.mail.case", ["一"], DueLegal: due)));

        (await service.Database.ColumnAsync<string>("select text from mails")).Single().ShouldContain(said);
    }

    [Fact]
    public async Task A_server_that_hangs_up_ends_the_run_and_costs_no_mail_an_attempt()
    {
        using var post = new SmtpPost();
        await using var service = await WithMailAsync(post.Port);
        await ArrangeAsync(service);
        foreach (var text in (string[])["一", "二"])
            await TellAsync(service, DeliveryOf(new Notice(Township, Roles.AgencyHead, "notifications.mail.case", [text])));
        post.Temper = () => SmtpPost.HangUp;
        await service.SweepAsync();
        (await service.Database.ColumnAsync<string>("select state || attempts from mails")).ShouldBe(["waiting0", "waiting0"]);
        (await service.Database.ScalarAsync<string>("select fault from sweep_runs where name = 'mail'")).ShouldNotBeNull();

        post.Temper = () => null;
        await service.SweepAsync();
        (await service.Database.ColumnAsync<string>("select state || attempts from mails")).ShouldBe(["sent1", "sent1"]);
    }

    [Fact]
    public async Task A_sender_that_cannot_be_read_is_the_offices_fault_and_an_address_that_cannot_is_the_mails_own()
    {
        using var post = new SmtpPost();
        await using (var service = await WithMailAsync(post.Port, "nobody at all <"))
        {
            await ArrangeAsync(service);
            await TellAsync(service, DeliveryOf(new Notice(Township, Roles.AgencyHead, "notifications.mail.case", ["一"])));
            await service.SweepAsync();
            (await service.Database.ScalarAsync<string>("select state || attempts from mails")).ShouldBe("waiting0");
        }
        await using (var service = await WithMailAsync(post.Port))
        {
            await ArrangeAsync(service);
            await service.Database.ExecuteAsync("update accounts set email = 'nobody at all <' where email is not null");
            await TellAsync(service, DeliveryOf(new Notice(Township, Roles.AgencyHead, "notifications.mail.case", ["一"])));
            await service.SweepAsync();
            (await service.Database.ScalarAsync<string>("select state || attempts from mails")).ShouldBe("dead1");
        }
    }

    [Fact]
    public async Task A_server_that_is_away_or_fails_at_random_delays_mails_and_neither_loses_nor_doubles_one()
    {
        using var post = new SmtpPost();
        await using var service = await WithMailAsync(post.Port);
        await ArrangeAsync(service);
        for (var i = 0; i < 100; i++)
            await TellAsync(service, DeliveryOf(new Notice(Township, Roles.AgencyHead, "notifications.mail.case", [$"{i}"])));
        var random = new Random(7);
        post.Temper = () => random.Next(3) == 0 ? "451 later" : null;

        for (var hour = 0; hour < 12; hour++)
        {
            await service.SweepAsync();
            service.Clock.Advance(TimeSpan.FromHours(3));
        }

        (await service.Database.ColumnAsync<string>("select distinct state from mails")).ShouldBe(["sent"]);
        post.MessageIds.Distinct().Count().ShouldBe(100);
        post.MessageIds.Count.ShouldBe(100);
    }

    [Fact]
    public async Task A_server_that_is_away_costs_no_attempt_and_one_that_refuses_for_good_makes_a_dead_letter()
    {
        var post = new SmtpPost();
        var port = post.Port;
        await using var service = await WithMailAsync(port);
        await ArrangeAsync(service);
        await TellAsync(service, DeliveryOf(new Notice(Township, Roles.AgencyHead, "notifications.mail.case", ["望城-1"])));
        post.Temper = () => "550 nobody here";
        await service.SweepAsync();
        var dead = (await service.Database.ColumnAsync<Guid>("select id from mails where state = 'dead'")).Single();

        post.Dispose();
        await service.Services.GetRequiredService<DeadMails>().ResendAsync(dead, CancellationToken.None);
        await service.SweepAsync();

        (await service.Database.ScalarAsync<string>("select state || attempts from mails")).ShouldBe("waiting0");
        (await service.Database.ScalarAsync<string>("select fault from sweep_runs where name = 'mail'")).ShouldNotBeNull();
    }

    private static Task<TestService> WithMailAsync(int port, string from = "enforcement@localhost") =>
        TestService.CreateAsync(host =>
            host.UseSetting("Mail:Host", "127.0.0.1")
                .UseSetting("Mail:Port", $"{port}")
                .UseSetting("Mail:From", from)
                .UseSetting("Mail:Security", "none")
                .UseSetting("PublicUrl", "https://office.example/")
        );

    /// <summary>A head with an address, the deputy who stands in, and somebody of another township.</summary>
    private static async Task<(Guid Head, Guid Deputy)> ArrangeAsync(TestService service)
    {
        await service.BodyAsync(Township, Township, "靖港镇");
        await service.BodyAsync("430112110", "430112110", "桥驿镇");
        var head = await service.PersonAsync("head", Roles.AgencyHead, Township);
        var deputy = await service.PersonAsync("deputy", Roles.SquadHead, Township);
        await service.PersonAsync("stranger", Roles.AgencyHead, "430112110");
        // Nobody else: the sample people have matters of their own.
        await service.Database.ExecuteAsync("update accounts set email = case when id = $1 then 'head@office.example' end", head);
        await service.Database.ExecuteAsync(
            """
            insert into stand_ins (id, absent, deputy, organization, role, authority, valid_from, valid_to)
            values ($1, $2, $3, $4, 'agency-head', '授权书', '2026-11-20', '2026-11-30')
            """,
            RowId.New("430112", TestService.Morning),
            head,
            deputy,
            Township
        );
        return (head, deputy);
    }

    /// <summary>An account that holds the post of the head, where a bench has bodies and people in its tests alone.</summary>
    private static async Task HeadOfAsync(CaseBench bench, Guid person)
    {
        await bench.ExecuteAsync(
            $"""
            insert into regions (code, name) values ('{CaseBench.Township}', '靖港镇');
            insert into organizations (code, region, kind, legal_name, short_name, name_en, document_word, valid_from)
                values ('{CaseBench.Township}', '{CaseBench.Township}', 'town', '靖港镇', '靖港镇', 'Jinggang', '望靖', '2020-01-01');
            insert into accounts (id, user_name, normalized_user_name, name, staff_type, email_confirmed, phone_number_confirmed,
                    two_factor_enabled, lockout_enabled, access_failed_count)
                values ('{person}', 'head', 'HEAD', 'head', 'civil-servant', false, false, false, false, 0);
            insert into posts (id, person, organization, role, valid_from)
                values ('{person}', '{person}', '{CaseBench.Township}', '{Roles.AgencyHead}', '2020-01-01');
            """
        );
    }

    private static OutboxDelivery DeliveryOf(Notice notice)
    {
        var message = notice.ToMessage();
        var id = RowId.New("430112", TestService.Morning);
        return new OutboxDelivery(id, new CaseKey("430112", id), message.Type, message.Version, message.Payload, TestService.Morning);
    }

    private static Task TellAsync(TestService service, OutboxDelivery delivery) =>
        service
            .Services.GetServices<IOutboxHandler>()
            .Single(handler => handler.Type == Notice.Type)
            .HandleAsync(delivery, CancellationToken.None);

    private static async Task<JsonElement> InboxAsync(HttpClient caller, string query = "") =>
        (await caller.GetFromJsonAsync<JsonElement>("/api/notifications" + query)).GetProperty("items");
}
