using Enforcement.Documents;
using Enforcement.Shell;

namespace Enforcement.Tasks.Gates;

/// <summary>
/// What a step calls "served" has an approved text, and reached the party on a day that can be: not before it was approved, not in the future
/// (Administrative Penalty Law art. 61). A document that this very answer approves may have been printed since the task is open.
/// </summary>
public sealed class DocumentGate(DocumentKinds kinds, BusinessTime time) : ITaskGate
{
    public async ValueTask CheckAsync(TaskAttempt attempt, CancellationToken cancel)
    {
        foreach (var wanted in attempt.Documents().Where(it => it.Serve))
        {
            var title = (await kinds.FindAsync(wanted.Code, cancel)).NameHere;
            var approvedNow = wanted.Approve?.Contains(attempt.Outcome) == true;
            var standing = attempt.Work.Part<CaseDocuments>().Standing(wanted.Code);
            if (!approvedNow && standing is null)
                throw DocumentRefusals.NotApproved(title);

            var service = TaskService.Of(attempt) ?? throw DocumentRefusals.ServedWithoutDate(title);
            var earliest = Earliest(attempt, approvedNow ? null : standing);
            if (service.On < earliest)
                throw DocumentRefusals.ServedBeforeApproval(title, earliest);
            if (service.On > attempt.Work.Step.Today)
                throw DocumentRefusals.ServedInFuture(title);
        }
    }

    /// <summary>An act beside the flow is often done at the scene, before anybody writes it down; never before the violation.</summary>
    private DateOnly Earliest(TaskAttempt attempt, LegalDocument? approved) =>
        approved?.Approval is { } approval ? time.DateOf(approval.At)
        : attempt.Task.Kind is TaskKind.Side ? attempt.Work.Case.ViolationOn
        : time.DateOf(attempt.Task.OpenedAt);
}
