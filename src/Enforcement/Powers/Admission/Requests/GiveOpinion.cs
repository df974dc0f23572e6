using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Powers.Admission.Requests;

/// <summary>The head of a township that is concerned agrees or objects; once for each township.</summary>
public sealed class GiveOpinion(Steps steps, OrganizationDirectory organizations)
{
    /// <param name="agrees">Null: nothing was said.</param>
    /// <param name="reason">Needed for an objection.</param>
    /// <exception cref="NotAllowedException"><c>admission.township-head-only</c>.</exception>
    /// <exception cref="RefusedException">See <see cref="AdmissionRequest.GiveOpinion"/>.</exception>
    public async Task<AdmissionRequest> RunAsync(Actor head, Guid id, bool? agrees, string? reason, CancellationToken cancel)
    {
        var (yes, why) = Said.Read(agrees, reason);
        var requests = new StepRead<AdmissionRequest>(AdmissionTable.Lock(id), AdmissionTable.From);
        await using var step = await steps.BeginNewAsync(head, cancel, requests);
        var it = requests.Row;
        // Who heads two of them speaks first for the one that is still awaited.
        var post =
            it.Draft.Townships.OrderBy(township => !it.Awaited.Contains(township))
                .Select(township => DutyRights.ToGiveOpinion(head, township))
                .FirstOrDefault(post => post is not null)
            ?? throw DutyRefusals.TownshipHeadOnly();

        it.GiveOpinion(new TownshipOpinion(post.Organization, yes, why, DutyAct.Of(head, post, step.Now)), organizations.NameOf);
        it.Record(yes ? "admission.agreed" : "admission.objected", head, post, step.Now, DutyEvents.Detail(("reason", why)));
        step.Write(id, AdmissionTable.Update(it), it.Events);
        if (it.State == AdmissionStates.Reviews)
            AdmissionNotices.TellReviewers(step, it);
        await step.CommitAsync(cancel, () => AdmissionStanding.Of(it));
        return it;
    }
}

internal static class Said
{
    /// <exception cref="MalformedException">Neither yes nor no, or a no without a reason.</exception>
    public static (bool Agrees, string? Reason) Read(bool? agrees, string? reason) =>
        agrees switch
        {
            null => throw new MalformedException(("agrees", "required")),
            true => (true, PlainText.Optional("reason", reason, DraftAdmission.LongestText)),
            false => (false, PlainText.Required("reason", reason, DraftAdmission.LongestText)),
        };
}
