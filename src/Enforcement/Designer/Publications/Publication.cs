using Enforcement.Identity;

namespace Enforcement.Designer.Publications;

/// <summary>
/// What a workflow admin wants new cases to begin on: frozen when it was asked for, published when a second admin approves it, on the day they say. In
/// need one person publishes alone, with a reason, and a second looks at it afterwards.
/// </summary>
public sealed class Publication
{
    public required Guid Id { get; init; }
    public required string DefinitionId { get; init; }
    public required string Name { get; init; }

    /// <summary>Elsa 3 JSON; what is decided on is what is published.</summary>
    public required string Content { get; init; }
    public required int DraftRevision { get; init; }

    /// <summary>Published when it was asked for; null: none was.</summary>
    public string? BaseVersionId { get; init; }
    public required Guid AskedBy { get; init; }
    public string AskerName { get; init; } = "";
    public required DateTimeOffset AskedAt { get; init; }
    public string State { get; private set; } = Asked;
    public Guid? DecidedBy { get; private set; }
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>The first day on which new cases begin on it.</summary>
    public DateOnly? EffectiveOn { get; private set; }

    /// <summary>Why it was declined.</summary>
    public string? Note { get; private set; }

    /// <summary>Why one person alone published it.</summary>
    public string? UrgentReason { get; private set; }

    /// <summary>Why who published it accepted the warnings of the check; null: it had none.</summary>
    public string? WarningsReason { get; private set; }
    public Guid? ReviewedBy { get; private set; }
    public DateTimeOffset? ReviewedAt { get; private set; }
    public string? ReviewNote { get; private set; }
    public string? VersionId { get; private set; }
    public DateTimeOffset? PublishedAt { get; private set; }

    public const string Asked = "asked";

    /// <summary>Waits for its day.</summary>
    public const string Approved = "approved";
    public const string Published = "published";
    public const string Declined = "declined";
    public const string Withdrawn = "withdrawn";

    public bool IsOpen => State is Asked or Approved;

    /// <summary>Published by one person, and no second has looked yet.</summary>
    public bool WantsReview => State == Published && UrgentReason is not null && ReviewedAt is null;

    /// <summary>Approved or declined, by another than who asked.</summary>
    public bool CanBeDecidedBy(Guid person) => State == Asked && person != AskedBy;

    /// <summary>By who asked; while it waits for its day also by who approved it.</summary>
    public bool CanBeWithdrawnBy(Guid person) => IsOpen && IsWithdrawing(person);

    /// <summary>Neither who asked nor who published it looks a second time.</summary>
    public bool CanBeReviewedBy(Guid person) => WantsReview && person != AskedBy && person != DecidedBy;

    /// <exception cref="RefusedException"><c>publication.own</c>, <c>publication.decided</c>.</exception>
    public void Approve(Actor second, DateOnly on, DateTimeOffset at)
    {
        DemandSecond(second);
        Demand(State == Asked);
        (State, DecidedBy, DecidedAt, EffectiveOn) = (Approved, second.PersonId, at, on);
    }

    /// <inheritdoc cref="Approve"/>
    public void Decline(Actor second, string reason, DateTimeOffset at)
    {
        DemandSecond(second);
        Demand(State == Asked);
        (State, DecidedBy, DecidedAt, Note) = (Declined, second.PersonId, at, reason);
    }

    /// <exception cref="NotAllowedException">Somebody else than <see cref="CanBeWithdrawnBy"/>.</exception>
    /// <exception cref="RefusedException"><c>publication.decided</c>.</exception>
    public void Withdraw(Actor by, DateTimeOffset at)
    {
        if (!IsWithdrawing(by.PersonId))
            throw DesignerRefusals.NotAsker();
        Demand(IsOpen);
        (State, DecidedBy, DecidedAt) = (Withdrawn, by.PersonId, at);
    }

    /// <summary>Without waiting for a second person.</summary>
    /// <exception cref="RefusedException"><c>publication.decided</c>.</exception>
    public void Hurry(Actor by, string reason, DateOnly on, DateTimeOffset at)
    {
        Demand(IsOpen);
        (State, DecidedBy, DecidedAt, EffectiveOn, UrgentReason) = (Approved, by.PersonId, at, on, reason);
    }

    internal void AcceptWarnings(string reason) => WarningsReason = reason;

    /// <summary>The second look at what was published in a hurry.</summary>
    /// <exception cref="RefusedException"><c>publication.own</c>, <c>publication.no-review</c>.</exception>
    public void Review(Actor second, string? note, DateTimeOffset at)
    {
        if (!WantsReview)
            throw DesignerRefusals.NoReview();
        if (!CanBeReviewedBy(second.PersonId))
            throw DesignerRefusals.Own();
        (ReviewedBy, ReviewedAt, ReviewNote) = (second.PersonId, at, note);
    }

    internal void BecomeVersion(string versionId, DateTimeOffset at) => (State, VersionId, PublishedAt) = (Published, versionId, at);

    private bool IsWithdrawing(Guid person) => person == AskedBy || (State == Approved && person == DecidedBy);

    private void DemandSecond(Actor second)
    {
        if (second.PersonId == AskedBy)
            throw DesignerRefusals.Own();
    }

    private static void Demand(bool isSo)
    {
        if (!isSo)
            throw DesignerRefusals.Decided();
    }

    internal Publication Restore(
        string state,
        (Guid? By, DateTimeOffset? At) decided,
        DateOnly? effectiveOn,
        string? note,
        (string? Urgent, string? Warnings) reasons,
        (Guid? By, DateTimeOffset? At, string? Note) reviewed,
        (string? VersionId, DateTimeOffset? At) published
    )
    {
        (State, DecidedBy, DecidedAt, EffectiveOn, Note) = (state, decided.By, decided.At, effectiveOn, note);
        (UrgentReason, WarningsReason) = reasons;
        (ReviewedBy, ReviewedAt, ReviewNote) = reviewed;
        (VersionId, PublishedAt) = published;
        return this;
    }
}
