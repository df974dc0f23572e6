using Enforcement.Powers.Admission.Dispatch;
using Enforcement.Powers.Admission.Requests;
using Enforcement.Shell;

namespace Enforcement.Powers.Admission;

/// <summary>Every way the duty list, its requests and its tasks say no.</summary>
internal static class DutyRefusals
{
    /// <summary>No transfer of duty by a letter of responsibility, a split target or an acceptance check.</summary>
    public static RefusedException ResponsibilityLetter() => new("duty.responsibility-letter") { Field = "result" };

    public static RefusedException Target() => new("duty.target") { Field = "result" };

    public static RefusedException AcceptanceCheck() => new("duty.acceptance-check") { Field = "result" };

    /// <summary>The item is not on the list of that township or village on that day; <c>suggestion</c> names what may be done instead.</summary>
    /// <param name="village">Nothing outside the list goes to a village, and no pass either; of a township <c>pass</c> says that one may be asked for.</param>
    public static RefusedException NotAdmitted(string item, string township, DateOnly day, bool village) =>
        new("duty.not-admitted", item, township, BusinessTime.LocalDate(day))
        {
            Field = "item",
            Extensions = { ["suggestion"] = village ? "none" : "admission-request", ["pass"] = !village },
        };

    public static RefusedException PassUsed(string item, string township) =>
        new("duty.pass-used", item, township) { Field = "urgentReason" };

    /// <summary>Nothing outside the list goes to a village, however urgent.</summary>
    public static RefusedException NoPassForVillages() => new("duty.no-village-pass") { Field = "urgentReason" };

    public static NotAllowedException DepartmentsOnly() => new("duty.departments-only");

    public static NotAllowedException NotYourTask() => new("duty.not-your-task");

    public static NotAllowedException HeadsRefuse() => new("duty.heads-refuse");

    public static NotAllowedException OverseersOnly() => new("duty.overseers-only");

    public static RefusedException TaskTaken(DutyTask task) => new("duty.taken", task.Number);

    public static RefusedException TaskNotTaken(DutyTask task) => new("duty.not-taken", task.Number);

    public static RefusedException TaskOver(DutyTask task) =>
        new("duty.task-over", task.Number, Texts.Of($"duties.task.state.{task.State}"));

    public static RefusedException TaskLapsed(DutyTask task) => new("duty.task-lapsed", task.Number);

    public static NotAllowedException TownshipHeadOnly() => new("admission.township-head-only");

    public static NotAllowedException ReviewersOnly() => new("admission.reviewers-only");

    public static NotAllowedException GovernmentOnly() => new("admission.government-only");

    public static NotAllowedException RequesterOnly() => new("admission.requester-only");

    public static RefusedException OpinionGiven(string township) => new("admission.opinion-given", township);

    public static RefusedException OpinionsMissing(AdmissionRequest it, IEnumerable<string> townships) =>
        new("admission.opinions-missing", it.Number, Texts.Listed(townships));

    public static RefusedException ReviewGiven(string function) =>
        new("admission.review-given", Texts.Of($"admissions.reviewer.{function}"));

    /// <summary>Two independent opinions are of two people.</summary>
    public static RefusedException SameReviewer() => new("admission.same-reviewer");

    public static RefusedException ReviewsMissing(AdmissionRequest it) => new("admission.reviews-missing", it.Number);

    public static RefusedException Over(AdmissionRequest it) => new("admission.over", it.Number, Texts.Of($"admissions.state.{it.State}"));

    /// <summary>Somebody said no: who admits it all the same says why.</summary>
    public static RefusedException AgainstObjection() => new("admission.against-objection") { Field = "reason" };

    public static RefusedException CodeTaken(string code) => new("admission.code-taken", code) { Field = "code" };

    public static NotAllowedException MisfitTownshipsOnly() => new("misfit.townships-only");

    public static NotAllowedException MisfitCountyOnly() => new("misfit.county-only");

    public static RefusedException MisfitAnswered() => new("misfit.answered");
}
