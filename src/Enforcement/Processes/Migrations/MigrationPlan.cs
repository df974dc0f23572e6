using Enforcement.Identity;

namespace Enforcement.Processes.Migrations;

/// <summary>
/// A plan to lead the running cases of one version of a definition over to another. One workflow admin asks, another approves; then the sweep moves the
/// cases one by one, and an admin may pause, cancel or undo it.
/// </summary>
public sealed class MigrationPlan
{
    public required Guid Id { get; init; }

    /// <summary>Of who asked: county 6, city 4, province 2 digits. Cases elsewhere stay where they are.</summary>
    public required string Region { get; init; }

    public required string DefinitionId { get; init; }
    public required string FromVersionId { get; init; }
    public required string ToVersionId { get; init; }

    /// <summary>By hand: from the id of a node in the version left to the id of its counterpart.</summary>
    public required IReadOnlyDictionary<string, string> Nodes { get; init; }

    public required string Reason { get; init; }
    public required Guid AskedBy { get; init; }
    public required DateTimeOffset AskedAt { get; init; }
    public string State { get; private set; } = Asked;
    public Guid? DecidedBy { get; private set; }
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>Why it was declined.</summary>
    public string? Note { get; private set; }

    /// <summary>Who paused, resumed, cancelled or undid it last; null: nobody yet, or the service, when it came to its end.</summary>
    public Guid? ChangedBy { get; private set; }
    public DateTimeOffset? ChangedAt { get; private set; }

    public const string Asked = "asked";
    public const string Declined = "declined";
    public const string Withdrawn = "withdrawn";

    /// <summary>Cases are being moved.</summary>
    public const string Approved = "approved";
    public const string Paused = "paused";
    public const string Cancelled = "cancelled";
    public const string Done = "done";

    /// <summary>Cases that nobody has touched since are being moved back.</summary>
    public const string Undoing = "undoing";
    public const string Undone = "undone";

    /// <summary>Cases may still be moved by it.</summary>
    public bool IsOpen => State is Asked or Approved or Paused;

    public bool CanBeUndone => State is Done or Cancelled or Paused;

    /// <param name="isTargetPublished">It was when the plan was asked for; a newer version may have come since.</param>
    /// <exception cref="RefusedException"><c>migration.own</c>, <c>migration.decided</c>, <c>migration.not-published</c>.</exception>
    public void Approve(Actor second, DateTimeOffset at, bool isTargetPublished)
    {
        DemandSecond(second);
        if (State == Asked && !isTargetPublished)
            throw MigrationRefusals.NotPublished();
        Decide(second, at, Approved, null);
    }

    /// <exception cref="RefusedException"><c>migration.own</c>, <c>migration.decided</c>.</exception>
    public void Decline(Actor second, DateTimeOffset at, string reason)
    {
        DemandSecond(second);
        Decide(second, at, Declined, reason);
    }

    /// <exception cref="NotAllowedException">Somebody else asked.</exception>
    /// <exception cref="RefusedException"><c>migration.decided</c>.</exception>
    public void Withdraw(Actor asker, DateTimeOffset at)
    {
        if (asker.PersonId != AskedBy)
            throw MigrationRefusals.NotAsker();
        Decide(asker, at, Withdrawn, null);
    }

    /// <exception cref="RefusedException"><c>migration.not-running</c>.</exception>
    public void Pause(Actor by, DateTimeOffset at) => Change(by, at, Paused, State == Approved, MigrationRefusals.NotRunning);

    /// <exception cref="RefusedException"><c>migration.not-paused</c>.</exception>
    public void Resume(Actor by, DateTimeOffset at) => Change(by, at, Approved, State == Paused, MigrationRefusals.NotPaused);

    /// <summary>No further case is moved; those that were stay moved.</summary>
    /// <exception cref="RefusedException"><c>migration.not-running</c>.</exception>
    public void Cancel(Actor by, DateTimeOffset at) => Change(by, at, Cancelled, State is Approved or Paused, MigrationRefusals.NotRunning);

    /// <exception cref="RefusedException"><c>migration.cannot-undo</c>.</exception>
    public void Undo(Actor by, DateTimeOffset at) => Change(by, at, Undoing, CanBeUndone, MigrationRefusals.CannotUndo);

    /// <summary>No case is left to be moved, or moved back.</summary>
    internal void Finish(DateTimeOffset at) => (State, ChangedBy, ChangedAt) = (State == Undoing ? Undone : Done, null, at);

    private void DemandSecond(Actor second)
    {
        if (second.PersonId == AskedBy)
            throw MigrationRefusals.Own();
    }

    private void Decide(Actor by, DateTimeOffset at, string state, string? note)
    {
        if (State != Asked)
            throw MigrationRefusals.Decided();
        (State, DecidedBy, DecidedAt, Note) = (state, by.PersonId, at, note);
    }

    private void Change(Actor by, DateTimeOffset at, string state, bool may, Func<RefusedException> refusal)
    {
        if (!may)
            throw refusal();
        (State, ChangedBy, ChangedAt) = (state, by.PersonId, at);
    }

    internal MigrationPlan Restore(
        string state,
        (Guid? By, DateTimeOffset? At) decided,
        string? note,
        (Guid? By, DateTimeOffset? At) changed
    )
    {
        (State, DecidedBy, DecidedAt, Note, ChangedBy, ChangedAt) = (state, decided.By, decided.At, note, changed.By, changed.At);
        return this;
    }
}
