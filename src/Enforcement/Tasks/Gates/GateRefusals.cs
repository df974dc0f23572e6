using Enforcement.Powers;

namespace Enforcement.Tasks.Gates;

internal static class GateRefusals
{
    public static RefusedException LimitationExpired(Limitation limitation) =>
        new("lead.limitation-expired", limitation.Years, limitation.LastDay.ToString("yyyy-MM-dd"));

    public static RefusedException LimitationNeedsHarm(Limitation limitation) =>
        new("lead.limitation-needs-harm", limitation.LastDay.ToString("yyyy-MM-dd"));

    public static RefusedException NoNotice() => new("decision.no-notice");

    public static RefusedException DefenceNotHeard() => new("decision.defence-not-heard");

    public static RefusedException HearingNotHeld() => new("decision.hearing-not-held");

    public static RefusedException NotReviewed() => new("decision.not-reviewed");

    public static RefusedException NotReviewedAfterHearing() => new("decision.not-reviewed-after-hearing");

    public static RefusedException HeavierThanNotified(decimal fine, decimal notified) =>
        new("decision.heavier-than-notified", fine, notified);

    public static RefusedException NotDiscussed() => new("decision.no-collective-discussion");

    public static RefusedException MinorNotConsidered() => new("decision.minor-not-considered");

    public static RefusedException Recused() => new("officer.recused");

    public static RefusedException CrimeNotChecked() => new("decision.crime-not-checked");

    public static RefusedException CrimeFirst() => new("decision.crime-first");

    public static RefusedException WindowStillOpen(CaseTask task, DateOnly lastDay) =>
        new("window.still-open", task.Spec.Title.Here, lastDay.ToString("yyyy-MM-dd"));

    public static RefusedException HearingNoticeTooLate(DateOnly latest) => new("hearing.notice-too-late", latest.ToString("yyyy-MM-dd"));
}
