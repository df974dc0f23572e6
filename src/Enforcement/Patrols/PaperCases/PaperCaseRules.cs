using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Identity;
using Enforcement.Powers;
using Enforcement.Shell;
using Enforcement.Tasks.Gates;

namespace Enforcement.Patrols.PaperCases;

/// <summary>
/// The gates that a case would have passed on its way here, asked of what the paper file says: competence, limitation, two officers with
/// certificates, no crime, and before a decision notice, windows, review and discussion.
/// </summary>
public sealed class PaperCaseRules(CertificateDirectory certificates, DeadlineBook book, HearingThresholds thresholds, BusinessTime time)
{
    private const string StatementWindow = "DL-REV-02";
    private const string HearingWindow = "DL-REV-03";

    internal DateOnly Today => time.Today;

    internal DateTimeOffset StartOf(DateOnly day) => time.StartOf(day);

    /// <summary>G10 and G11: the township's matter on the day of the violation, found out before the limitation ran out, an ordinary case.</summary>
    internal MatterVersion DemandCompetence(PowerList list, string township, PaperCase paper)
    {
        var facts = FactsReading.Of(paper.Facts);
        var matter = list.Demand(township, paper.MatterCode, paper.ViolationOn, facts.PartyKind).Version;
        var limitation = Limitation.Of(matter, paper.ViolationOn, paper.Day("foundOn")!.Value, facts.Harm);
        if (limitation.State is LimitationState.Expired)
            throw GateRefusals.LimitationExpired(limitation);
        if (limitation.State is LimitationState.ToBeChecked)
            throw GateRefusals.LimitationNeedsHarm(limitation);
        if (paper.CrimeSuspected)
            throw GateRefusals.CrimeFirst();
        var classification = list.Classify(township, paper.MatterCode, paper.ViolationOn, facts);
        if (!classification.IsOrdinary)
            throw PaperRefusals.NotOrdinary(classification);
        return matter;
    }

    /// <summary>G6: two officers of the township, certified for the field today and on every day on which they acted.</summary>
    internal async Task<IReadOnlyList<Guid>> TwoHandlersAsync(
        PaperCase paper,
        IReadOnlyList<TownshipOfficer> officers,
        string field,
        CancellationToken cancel
    )
    {
        var two = await TwoHandlers.OfAsync(paper.Officers, officers, field, time.Today, certificates, cancel);
        foreach (var day in PaperField.DaysOfActs.Select(paper.Day).OfType<DateOnly>())
            await certificates.DemandAsync(two, field, day, cancel);
        return two;
    }

    /// <summary>G1 to G5, G9 and G12, where the decision has been made; the terms that lie between its papers.</summary>
    internal void DemandGates(PaperCase paper, CaseData facts, DateTimeOffset now)
    {
        if (facts.Flag("noRecusal") == false)
            throw GateRefusals.Recused();
        if (!paper.At.Stage.IsDecided)
            return;
        DecisionRules.Demand(facts, isPenalty: true);
        if (paper.Day("hearingHeldOn") is { } held && book.Current.DueOf(HearingNoticeGate.Rule, held, now).Day is var latest)
            if (paper.Day("hearingNoticeOn") > latest)
                throw GateRefusals.HearingNoticeTooLate(latest);
        var decided = paper.Day("decidedOn")!.Value;
        if (paper.Text("defence") == "silent")
            DemandAfter(StatementWindow, decided);
        if (paper.Text("hearing") == "silent")
            DemandAfter(HearingWindow, decided);
        if (
            paper.Text("hearing") == "not-required"
            && paper.Text("decisionKind") == "fine"
            && thresholds.For(facts.Text(CaseFacts.PartyKindName)) <= paper.Amount("notifiedFine")
        )
            throw PaperRefusals.HearingNotTold();
        if (paper.Day("demandServedOn") is { } demanded && LastDayOfPayment(paper, now) is var last && demanded <= last)
            throw PaperRefusals.DemandedInTerm(last);

        void DemandAfter(string window, DateOnly on)
        {
            var last = book.Current.DueOf(window, paper.Day("noticeServedOn")!.Value, now).Day;
            if (on <= last)
                throw PaperRefusals.DecidedInWindow(last);
        }
    }

    /// <summary>The fact from which an unpaid fine grows, as the term of payment leaves it when it lapses here.</summary>
    internal DateOnly LastDayOfPayment(PaperCase paper, DateTimeOffset now) =>
        book.Current.DueOf(UnpaidFine.Rule, paper.Day("decisionServedOn")!.Value, now).Day;
}
