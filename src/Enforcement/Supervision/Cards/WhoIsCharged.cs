using Enforcement.Deadlines;
using DeadlineState = Enforcement.Deadlines.Deadlines;

namespace Enforcement.Supervision.Cards;

/// <param name="Fact">One of <see cref="CardFacts"/>.</param>
/// <param name="FellAt">When it fell due for whoever is charged; later than for the clock where others had it meanwhile.</param>
/// <param name="DaysLeftOut">Days of the term, up to then, on which others had it.</param>
public sealed record Charge(string Fact, DateTimeOffset FellAt, Charged To, int DaysLeftOut)
{
    public string Colour => CardFacts.ColourOf(Fact);
}

/// <param name="LookAgainAt">Before that nothing can fall due; null: never again, unless the clock is moved.</param>
public sealed record Verdict(IReadOnlyList<Charge> Charges, DateTimeOffset? LookAgainAt);

/// <summary>
/// The rule by which cards are given: a body is charged when it alone has had the clock for as long as the term allows. For each body the due
/// day is reckoned anew with the days left out that were not its own (another body's, the party's, an outage's), just as the days of a
/// suspension are; the card falls on that day, and only if the body still has the clock then. So another's delay charges nobody else, and
/// whoever looks later than usual finds the same cards.
/// </summary>
public static class WhoIsCharged
{
    /// <summary>The hour at which the ladder of reminders says that one day is left.</summary>
    private static readonly TimeSpan MorningHour = TimeSpan.FromHours(9);

    /// <param name="given">Colours that the clock has had.</param>
    /// <param name="since">What fell due before is not charged.</param>
    public static Verdict Judge(
        TermInQuestion term,
        Custody custody,
        IReadOnlyCollection<string> given,
        DateTimeOffset since,
        DateTimeOffset asOf,
        DeadlineState deadlines
    )
    {
        if (term.IsOfTheParty)
            return new Verdict([], null);
        var over = term.EndedAt < asOf ? term.EndedAt.Value : asOf;
        var falls = custody
            .Bodies.DefaultIfEmpty("")
            .SelectMany(body => FactsOf(term).Select(fact => FallsOn(fact, body, term, custody, asOf, deadlines)))
            .Where(fall => !given.Contains(fall.Charge.Colour))
            .ToList();
        var charges = falls
            .Where(fall => fall.Counts)
            .Select(fall => fall.Charge)
            .Where(charge =>
                charge.FellAt <= over && charge.FellAt > since && custody.JustBefore(charge.FellAt)?.Organization == charge.To.Organization
            )
            .OrderBy(charge => charge.FellAt)
            .ThenBy(charge => charge.To.Organization, StringComparer.Ordinal)
            .ThenBy(charge => charge.Fact, StringComparer.Ordinal)
            .DistinctBy(charge => charge.Colour)
            .Select(charge => charge with { To = custody.JustBefore(charge.FellAt)! })
            .ToList();
        var isStill = term.EndedAt is not null || term.SuspendedSince is not null;
        // Whether it counts then is not known before: what others have until then decides.
        var next = falls
            .Select(fall => fall.Charge)
            .Where(charge => charge.FellAt > asOf && !charges.Exists(it => it.Colour == charge.Colour))
            .Select(charge => charge.FellAt)
            .ToList();
        return new Verdict(charges, isStill || next.Count == 0 ? null : next.Min());
    }

    /// <summary>The first moment at which anything of a term can be charged, whoever holds it; null: nothing ever.</summary>
    public static DateTimeOffset? Earliest(TermInQuestion term, DeadlineState deadlines)
    {
        if (term.IsOfTheParty)
            return null;
        var due = term.DueWithout([], deadlines);
        return FactsOf(term).Min(fact => When(fact, due, deadlines));
    }

    private static string[] FactsOf(TermInQuestion term) =>
        term.IsInternal ? [CardFacts.InternalMissed]
        : term.Term.Unit.CountsHours() ? [CardFacts.LegalMissed]
        : [CardFacts.InternalMissed, CardFacts.LegalNear, CardFacts.LegalMissed];

    /// <summary>
    /// The first instant that is not before the one at which the fact would fall, by the days that were others' up to it. Later than
    /// <paramref name="asOf"/>: if the body has it from now on.
    /// </summary>
    private static Fall FallsOn(
        string fact,
        string body,
        TermInQuestion term,
        Custody custody,
        DateTimeOffset asOf,
        DeadlineState deadlines
    )
    {
        var (office, begins) = (deadlines.Office, term.Begins(deadlines.Office));
        var suspended = term.SuspendedSince is { } from ? new[] { new Pause(from, Later(from, office.DayOf(asOf)).AddDays(1)) } : [];
        var at = begins;
        while (true)
        {
            var others = custody.LeftOutFor(body, begins, at < asOf ? at : asOf, office);
            var due = term.DueWithout([.. others, .. suspended], deadlines);
            if (When(fact, due, deadlines) is var next && next > at)
                at = next;
            else
                return new Fall(
                    new Charge(fact, at, new Charged(body), others.Sum(pause => pause.To.DayNumber - pause.From.DayNumber)),
                    IsOne(fact, due, next, term, deadlines)
                );
        }
    }

    private static DateTimeOffset When(string fact, Due due, DeadlineState deadlines) =>
        fact switch
        {
            CardFacts.InternalMissed => due.Internal,
            CardFacts.LegalNear => deadlines.Office.StartOf(deadlines.Calendar.NthBackFrom(due.Day, 2)) + MorningHour,
            _ => due.Legal,
        };

    private static bool IsOne(string fact, Due due, DateTimeOffset when, TermInQuestion term, DeadlineState deadlines) =>
        fact switch
        {
            // On the same day the red card says it; and a term whose plan would have ended before it began has none.
            CardFacts.InternalMissed => term.IsInternal || due.Internal < due.Legal && when > term.Begins(deadlines.Office),
            // A term that never had more than one working day, or was written down on its last: nobody was slow yet.
            CardFacts.LegalNear => deadlines.Office.DayOf(when) > term.StartedOn && when > term.StartedAt,
            _ => true,
        };

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;

    /// <param name="Counts">It is a fact; else its day came and meant nothing.</param>
    private sealed record Fall(Charge Charge, bool Counts);
}
