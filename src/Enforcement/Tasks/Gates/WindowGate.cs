using Enforcement.Deadlines;

namespace Enforcement.Tasks.Gates;

/// <summary>
/// A statutory window ends by its own last day. A person may end it early by what the party did (a statement, a request, a written waiver,
/// payment), never by saying that the party was silent (Administrative Penalty Law art. 62, 64, 67).
/// </summary>
public sealed class WindowGate(Shell.BusinessTime time) : ITaskGate
{
    public ValueTask CheckAsync(TaskAttempt attempt, CancellationToken cancel)
    {
        var task = attempt.Task;
        if (task.Spec.TimeoutOutcome is { } silence && silence == attempt.Outcome && task.DueInternal is { } due && attempt.Work.Now < due)
            throw GateRefusals.WindowStillOpen(task, time.LastDayOf(due));
        return ValueTask.CompletedTask;
    }
}

/// <summary>The party is told of the hearing seven working days before it (art. 64(2)).</summary>
public sealed class HearingNoticeGate : ITaskGate
{
    public const string Rule = "DL-REV-04";

    public ValueTask CheckAsync(TaskAttempt attempt, CancellationToken cancel)
    {
        if (attempt.Day("hearingHeldOn") is not { } held || !attempt.Fields.ContainsKey("hearingHeldOn"))
            return ValueTask.CompletedTask;
        var deadlines = attempt.Work.Part<CaseClocks>().Deadlines;
        var latest = deadlines.DueOf(Rule, held, attempt.Work.Now).Day;
        if (attempt.Day("hearingNoticeOn") is not { } told || told > latest)
            throw GateRefusals.HearingNoticeTooLate(latest);
        return ValueTask.CompletedTask;
    }
}
