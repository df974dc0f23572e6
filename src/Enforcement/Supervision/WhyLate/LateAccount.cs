using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Shell;
using Enforcement.Supervision.Cards;
using Enforcement.Supervision.Orders;

namespace Enforcement.Supervision.WhyLate;

/// <summary>Why a case is late, as it is laid before a superior: each late term with who had it, and what was said meanwhile.</summary>
public sealed record LateAccount(
    CaseFile Case,
    IReadOnlyList<LateTerm> Terms,
    IReadOnlyList<CardView> OtherCards,
    IReadOnlyList<OrderView> Orders,
    IReadOnlyList<Urging> Urgings
);

/// <summary>A term that is over, or ended after its due day.</summary>
/// <param name="Reminders">What was sent; what came too late to be sent is left out.</param>
/// <param name="Hands">Who had it from its start to its end, or to now.</param>
public sealed record LateTerm(
    Clock Clock,
    DeadlineRule? Rule,
    IReadOnlyList<Hand> Hands,
    IReadOnlyList<Reminder> Reminders,
    IReadOnlyList<CardView> Cards
)
{
    /// <summary>Calendar days since the internal due day, up to its end or to now.</summary>
    public int DaysOver(BusinessTime time, DateTimeOffset now) =>
        time.DateOf(Clock.EndedAt ?? now).DayNumber - time.LastDayOf(Clock.DueInternal).DayNumber;
}

public sealed record Hand(string Organization, string? Role, string? Person, string Kind, DateTimeOffset From, DateTimeOffset To)
{
    public double Days => (To - From).TotalDays;
}

/// <param name="Rung">As in the ladder: <c>half</c>, <c>left-3</c>, <c>missed</c>.</param>
public sealed record Reminder(string Rung, DateTimeOffset At);
