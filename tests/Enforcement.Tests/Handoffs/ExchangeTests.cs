using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Enforcement.Deadlines;
using Enforcement.Escalations;
using Enforcement.Handoffs.Exchange;
using Enforcement.Handoffs.Incoming;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.Handoffs;

public sealed class ExchangeTests(TwoHouses houses) : IClassFixture<TwoHouses>
{
    private TestService Ours => houses.Wangcheng;

    private TestService Theirs => houses.Xiangyin;

    [Fact]
    public async Task The_duty_is_the_senders_until_it_has_stored_the_acceptance_and_then_the_receivers_from_that_instant()
    {
        var id = await OfferAsync();
        (await HeldByUsAsync(id)).ShouldBeTrue();
        var incoming = await houses.IncomingAsync(id);
        await SignAsync(incoming);
        (await houses.SayAsync(Theirs)).ShouldBe(1);
        (await Ours.StateAsync(id)).ShouldBe("signed");

        (await AcceptAsync(incoming)).State.ShouldBe("accepted");
        (await HeldByUsAsync(id)).ShouldBeTrue();
        (await HeldByThemAsync(id)).ShouldBeFalse();
        Theirs.Clock.Advance(TimeSpan.FromMinutes(3));
        Ours.Clock.Advance(TimeSpan.FromMinutes(3));
        (await houses.SayAsync(Theirs)).ShouldBe(1);
        (await HeldByUsAsync(id)).ShouldBeFalse();
        Theirs.Clock.Advance(TimeSpan.FromMinutes(3));
        Ours.Clock.Advance(TimeSpan.FromMinutes(3));
        (await houses.SayAsync(Ours)).ShouldBe(1);

        (await HeldByThemAsync(id)).ShouldBeTrue();
        (await Theirs.Database.ScalarAsync<DateTime>("select duty_from from incoming_letters where handoff_id = $1", id)).ShouldBe(
            await Ours.Database.ScalarAsync<DateTime>("select released_at from handoffs where id = $1", id)
        );
        (
            await Ours.Database.ScalarAsync<string>("select c.state from cases c join handoffs h on h.case_id = c.id where h.id = $1", id)
        ).ShouldBe("closed");
        (
            await Theirs.Database.ScalarAsync<string>(
                "select c.owner_org || ' ' || c.stage from cases c join incoming_letters l on l.case_id = c.id where l.handoff_id = $1",
                id
            )
        ).ShouldBe("430624-water filing");
    }

    [Fact]
    public async Task Terms_on_goods_go_on_there_from_the_day_on_which_they_began_here()
    {
        var id = await OfferAsync(async step =>
        {
            step.Main.Part<CaseClocks>().Start(step.Main, "DL-PEN-07", new DateOnly(2026, 11, 20));
            await Task.CompletedTask;
        });
        var incoming = await houses.IncomingAsync(id);
        await SignAsync(incoming);
        await AcceptAsync(incoming);

        await houses.SettleAsync();

        const string term = "select started_on || ' ' || due_legal from clocks where rule = 'DL-PEN-07' and case_id = $1";
        (
            await Theirs.Database.ScalarAsync<string>(
                term,
                await Theirs.Database.ScalarAsync<Guid>("select case_id from incoming_letters where handoff_id = $1", id)
            )
        ).ShouldBe(
            await Ours.Database.ScalarAsync<string>(
                term,
                await Ours.Database.ScalarAsync<Guid>("select case_id from handoffs where id = $1", id)
            )
        );
    }

    [Fact]
    public async Task A_return_an_objection_and_the_result_come_back_signed()
    {
        var returned = await OfferAsync();
        await SignAsync(await houses.IncomingAsync(returned));
        await Theirs
            .Services.GetRequiredService<ReturnIncoming>()
            .RunAsync(await Theirs.ActorAsync("xy-unit"), await houses.IncomingAsync(returned), ["现场照片"], null, default);
        var objected = await OfferAsync();
        await SignAsync(await houses.IncomingAsync(objected));
        await Theirs
            .Services.GetRequiredService<ObjectToIncoming>()
            .RunAsync(await Theirs.ActorAsync("xy-unit"), await houses.IncomingAsync(objected), "不在本县", "汨罗市水利局", default);
        var held = await OfferAsync();
        await SignAsync(await houses.IncomingAsync(held));
        await AcceptAsync(await houses.IncomingAsync(held));
        await houses.SettleAsync();
        await Theirs
            .Services.GetRequiredService<TellResult>()
            .RunAsync(await Theirs.ActorAsync("xy-unit"), await houses.IncomingAsync(held), "decided", "罚款二万元", default);

        await houses.SettleAsync();

        (await Ours.StateAsync(returned)).ShouldBe("returned");
        (await Ours.Database.ScalarAsync<string>("select answer -> 'items' ->> 0 from escalations where id = $1", returned)).ShouldBe(
            "现场照片"
        );
        (await Ours.StateAsync(objected)).ShouldBe("objected");
        (await Ours.Database.ScalarAsync<string>("select feedback ->> 'note' from escalations where id = $1", held)).ShouldBe("罚款二万元");
        (await HeldByUsAsync(returned) && await HeldByUsAsync(objected)).ShouldBeTrue();
    }

    [Fact]
    public async Task An_acceptance_that_crosses_the_senders_withdrawal_comes_late_and_the_duty_never_moved()
    {
        var id = await OfferAsync();
        var incoming = await houses.IncomingAsync(id);
        await SignAsync(incoming);
        await houses.SayAsync(Theirs);
        await AcceptAsync(incoming);
        await Ours.Services.GetRequiredService<WithdrawLetter>().RunAsync(await Ours.ActorAsync("ho-squad"), id, "误送", default);

        await houses.SettleAsync();

        (await HeldByUsAsync(id)).ShouldBeTrue();
        (await HeldByThemAsync(id)).ShouldBeFalse();
        (await Theirs.Database.ScalarAsync<string>("select state from incoming_letters where handoff_id = $1", id)).ShouldBe("withdrawn");
        (
            await Ours.Database.ScalarAsync<string>("select outcome from handoff_inbox where handoff_id = $1 and kind = 'accepted'", id)
        ).ShouldBe("late");
    }

    [Fact]
    public async Task Forged_replayed_out_of_sequence_and_tampered_messages_are_refused_with_codes_and_kept()
    {
        var id = await OfferAsync();
        var (_, offer) = houses.Wire.Heard.Last(it => it.Port == 2);
        var jws = (string)JsonNode.Parse(offer)!["message"]!;
        var payload = Jws.Read(jws)!.Payload;
        var before = await Theirs.Database.ScalarAsync<long>("select count(*) from handoff_refusals");
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        (await SayAsync(Jws.Sign(payload, stranger))).ShouldBe((HttpStatusCode.Forbidden, "exchange.key-not-valid"));
        (await SayAsync(Forged(jws))).ShouldBe((HttpStatusCode.Forbidden, "exchange.forged"));
        (await SayAsync("not.a.jws")).ShouldBe((HttpStatusCode.BadRequest, "exchange.unreadable"));
        (await SayAsync(null)).ShouldBe((HttpStatusCode.BadRequest, "exchange.unreadable"));
        var seq = payload["seq"]!.GetValue<long>();
        (await SayAsync(await SignedAsync(payload, seq + 5))).ShouldBe((HttpStatusCode.Conflict, "exchange.out-of-sequence"));
        (await SayAsync(await SignedAsync(payload, seq))).ShouldBe((HttpStatusCode.Conflict, "exchange.replayed"));
        (await SayAsync(await SignedAsync(payload, seq + 1, "release", Guid.CreateVersion7(TestService.Morning)))).ShouldBe(
            (HttpStatusCode.Conflict, "exchange.no-such-handoff")
        );
        (await SayAsync(await SignedAsync(payload, seq + 1, "accepted", Guid.CreateVersion7(TestService.Morning)))).ShouldBe(
            (HttpStatusCode.Conflict, "exchange.no-such-handoff")
        );
        var withFile = payload.DeepClone().AsObject();
        withFile["body"]!["files"] = new JsonArray(new JsonObject { ["sha256"] = new string('0', 64), ["name"] = "x" });
        (await SayAsync(await SignedAsync(withFile, seq + 1))).ShouldBe((HttpStatusCode.Conflict, "exchange.wrong-hash"));
        // The very same bytes again are no forgery: they are answered with the same receipt, and nothing happens twice.
        using var again = await houses.Wire.SendAsync(2, offer, default);
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await again.Content.ReadAsStringAsync()).ShouldBe(
            await Theirs.Database.ScalarAsync<string>("select receipt from handoff_inbox where handoff_id = $1", id)
        );

        (await Theirs.Database.ScalarAsync<long>("select count(*) from handoff_refusals")).ShouldBe(before + 9);
        (await Theirs.Database.ScalarAsync<long>("select count(*) from incoming_letters where handoff_id = $1", id)).ShouldBe(1);
        (await HeldByThemAsync(id)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_revoked_key_is_believed_no_more_and_what_waits_for_it_says_so()
    {
        await using var apart = new Apart();
        await apart.InitializeAsync();
        var (ours, theirs) = (apart.Houses.Wangcheng, apart.Houses.Xiangyin);
        var peer = await theirs.Database.ScalarAsync<Guid>("select id from handoff_peers");
        await theirs.Services.GetRequiredService<Peers>().RevokeAsync(await theirs.ActorAsync("xy-admin"), peer, default);

        await ours.HandOverAsync("430624");
        (await apart.Houses.SayAsync(ours)).ShouldBe(0);

        (await ours.Database.ScalarAsync<string>("select last_error from handoff_posts")).ShouldBe("403 exchange.key-not-valid");
        (await theirs.Database.ScalarAsync<long>("select count(*) from incoming_letters")).ShouldBe(0);
    }

    [Fact]
    public void Canonical_JSON_is_that_of_RFC_8785()
    {
        var node = JsonNode.Parse("""{"b":[1,2.5,true,null],"a":"\u20ac$\u000f\nA'B\"\\\\\"/","ö":1,"A":{}}""");
        Encoding
            .UTF8.GetString(CanonicalJson.Of(node))
            .ShouldBe("{\"A\":{},\"a\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\",\"b\":[1,2.5,true,null],\"ö\":1}");
    }

    private async Task<Guid> OfferAsync(Func<Enforcement.Processes.Step, Task>? also = null)
    {
        var id = await Ours.HandOverAsync("430624", also: also);
        (await Ours.Database.ScalarAsync<string>("select way from handoffs where id = $1", id)).ShouldBe("peer");
        (await houses.SayAsync(Ours)).ShouldBe(1);
        return id;
    }

    private async Task SignAsync(Guid incoming) =>
        await Theirs.Services.GetRequiredService<SignForIncoming>().RunAsync(await Theirs.ActorAsync("xy-clerk"), incoming, default);

    private async Task<IncomingLetter> AcceptAsync(Guid incoming) =>
        await Theirs
            .Services.GetRequiredService<AcceptIncoming>()
            .RunAsync(await Theirs.ActorAsync("xy-unit"), incoming, "CG-02", null, default);

    private Task<bool> HeldByUsAsync(Guid id) =>
        Ours.Database.ScalarAsync<bool>("select released_at is null from handoffs where id = $1", id);

    private Task<bool> HeldByThemAsync(Guid id) =>
        Theirs.Database.ScalarAsync<bool>(
            "select coalesce(bool_or(state = 'held'), false) from incoming_letters where handoff_id = $1",
            id
        );

    private async Task<(HttpStatusCode, string)> SayAsync(string? jws)
    {
        using var answer = await houses.Wire.SendAsync(
            2,
            Encoding.UTF8.GetBytes(new JsonObject { ["message"] = jws, ["files"] = new JsonObject() }.ToJsonString()),
            default
        );
        return (answer.StatusCode, await answer.CodeAsync());
    }

    /// <summary>Signed with Wangcheng's own key, as only Wangcheng can.</summary>
    private async Task<string> SignedAsync(JsonObject payload, long seq, string? kind = null, Guid? handoff = null)
    {
        var other = payload.DeepClone().AsObject();
        (other["id"], other["seq"]) = (Guid.CreateVersion7(TestService.Morning).ToString(), seq);
        if (kind is not null)
            other["kind"] = kind;
        if (handoff is not null)
            other["handoff"] = handoff.ToString();
        return (await Ours.Services.GetRequiredService<Keys>().SignAsync(TwoHouses.Sender, other, default))!;
    }

    /// <summary>Another word under the signature of the first.</summary>
    private static string Forged(string jws)
    {
        var parts = jws.Split('.');
        var payload = Jws.Read(jws)!.Payload;
        payload["kind"] = "release";
        parts[1] = System.Buffers.Text.Base64Url.EncodeToString(CanonicalJson.Of(payload));
        return string.Join('.', parts);
    }

    private sealed class Apart : IAsyncDisposable
    {
        public TwoHouses Houses { get; } = new();

        public Task InitializeAsync() => Houses.InitializeAsync();

        public async ValueTask DisposeAsync() => await Houses.DisposeAsync();
    }
}
