using Enforcement.Powers;
using Enforcement.Shell;

namespace Enforcement.Patrols.PaperCases;

/// <summary>Every way in which a paper case is kept out.</summary>
internal static class PaperRefusals
{
    /// <summary>What was decided on paper is answered for by a head, not by those who handle the case.</summary>
    public static NotAllowedException HeadsOnly() => new("paper.heads-only");

    /// <summary>Whoever types the file off is not one of the two who handle it: three people have then looked at it.</summary>
    public static RefusedException OwnCase() => new("paper.own-case");

    public static RefusedException UnknownStage() => new("paper.unknown-stage");

    public static RefusedException NumberUsed(string number) => new("paper.number-used", number);

    public static RefusedException FutureDate(string field) => new("paper.future-date", Texts.Of($"paper.field.{field}"));

    public static RefusedException OutOfOrder(string later, string earlier) =>
        new("paper.dates-out-of-order", Texts.Of($"paper.field.{later}"), Texts.Of($"paper.field.{earlier}"));

    /// <summary>Major, cross-region, a crime, or not clear: such a case is not the township's to go on with.</summary>
    public static RefusedException NotOrdinary(Classification classification) => new("paper.not-ordinary", classification.Explain());

    /// <summary>The party was silent, and the decision came before it could be said that it was (art. 62, 64).</summary>
    public static RefusedException DecidedInWindow(DateOnly lastDay) => new("paper.decided-in-window", BusinessTime.LocalDate(lastDay));

    /// <summary>Art. 63: from the amount of the province on.</summary>
    public static RefusedException HearingNotTold() => new("paper.hearing-not-told");

    /// <summary>A demand follows the term of payment (Administrative Compulsion Law art. 35, 54).</summary>
    public static RefusedException DemandedInTerm(DateOnly lastDay) => new("paper.demanded-in-term", BusinessTime.LocalDate(lastDay));
}
