using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Notifications;
using Enforcement.Processes;

namespace Enforcement.Powers.Admission.Requests;

/// <summary>Who hears of a request when it is their turn; the words are the resource of the key.</summary>
internal static class AdmissionNotices
{
    public static void TellTownships(Step step, AdmissionRequest it)
    {
        foreach (var township in it.Draft.Townships)
            Send(step, it, township, Roles.AgencyHead, "notice.admission-opinion");
    }

    public static void TellReviewers(Step step, AdmissionRequest it)
    {
        foreach (var role in new[] { Roles.Supervisor, Roles.UnitHead })
            Send(step, it, $"{it.County}-{DutyRights.Staffing}", role, "notice.admission-review");
        foreach (var role in new[] { Roles.LegalReviewer, Roles.Coordinator })
            Send(step, it, $"{it.County}-{DutyRights.Judicial}", role, "notice.admission-review");
    }

    public static void TellGovernment(Step step, AdmissionRequest it) =>
        Send(step, it, $"{it.County}-{DutyRights.Government}", Roles.AgencyHead, "notice.admission-decision");

    public static void TellDecision(Step step, AdmissionRequest it)
    {
        var key = it.Decision!.Admitted ? "notice.admission-admitted" : "notice.admission-refused";
        foreach (var role in new[] { Roles.AgencyHead, Roles.UnitHead })
            Send(step, it, it.Department, role, key);
        foreach (var township in it.Draft.Townships)
            Send(step, it, township, Roles.AgencyHead, key);
    }

    private static void Send(Step step, AdmissionRequest it, string body, string role, string key) =>
        step.Send(
            new CaseKey(it.County, it.Id),
            new Notice(
                body,
                role,
                key,
                [it.Number, new NoticeArgument(it.Draft.TitleZh, it.Draft.TitleEn)],
                $"/duties/requests/{it.Id}"
            ).ToMessage()
        );
}
