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

        Reviewed(attempt);
        if (penalty)
        {
            Heard(attempt);
            NotHeavier(attempt);
            Discussed(attempt);
            MinorConsidered(attempt);
            NoCrime(attempt);
        }
        return ValueTask.CompletedTask;
    }

    private static void Heard(TaskAttempt attempt)
    {
        if (attempt.Day("noticeServedOn") is null)
            throw GateRefusals.NoNotice();
        var defence = attempt.Text("statementWindowOutcome") switch
        {
            "silent" or "waived" => true,
            "made" => attempt.Text("statementReviewOutcome") is not null,
            _ => false,
        };
        if (!defence)
            throw GateRefusals.DefenceNotHeard();
        if (attempt.Text("hearingWindowOutcome") == "requested" && attempt.Text("hearingOutcome") is null)
            throw GateRefusals.HearingNotHeld();
    }

    private static void Reviewed(TaskAttempt attempt)
    {
        if (attempt.Text("legalReviewOutcome") != "agree")
            throw GateRefusals.NotReviewed();
        if (attempt.Day("hearingHeldOn") is not null && attempt.Text("reviewAfterHearingOutcome") != "agree")
            throw GateRefusals.NotReviewedAfterHearing();
    }

    private static void NotHeavier(TaskAttempt attempt)
    {
        var fine = attempt.Amount("fine") ?? 0;
        var notified = attempt.Amount("notifiedFine") ?? 0;
        if (fine > notified)
            throw GateRefusals.HeavierThanNotified(fine, notified);
    }

    private static void Discussed(TaskAttempt attempt)
    {
        if (attempt.Flag("complex") != false && attempt.Text("collectiveDiscussionOutcome") is null)
            throw GateRefusals.NotDiscussed();
    }

    private static void MinorConsidered(TaskAttempt attempt)
    {
        if (attempt.Flag("minorOrFirst") == true && string.IsNullOrWhiteSpace(attempt.Text("minorConsidered")))
            throw GateRefusals.MinorNotConsidered();
    }

    private static void NoCrime(TaskAttempt attempt)
    {
        if (attempt.Flag("crimeSuspected") is not { } suspected)
            throw GateRefusals.CrimeNotChecked();
        if (suspected || attempt.Text("classification") == "crime")
            throw GateRefusals.CrimeFirst();
    }
}
