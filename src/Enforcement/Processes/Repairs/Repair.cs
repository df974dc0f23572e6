using Enforcement.Identity;

namespace Enforcement.Processes.Repairs;

/// <summary>A request to put a failed step right. Whoever asks does not decide: the second person looks at the case with fresh eyes.</summary>
public sealed class Repair
{
    public required Guid Id { get; init; }
    public required Guid IncidentId { get; init; }
    public required RepairPlan Plan { get; init; }
    public required string Reason { get; init; }
    public required Guid AskedBy { get; init; }
    public required DateTimeOffset AskedAt { get; init; }
    public string State { get; private set; } = Asked;
    public Guid? DecidedBy { get; private set; }
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>Why it was declined.</summary>
    public string? Note { get; private set; }

    public const string Asked = "asked";
    public const string Done = "done";
    public const string Declined = "declined";
    public const string Withdrawn = "withdrawn";

    /// <exception cref="RefusedException"><c>repair.own</c>, <c>repair.decided</c>.</exception>
    public void Approve(Actor second, DateTimeOffset at) => Decide(second, at, Done, null);

    /// <exception cref="RefusedException"><c>repair.own</c>, <c>repair.decided</c>.</exception>
    public void Decline(Actor second, DateTimeOffset at, string reason) => Decide(second, at, Declined, reason);

    /// <exception cref="RefusedException"><c>repair.decided</c>.</exception>
    /// <exception cref="NotAllowedException">Somebody else asked.</exception>
    public void Withdraw(Actor asker, DateTimeOffset at)
    {
        if (asker.PersonId != AskedBy)
            throw RepairRefusals.NotYours();
        Close(asker, at, Withdrawn, null);
    }

    private void Decide(Actor second, DateTimeOffset at, string state, string? note)
    {
        if (second.PersonId == AskedBy)
            throw RepairRefusals.Own();
        Close(second, at, state, note);
    }

    private void Close(Actor by, DateTimeOffset at, string state, string? note)
    {
        if (State != Asked)
            throw RepairRefusals.Decided();
        (State, DecidedBy, DecidedAt, Note) = (state, by.PersonId, at, note);
    }

    internal static Repair Restore(
        Guid id,
        Guid incident,
        RepairPlan plan,
        string reason,
        string state,
        (Guid By, DateTimeOffset At) asked,
        (Guid? By, DateTimeOffset? At) decided,
        string? note
    ) =>
        new()
        {
            Id = id,
            IncidentId = incident,
            Plan = plan,
            Reason = reason,
            AskedBy = asked.By,
            AskedAt = asked.At,
            State = state,
            DecidedBy = decided.By,
            DecidedAt = decided.At,
            Note = note,
        };
}
