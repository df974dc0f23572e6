using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.JointOperations;

/// <param name="Body">Which body did not come.</param>
public sealed record AbsenceRequest(string? Body, string? Words);

public sealed record MinutesRequest(string? Text);

/// <param name="What">What is to be done.</param>
/// <param name="Owner">The body that does it; left out: nobody yet.</param>
/// <param name="DueOn">By which day, inclusive.</param>
public sealed record FollowUpRequest(string? What, string? Owner, string? DueOn);

public sealed record OwnerRequest(string? Owner);

public sealed record FollowUpResultRequest(string? Result);

public sealed record ClosingRequest(string? Evaluation);

public sealed record CancellationRequest(string? Reason);

/// <summary>What the lead of an operation does: who did not come, minutes 会商纪要, follow-up tasks, closing; and calling it off while nobody has come.</summary>
public sealed class LeadOperation(Steps steps, OrganizationDirectory organizations)
{
    /// <exception cref="RefusedException">See <see cref="JointOperation.FindAbsent"/>.</exception>
    public Task<JointOperation> FindAbsentAsync(Actor actor, Guid id, AbsenceRequest request, CancellationToken cancel)
    {
        var asked = new Typed();
        var (body, words) = (asked.Required("body", request.Body, 40), asked.Required("words", request.Words, 500));
        asked.Demand();
        return RunAsync(
            actor,
            id,
            JointRights.Absent,
            "absent",
            (it, by, now) => it.FindAbsent(body, new Absence(by, now, words)),
            new JsonObject { ["body"] = body, ["words"] = words },
            cancel,
            (step, it) => JointNotices.TellBody(step, it, body, "notice.joint-absent", null, $"/joint-operations/{it.Id}", it.Number)
        );
    }

    /// <exception cref="RefusedException">See <see cref="JointOperation.Minute"/>.</exception>
    public Task<JointOperation> MinuteAsync(Actor actor, Guid id, MinutesRequest request, CancellationToken cancel)
    {
        var asked = new Typed();
        var text = asked.Required("text", request.Text, 8_000);
        asked.Demand();
        return RunAsync(
            actor,
            id,
            JointRights.Minute,
            "minuted",
            (it, by, now) => it.Minute(new Minutes(by, now, text)),
            new JsonObject { ["text"] = text },
            cancel
        );
    }

    /// <exception cref="RefusedException">See <see cref="JointOperation.Add(FollowUp)"/>.</exception>
    public Task<JointOperation> AddFollowUpAsync(Actor actor, Guid id, FollowUpRequest request, CancellationToken cancel)
    {
        var asked = new Typed();
        var what = asked.Required("what", request.What, 500);
        var owner = asked.Optional("owner", request.Owner, 40);
        var due = asked.Date("dueOn", request.DueOn) ?? default;
        asked.Demand();
        return RunAsync(
            actor,
            id,
            JointRights.AddFollowUp,
            "follow-up-added",
            (it, by, now) => it.Add(new FollowUp(what, owner, due, null)),
            new JsonObject
            {
                ["what"] = what,
                ["owner"] = owner,
                ["dueOn"] = BusinessTime.LocalDate(due),
            },
            cancel,
            (step, it) => TellOwner(step, it, owner, due)
        );
    }

    /// <param name="place">Of the follow-up in its list, from 1.</param>
    /// <exception cref="RefusedException">See <see cref="JointOperation.Give"/>.</exception>
    public Task<JointOperation> GiveFollowUpAsync(Actor actor, Guid id, int place, OwnerRequest request, CancellationToken cancel)
    {
        var asked = new Typed();
        var owner = asked.Required("owner", request.Owner, 40);
        asked.Demand();
        return RunAsync(
            actor,
            id,
            JointRights.AddFollowUp,
            "follow-up-given",
            (it, by, now) => it.Give(place - 1, owner),
            new JsonObject { ["place"] = place, ["owner"] = owner },
            cancel,
            (step, it) => TellOwner(step, it, owner, it.FollowUps[place - 1].DueOn)
        );
    }

    /// <inheritdoc cref="GiveFollowUpAsync"/>
    /// <exception cref="NotAllowedException"><c>joint.not-yours</c>: another body's, or nobody's yet.</exception>
    public Task<JointOperation> FinishFollowUpAsync(
        Actor actor,
        Guid id,
        int place,
        FollowUpResultRequest request,
        CancellationToken cancel
    )
    {
        var asked = new Typed();
        var result = asked.Required("result", request.Result);
        asked.Demand();
        return steps.ChangeAsync(
            actor,
            new OperationRead(id),
            new SubjectChange<JointOperation>(
                "follow-up-done",
                it => OwnersPost(actor, it, place),
                (it, by, now) => it.Finish(place - 1, new FollowUpDone(by, now, result)),
                _ => new JsonObject { ["place"] = place, ["result"] = result },
                OperationTable.Update,
                OperationStanding.Of
            ),
            cancel
        );
    }

    /// <exception cref="RefusedException">See <see cref="JointOperation.Close"/>.</exception>
    public Task<JointOperation> CloseAsync(Actor actor, Guid id, ClosingRequest request, CancellationToken cancel)
    {
        var asked = new Typed();
        var evaluation = asked.Required("evaluation", request.Evaluation);
        asked.Demand();
        return RunAsync(
            actor,
            id,
            JointRights.Close,
            "closed",
            (it, by, now) => it.Close(new Closing(by, now, evaluation), organizations.NameOf),
            new JsonObject { ["evaluation"] = evaluation },
            cancel
        );
    }

    /// <exception cref="RefusedException">See <see cref="JointOperation.Cancel"/>.</exception>
    public Task<JointOperation> CancelAsync(Actor actor, Guid id, CancellationRequest request, CancellationToken cancel)
    {
        var asked = new Typed();
        var reason = asked.Required("reason", request.Reason, 500);
        asked.Demand();
        return RunAsync(
            actor,
            id,
            JointRights.Cancel,
            "cancelled",
            (it, by, now) => it.Cancel(new Cancellation(by, now, reason)),
            new JsonObject { ["reason"] = reason },
            cancel,
            (step, it) =>
            {
                foreach (var call in it.Calls.Where(call => call.Capacity == CallCapacities.Called))
                    JointNotices.TellBody(step, it, call.Body, "notice.joint-cancelled", null, $"/joint-operations/{it.Id}", it.Number);
            }
        );
    }

    private Task<JointOperation> RunAsync(
        Actor actor,
        Guid id,
        string verb,
        string action,
        Action<JointOperation, Signed, DateTimeOffset> decide,
        JsonObject details,
        CancellationToken cancel,
        Action<Step, JointOperation>? tell = null
    ) =>
        steps.ChangeAsync(
            actor,
            new OperationRead(id),
            new SubjectChange<JointOperation>(
                action,
                it => JointRights.Demand(actor, it, verb),
                decide,
                _ => details,
                OperationTable.Update,
                OperationStanding.Of,
                tell
            ),
            cancel
        );

    private static Post OwnersPost(Actor actor, JointOperation it, int place) =>
        place < 1 || place > it.FollowUps.Count ? throw new NotVisibleException()
        : it.FollowUps[place - 1].Owner is { } owner && JointRights.For(actor, JointRights.FinishFollowUp, owner) is { } post ? post
        : throw JointRefusals.NotYours(it);

    private static void TellOwner(Step step, JointOperation it, string? owner, DateOnly due)
    {
        if (owner is not null)
            JointNotices.TellBody(
                step,
                it,
                owner,
                "notice.joint-follow-up",
                null,
                $"/joint-operations/{it.Id}",
                it.Number,
                BusinessTime.LocalDate(due)
            );
    }
}
