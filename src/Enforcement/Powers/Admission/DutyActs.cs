using Enforcement.Identity;
using Enforcement.Powers.Admission.Dispatch;
using Enforcement.Powers.Admission.Requests;

namespace Enforcement.Powers.Admission;

/// <summary>Names of the API's sub-resources that are open to somebody; pages offer the same.</summary>
internal static class DutyActs
{
    public static IEnumerable<string> Of(Actor actor, AdmissionRequest it)
    {
        if (it.State == AdmissionStates.Opinions && it.Awaited.Any(township => DutyRights.ToGiveOpinion(actor, township) is not null))
            yield return "opinion";
        if (it.State == AdmissionStates.Reviews && it.AwaitedReviews.Any(of => DutyRights.ToReview(actor, it.County, of) is not null))
            yield return "review";
        if (it.State == AdmissionStates.Decision && DutyRights.ToDecide(actor, it.County) is not null)
            yield return "decision";
        if (it.IsOpen && DutyRights.ToWithdraw(actor, it.Department) is not null)
            yield return "withdrawal";
    }

    public static IEnumerable<string> Of(Actor actor, DutyTask it, DateTimeOffset now)
    {
        if (!it.IsOpen || it.HasRunOut(now))
            yield break;
        if (DutyRights.ToDo(actor, it.Township, it.Level) is not null)
            yield return it.Taken is null ? "taking" : "report";
        if (DutyRights.ToRefuse(actor, it.Township, it.Level) is not null)
            yield return "refusal";
    }
}
