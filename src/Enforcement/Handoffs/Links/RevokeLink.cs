using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Handoffs.Links;

/// <summary>Ends a page before its time; its address answers nobody from then on.</summary>
public sealed class RevokeLink(Steps steps)
{
    /// <exception cref="NotAllowedException">Nobody of the sender.</exception>
    /// <exception cref="NotVisibleException">There is no such link of this handoff.</exception>
    /// <exception cref="RefusedException"><c>handoff.link-revoked</c>.</exception>
    public async Task RunAsync(Actor actor, Guid id, Guid link, CancellationToken cancel)
    {
        var links = new StepRead<HandoffLink>(LinkTable.Of(id), LinkTable.From);
        await using var step = await steps.BeginAsync(actor, CaseOf.Row(HandoffTable.Name, id), cancel, links);
        var post = HandoffRights.ToCarry(actor, step.Main.Part<CaseHandoffs>().Find(id)) ?? throw HandoffRefusals.NotYours();
        var found = links.Rows.FirstOrDefault(it => it.Id == link) ?? throw new NotVisibleException();
        if (found.RevokedAt is not null)
            throw HandoffRefusals.LinkRevoked();
        step.Write(LinkTable.Revoke(found, actor.Name, step.Now));
        step.Main.Record("handoff.link-revoked", new JsonObject { ["link"] = link.ToString() }, post);
        await step.CommitAsync(cancel);
    }
}
