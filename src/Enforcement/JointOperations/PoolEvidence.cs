using System.Text.Json.Nodes;
using Enforcement.Evidence;
using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.JointOperations;

/// <param name="Attachments">Ids of photos or scans that this person has just taken in.</param>
public sealed record PoolRequest(string? Organization, IReadOnlyList<string?>? Attachments);

/// <summary>证据共享: what a body on site photographs is in the pool of all that take part, and goes into each case that one of them files
/// from then on.</summary>
public sealed class PoolEvidence(Steps steps)
{
    public const int MostPhotos = 20;

    /// <exception cref="NotAllowedException"><c>joint.not-yours</c>.</exception>
    /// <exception cref="RefusedException"><c>file.taken</c>, <c>joint.over</c>, <c>joint.not-arrived</c>.</exception>
    public async Task<JointOperation> RunAsync(Actor actor, Guid id, PoolRequest request, CancellationToken cancel)
    {
        var asked = new Typed();
        var ids = asked.Ids("attachments", request.Attachments, MostPhotos);
        if (ids.Count == 0)
            asked.Fault("attachments", "required");
        asked.Demand();
        var read = new OperationRead(id);
        var free = Photos.Free(ids, actor);
        await using var step = await steps.BeginNewAsync(actor, cancel, read.With(free));
        var it = read.Subject;
        var post = JointRights.Demand(actor, it, JointRights.Evidence, request.Organization);
        if (!it.IsOpen)
            throw JointRefusals.Over(it);
        if (it.CallOf(post.Organization)!.Arrival is null)
            throw JointRefusals.NotArrived(it);
        Photos.DemandAll(free, ids);
        it.Record(
            step,
            "evidence-added",
            post,
            new JsonObject
            {
                ["body"] = post.Organization,
                ["attachments"] = new JsonArray([.. ids.Select(photo => (JsonNode)photo.ToString())]),
            }
        );
        step.Save(it, [AttachmentTable.GiveToSubject(it.Id, ids)]);
        await step.CommitAsync(cancel, () => OperationStanding.Of(it, step.Now));
        return it;
    }
}
