using Enforcement.Tasks;

namespace Enforcement.Escalations;

/// <summary>
/// G7: one violation, no two fines (Administrative Penalty Law art. 29). Where a case of the same party and the same matter has a fine already, another is
/// neither proposed nor decided, unless it is said why the act is another one.
/// </summary>
public sealed class SameActGate(SameActs acts) : ITaskGate
{
    /// <summary>The fact that says why; a field of the proposal.</summary>
    public const string Reason = "differentAct";

    public async ValueTask CheckAsync(TaskAttempt attempt, CancellationToken cancel)
    {
        // The papers call for it, however the definition is drawn: the proposal of a decision, and the decision of a penalty.
        var fines = attempt.Task.Spec.Documents.Any(it =>
            (it.Code == "F1" && it.Outcomes?.Contains(attempt.Outcome) == true)
            || (it.Code == "F2" && it.Approve?.Contains(attempt.Outcome) == true)
        );
        if (!fines || attempt.Amount("fine") is null or 0 || !string.IsNullOrWhiteSpace(attempt.Text(Reason)))
            return;
        var others = await acts.OfAsync(attempt.Work.Step.Actor.Scope, attempt.Work.Case.Key, cancel);
        if (others.FirstOrDefault(other => other.IsFined) is { } fined)
            throw EscalationRefusals.FinedAlready(fined);
    }
}
