using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Enforcement.Escalations;
using Enforcement.Handoffs;
using Enforcement.Handoffs.Exchange;
using Enforcement.Handoffs.Incoming;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.Handoffs;

/// <summary>What waits, what is given up, and what strangers may do to the two.</summary>
public sealed class PostTests : IAsyncLifetime
{
    private readonly TwoHouses houses = new();

    private TestService Ours => houses.Wangcheng;

    private TestService Theirs => houses.Xiangyin;

    public Task InitializeAsync() => houses.InitializeAsync();

    public Task DisposeAsync() => houses.DisposeAsync();

    [Fact]
    public async Task A_message_that_is_refused_for_itself_is_given_up_holds_up_nothing_and_may_be_said_again()
    {
        var bad = await PostAsync(TwoHouses.Sender, "release");
        for (var attempt = 1; attempt < ExchangeSweep.MostRefusals; attempt++)
            await SayAndWaitAsync();
        (await StateAsync(bad)).ShouldBe("waiting");
        await SayAndWaitAsync();
        (await StateAsync(bad)).ShouldBe("dead");
        var admin = await Ours.CallerAsync("ho-admin");
        (await admin.GetStringAsync("/api/handoffs/posts")).ShouldContain("exchange.no-such-handoff");
        var page = await admin.GetStringAsync("/handoffs/peers");
        page.ShouldContain("双方之间没有这件移送");
        page.ShouldNotContain("[peers.");

        // The number it had goes to the next, and there is no gap.
        var good = await Ours.HandOverAsync("430624");
        await houses.SettleAsync();
        (await Theirs.Database.ScalarAsync<long>("select seq from handoff_inbox where handoff_id = $1", good)).ShouldBe(1);

        (await admin.PostAsync($"/api/handoffs/posts/{bad}/resend", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await StateAsync(bad)).ShouldBe("waiting");
        (await admin.PostAsync($"/api/handoffs/posts/{bad}/resend", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Ours.Database.ScalarAsync<long>("select count(*) from admin_log where what = 'handoff.post-said-again'")).ShouldBe(1);
        // Said again, it is refused again, and what comes after it goes on when it is given up again.
        await Ours.HandOverAsync("430624");
        for (var attempt = 0; attempt <= ExchangeSweep.MostRefusals; attempt++)
            await SayAndWaitAsync();
        (await StateAsync(bad)).ShouldBe("dead");
        (await Theirs.Database.ScalarAsync<long>("select count(*) from incoming_letters")).ShouldBe(2);
    }

    [Fact]
    public async Task What_was_numbered_meanwhile_goes_before_what_is_said_again()
    {
        var bad = await PostAsync(TwoHouses.Sender, "release");
        await Ours.Database.ExecuteAsync("update handoff_posts set state = 'dead', last_error = 'x'");
        var good = await Ours.HandOverAsync("430624");
        houses.Wire.IsDown = true;
        await SayAndWaitAsync();
        (await Ours.Database.ScalarAsync<long>("select seq from handoff_posts where handoff_id = $1", good)).ShouldBe(1);
        await Ours.Services.GetRequiredService<Peers>().SayAgainAsync(await Ours.ActorAsync("ho-admin"), bad, default);
        houses.Wire.IsDown = false;

        await SayAndWaitAsync();

        (await Theirs.Database.ScalarAsync<Guid>("select handoff_id from handoff_inbox where seq = 1")).ShouldBe(good);
        (await StateAsync(bad)).ShouldBe("waiting");
    }

    [Fact]
    public async Task That_a_machine_was_away_counts_nothing_towards_giving_up()
    {
        var bad = await PostAsync(TwoHouses.Sender, "release");
        houses.Wire.IsDown = true;
        for (var attempt = 0; attempt < ExchangeSweep.MostRefusals; attempt++)
            await SayAndWaitAsync();
        houses.Wire.IsDown = false;

        await SayAndWaitAsync();

        (await StateAsync(bad)).ShouldBe("waiting");
        (await Ours.Database.ScalarAsync<string>("select attempts || ' ' || refusals from handoff_posts")).ShouldBe("9 1");
    }

    [Fact]
    public async Task An_admin_gives_up_what_a_machine_that_is_gone_does_not_take_and_the_letter_goes_as_a_package()
    {
        var id = await Ours.HandOverAsync("430624");
        houses.Wire.IsDown = true;
        await SayAndWaitAsync();
        await Ours.Services.GetRequiredService<WithdrawLetter>().RunAsync(await Ours.ActorAsync("ho-squad"), id, "误送", default);
        var stays = await Ours.HandOverAsync("430624");
        var offer = await Ours.Database.ScalarAsync<Guid>("select id from handoff_posts where handoff_id = $1 and kind = 'offer'", stays);
        var admin = await Ours.CallerAsync("ho-admin");
        // It has not been tried yet.
        (await admin.PostAsync($"/api/handoffs/posts/{offer}/give-up", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var first = await Ours.Database.ScalarAsync<Guid>("select id from handoff_posts where handoff_id = $1 and kind = 'offer'", id);
        (await admin.GetStringAsync("/handoffs/peers")).ShouldContain($"give-up-{first}");
        (await admin.PostAsync($"/api/handoffs/posts/{first}/give-up", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        // What waited behind it said nothing without it, and of a letter that was taken back nobody has to hear.
        (await Ours.Database.ColumnAsync<string>("select distinct state from handoff_posts where handoff_id = $1", id)).ShouldBe(["dead"]);
        (await NoticesAsync(Ours, "notice.handoff-not-taken.offer")).ShouldBeEmpty();
        await SayAndWaitAsync();

        (await admin.PostAsync($"/api/handoffs/posts/{offer}/give-up", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await admin.PostAsync($"/api/handoffs/posts/{offer}/give-up", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Ours.Database.ScalarAsync<string>("select way from handoffs where id = $1", stays)).ShouldBe("package");
        (await NoticesAsync(Ours, "notice.handoff-not-taken.offer")).ShouldBe([TwoHouses.Sender]);
        (await Ours.Database.ScalarAsync<long>("select count(*) from admin_log where what = 'handoff.post-given-up'")).ShouldBe(2);
        (await (await admin.PostAsync($"/api/handoffs/posts/{offer}/resend", null)).CodeAsync()).ShouldBe("peer.letter-over");
        // The number that the first had is the next one's: no gap.
        houses.Wire.IsDown = false;
        await Ours.HandOverAsync("430624");
        await houses.SettleAsync();
        (await Theirs.Database.ScalarAsync<long>("select max(seq) from handoff_inbox")).ShouldBe(1);
    }

    [Theory]
    [InlineData("release")]
    [InlineData("withdrawal")]
    public async Task The_sender_hears_what_was_not_taken_in_words_that_are_true_and_the_admin_hears_it_too(string kind)
    {
        var id = await Ours.HandOverAsync("430624");
        await houses.SettleAsync();
        // The other side's word for it is lost.
        await Theirs.Database.ExecuteAsync("update incoming_letters set handoff_id = gen_random_uuid()");
        if (kind == "withdrawal")
            await Ours.Services.GetRequiredService<WithdrawLetter>().RunAsync(await Ours.ActorAsync("ho-squad"), id, "误送", default);
        else
            await Ours.Database.ExecuteAsync(
                """
                insert into handoff_posts (id, own_org, peer_org, kind, handoff_id, county_code, body, state, next_at, created_at)
                select $2, own_org, peer_org, 'release', handoff_id, county_code, '{"releasedAt": "2026-11-24T01:00:00Z"}', 'waiting', next_at, created_at
                from handoff_posts where handoff_id = $1
                """,
                id,
                Enforcement.Identity.RowId.New("430112", Ours.Clock.GetUtcNow())
            );
        await houses.SettleAsync();

        (await NoticesAsync(Ours, $"notice.handoff-not-taken.{kind}")).ShouldBe([TwoHouses.Sender]);
        (await NoticesAsync(Ours, "notice.message-given-up")).ShouldNotBeEmpty();
        await Ours.SweepAsync();
        (
            await Ours.Database.ColumnAsync<string>(
                "select n.text_zh from notifications n join accounts a on a.id = n.person where a.user_name = 'ho-admin'"
            )
        )
            .Single()
            .ShouldContain("对方系统没有收下");
    }

    [Fact]
    public async Task Whoever_answered_hears_that_the_answer_was_not_taken()
    {
        var id = await Ours.HandOverAsync("430624");
        await houses.SettleAsync();
        await Theirs
            .Services.GetRequiredService<SignForIncoming>()
            .RunAsync(await Theirs.ActorAsync("xy-clerk"), await houses.IncomingAsync(id), default);
        // It became a package there.
        await Ours.Database.ExecuteAsync("update handoffs set way = 'package'");
        await houses.SettleAsync();

        (await Theirs.Database.ScalarAsync<string>("select state from handoff_posts")).ShouldBe("dead");
        (await NoticesAsync(Theirs, "notice.incoming-not-told")).ShouldBe([TwoHouses.Receiver]);
        (
            await Theirs.Database.ScalarAsync<string>(
                "select payload -> 'arguments' -> 2 ->> 'zh' from outbox where payload ->> 'key' = $1",
                "notice.incoming-not-told"
            )
        ).ShouldBe("签收");
    }

    [Fact]
    public async Task What_was_given_up_of_a_pair_is_said_again_together_and_nothing_of_a_letter_that_has_ended()
    {
        var (over, one, two) = (
            await Ours.HandOverAsync("430624"),
            await PostAsync(TwoHouses.Sender, "release"),
            await PostAsync(TwoHouses.Sender, "withdrawal")
        );
        await Ours.Database.ExecuteAsync("update handoff_posts set state = 'dead', last_error = 'x', attempts = 8, refusals = 8");
        await Ours.Services.GetRequiredService<WithdrawLetter>().RunAsync(await Ours.ActorAsync("ho-squad"), over, "误送", default);
        var offer = await Ours.Database.ScalarAsync<Guid>("select id from handoff_posts where kind = 'offer'");
        var (peers, admin) = (Ours.Services.GetRequiredService<Peers>(), await Ours.ActorAsync("ho-admin"));

        (await Should.ThrowAsync<RefusedException>(peers.SayAgainAsync(admin, offer, default))).Code.ShouldBe("peer.letter-over");
        await peers.SayAgainAsync(admin, two, default);

        (await StateAsync(one), await StateAsync(two), await StateAsync(offer)).ShouldBe(("waiting", "waiting", "dead"));
        (await Ours.Database.ScalarAsync<long>("select sum(attempts + refusals) from handoff_posts where state = 'waiting'")).ShouldBe(0);
    }

    [Fact]
    public async Task Files_that_no_message_can_carry_are_not_sent_at_all()
    {
        var id = await Ours.HandOverAsync("430624");
        await Ours.Database.ExecuteAsync(
            """
            with file as (
                insert into files (sha256, size, content)
                select sha256(convert_to(n::text, 'UTF8')), 17000000, decode(lpad(n::text, 34000000, '0'), 'hex') from generate_series(1, 3) n
                returning sha256
            )
            insert into attachments (county_code, id, organization, case_id, name, content_type, size, sha256, by, by_name, at)
            select h.county_code, gen_random_uuid(), h.sender_org, h.case_id, 'x', 'image/jpeg', 17000000, f.sha256, gen_random_uuid(), 'x', h.sent_at
            from handoffs h, file f where h.id = $1
            """,
            id
        );

        (await houses.SayAsync(Ours)).ShouldBe(0);

        (await Ours.Database.ScalarAsync<string>("select state || ' ' || last_error from handoff_posts")).ShouldBe(
            "dead exchange.too-large"
        );
        houses.Wire.Done.ContainsKey("sent").ShouldBeFalse();
        (
            await Ours.Database.ScalarAsync<long>("select count(*) from journal where content::jsonb ->> 'action' = 'handoff.not-taken'")
        ).ShouldBe(1);
        (
            await Ours.Database.ScalarAsync<string>(
                "select payload ->> 'organization' from outbox where payload ->> 'key' = 'notice.handoff-not-taken.offer'"
            )
        ).ShouldBe(TwoHouses.Sender);
        // A body without the product gets a package, and so does this one.
        (await Ours.Database.ScalarAsync<string>("select way from handoffs where id = $1", id)).ShouldBe("package");
        HandoffRights
            .Open(
                await Ours.ActorAsync("ho-officer"),
                (
                    await Ours.Services.GetRequiredService<HandoffReader>().FindAsync(await Ours.ActorAsync("ho-officer"), id, default)
                ).Handoff,
                "delivered"
            )
            .ShouldBe(["package", "links", "paper-answer"]);
    }

    [Fact]
    public async Task What_was_signed_with_an_old_key_is_signed_anew_and_the_other_side_knows_it_for_the_same()
    {
        await Ours.HandOverAsync("430624");
        // Taken, and the receipt lost.
        houses.Wire.LosesAnswers = true;
        (await houses.SayAsync(Ours)).ShouldBe(0);
        houses.Wire.LosesAnswers = false;
        var before = await Ours.Database.ScalarAsync<string>("select message from handoff_posts");
        Ours.Clock.Advance(TimeSpan.FromMinutes(1));
        var key = await Ours.Services.GetRequiredService<Keys>().MakeAsync(await Ours.ActorAsync("ho-admin"), TwoHouses.Sender, default);
        var peers = Theirs.Services.GetRequiredService<Peers>();
        var admin = await Theirs.ActorAsync("xy-admin");
        await peers.RevokeAsync(admin, await Theirs.Database.ScalarAsync<Guid>("select id from handoff_peers"), default);
        await peers.AddAsync(
            admin,
            new PeerRequest(TwoHouses.Sender, "http://127.0.0.1:1", Convert.ToBase64String(key.PublicKey), "2026-01-01", "2030-12-31"),
            default
        );

        await houses.SettleAsync();

        (await Ours.Database.ScalarAsync<string>("select message from handoff_posts where state = 'done' and receipt is not null"))
            .ShouldNotBeNull()
            .ShouldNotBe(before);
        (await Theirs.Database.ScalarAsync<long>("select count(*) from incoming_letters")).ShouldBe(1);
        (await Theirs.Database.ScalarAsync<long>("select received from handoff_pairs")).ShouldBe(1);
    }

    [Fact]
    public async Task A_key_that_was_revoked_may_be_pinned_again_and_once()
    {
        var peers = Theirs.Services.GetRequiredService<Peers>();
        var admin = await Theirs.ActorAsync("xy-admin");
        var known = (await peers.AllAsync(admin, default)).Single();
        var again = new PeerRequest(known.Organization, known.Address, Convert.ToBase64String(known.PublicKey), "2026-01-01", "2030-12-31");
        (await Should.ThrowAsync<RefusedException>(peers.AddAsync(admin, again, default))).Code.ShouldBe("peer.key-known");
        await peers.RevokeAsync(admin, known.Id, default);

        await peers.AddAsync(admin, again, default);

        (await Should.ThrowAsync<RefusedException>(peers.AddAsync(admin, again, default))).Code.ShouldBe("peer.key-known");
        await Ours.HandOverAsync("430624");
        (await houses.SayAsync(Ours)).ShouldBe(1);
    }

    [Fact]
    public async Task A_machine_that_is_away_is_asked_once_in_a_run_and_keys_that_cannot_be_unsealed_hold_up_their_own_body_alone()
    {
        await Ours.BodyAsync("430112107", "430112107", "乔口镇");
        var admin = await Ours.ActorAsync("ho-admin");
        await Ours.Services.GetRequiredService<Keys>().MakeAsync(admin, "430112107", default);
        await Ours.Services.GetRequiredService<Keys>().MakeAsync(admin, HandoffHouse.Neighbour, default);
        await Ours.Database.ExecuteAsync("update handoff_keys set private_key = 'no seal' where organization = $1", HandoffHouse.Neighbour);
        foreach (var body in (string[])[HandoffHouse.Neighbour, TwoHouses.Sender, "430112107"])
            await PostAsync(body, "release");
        houses.Wire.IsDown = true;

        (await houses.SayAsync(Ours)).ShouldBe(0);

        houses.Wire.Done["sent"].ShouldBe(1);
        (await Ours.Database.ColumnAsync<string>("select coalesce(last_error, '') from handoff_posts order by ordinal")).ShouldBe([
            "exchange.keys-gone",
            "exchange.away",
            "",
        ]);
    }

    [Fact]
    public async Task After_a_restored_backup_an_admin_sets_the_counters_to_the_other_sides_and_never_below_what_is_certain()
    {
        for (var letter = 0; letter < 3; letter++)
            await Ours.HandOverAsync("430624");
        await houses.SettleAsync();
        // The backup knew of one.
        await Ours.Database.ExecuteAsync("update handoff_pairs set sent = 1");
        await Ours.Database.ExecuteAsync("delete from handoff_posts where seq > 1");
        var lost = await Ours.HandOverAsync("430624");
        await SayAndWaitAsync();
        (await Ours.Database.ScalarAsync<string>("select last_error from handoff_posts where handoff_id = $1", lost)).ShouldBe(
            "409 exchange.replayed"
        );
        var admin = await Ours.CallerAsync("ho-admin");

        (await admin.GetStringAsync("/handoffs/peers")).ShouldContain("已发2，对方已确认到1；已收0");
        (await (await ResetAsync(admin, 0, 0)).CodeAsync()).ShouldBe("peer.pair-backwards");
        foreach (var (sent, received) in ((long, long)[])[(-1, 0), (3, -1)])
            (await ResetAsync(admin, sent, received)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await ResetAsync(await Ours.CallerAsync("ho-squad"), 3, 0)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await ResetAsync(admin, null, 0)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        // Typed too high, it is mended.
        (await ResetAsync(admin, 300, 0)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ResetAsync(admin, 3, 0)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await houses.SettleAsync();

        (await Theirs.Database.ScalarAsync<long>("select count(*) from incoming_letters where handoff_id = $1", lost)).ShouldBe(1);
        (await Ours.Database.ScalarAsync<long>("select count(*) from admin_log where what = 'handoff.pair-reset'")).ShouldBe(2);
    }

    [Fact]
    public async Task Who_has_lost_what_came_in_is_set_to_what_the_other_side_has_sent()
    {
        for (var letter = 0; letter < 3; letter++)
            await Ours.HandOverAsync("430624");
        await houses.SettleAsync();
        // The backup knew of one.
        await Theirs.Database.ExecuteAsync("delete from handoff_inbox where seq > 1");
        await Theirs.Database.ExecuteAsync("update handoff_pairs set received = 1");
        var next = await Ours.HandOverAsync("430624");
        await SayAndWaitAsync();
        (await Ours.Database.ScalarAsync<string>("select last_error from handoff_posts where handoff_id = $1", next)).ShouldBe(
            "409 exchange.out-of-sequence"
        );
        var (pairs, admin) = (Theirs.Services.GetRequiredService<Pairs>(), await Theirs.ActorAsync("xy-admin"));
        var request = new PairRequest(TwoHouses.Receiver, TwoHouses.Sender, 0, 3);
        (await Should.ThrowAsync<RefusedException>(pairs.ResetAsync(admin, request with { Received = 0 }, default))).Code.ShouldBe(
            "peer.pair-backwards"
        );

        (await pairs.ResetAsync(admin, request, default)).Received.ShouldBe(3);
        await houses.SettleAsync();

        (await Theirs.Database.ScalarAsync<long>("select seq from handoff_inbox where handoff_id = $1", next)).ShouldBe(4);
    }

    [Fact]
    public async Task What_was_taken_before_the_backup_came_back_and_is_numbered_anew_is_answered_as_taken()
    {
        var id = await Ours.HandOverAsync("430624");
        await Ours.HandOverAsync("430624");
        await houses.SettleAsync();
        // In the backup the first had not been said.
        await Ours.Database.ExecuteAsync(
            "update handoff_posts set state = 'waiting', seq = null, message = null, receipt = null, done_at = null where handoff_id = $1",
            id
        );
        var last = await Ours.HandOverAsync("430624");
        await houses.SettleAsync();

        (await Ours.Database.ColumnAsync<string>("select distinct state from handoff_posts")).ShouldBe(["done"]);
        (await Theirs.Database.ScalarAsync<long>("select count(*) from incoming_letters where handoff_id = $1", id)).ShouldBe(1);
        (await Theirs.Database.ScalarAsync<long>("select seq from handoff_inbox where handoff_id = $1", last)).ShouldBe(4);
        // Its receipt was lost, and it comes once more; then in other words, which nobody takes for the same.
        var said = await Ours.Database.ScalarAsync<string>("select message from handoff_posts where handoff_id = $1", id);
        (await TellAsync(said!)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var payload = Jws.Read(said)!.Payload;
        (payload["seq"], payload["body"]!["expiresAt"]) = (5, "2030-01-01T00:00:00Z");
        var other = await Ours.Services.GetRequiredService<Keys>().SignAsync(TwoHouses.Sender, payload, default);
        (await (await TellAsync(other!)).CodeAsync()).ShouldBe("exchange.replayed");
    }

    [Fact]
    public async Task Strangers_take_nothing_from_what_is_kept_of_peers_and_no_more_is_kept_than_can_be_read()
    {
        var refusals = Theirs.Services.GetRequiredService<RefusalLog>();
        for (var message = 0; message < RefusalLog.MostKept + 2; message++)
            await refusals.KeepAsync("exchange.forged", $"10.0.{message / 250}.{message % 250}", "", [], Refused.Stranger, default);
        (await Theirs.Database.ScalarAsync<long>("select count(*) from handoff_refusals")).ShouldBe(RefusalLog.MostKept);

        await refusals.KeepAsync("exchange.replayed", "203.0.113.9", "", [], Refused.Peer, default);

        (await Theirs.Database.ScalarAsync<long>("select count(*) from handoff_refusals where code = 'exchange.replayed'")).ShouldBe(1);
    }

    [Fact]
    public async Task Whoever_looks_for_pages_in_vain_is_no_installation_and_a_network_counts_as_one()
    {
        var refusals = Theirs.Services.GetRequiredService<RefusalLog>();
        for (var look = 0; look < RefusalLog.MostOfStranger; look++)
            await refusals.KeepAsync("liaison.no-such-link", "203.0.113.9", "", [], Refused.Visitor, default);
        refusals.Listen("203.0.113.9").ShouldNotBeNull().Dispose();
        for (var message = 0; message < RefusalLog.MostOfStranger; message++)
            await refusals.KeepAsync("exchange.forged", $"2001:db8:1:2::{message:x}", "", [], Refused.Stranger, default);

        refusals.Listen("2001:db8:1:2:ffff::1").ShouldBeNull();

        refusals.Listen("2001:db8:1:3::1").ShouldNotBeNull().Dispose();
        // As Kestrel tells an address of IPv4 on a socket for both.
        for (var message = 0; message < RefusalLog.MostOfStranger; message++)
            await refusals.KeepAsync("exchange.forged", "::ffff:198.51.100.1", "", [], Refused.Stranger, default);
        refusals.Listen("198.51.100.1").ShouldBeNull();
        refusals.Listen("::ffff:198.51.100.2").ShouldNotBeNull().Dispose();
    }

    [Fact]
    public void Nobody_asks_more_at_once_than_is_listened_to()
    {
        var refusals = Theirs.Services.GetRequiredService<RefusalLog>();
        var seats = Enumerable.Range(0, RefusalLog.MostAtOnce).Select(_ => refusals.Listen("203.0.113.9")).ToList();
        seats.ShouldAllBe(seat => seat != null);

        refusals.Listen("203.0.113.9").ShouldBeNull();

        refusals.Listen("203.0.113.10").ShouldNotBeNull().Dispose();
        seats.ForEach(seat => seat!.Dispose());
        refusals.Listen("203.0.113.9").ShouldNotBeNull().Dispose();
    }

    [Fact]
    public async Task What_a_refused_message_claims_is_cut_between_characters()
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var claim = new JsonObject
        {
            ["kind"] = new string('a', 59) + "𠮷",
            ["from"] = new string('b', 70),
            ["seq"] = 1,
        };

        (await (await TellAsync(Jws.Sign(claim, stranger))).CodeAsync()).ShouldBe("exchange.unreadable");

        (await Theirs.Database.ScalarAsync<string>("select said from handoff_refusals")).ShouldBe(
            $"{new string('b', 60)} → ? {new string('a', 59)} 1 ?"
        );
    }

    [Fact]
    public async Task Strangers_are_not_listened_to_for_long_and_nothing_of_their_files_is_read()
    {
        using var stranger = Theirs.Caller();
        // Endless, if anybody read on.
        using var endless = new StreamContent(new Endless("{\"message\": \""));
        endless.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        (await (await stranger.PostAsync(ExchangeEndpoints.Path, endless)).CodeAsync()).ShouldBe("exchange.unreadable");
        // Files without an end, of somebody whose key nobody has pinned.
        using var unknown = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await Ours.HandOverAsync("430624");
        await houses.SayAsync(Ours);
        var claim = Jws.Read(await Ours.Database.ScalarAsync<string>("select message from handoff_posts"))!.Payload;
        using var files = new StreamContent(new Endless($"{{\"message\": \"{Jws.Sign(claim, unknown)}\", \"files\": {{\""));
        files.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        (await (await stranger.PostAsync(ExchangeEndpoints.Path, files)).CodeAsync()).ShouldBe("exchange.key-not-valid");
        // Files before the message: nobody knows yet whose they are.
        (
            await (
                await stranger.PostAsync(
                    ExchangeEndpoints.Path,
                    new StringContent("""{"files": {}, "message": "a.b.c"}""", Encoding.UTF8, "application/json")
                )
            ).CodeAsync()
        ).ShouldBe("exchange.unreadable");
        for (var message = 3; message < RefusalLog.MostOfStranger; message++)
            (await stranger.PostAsJsonAsync(ExchangeEndpoints.Path, new { message = "a.b.c" })).StatusCode.ShouldBe(
                HttpStatusCode.BadRequest
            );

        (await stranger.PostAsJsonAsync(ExchangeEndpoints.Path, new { message = "a.b.c" })).StatusCode.ShouldBe(
            HttpStatusCode.TooManyRequests
        );

        (await Theirs.Database.ScalarAsync<long>("select count(*) from handoff_refusals")).ShouldBe(RefusalLog.MostOfStranger);
    }

    private static Task<HttpResponseMessage> ResetAsync(HttpClient admin, long? sent, long? received) =>
        admin.PostAsJsonAsync(
            "/api/handoffs/pairs/reset",
            new
            {
                own = TwoHouses.Sender,
                peer = TwoHouses.Receiver,
                sent,
                received,
            }
        );

    private async Task SayAndWaitAsync()
    {
        await houses.SayAsync(Ours);
        Ours.Clock.Advance(TimeSpan.FromHours(1.1));
        Theirs.Clock.Advance(TimeSpan.FromHours(1.1));
    }

    /// <summary>To be said, of a handoff that the other side has never heard of.</summary>
    private async Task<Guid> PostAsync(string own, string kind)
    {
        var id = Enforcement.Identity.RowId.New("430112", Ours.Clock.GetUtcNow());
        await Ours.Database.ExecuteAsync(
            """
            insert into handoff_posts (id, own_org, peer_org, kind, handoff_id, county_code, body, state, next_at, created_at)
            values ($1, $2, $3, $4, gen_random_uuid(), '430112', '{}', 'waiting', $5, $5)
            """,
            id,
            own,
            TwoHouses.Receiver,
            kind,
            Ours.Clock.GetUtcNow().ToUniversalTime()
        );
        return id;
    }

    /// <summary>Bodies that are told something.</summary>
    private static Task<List<string>> NoticesAsync(TestService house, string key) =>
        house.Database.ColumnAsync<string>("select payload ->> 'organization' from outbox where payload ->> 'key' = $1", key);

    private Task<HttpResponseMessage> TellAsync(string jws) =>
        Theirs.Caller().PostAsJsonAsync(ExchangeEndpoints.Path, new { message = jws, files = new { } });

    private Task<string?> StateAsync(Guid post) => Ours.Database.ScalarAsync<string>("select state from handoff_posts where id = $1", post);

    /// <summary>Begins a message and never ends it.</summary>
    private sealed class Endless(string beginning) : Stream
    {
        /// <summary>What the longest message is, and what lies in pipes between the two.</summary>
        private const int Most = ExchangeBody.LongestMessage + 512 * 1024;
        private bool hasBegun;
        private int given;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => given;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            given.ShouldBeLessThan(Most, "Somebody reads on.");
            var text = hasBegun ? new string('a', count) : beginning;
            hasBegun = true;
            var bytes = Encoding.ASCII.GetBytes(text, buffer.AsSpan(offset, count));
            given += bytes;
            return bytes;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
