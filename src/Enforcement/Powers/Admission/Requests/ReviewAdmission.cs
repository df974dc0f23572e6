using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Powers.Admission.Requests;

/// <summary>The organisation office 编办 and the judicial bureau 司法局 each review a request, independently: once each, and not by one person.</summary>
public sealed class ReviewAdmission(Steps steps, OrganizationDirectory organizations)
{
    /// <exception cref="NotAllowedException"><c>admission.reviewers-only</c>.</exception>
    /// <exception cref="RefusedException">See <see cref="AdmissionRequest.Review"/>.</exception>
    public async Task<AdmissionRequest> RunAsync(Actor reviewer, Guid id, bool? agrees, string? reason, CancellationToken cancel)
    {
        var (yes, why) = Said.Read(agrees, reason);
        var requests = new StepRead<AdmissionRequest>(AdmissionTable.Lock(id), AdmissionTable.From);
        await using var step = await steps.BeginNewAsync(reviewer, cancel, requests);
        var it = requests.Row;
        var (function, post) = AdmissionRequest
            .Reviewers.OrderBy(function => !it.AwaitedReviews.Contains(function))
            .Select(function => (function, post: DutyRights.ToReview(reviewer, it.County, function)))
            .FirstOrDefault(may => may.post is not null)
            is (var of, { } by)
            ? (of, by)
            : throw DutyRefusals.ReviewersOnly();

        it.Review(new AdmissionReview(function, yes, why, DutyAct.Of(reviewer, post, step.Now)), organizations.NameOf);
        it.Record(
            yes ? "admission.review-agreed" : "admission.review-objected",
            reviewer,
            post,
            step.Now,
            DutyEvents.Detail(("reviewer", function), ("reason", why))
        );
        step.Write(id, AdmissionTable.Update(it), it.Events);
        if (it.State == AdmissionStates.Decision)
            AdmissionNotices.TellGovernment(step, it);
        await step.CommitAsync(cancel, () => AdmissionStanding.Of(it));
        return it;
    }
}
