using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Deadlines;

/// <summary>Suspend 中止计时, resume and extend a clock, or take a later rule for it: with ground, basis and paper; by the head of the case's body.</summary>
public sealed class ClockVerbs(Steps steps)
{
    internal const int LongestText = 500;

    /// <param name="from">First day that does not count; null: today.</param>
    public async Task<Clock> SuspendAsync(
        Actor head,
        string number,
        Guid id,
        string? ground,
        string? basis,
        string? document,
        DateOnly? from,
        CancellationToken cancel
    )
    {
        var (given, statute, paper) = (Line("ground", ground), Line("basis", basis), Line("document", document));
        await using var step = await steps.BeginAsync(head, CaseOf.Number(number), cancel);
        var (clocks, clock, post) = Open(step, head, id);
        clocks.Suspend(step.Main, clock, new Suspension(from ?? step.Today, null, given, statute, paper), post);
        await step.CommitAsync(cancel, () => ClockAnswer.Of(clock, step.Now));
        return clock;
    }

    /// <param name="on">First day that counts again; null: today.</param>
    public async Task<Clock> ResumeAsync(Actor head, string number, Guid id, DateOnly? on, CancellationToken cancel)
    {
        await using var step = await steps.BeginAsync(head, CaseOf.Number(number), cancel);
        var (clocks, clock, post) = Open(step, head, id);
        clocks.Resume(step.Main, clock, on ?? step.Today, post);
        await step.CommitAsync(cancel, () => ClockAnswer.Of(clock, step.Now));
        return clock;
    }

    /// <param name="days">Units of the rule more, at most its cap.</param>
    /// <param name="approval">Number of the approval paper.</param>
    /// <param name="minutes">Number of the minutes of the collective discussion 集体讨论, where the rule wants one.</param>
    public async Task<Clock> ExtendAsync(
        Actor head,
        string number,
        Guid id,
        int? days,
        string? approval,
        string? minutes,
        CancellationToken cancel
    )
    {
        var more = days ?? throw new MalformedException(("days", "required"));
        var paper = Line("approval", approval);
        var discussed = string.IsNullOrWhiteSpace(minutes) ? null : Line("minutes", minutes);
        await using var step = await steps.BeginAsync(head, CaseOf.Number(number), cancel);
        var (clocks, clock, post) = Open(step, head, id);
        var longer = clocks.Extend(step.Main, clock, new Extension(more, paper, step.Today, discussed), post);
        await step.CommitAsync(cancel, () => ClockAnswer.Of(longer, step.Now));
        return longer;
    }

    /// <summary>Takes the wording of the rule that is in force today for an open clock; nobody is made to.</summary>
    /// <param name="basis">Why it holds for this case: the transitional article, or the decision.</param>
    public async Task<Clock> TakeLaterRuleAsync(Actor head, string number, Guid id, string? basis, CancellationToken cancel)
    {
        var why = Line("basis", basis);
        await using var step = await steps.BeginAsync(head, CaseOf.Number(number), cancel);
        var (clocks, clock, post) = Open(step, head, id);
        var anew = clocks.TakeLaterRule(step.Main, clock, why, post);
        await step.CommitAsync(cancel, () => ClockAnswer.Of(anew, step.Now));
        return anew;
    }

    private static (CaseClocks Clocks, Clock Clock, Post Post) Open(Step step, Actor head, Guid id)
    {
        var clocks = step.Main.Part<CaseClocks>();
        var clock = clocks.Find(id);
        var post = head.PostFor(Roles.AgencyHead, step.Case.OwnerOrg) ?? throw new NotAllowedException("clock.head-only");
        return (clocks, clock, post);
    }

    private static string Line(string field, string? text) => PlainText.RequiredLine(field, text, LongestText);
}
