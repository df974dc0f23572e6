using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.Powers.Admission.Requests;

/// <param name="Admitted">Put on the list, or refused.</param>
/// <param name="Code">Under which the list has it; needed to admit.</param>
/// <param name="Document">Number of the county's paper; needed to admit.</param>
/// <param name="From">First day, <c>yyyy-MM-dd</c>; left out: today.</param>
/// <param name="To">Last day, inclusive; left out: until further notice.</param>
/// <param name="Reason">Needed to refuse, and to admit against an objection.</param>
public sealed record AdmissionDecisionRequest(bool? Admitted, string? Code, string? Document, string? From, string? To, string? Reason);

/// <summary>The county decides: the item comes on the list from a day on, or the request is refused.</summary>
public sealed class DecideAdmission(Steps steps, OrganizationDirectory organizations)
{
    private const int LongestCode = 40;
    private const int LongestDocument = 200;

    /// <exception cref="NotAllowedException"><c>admission.government-only</c>.</exception>
    /// <exception cref="RefusedException"><c>admission.code-taken</c>; see <see cref="AdmissionRequest.Decide"/>.</exception>
    public async Task<AdmissionRequest> RunAsync(Actor head, Guid id, AdmissionDecisionRequest request, CancellationToken cancel)
    {
        var admitted = request.Admitted ?? throw new MalformedException(("admitted", "required"));
        var code = admitted ? PlainText.RequiredLine("code", request.Code, LongestCode) : null;
        var document = admitted ? PlainText.RequiredLine("document", request.Document, LongestDocument) : null;
        var (from, to) = (DayText.Read("from", request.From), DayText.Read("to", request.To));
        var reason = admitted
            ? PlainText.Optional("reason", request.Reason, DraftAdmission.LongestText)
            : PlainText.Required("reason", request.Reason, DraftAdmission.LongestText);

        var requests = new StepRead<AdmissionRequest>(AdmissionTable.Lock(id), AdmissionTable.From);
        var sameCode = new StepRead<DutyItem>(DutyItemTable.Named(code ?? ""), DutyItemTable.From);
        await using var step = await steps.BeginNewAsync(head, cancel, requests, sameCode);
        var it = requests.Row;
        var post = DutyRights.ToDecide(head, it.County) ?? throw DutyRefusals.GovernmentOnly();
        if (admitted && to < (from ?? step.Today))
            throw new MalformedException(("to", "range"));

        it.Decide(
            new AdmissionDecision(
                admitted,
                code,
                document,
                admitted ? from ?? step.Today : null,
                admitted ? to : null,
                reason,
                DutyAct.Of(head, post, step.Now)
            )
        );
        if (admitted && sameCode.Rows.Any(item => item.Code.Equals(code, StringComparison.OrdinalIgnoreCase)))
            throw DutyRefusals.CodeTaken(code!);
        it.Record(
            admitted ? "admission.admitted" : "admission.refused",
            head,
            post,
            step.Now,
            DutyEvents.Detail(("code", code), ("document", document), ("reason", reason))
        );
        step.Write(id, AdmissionTable.Update(it), it.Events);
        foreach (var item in it.Admitted(organizations.Find(it.Department)?.Function ?? ""))
            step.Write(DutyItemTable.Insert(item));
        AdmissionNotices.TellDecision(step, it);
        try
        {
            await step.CommitAsync(cancel, () => AdmissionStanding.Of(it));
        }
        catch (PostgresException twice) when (twice.ConstraintName == "duty_items_current")
        {
            throw DutyRefusals.CodeTaken(code!);
        }
        return it;
    }
}
