using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.JointOperations.Assistance;

/// <summary>
/// Terms that waited for a test run again: from the day of its result, or from the day after its period, whichever is first; at the letter's case, and
/// wherever a transfer has carried them. One for which another test still runs goes on standing, without a gap, by that test's notice. Told twice, it
/// counts once; a term that somebody has resumed by hand, or that waits for something else, is left alone.
/// </summary>
public sealed class EndPause(Steps steps, ScopedReads reads, OrganizationDirectory organizations, BusinessTime time) : IOutboxHandler
{
    public const string MessageType = "assistance.over";

    public string Type => MessageType;

    internal static OutboxMessage Message(AssistanceLetter it) => new(MessageType, 1, new JsonObject { ["letter"] = it.Id.ToString() });

    public async Task HandleAsync(OutboxDelivery delivery, CancellationToken cancel)
    {
        var id = Guid.Parse(delivery.Payload["letter"]!.GetValue<string>());
        foreach (var pause in await reads.RowsAsync(Scope.Everything, AssistanceTable.PauseOf(id), AssistanceTable.PauseFrom, cancel))
            await RunAsync(pause, cancel);
    }

    /// <returns>False: there was nothing to end.</returns>
    internal async Task<bool> RunAsync(WaitingPause pause, CancellationToken cancel)
    {
        await organizations.RefreshAsync(cancel);
        var looked = new HashSet<Guid> { pause.Case };
        for (var carried = pause.Carried; ; )
        {
            foreach (var at in carried)
            {
                looked.Add(at);
                await ResumeCarriedAsync(pause, at, cancel);
            }
            // The letter's own case comes last and looks again: what was carried on meanwhile is resumed before the letter says that nothing waits.
            var still = new StepRead<WaitingPause>(AssistanceTable.PauseOf(pause.Letter), AssistanceTable.PauseFrom);
            if (await CloseAsync(pause, still, looked, cancel))
                return true;
            carried = [.. (still.RowOrNull?.Carried ?? []).Except(looked)];
            if (carried.Count == 0)
                return false;
        }
    }

    /// <summary>At a case to which a transfer has carried terms that wait.</summary>
    private async Task ResumeCarriedAsync(WaitingPause pause, Guid at, CancellationToken cancel)
    {
        var read = AssistanceTable.Locked(pause.Letter);
        var tests = Tests(pause, at);
        await using var step = await steps.BeginAsync(Actor.System, CaseOf.Case(at), cancel, read.With(tests));
        if (
            OverOn(read.Subject, step.Today) is not { } on
            || Resume(step, read.Subject.Period!, on, tests.Rows) is not { Count: > 0 } resumed
        )
            return;
        Record(step, read.Subject, Told(read.Subject, on, resumed));
        await step.CommitAsync(cancel);
    }

    /// <summary>At the letter's own case, which a transfer cannot leave while it is locked.</summary>
    /// <returns>False: it is not over, or something waits at a case that was not looked at.</returns>
    private async Task<bool> CloseAsync(
        WaitingPause pause,
        StepRead<WaitingPause> still,
        IReadOnlySet<Guid> looked,
        CancellationToken cancel
    )
    {
        var read = AssistanceTable.Locked(pause.Letter);
        var tests = Tests(pause, pause.Case);
        await using var step = await steps.BeginAsync(Actor.System, CaseOf.Case(pause.Case), cancel, read.With(tests, still));
        var it = read.Subject;
        if (OverOn(it, step.Today) is not { } on || still.RowOrNull?.Carried.All(looked.Contains) == false)
            return false;
        var detail = Told(it, on, Resume(step, it.Period!, on, tests.Rows));
        it.PauseEndedAt = step.Now;
        it.Record(step, "pause-ended", null, detail.DeepClone().AsObject());
        Record(step, it, detail);
        step.Save(it, AssistanceTable.Update(it));
        JointNotices.TellBody(
            step,
            it,
            it.Asker,
            "notice.assistance-pause-ended",
            null,
            $"/assistance/{it.Id}",
            it.Number,
            it.Period!.Notice,
            BusinessTime.LocalDate(on)
        );
        await step.CommitAsync(cancel);
        return true;
    }

    /// <summary>Every test that may stand in the way, those of the cases that the transfers came from too.</summary>
    private static StepRead<AssistanceLetter> Tests(WaitingPause pause, Guid at) =>
        new(AssistanceTable.TestsOf(pause.Case, at), AssistanceTable.From);

    /// <summary>The first day that counts again; null: it has not come, or was told already.</summary>
    private DateOnly? OverOn(AssistanceLetter it, DateOnly today) =>
        it.PauseEndedAt is null && it.CountsAgainOn(time.DateOf) is { } on && on <= today ? on : null;

    /// <returns>The terms that waited; those for which another test still runs stand on by its notice.</returns>
    private List<Clock> Resume(Step step, TestPeriod period, DateOnly on, IReadOnlyList<AssistanceLetter> tests)
    {
        var clocks = step.Main.Part<CaseClocks>();
        var waiting = clocks.Running.Where(clock => IsWaitingFor(clock, period, on)).ToList();
        foreach (var clock in waiting)
        {
            clocks.Resume(step.Main, clock, on, null);
            for (
                var day = on;
                clock.State == ClockState.Running && NextTest(clock, day, tests) is ({ } test, var from, { } until);
                day = until
            )
            {
                if (clock.IsOverBefore(from, clocks.Deadlines))
                    break;
                clocks.Suspend(step.Main, clock, new Suspension(from, null, SendLetter.Ground, test.Basis, test.Period!.Notice), null);
                // It is over as well by now: it stood in the way for its own days.
                if (until <= step.Today)
                    clocks.Resume(step.Main, clock, until, null);
            }
        }
        return waiting;
    }

    /// <summary>The first test that stands in the way of a term from a day on, of several the longest; whenever somebody looks, a later one is found.</summary>
    private (AssistanceLetter? Test, DateOnly From, DateOnly? Until) NextTest(
        Clock clock,
        DateOnly day,
        IReadOnlyList<AssistanceLetter> tests
    ) =>
        tests
            .Where(test => HasStopped(test, clock))
            .Select(test => (Test: test, From: test.Period!.From > day ? test.Period.From : day, Until: test.CountsAgainOn(time.DateOf)))
            .Where(it => it.Until > it.From)
            .OrderBy(it => it.From)
            .ThenByDescending(it => it.Until)
            .FirstOrDefault();

    /// <summary>
    /// Whether the term waits for a test. Its notice names the clock; one that goes on for another, or at another case, it knows by the rule, and by that it had
    /// begun.
    /// </summary>
    private static bool HasStopped(AssistanceLetter test, Clock clock)
    {
        var goesOn = clock.Extends is not null || clock.Supersedes is not null || clock.CaseKey.Id != test.CaseId;
        return test.Period!.Clocks.Any(it => it.Id == clock.Id || (goesOn && it.Rule == clock.Rule && clock.StartedOn <= test.Period.From));
    }

    private static JsonObject Told(AssistanceLetter it, DateOnly on, IReadOnlyList<Clock> waited)
    {
        var told = new JsonObject
        {
            ["on"] = BusinessTime.LocalDate(on),
            ["rules"] = Rules(waited, ClockState.Running),
            ["result"] = it.State,
        };
        if (Rules(waited, ClockState.Paused) is { Count: > 0 } standing)
            told["standing"] = standing;
        return told;
    }

    private static JsonArray Rules(IEnumerable<Clock> clocks, ClockState state) =>
        [.. clocks.Where(clock => clock.State == state).Select(clock => (JsonNode)clock.Rule)];

    private static void Record(Step step, AssistanceLetter it, JsonObject told)
    {
        told["letter"] = it.Number;
        step.Main.Record("assistance.pause-ended", told);
    }

    /// <summary>The suspension that still stands names this notice; an extension, a later rule or a transfer took the suspension along.</summary>
    private static bool IsWaitingFor(Clock clock, TestPeriod period, DateOnly on) =>
        clock.State == ClockState.Paused
        && clock.Suspensions is [.., { To: null, Ground: SendLetter.Ground } open]
        && open.Document == period.Notice
        && open.From <= on;
}

/// <summary>Letters that nobody answered in time: whoever asked is told, once.</summary>
public sealed class LateLetters(Steps steps, OrganizationDirectory organizations, BusinessTime time)
{
    internal const string Due = """
        select id from assistance_letters where state = 'sent' and told_late_at is null and due_at <= $1 order by due_at, id limit $2
        """;

    internal async Task<bool> TellAsync(Guid id, DateTimeOffset asOf, CancellationToken cancel)
    {
        var read = AssistanceTable.Locked(id);
        await using var step = await steps.BeginNewAsync(Actor.System, cancel, read.With());
        var it = read.Subject;
        if (it.State != LetterStates.Sent || it.ToldLateAt is not null || it.DueAt > asOf)
            return false;
        it.ToldLateAt = step.Now;
        it.Record(step, "late", null, new JsonObject { ["due"] = it.DueAt });
        step.Save(it, AssistanceTable.Update(it));
        foreach (var body in new[] { it.Asker, it.Asked })
            JointNotices.TellBody(
                step,
                it,
                body,
                "notice.assistance-late",
                null,
                $"/assistance/{it.Id}",
                it.Number,
                JointNotices.NameOf(organizations, it.Asked),
                BusinessTime.LocalDate(time.LastDayOf(it.DueAt))
            );
        await step.CommitAsync(cancel);
        return true;
    }
}
