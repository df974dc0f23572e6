using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.JointOperations;

/// <param name="Organization">In whose name; where somebody works at several bodies that were called.</param>
/// <param name="At">When they were on site; left out: now.</param>
/// <param name="Who">Who came; left out: as was answered.</param>
public sealed record ArrivalRequest(string? Organization, string? At, string? Who);

/// <summary>到场登记: a body that has answered is on site.</summary>
public sealed class ArriveOnSite(Steps steps, BusinessTime time)
{
    /// <exception cref="NotAllowedException"><c>joint.not-yours</c>.</exception>
    /// <exception cref="RefusedException">See <see cref="JointOperation.Arrive"/>.</exception>
    public async Task<JointOperation> RunAsync(Actor actor, Guid id, ArrivalRequest request, CancellationToken cancel)
    {
        var asked = new Typed();
        var at = asked.Time("at", request.At, time);
        var who = asked.Optional("who", request.Who, Typed.Line);
        asked.Demand();
        var read = new OperationRead(id);
        await using var step = await steps.BeginNewAsync(actor, cancel, read.With());
        var it = read.Subject;
        var post = JointRights.Demand(actor, it, JointRights.Arrive, request.Organization);
        var arrival = new Arrival(
            Signed.Of(actor, post),
            at ?? step.Now,
            step.Now,
            who ?? it.CallOf(post.Organization)?.Answer?.Who ?? actor.Name
        );
        it.Arrive(post.Organization, arrival);
        it.Record(
            step,
            "arrived",
            post,
            new JsonObject
            {
                ["body"] = post.Organization,
                ["arrivedAt"] = arrival.At,
                ["who"] = arrival.Who,
            }
        );
        step.Save(it, OperationTable.Update(it));
        await step.CommitAsync(cancel, () => OperationStanding.Of(it, step.Now));
        return it;
    }
}
