using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Handoffs.Links;

/// <param name="Token">Shown once; nobody can read it again.</param>
public sealed record MadeLink(Guid Id, string Token, DateTimeOffset ExpiresAt);

/// <summary>Makes a page for the body outside, for a few days. The address goes to its liaison by a way of one's own: a telephone, a letter.</summary>
public sealed class MakeLink(Steps steps)
{
    public const int MostDays = 60;
    public const int UsualDays = 15;

    /// <param name="days">From now, 1 to <see cref="MostDays"/>; null: <see cref="UsualDays"/>.</param>
    /// <exception cref="NotAllowedException">Nobody of the sender.</exception>
    /// <exception cref="RefusedException"><c>handoff.expired</c>, <c>handoff.answered-by-peer</c>, <c>escalation.answered</c>.</exception>
    public async Task<MadeLink> RunAsync(Actor actor, Guid id, int? days, CancellationToken cancel)
    {
        var length = days ?? UsualDays;
        if (length is < 1 or > MostDays)
            throw new MalformedException(("days", "range"));
        await using var step = await steps.BeginAsync(actor with { Request = null }, CaseOf.Row(HandoffTable.Name, id), cancel);
        var handoff = step.Main.Part<CaseHandoffs>().Find(id);
        var post = HandoffRights.ToCarry(actor, handoff) ?? throw HandoffRefusals.NotYours();
        if (handoff.Way == HandoffWays.Peer)
            throw HandoffRefusals.AnsweredByPeer();
        if (handoff.ExpiredAt is not null)
            throw HandoffRefusals.Expired();
        var letter = step.Main.Part<CaseLetters>().Find(id);
        if (!letter.IsWaiting)
            throw EscalationRefusals.AnsweredBefore(letter);
        var (token, link) = (
            HandoffLink.NewToken(),
            new HandoffLink(
                RowId.New(handoff.CaseKey.County, step.Now),
                handoff.CaseKey,
                id,
                handoff.Receiver,
                actor.Name,
                step.Now,
                step.Now.AddDays(length),
                null
            )
        );
        step.Write(LinkTable.Insert(link, HandoffLink.HashOf(token)));
        step.Main.Record("handoff.link-made", new JsonObject { ["link"] = link.Id.ToString(), ["days"] = length }, post);
        await step.CommitAsync(cancel);
        return new MadeLink(link.Id, token, link.ExpiresAt);
    }
}
