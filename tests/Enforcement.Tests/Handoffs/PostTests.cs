using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Enforcement.Escalations;
using Enforcement.Handoffs.Exchange;
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
        for (var attempt = 1; attempt < ExchangeSweep.MostAttempts; attempt++)
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
        // Said again, it is refused again; what is numbered meanwhile goes before it.
        await Ours.HandOverAsync("430624");
        for (var attempt = 0; attempt <= ExchangeSweep.MostAttempts; attempt++)
            await SayAndWaitAsync();
        (await StateAsync(bad)).ShouldBe("dead");
        (await Theirs.Database.ScalarAsync<long>("select count(*) from incoming_letters")).ShouldBe(2);
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
                "select payload ->> 'organization' from outbox where payload ->> 'key' = 'notice.handoff-not-taken'"
            )
        ).ShouldBe(TwoHouses.Sender);
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
    public async Task After_a_restored_backup_an_admin_sets_the_counters_forward_and_never_back()
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

        var back = await ResetAsync(admin, 0, 0);
        (await back.CodeAsync()).ShouldBe("peer.pair-backwards");
        (await ResetAsync(await Ours.CallerAsync("ho-squad"), 3, 0)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await ResetAsync(admin, null, 0)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await ResetAsync(admin, 3, 0)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await houses.SettleAsync();

        (await Theirs.Database.ScalarAsync<long>("select count(*) from incoming_letters where handoff_id = $1", lost)).ShouldBe(1);
        (await Ours.Database.ScalarAsync<long>("select count(*) from admin_log where what = 'handoff.pair-reset'")).ShouldBe(1);
    }

    [Fact]
    public async Task Strangers_are_not_listened_to_for_long_and_nothing_of_their_files_is_read()
    {
        using var stranger = Theirs.Caller();
        // Endless, if anybody read on.
        using var endless = new StreamContent(new Endless());
        endless.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        (await (await stranger.PostAsync(ExchangeEndpoints.Path, endless)).CodeAsync()).ShouldBe("exchange.unreadable");
        // Files before the message: nobody knows yet whose they are.
        (
            await (
                await stranger.PostAsync(
                    ExchangeEndpoints.Path,
                    new StringContent("""{"files": {}, "message": "a.b.c"}""", Encoding.UTF8, "application/json")
                )
            ).CodeAsync()
        ).ShouldBe("exchange.unreadable");
        for (var message = 2; message < RefusalLog.MostOfStranger; message++)
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

    private Task<string?> StateAsync(Guid post) => Ours.Database.ScalarAsync<string>("select state from handoff_posts where id = $1", post);

    /// <summary>Begins a message and never ends it.</summary>
    private sealed class Endless : Stream
    {
        private const int Most = 8 * 1024 * 1024;
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
            var text = hasBegun ? new string('a', count) : "{\"message\": \"";
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
