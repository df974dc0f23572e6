using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;
using Enforcement.Notifications;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.JointOperations;

/// <param name="Organization">In whose name; where somebody works at several bodies that were called.</param>
/// <param name="Who">Who comes.</param>
/// <param name="ArrivesAt">When they mean to be there.</param>
public sealed record ComingRequest(string? Organization, string? Who, string? ArrivesAt);

/// <param name="Reason">Why the body does not come.</param>
/// <param name="Basis">The provision on which it refuses.</param>
public sealed record RefusalRequest(string? Organization, string? Reason, string? Basis);

/// <summary>A body answers the call, once: it comes, with whom and when; or it refuses in writing, with reason and basis, by its head.</summary>
public sealed class AnswerCall(Steps steps, OrganizationDirectory organizations, BusinessTime time)
{
    /// <exception cref="NotAllowedException"><c>joint.not-yours</c>.</exception>
    /// <exception cref="RefusedException"><c>joint.over</c>, <c>joint.answered</c>, <c>joint.absent</c>.</exception>
    /// <exception cref="MalformedException">By field; <c>arrivesAt</c>: see <see cref="JointOperation.Answer"/>.</exception>
    public Task<JointOperation> ComeAsync(Actor actor, Guid id, ComingRequest request, CancellationToken cancel)
    {
        var asked = new Typed();
        var who = asked.Required("who", request.Who, Typed.Line);
        var arrives = asked.Time("arrivesAt", request.ArrivesAt, time);
        if (arrives is null && string.IsNullOrWhiteSpace(request.ArrivesAt))
            asked.Fault("arrivesAt", "required");
        asked.Demand();
        return RunAsync(
            actor,
            id,
            JointRights.Answer,
            request.Organization,
            (by, at) => new CallAnswer(by, at, true, who, arrives, null, null),
            cancel
        );
    }

    /// <inheritdoc cref="ComeAsync"/>
    public Task<JointOperation> RefuseAsync(Actor actor, Guid id, RefusalRequest request, CancellationToken cancel)
    {
        var asked = new Typed();
        var (reason, basis) = (asked.Required("reason", request.Reason), asked.Required("basis", request.Basis, 500));
        asked.Demand();
        return RunAsync(
            actor,
            id,
            JointRights.Refuse,
            request.Organization,
            (by, at) => new CallAnswer(by, at, false, null, null, reason, basis),
            cancel
        );
    }

    private async Task<JointOperation> RunAsync(
        Actor actor,
        Guid id,
        string verb,
        string? body,
        Func<Signed, DateTimeOffset, CallAnswer> answer,
        CancellationToken cancel
    )
    {
        var read = new OperationRead(id);
        await using var step = await steps.BeginNewAsync(actor, cancel, read.With());
        var it = read.Subject;
        var post = JointRights.Demand(actor, it, verb, body);
        var given = answer(Signed.Of(actor, post), step.Now);
        it.Answer(post.Organization, given);
        var late = it.CallOf(post.Organization)!.IsLate(step.Now);
        it.Record(
            step,
            given.IsComing ? "coming" : "refused",
            post,
            new JsonObject
            {
                ["body"] = post.Organization,
                ["who"] = given.Who,
                ["arrivesAt"] = given.ArrivesAt,
                ["reason"] = given.Reason,
                ["basis"] = given.Basis,
                ["late"] = late,
            }
        );
        step.Save(it, OperationTable.Update(it));
        JointNotices.TellBody(
            step,
            it,
            it.Caller,
            given.IsComing ? "notice.joint-coming" : "notice.joint-refused",
            null,
            $"/joint-operations/{it.Id}",
            [
                it.Number,
                JointNotices.NameOf(organizations, post.Organization),
                .. given.ArrivesAt is { } arrives ? new NoticeArgument[] { time.LocalTime(arrives) } : [],
            ]
        );
        await step.CommitAsync(cancel, () => OperationStanding.Of(it, step.Now));
        return it;
    }
}
