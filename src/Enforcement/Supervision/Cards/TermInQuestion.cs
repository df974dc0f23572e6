using Enforcement.Deadlines;
using DeadlineState = Enforcement.Deadlines.Deadlines;

namespace Enforcement.Supervision.Cards;

/// <summary>A term of a clock as a card looks at it.</summary>
/// <param name="SuspendedSince">It is suspended from this day on, and does not run.</param>
/// <param name="EndedAt">Nothing falls due later.</param>
/// <param name="County">Whose closures it goes around, as its clock does; empty: none.</param>
public sealed record TermInQuestion(
    Term Term,
    Roll Roll,
    bool IsInternal,
    DateOnly StartedOn,
    DateTimeOffset StartedAt,
    Pauses Pauses,
    DateOnly? SuspendedSince = null,
    DateTimeOffset? EndedAt = null,
    string County = ""
)
{
    public static TermInQuestion Of(Clock clock) =>
        new(
            clock.Term,
            clock.Roll,
            clock.IsInternal,
            clock.StartedOn,
            clock.StartedAt,
            clock.Pauses,
            clock.State == ClockState.Paused ? clock.Suspensions[^1].From : null,
            clock.EndedAt,
            clock.CaseKey.County
        );

    /// <summary>A term whose last day moves on past days off is the party's (民事诉讼法 art. 85): no body is charged with it.</summary>
    public bool IsOfTheParty => Roll == Roll.Forward;

    /// <summary>The instant from which days or hours of it count.</summary>
    internal DateTimeOffset Begins(OfficeTime office) => Term.Unit.CountsHours() ? StartedAt : office.EndOf(StartedOn);

    /// <summary>When it falls due if days are left out as those of a suspension are.</summary>
    internal Due DueWithout(IEnumerable<Pause> leftOut, DeadlineState deadlines) =>
        deadlines.DueOf(Term, Roll, IsInternal, StartedOn, StartedAt, Pauses.Of(Pauses.Spans.Concat(leftOut)), County);
}
