using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Powers.Admission.Requests;

/// <summary>The department takes its request back before it is decided. Its number stays given.</summary>
public sealed class WithdrawAdmission(Steps steps)
{
    /// <exception cref="NotAllowedException"><c>admission.requester-only</c>.</exception>
    /// <exception cref="RefusedException"><c>admission.over</c>.</exception>
    public async Task<AdmissionRequest> RunAsync(Actor clerk, Guid id, string? reason, CancellationToken cancel)
    {
        var why = PlainText.Required("reason", reason, DraftAdmission.LongestText);
        var requests = new StepRead<AdmissionRequest>(AdmissionTable.Lock(id), AdmissionTable.From);
        await using var step = await steps.BeginNewAsync(clerk, cancel, requests);
        var it = requests.Row;
        var post = DutyRights.ToWithdraw(clerk, it.Department) ?? throw DutyRefusals.RequesterOnly();

        it.Withdraw(new AdmissionWithdrawal(why, DutyAct.Of(clerk, post, step.Now)));
        it.Record("admission.withdrawn", clerk, post, step.Now, DutyEvents.Detail(("reason", why)));
        step.Write(id, AdmissionTable.Update(it), it.Events);
        await step.CommitAsync(cancel, () => AdmissionStanding.Of(it));
        return it;
    }
}
