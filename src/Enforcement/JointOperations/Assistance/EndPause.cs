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
/// Terms that waited for a test run again: from the day of its result, or from the day after its period, whichever is first. Told twice, it counts once;
/// a term that somebody has resumed by hand, or that waits for something else, is left alone.
/// </summary>
public sealed class EndPause(Steps steps, OrganizationDirectory organizations, BusinessTime time) : IOutboxHandler
{
    public const string MessageType = "assistance.over";

    public string Type => MessageType;

    internal static OutboxMessage Message(AssistanceLetter it) => new(MessageType, 1, new JsonObject { ["letter"] = it.Id.ToString() });

    public async Task HandleAsync(OutboxDelivery delivery, CancellationToken cancel) =>
        await RunAsync(Guid.Parse(delivery.Payload["letter"]!.GetValue<string>()), delivery.About.Id, cancel);

    /// <returns>False: there was nothing to end.</returns>
    internal async Task<bool> RunAsync(Guid id, Guid caseId, CancellationToken cancel)
    {
        await organizations.RefreshAsync(cancel);
        var read = AssistanceTable.Locked(id);
        await using var step = await steps.BeginAsync(Actor.System, CaseOf.Case(caseId), cancel, read.With());
        var it = read.Subject;
        if (it is not { Period: { } period, PauseEndedAt: null })
            return false;
        var over = period.Until.AddDays(1);
        var on = it.Answer is { } answer && time.DateOf(answer.At) < over ? time.DateOf(answer.At) : over;
        if (on > step.Today)
            return false;
        var clocks = step.Main.Part<CaseClocks>();
        var resumed = clocks.Running.Where(clock => IsWaitingFor(clock, period)).ToList();
        foreach (var clock in resumed)
            clocks.Resume(step.Main, clock, on, null);
        it.PauseEndedAt = step.Now;
        var detail = new JsonObject
        {
            ["on"] = BusinessTime.LocalDate(on),
            ["rules"] = new JsonArray([.. resumed.Select(clock => (JsonNode)clock.Rule)]),
            ["result"] = it.State,
        };
        it.Record(step, "pause-ended", null, detail.DeepClone().AsObject());
        detail["letter"] = it.Number;
        step.Main.Record("assistance.pause-ended", detail);
        step.Save(it, AssistanceTable.Update(it));
        JointNotices.TellBody(
            step,
            it,
            it.Asker,
            "notice.assistance-pause-ended",
            null,
            $"/assistance/{it.Id}",
            it.Number,
            period.Notice,
            BusinessTime.LocalDate(on)
        );
        await step.CommitAsync(cancel);
        return true;
    }

    /// <summary>The suspension that still stands names this notice; an extension or a later rule took the suspension along.</summary>
    private static bool IsWaitingFor(Clock clock, TestPeriod period) =>
        clock.State == ClockState.Paused && clock.Suspensions is [.., { To: null } open] && open.Document == period.Notice;
}

/// <summary>Letters that nobody answered in time: whoever asked is told, once; and periods of tests that are over.</summary>
public sealed class LateLetters(Steps steps, ScopedReads reads, EndPause endPause, OrganizationDirectory organizations, BusinessTime time)
{
    internal const string Due = """
        select id from assistance_letters where state = 'sent' and told_late_at is null and due_at <= $1 order by due_at, id limit $2
        """;

    /// <summary>Half a day early, for a zone ahead of UTC: which day it is in the office is looked at when the letter is read.</summary>
    internal const string PeriodOver = """
        select id from assistance_letters
        where period is not null and pause_ended_at is null and period_until < ($1 at time zone 'UTC' + interval '14 hours')::date
        order by period_until, id limit $2
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

    internal async Task<bool> EndPauseAsync(Guid id, DateTimeOffset asOf, CancellationToken cancel) =>
        await reads.RowsAsync(Scope.Everything, AssistanceTable.ReadOne(id), AssistanceTable.From, cancel) is [{ CaseId: { } caseId }]
        && await endPause.RunAsync(id, caseId, cancel);
}
