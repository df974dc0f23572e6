using Enforcement.Identity;
using Enforcement.Processes.Bindings;

namespace Enforcement.Designer.Bindings;

/// <summary>
/// What a workflow admin wants of the binding table: from a day on, cases of a scope take this definition, or are no exception any more. It is never
/// edited; a second admin approves or declines it as it was asked for, and until its day it may be taken back.
/// </summary>
public sealed class BindingChange
{
    public required Guid Id { get; init; }
    public required BindingScope Scope { get; init; }

    /// <summary>Null: from then on no exception for this scope.</summary>
    public string? DefinitionId { get; init; }

    /// <summary>First day, inclusive; the business day on which a case opens. Not before the day on which it is approved.</summary>
    public required DateOnly From { get; init; }
    public required Guid AskedBy { get; init; }
    public string AskerName { get; init; } = "";
    public required DateTimeOffset AskedAt { get; init; }
    public string State { get; private set; } = Asked;
    public Guid? DecidedBy { get; private set; }
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>Why it was declined.</summary>
    public string? Note { get; private set; }

    public const string Asked = "asked";

    /// <summary>Stands in the table, whether its day has come or not.</summary>
    public const string Approved = "approved";
    public const string Declined = "declined";
    public const string Withdrawn = "withdrawn";

    /// <summary>Approved or declined, by another than who asked.</summary>
    public bool CanBeDecidedBy(Guid person) => State == Asked && person != AskedBy;

    /// <summary>By who asked; while it waits for its day also by who approved it.</summary>
    public bool CanBeWithdrawnBy(Guid person, DateOnly today) => IsOpen(today) && IsWithdrawing(person);

    /// <exception cref="RefusedException"><c>binding.own</c>, <c>binding.decided</c>.</exception>
    public void Approve(Actor second, DateTimeOffset at) => Decide(Approved, second, null, at);

    /// <inheritdoc cref="Approve"/>
    public void Decline(Actor second, string reason, DateTimeOffset at) => Decide(Declined, second, reason, at);

    /// <exception cref="NotAllowedException">Somebody else than <see cref="CanBeWithdrawnBy"/>.</exception>
    /// <exception cref="RefusedException"><c>binding.decided</c>: also when its day has come.</exception>
    public void Withdraw(Actor by, DateOnly today, DateTimeOffset at)
    {
        if (!IsWithdrawing(by.PersonId))
            throw BindingRefusals.NotAsker();
        if (!IsOpen(today))
            throw BindingRefusals.Decided();
        (State, DecidedBy, DecidedAt) = (Withdrawn, by.PersonId, at);
    }

    private bool IsOpen(DateOnly today) => State == Asked || (State == Approved && today < From);

    private bool IsWithdrawing(Guid person) => person == AskedBy || (State == Approved && person == DecidedBy);

    private void Decide(string state, Actor second, string? note, DateTimeOffset at)
    {
        if (second.PersonId == AskedBy)
            throw BindingRefusals.Own();
        if (State != Asked)
            throw BindingRefusals.Decided();
        (State, DecidedBy, DecidedAt, Note) = (state, second.PersonId, at, note);
    }

    internal BindingChange Restore(string state, Guid? decidedBy, DateTimeOffset? decidedAt, string? note)
    {
        (State, DecidedBy, DecidedAt, Note) = (state, decidedBy, decidedAt, note);
        return this;
    }
}
