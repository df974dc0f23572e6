using Enforcement.Cases;
using Enforcement.Tasks;

namespace Enforcement.Escalations;

/// <summary>
/// G7: one violation, no two fines (Administrative Penalty Law art. 29). Where a case of the same party and the same matter has a fine already, another is
/// neither proposed nor decided, by a township or a department, unless it is said why the act is another one. A department decides outside this service
/// and writes its result down: a penalty counts as a fine, for its amount is not told here.
/// </summary>
/// <remarks>Of two that decide at once the second waits for the first, and sees it.</remarks>
public sealed class SameActGate : ITaskGate
{
    /// <summary>The fact that says why; a field of the proposal, and of the department's result. Where a definition has no such field, the comment says it.</summary>
    public const string Reason = "differentAct";

    /// <summary>The outcome by which a department writes down that it has decided on a penalty.</summary>
    private const string Decided = "decided";

    public async ValueTask CheckAsync(TaskAttempt attempt, CancellationToken cancel)
    {
        if (!(Fines(attempt) || DecidesElsewhere(attempt)) || SaysWhy(attempt))
            return;
        var others = await SameActs.HoldAsync(attempt.Work.Step, attempt.Work.Case.Key, cancel);
        if (others.FirstOrDefault(other => other.IsFined) is { } fined)
            throw EscalationRefusals.FinedAlready(fined);
    }

    // The papers call for it, however the definition is drawn: the proposal of a decision, and the decision of a penalty.
    private static bool Fines(TaskAttempt attempt) =>
        attempt.Amount("fine") is not (null or 0)
        && attempt.Task.Spec.Documents.Any(it =>
            (it.Code == "F1" && it.Outcomes?.Contains(attempt.Outcome) == true)
            || (it.Code == "F2" && it.Approve?.Contains(attempt.Outcome) == true)
        );

    private static bool DecidesElsewhere(TaskAttempt attempt) => attempt.Work.Case.Kind is CaseKind.County && attempt.Outcome == Decided;

    private static bool SaysWhy(TaskAttempt attempt) =>
        !string.IsNullOrWhiteSpace(attempt.Text(Reason))
        || (
            !attempt.Task.Spec.Fields.Any(field => field.Name == Reason && field.IsAskedFor(attempt.Outcome))
            && attempt.Answer["comment"] is not null
        );
}
