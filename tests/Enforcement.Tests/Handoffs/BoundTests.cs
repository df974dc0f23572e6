using Enforcement.Escalations;
using Enforcement.Handoffs.Incoming;
using Enforcement.Identity;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.Handoffs;

/// <summary>Nobody gives another body's word.</summary>
public sealed class BoundTests(TwoHouses houses) : IClassFixture<TwoHouses>
{
    private TestService Ours => houses.Wangcheng;

    private TestService Theirs => houses.Xiangyin;

    [Fact]
    public async Task Nobody_with_an_account_here_answers_for_a_body_that_has_its_own_installation()
    {
        foreach (var role in (string[])[Roles.UnitHead, Roles.CountyIntake, Roles.Liaison, Roles.AgencyHead, Roles.CountyHandler])
            await Ours.PersonAsync($"beyond-{role}", role, TwoHouses.Receiver);
        var (clerk, head) = (await Ours.ActorAsync($"beyond-{Roles.CountyIntake}"), await Ours.ActorAsync($"beyond-{Roles.UnitHead}"));
        var (liaison, agency) = (await Ours.ActorAsync($"beyond-{Roles.Liaison}"), await Ours.ActorAsync($"beyond-{Roles.AgencyHead}"));
        var handler = await Ours.ActorAsync($"beyond-{Roles.CountyHandler}");
        var of = Ours.Services;
        var (id, incoming) = await OfferedAsync();

        await RefusedAsync(() => of.GetRequiredService<SignForLetter>().RunAsync(clerk, id, null, default));
        await RefusedAsync(() => of.GetRequiredService<SignForLetter>().RunAsync(liaison, id, null, default));
        await SignAsync(incoming);
        await houses.SettleAsync();
        (await Ours.StateAsync(id)).ShouldBe("signed");
        await RefusedAsync(() => of.GetRequiredService<AcceptLetter>().RunAsync(head, id, new Acceptance(null), default));
        await RefusedAsync(() => of.GetRequiredService<AcceptLetter>().RunAsync(liaison, id, new Acceptance(null), default));
        await RefusedAsync(() => of.GetRequiredService<ReturnLetter>().RunAsync(head, id, ["照片"], null, default));
        await RefusedAsync(() => of.GetRequiredService<ObjectToLetter>().RunAsync(agency, id, "无", "无", default));
        (await Ours.StateAsync(id)).ShouldBe("signed");
        await AcceptAsync(incoming);
        await houses.SettleAsync();
        await RefusedAsync(() => of.GetRequiredService<GiveFeedback>().RunAsync(handler, id, "decided", null, default));

        (await Ours.Database.ScalarAsync<string>("select feedback::text from escalations where id = $1", id)).ShouldBeNull();
    }

    private async Task<(Guid Handoff, Guid Incoming)> OfferedAsync()
    {
        var id = await Ours.HandOverAsync("430624");
        await houses.SettleAsync();
        return (id, await houses.IncomingAsync(id));
    }

    private async Task RefusedAsync(Func<Task> verb) =>
        (await Should.ThrowAsync<RefusedException>(verb)).Code.ShouldBe("handoff.answered-by-peer");

    private async Task SignAsync(Guid incoming) =>
        await Theirs.Services.GetRequiredService<SignForIncoming>().RunAsync(await Theirs.ActorAsync("xy-clerk"), incoming, default);

    private async Task AcceptAsync(Guid incoming, string matter = "CG-02") =>
        await Theirs
            .Services.GetRequiredService<AcceptIncoming>()
            .RunAsync(await Theirs.ActorAsync("xy-unit"), incoming, matter, null, default);
}
