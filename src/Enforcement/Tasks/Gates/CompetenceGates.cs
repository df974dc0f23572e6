using Enforcement.Powers;

namespace Enforcement.Tasks.Gates;

/// <summary>G11: the matter is this body's on the day of the violation; before a notice or a decision its text is confirmed for that day.</summary>
public sealed class CompetenceGate(PowerLists lists) : ITaskGate
{
    private static readonly string[] PrintsTheBasis = ["E3", "E4", "F2"];

    public async ValueTask CheckAsync(TaskAttempt attempt, CancellationToken cancel)
    {
        var confirmed = attempt.Task.Spec.Documents.Any(it =>
            PrintsTheBasis.Contains(it.Code) && it.Approve?.Contains(attempt.Outcome) == true
        );
        // Whoever hands a lead on claims no power: the check of the facts is all that is asked of them.
        var handsOn = attempt.Work.Case.Intent == "transfer" && !confirmed;
        if (handsOn || (!attempt.Asks("G11") && !confirmed))
            return;

        var (list, it) = (await lists.CurrentAsync(cancel), attempt.Work.Case);
        var kind = attempt.Text("partyKind");
        list.Demand(it.OwnerOrg, it.MatterCode, it.ViolationOn, kind);
        if (confirmed)
            list.DemandConfirmed(it.MatterCode, it.ViolationOn, kind);
    }
}

/// <summary>G10: whether the violation may still be punished is settled at the lead (Administrative Penalty Law art. 36).</summary>
public sealed class LimitationGate(PowerLists lists, Shell.BusinessTime time) : ITaskGate
{
    public async ValueTask CheckAsync(TaskAttempt attempt, CancellationToken cancel)
    {
        if (!attempt.Asks("G10"))
            return;
        var it = attempt.Work.Case;
        var discovered = attempt.Day("discoveredOn") ?? time.DateOf(it.OpenedAt);
        foreach (var matter in (await lists.CurrentAsync(cancel)).Find(it.MatterCode, it.ViolationOn, attempt.Text("partyKind")))
        {
            var limitation = Limitation.Of(matter, it.ViolationOn, discovered, attempt.Text("harm"));
            if (limitation.State is LimitationState.Expired)
                throw GateRefusals.LimitationExpired(limitation);
            if (limitation.State is LimitationState.ToBeChecked)
                throw GateRefusals.LimitationNeedsHarm(limitation);
        }
    }
}
