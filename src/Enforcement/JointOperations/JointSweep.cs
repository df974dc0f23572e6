using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.JointOperations.Assistance;
using Enforcement.JointOperations.Stations;
using Enforcement.JointOperations.Subjects;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.JointOperations;

/// <summary>
/// What silence does. An answer to a call that is late is told to the command centre, once; one to a directive or a letter to whoever asked, once; and a
/// pause for testing ends with its period, result or none. Each in a step of its own, in the system's name.
/// </summary>
public sealed partial class JointSweep(
    ScopedReads reads,
    Steps steps,
    OrganizationDirectory organizations,
    LateDirectives directives,
    LateLetters letters,
    EndPause endPause,
    BusinessTime time,
    ILogger<JointSweep> log
) : ISweep
{
    private const int PageSize = 200;

    private const string LateCalls = """
        select distinct on (county_code, operation_id) operation_id from joint_calls
        where answer is null and told_late_at is null and is_open and due_at <= $1 order by county_code, operation_id limit $2
        """;

    public string Name => "joint";

    public int Order => 20;

    public async Task<int> RunAsync(DateTimeOffset asOf, CancellationToken cancel)
    {
        await organizations.RefreshAsync(cancel);
        return await EachAsync(LateCalls, asOf, TellCallAsync, cancel)
            + await EachAsync(LateDirectives.Due, asOf, directives.TellAsync, cancel)
            + await EachAsync(LateLetters.Due, asOf, letters.TellAsync, cancel)
            + await EachAsync(
                () => AssistanceTable.PausesOver(time.DateOf(asOf), PageSize),
                AssistanceTable.PauseFrom,
                pause => pause.Letter,
                endPause.RunAsync,
                cancel
            );
    }

    private async Task<bool> TellCallAsync(Guid id, DateTimeOffset asOf, CancellationToken cancel)
    {
        var read = new OperationRead(id);
        await using var step = await steps.BeginNewAsync(Actor.System, cancel, read.With());
        var it = read.Subject;
        var late = it
            .Calls.Where(call => call is { Answer: null, ToldLateAt: null, Absence: null } && it.IsOpen && call.DueAt <= asOf)
            .ToList();
        if (late.Count == 0)
            return false;
        foreach (var call in late)
        {
            call.ToldLateAt = step.Now;
            it.Record(step, "late", null, new JsonObject { ["body"] = call.Body, ["due"] = call.DueAt });
            JointNotices.TellCommandCentre(
                step,
                it,
                "notice.joint-late",
                $"/joint-operations/{it.Id}",
                it.Number,
                JointNotices.NameOf(organizations, call.Body),
                JointNotices.Word($"joint.level.{it.Level}")
            );
        }
        step.Save(it, OperationTable.Update(it));
        await step.CommitAsync(cancel);
        return true;
    }

    private Task<int> EachAsync(
        string due,
        DateTimeOffset asOf,
        Func<Guid, DateTimeOffset, CancellationToken, Task<bool>> act,
        CancellationToken cancel
    ) =>
        EachAsync(
            () => Statement.Of(due, P.Time(asOf), P.Int(PageSize)),
            row => row.GetGuid(0),
            id => id,
            (id, token) => act(id, asOf, token),
            cancel
        );

    /// <summary>What was told is due no more, so that the next page is read from the start; what failed stays due, and ends the run.</summary>
    private async Task<int> EachAsync<T>(
        Func<Statement> due,
        Func<NpgsqlDataReader, T> map,
        Func<T, Guid> idOf,
        Func<T, CancellationToken, Task<bool>> act,
        CancellationToken cancel
    )
    {
        var done = 0;
        while (!cancel.IsCancellationRequested)
        {
            var page = await reads.RowsAsync(Scope.Everything, due(), map, cancel);
            var moved = 0;
            foreach (var one in page)
                moved += await TryAsync(idOf(one), () => act(one, cancel)) ? 1 : 0;
            done += moved;
            if (page.Count < PageSize || moved == 0)
                break;
        }
        return done;
    }

    private async Task<bool> TryAsync(Guid id, Func<Task<bool>> act)
    {
        try
        {
            return await act();
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogFailed(log, fault, id);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Error, "What is late about {Subject} could not be told and stays due")]
    private static partial void LogFailed(ILogger log, Exception fault, Guid subject);
}
