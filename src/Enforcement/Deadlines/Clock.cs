using Enforcement.Cases;

namespace Enforcement.Deadlines;

/// <summary>
/// A term that runs at a case, on the rule as it was when it started. What is past never changes: a pause is added to the ledger, an extension
/// is a new clock. Whether it is overdue follows from its due instants and the moment of asking.
/// </summary>
public sealed class Clock
{
    private readonly List<Suspension> suspensions = [];

    public required Guid Id { get; init; }
    public required CaseKey CaseKey { get; init; }
    public required string Rule { get; init; }
    public required string Variant { get; init; }
    public required Term Term { get; init; }
    public required Roll Roll { get; init; }
    public required bool IsInternal { get; init; }

    /// <summary>Day of the fact, as typed in; it does not count.</summary>
    public required DateOnly StartedOn { get; init; }

    /// <summary>When it was written down: a late entry shows what had already run.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    public Guid? TaskId { get; init; }
    public string? About { get; init; }

    /// <summary>The clock that this one extends.</summary>
    public Guid? Extends { get; init; }

    /// <summary>How often it has been extended already.</summary>
    public int ExtensionNumber { get; init; }

    /// <summary>The clock that this one took the place of, when a later wording of the rule was chosen for it.</summary>
    public Guid? Supersedes { get; init; }

    /// <summary>First day of the wording of the rule that it follows; null: the wording of the day on which it began.</summary>
    public DateOnly? RuleOn { get; init; }

    public string? Approval { get; init; }
    public IReadOnlyList<Suspension> Suspensions => suspensions;
    public DateTimeOffset DueInternal { get; private set; }
    public DateTimeOffset DueLegal { get; private set; }
    public bool IsProvisional { get; private set; }
    public ClockState State { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }
    public string? EndedHow { get; private set; }
    public DateTimeOffset? NextRungAt { get; internal set; }
    internal bool IsNew { get; init; }
    internal bool Changed { get; private set; }

    /// <summary>Its due day or its state is another than the task of it knows.</summary>
    internal bool Moved => IsNew || Changed;

    public bool IsRunning => State != ClockState.Ended;

    public Pauses Pauses => PausesOf(suspensions);

    internal static Pauses PausesOf(IEnumerable<Suspension> ledger) => Pauses.Of(ledger.Select(it => new Pause(it.From, it.To ?? it.From)));

    public bool IsOverdue(DateTimeOffset at) => (EndedAt ?? at) >= DueLegal;

    /// <summary>Overdue and open: while it is suspended it is not.</summary>
    private bool HasRunOut(DateTimeOffset at) => State == ClockState.Running && IsOverdue(at);

    /// <summary>Days that do not count 中止计时, from a day on until it is resumed: on a ground of the rule, while the term runs.</summary>
    /// <exception cref="MalformedException"><c>from</c>: in the future, before the term began, or before it was last resumed.</exception>
    /// <exception cref="RefusedException"><c>clock.ended</c>, <c>clock.already-suspended</c>, <c>clock.over-before-pause</c>, <c>clock.no-such-ground</c>.</exception>
    public void Suspend(Suspension suspension, Deadlines deadlines, DateOnly today)
    {
        var from = suspension.From;
        if (!IsRunning)
            throw DeadlineRefusals.Ended();
        if (State == ClockState.Paused)
            throw DeadlineRefusals.AlreadySuspended();
        if (from > today)
            throw new MalformedException(("from", "future"));
        if (from < StartedOn)
            throw new MalformedException(("from", "before-term"));
        if (suspensions is [.., { To: { } resumed }] && from < resumed)
            throw new MalformedException(("from", "before-resumption"));
        if (IsOverBefore(from, deadlines))
            throw DeadlineRefusals.OverBeforePause(deadlines.Office.LastDayOf(DueLegal));
        if (RuleIn(deadlines)?.PauseGrounds.Contains(suspension.Ground) != true)
            throw DeadlineRefusals.NoGround(suspension.Ground);
        suspensions.Add(suspension with { To = null });
        (State, NextRungAt, Changed) = (ClockState.Paused, null, true);
    }

    /// <summary>Whether it has run out before a day begins, so that nothing from that day on suspends it.</summary>
    internal bool IsOverBefore(DateOnly day, Deadlines deadlines) => deadlines.Office.StartOf(day) >= DueLegal;

    /// <param name="on">The first day that counts again.</param>
    /// <param name="field">As the client calls it.</param>
    /// <exception cref="MalformedException">In the future, or before the suspension.</exception>
    /// <exception cref="RefusedException"><c>clock.not-suspended</c>.</exception>
    public void Resume(DateOnly on, Deadlines deadlines, DateOnly today, string field = "on")
    {
        if (State != ClockState.Paused)
            throw DeadlineRefusals.NotSuspended();
        if (on > today)
            throw new MalformedException((field, "future"));
        if (on < suspensions[^1].From)
            throw new MalformedException((field, "before-suspension"));
        suspensions[^1] = suspensions[^1] with { To = on };
        (State, Changed) = (ClockState.Running, true);
        Reckon(deadlines);
    }

    /// <summary>As often as the rules say, within the cap of each time, and before the term is over; while it is suspended it is not.</summary>
    /// <param name="at">The moment of the approval.</param>
    /// <exception cref="MalformedException"><c>days</c>, <c>grantedOn</c>, <c>minutes</c>.</exception>
    /// <exception cref="RefusedException"><c>clock.ended</c>, <c>clock.expired</c>, <c>clock.no-extension</c>, <c>clock.cap</c>.</exception>
    public void DemandExtensible(Extension extension, DateTimeOffset at, Deadlines deadlines, DateOnly today)
    {
        if (!IsRunning)
            throw DeadlineRefusals.Ended();
        if (extension.GrantedOn > today)
            throw new MalformedException(("grantedOn", "future"));
        if (extension.GrantedOn < StartedOn)
            throw new MalformedException(("grantedOn", "before-term"));
        if (HasRunOut(at))
            throw DeadlineRefusals.Expired(deadlines.Office.LastDayOf(DueLegal));
        var step = ExtensionStep.Of(this, deadlines) ?? throw DeadlineRefusals.NoExtension();
        if (extension.Days < 1)
            throw new MalformedException(("days", "range"));
        if (step.Cap is { } cap && extension.Days > cap)
            throw DeadlineRefusals.OverTheCap(Term.Unit, cap);
        if (!Term.Fits(Term.Length + extension.Days, Term.Unit))
            throw new MalformedException(("days", "range"));
        if (step.IsCollective && extension.Minutes is null)
            throw new MalformedException(("minutes", "required"));
    }

    /// <summary>A later wording of the rule is offered to an open clock, never forced on it.</summary>
    /// <returns>The wording that it would follow from now on.</returns>
    /// <exception cref="RefusedException"><c>clock.ended</c>, <c>clock.expired</c>, <c>clock.rule-unchanged</c>.</exception>
    public DeadlineRule DemandLaterRule(DateTimeOffset at, Deadlines deadlines, DateOnly today) =>
        !IsRunning ? throw DeadlineRefusals.Ended()
        : HasRunOut(at) ? throw DeadlineRefusals.Expired(deadlines.Office.LastDayOf(DueLegal))
        : LaterRule(at, deadlines, today) ?? throw DeadlineRefusals.RuleUnchanged();

    /// <summary>The wording in force on a day, where it reckons otherwise than the one that this clock follows; null: there is none to take.</summary>
    /// <remarks>One that has run out has run out under the old wording, and none changes its unit on the way.</remarks>
    public DeadlineRule? LaterRule(DateTimeOffset at, Deadlines deadlines, DateOnly on) =>
        IsRunning
        && !HasRunOut(at)
        && RuleIn(deadlines) is { Term: { } old } mine
        && deadlines.Find(Rule, on, Variant) is { Term: { } term } later
        && later.ValidFrom > mine.ValidFrom
        && term.Unit == old.Unit
        && (term, later.Roll, later.IsInternal) != (old, Roll, IsInternal)
            ? later
            : null;

    /// <summary>The term under another wording of its rule: what was granted on top of the old length stays granted.</summary>
    public Term TermUnder(DeadlineRule later, Deadlines deadlines) =>
        Term.Of(later.Term!.Value.Length + Term.Length - (RuleIn(deadlines)?.Term?.Length ?? Term.Length), Term.Unit);

    /// <summary>When it falls due by a calendar, such as one that is not loaded yet.</summary>
    public Due DueIn(Deadlines deadlines) => deadlines.DueOf(Term, Roll, IsInternal, StartedOn, StartedAt, Pauses, CaseKey.County);

    /// <summary>When it would fall due under another wording of its rule.</summary>
    public Due DueUnder(DeadlineRule later, Deadlines deadlines) =>
        deadlines.DueOf(TermUnder(later, deadlines), later.Roll, later.IsInternal, StartedOn, StartedAt, Pauses, CaseKey.County);

    /// <summary>Reckons anew: after a pause, or because a year's list has come.</summary>
    /// <returns>False: nothing changed.</returns>
    public bool Reckon(Deadlines deadlines)
    {
        var due = DueIn(deadlines);
        var same = due.Legal == DueLegal && due.Internal == DueInternal && due.Provisional == IsProvisional;
        (DueInternal, DueLegal, IsProvisional) = (due.Internal, due.Legal, due.Provisional);
        Changed |= !same;
        return !same;
    }

    /// <param name="how"><c>kept</c>, <c>handed-on</c>, <c>case-closed</c>, <c>extended</c>, <c>superseded</c>, <c>withdrawn</c> or <c>lapsed</c> (the party let its window pass); kept after
    /// its end is <c>missed</c>.</param>
    public void End(string how, DateTimeOffset at)
    {
        if (!IsRunning)
            return;
        (State, EndedAt, EndedHow, NextRungAt) = (ClockState.Ended, at, how == "kept" && at >= DueLegal ? "missed" : how, null);
        Changed = true;
    }

    /// <summary>The rule as it stood when the term began, or the later wording that was chosen for it.</summary>
    public DeadlineRule? RuleIn(Deadlines deadlines) => deadlines.Find(Rule, RuleOn ?? StartedOn, Variant);

    internal void Restore(
        IEnumerable<Suspension> ledger,
        DateTimeOffset dueInternal,
        DateTimeOffset dueLegal,
        bool provisional,
        ClockState state,
        DateTimeOffset? endedAt,
        string? endedHow,
        DateTimeOffset? nextRungAt
    )
    {
        suspensions.AddRange(ledger);
        (DueInternal, DueLegal, IsProvisional, State) = (dueInternal, dueLegal, provisional, state);
        (EndedAt, EndedHow, NextRungAt) = (endedAt, endedHow, nextRungAt);
    }
}

public enum ClockState
{
    Running,
    Paused,
    Ended,
}

/// <summary>More time for a term.</summary>
/// <param name="Days">Units of the rule more, at most its cap.</param>
/// <param name="Approval">Number of the approval paper.</param>
/// <param name="GrantedOn">The day on which the head approved.</param>
/// <param name="Minutes">Number of the minutes of the collective discussion, where the rule wants one.</param>
public sealed record Extension(int Days, string Approval, DateOnly GrantedOn, string? Minutes = null);

/// <param name="From">First day that does not count.</param>
/// <param name="To">First day that counts again; null: still suspended.</param>
/// <param name="Ground"><c>hearing</c>, <c>testing</c>, <c>public-notice</c>, <c>suspension</c> …; the rule names which it allows.</param>
/// <param name="Basis">The statute.</param>
/// <param name="Document">Number of the paper that says so.</param>
public sealed record Suspension(DateOnly From, DateOnly? To, string Ground, string Basis, string Document)
{
    /// <summary>Every ground that a rule may name.</summary>
    public static IReadOnlyList<string> Grounds { get; } =
    ["hearing", "public-notice", "review", "suit", "suspension", "testing", "third-party"];
}
