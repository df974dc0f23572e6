using Enforcement.Cases;

namespace Enforcement.Tasks.Gates;

/// <summary>
/// What must have happened before a decision, however the definition is drawn: G1 notice and defence (art. 62), G2 legal review (art. 58),
/// G4 nothing heavier than was notified (art. 45), G5 collective discussion (art. 57), G9 minor and first violations considered (art. 33),
/// G12 no penalty in place of a referral (art. 27, 82). Articles of the Administrative Penalty Law.
/// </summary>
public sealed class DecisionGate : ITaskGate
{
    private static readonly string[] Decisions = ["F2", "E12"];

    public ValueTask CheckAsync(TaskAttempt attempt, CancellationToken cancel)
    {
        // A definition may forget to name a gate; the document that makes a decision is what calls for it.
        var decides = attempt.Task.Spec.Documents.FirstOrDefault(it =>
            Decisions.Contains(it.Code)
            && (it.Outcomes ?? it.Approve)?.Contains(attempt.Outcome) != false
            && it.Approve is not null
            && !it.Serve
        );
        var penalty = decides?.Code == "F2" || attempt.Asks("G4");
        if (decides is null && !attempt.Asks("G1"))
            return ValueTask.CompletedTask;

        DecisionRules.Demand(FactsOf(attempt), penalty);
        return ValueTask.CompletedTask;
    }

    /// <summary>As they will be when the answer is taken.</summary>
    private static CaseData FactsOf(TaskAttempt attempt)
    {
        var facts = attempt.Work.Case.Data.ToJson();
        foreach (var (name, value) in attempt.Fields)
            facts[name] = value?.DeepClone();
        return new CaseData(facts);
    }
}

/// <summary>The same gates, asked of the facts of a case: those that were answered here, and those that a paper file tells.</summary>
internal static class DecisionRules
{
    /// <exception cref="RefusedException"><c>decision.…</c></exception>
    public static void Demand(CaseData facts, bool isPenalty)
    {
        Reviewed(facts);
        if (!isPenalty)
            return;
        Heard(facts);
        NotHeavier(facts);
        Discussed(facts);
        MinorConsidered(facts);
        NoCrime(facts);
    }

    private static void Heard(CaseData facts)
    {
        if (facts.Date("noticeServedOn") is null)
            throw GateRefusals.NoNotice();
        var defence = facts.Text("statementWindowOutcome") switch
        {
            "silent" or "waived" => true,
            "made" => facts.Text("statementReviewOutcome") is not null,
            _ => false,
        };
        if (!defence)
            throw GateRefusals.DefenceNotHeard();
        if (facts.Text("hearingWindowOutcome") == "requested" && facts.Text("hearingOutcome") is null)
            throw GateRefusals.HearingNotHeld();
    }

    private static void Reviewed(CaseData facts)
    {
        if (facts.Text("legalReviewOutcome") != "agree")
            throw GateRefusals.NotReviewed();
        if (facts.Date("hearingHeldOn") is not null && facts.Text("reviewAfterHearingOutcome") != "agree")
            throw GateRefusals.NotReviewedAfterHearing();
    }

    private static void NotHeavier(CaseData facts)
    {
        var fine = facts.Number("fine") ?? 0;
        var notified = facts.Number("notifiedFine") ?? 0;
        if (fine > notified)
            throw GateRefusals.HeavierThanNotified(fine, notified);
    }

    private static void Discussed(CaseData facts)
    {
        if (facts.Flag("complex") != false && facts.Text("collectiveDiscussionOutcome") is null)
            throw GateRefusals.NotDiscussed();
    }

    private static void MinorConsidered(CaseData facts)
    {
        if (facts.Flag("minorOrFirst") == true && string.IsNullOrWhiteSpace(facts.Text("minorConsidered")))
            throw GateRefusals.MinorNotConsidered();
    }

    private static void NoCrime(CaseData facts)
    {
        if (facts.Flag("crimeSuspected") is not { } suspected)
            throw GateRefusals.CrimeNotChecked();
        if (suspected || facts.Text("classification") == "crime")
            throw GateRefusals.CrimeFirst();
    }
}
