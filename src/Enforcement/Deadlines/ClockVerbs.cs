using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Deadlines;

/// <summary>Suspend 中止计时, resume and extend a clock: with ground, basis and paper; by the head of the case's body.</summary>
public sealed class ClockVerbs(Steps steps)
{
    private const int LongestText = 500;

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
        var (given, statute, paper) = (Required("ground", ground), Required("basis", basis), Required("document", document));
        await using var step = await steps.BeginAsync(head, CaseOf.Number(number), cancel);
        var (clocks, clock, post) = Open(step, head, id);
        var day = from ?? step.Today;
        if (day > step.Today || day < clock.StartedOn)
            throw new MalformedException(("from", "range"));
        if (clock.IsRunning && clocks.Deadlines.Office.StartOf(day) >= clock.DueLegal)
            throw DeadlineRefusals.OverBeforePause(clocks.LastDayOf(clock));
        var rule = clocks.Deadlines.Find(clock.Rule, clock.StartedOn, clock.Variant);
        if (rule?.PauseGrounds.Contains(given) != true)
            throw DeadlineRefusals.NoGround(given);
        clock.Suspend(new Suspension(day, null, given, statute, paper));
        step.Main.Record(
            "clock.suspended",
            new JsonObject
            {
                ["clock"] = id.ToString(),
                ["rule"] = clock.Rule,
                ["from"] = day.Text(),
                ["ground"] = given,
                ["basis"] = statute,
                ["document"] = paper,
            },
            post
        );
        await step.CommitAsync(cancel, () => ClockAnswer.Of(clock, step.Now));
        return clock;
    }

    /// <param name="on">First day that counts again; null: today.</param>
    public async Task<Clock> ResumeAsync(Actor head, string number, Guid id, DateOnly? on, CancellationToken cancel)
    {
        await using var step = await steps.BeginAsync(head, CaseOf.Number(number), cancel);
        var (clocks, clock, post) = Open(step, head, id);
        var day = on ?? step.Today;
        if (day > step.Today || (clock.Suspensions.Count > 0 && day < clock.Suspensions[^1].From))
            throw new MalformedException(("on", "range"));
        var before = clocks.LastDayOf(clock);
        clock.Resume(day, clocks.Deadlines);
        clock.NextRungAt = Ladder.Next(clock, clocks.Deadlines, step.Now);
        step.Main.Record(
            "clock.resumed",
            new JsonObject
            {
                ["clock"] = id.ToString(),
                ["rule"] = clock.Rule,
                ["on"] = day.Text(),
                ["dueBefore"] = before.Text(),
                ["due"] = clocks.LastDayOf(clock).Text(),
            },
            post
        );
        await step.CommitAsync(cancel, () => ClockAnswer.Of(clock, step.Now));
        return clock;
    }

    /// <param name="days">Units of the rule more, at most its cap.</param>
    /// <param name="approval">Number of the approval paper.</param>
    public async Task<Clock> ExtendAsync(Actor head, string number, Guid id, int days, string? approval, CancellationToken cancel)
    {
        var paper = Required("approval", approval);
        await using var step = await steps.BeginAsync(head, CaseOf.Number(number), cancel);
        var (clocks, clock, post) = Open(step, head, id);
        if (!clock.IsRunning)
            throw DeadlineRefusals.Ended();
        if (clock.IsOverdue(step.Now))
            throw DeadlineRefusals.Expired(clocks.LastDayOf(clock));
        var cap = clocks.Deadlines.Find(clock.Rule, clock.StartedOn, clock.Variant)?.Extension;
        if (cap is null || clock.Extends is not null)
            throw DeadlineRefusals.NoExtension();
        if (days < 1)
            throw new MalformedException(("days", "range"));
        if (days > cap)
            throw DeadlineRefusals.OverTheCap(clock.Term.Unit, cap.Value);
        var longer = clocks.Extend(step.Main, clock, days, paper);
        step.Main.Record(
            "clock.extended",
            new JsonObject
            {
                ["clock"] = id.ToString(),
                ["by"] = days,
                ["approval"] = paper,
                ["new"] = longer.Id.ToString(),
            },
            post
        );
        await step.CommitAsync(cancel, () => ClockAnswer.Of(longer, step.Now));
        return longer;
    }

    private static (CaseClocks Clocks, Clock Clock, Post Post) Open(Step step, Actor head, Guid id)
    {
        var clocks = step.Main.Part<CaseClocks>();
        var clock = clocks.Find(id);
        var post = head.PostFor(Roles.AgencyHead, step.Case.OwnerOrg) ?? throw new NotAllowedException("clock.head-only");
        return (clocks, clock, post);
    }

    private static string Required(string field, string? value) =>
        string.IsNullOrWhiteSpace(value) ? throw new MalformedException((field, "required"))
        : value.Length > LongestText ? throw new MalformedException((field, "too-long"))
        : value.Any(char.IsControl) ? throw new MalformedException((field, "text"))
        : value.Trim();
}
