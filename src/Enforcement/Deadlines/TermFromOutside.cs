namespace Enforcement.Deadlines;

/// <summary>A term that began at another installation, as the sender tells it. What of it the rule here cannot bear is left out.</summary>
/// <param name="From">Day of the fact.</param>
/// <param name="Suspensions">In the order of their days; only the last may still be open.</param>
/// <param name="Length">Of the rule's unit; null: the rule's own.</param>
/// <param name="Approval">Number of the paper that extended it.</param>
public sealed record TermFromOutside(
    string Rule,
    DateOnly From,
    string Variant,
    IReadOnlyList<Suspension> Suspensions,
    int? Length,
    string? Approval,
    string? About
)
{
    /// <summary>The length to which it was extended there; at most what the rule lets a head here grant, and none without its paper.</summary>
    internal Term TermUnder(DeadlineRule rule, Term own) =>
        Approval is not null && Length > own.Length && rule.Extension is { } most
            ? Term.Of(Math.Min(Length.Value, own.Length + most), own.Unit)
            : own;

    /// <summary>Those on a ground of the rule, each after the one before it, and begun while the term still ran.</summary>
    internal IReadOnlyList<Suspension> Borne(DeadlineRule rule, DateOnly today, Func<IReadOnlyList<Suspension>, DateOnly> lastDay)
    {
        var taken = new List<Suspension>();
        foreach (var it in Suspensions)
        {
            if (taken is [.., { To: null }])
                break;
            var earliest = taken is [.., { To: { } resumed }] ? resumed : From;
            if (
                rule.PauseGrounds.Contains(it.Ground)
                && it.From >= earliest
                && it.From <= today
                && !(it.To < it.From)
                && !(it.To > today)
                && it.From <= lastDay(taken)
            )
                taken.Add(it);
        }
        return taken;
    }
}
