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
            var earliest = time.DateOf(approvedNow ? attempt.Task.OpenedAt : standing!.Approval!.At);
            if (service.On < earliest)
                throw DocumentRefusals.ServedBeforeApproval(title, earliest);
            if (service.On > attempt.Work.Step.Today)
                throw DocumentRefusals.ServedInFuture(title);
        }
    }
}
