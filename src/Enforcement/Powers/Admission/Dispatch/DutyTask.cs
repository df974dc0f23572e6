using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;

namespace Enforcement.Powers.Admission.Dispatch;

/// <summary>
/// A task that a department hands down to a township, or a township on to a village 交办任务: under an item that is admitted there on that day, or under a
/// pass of twenty-four hours, after which the township need not act.
/// </summary>
public sealed class DutyTask
{
    public required Guid Id { get; init; }

    /// <summary>Of the issuer's series.</summary>
    public required string Number { get; set; }

    /// <summary>One of <see cref="DutyLevels"/>.</summary>
    public required string Level { get; init; }

    public required string Issuer { get; init; }

    /// <summary>Who is to act; of a village task the township whose village it is.</summary>
    public required string Township { get; init; }

    /// <summary>Name of the village; null: the township itself.</summary>
    public string? Village { get; init; }

    /// <summary>Code of the list, or of a task under a pass the words by which the pass was given.</summary>
    public required string ItemKey { get; init; }

    public required string ItemTitle { get; init; }
    public required string Title { get; init; }
    public required string Content { get; init; }

    /// <summary>One of <see cref="DutyResults.Allowed"/>.</summary>
    public required string Result { get; init; }

    /// <summary>Last day, inclusive.</summary>
    public required DateOnly DueOn { get; init; }

    /// <summary>Null: the item is admitted.</summary>
    public PassOfTask? Pass { get; init; }

    public required DutyAct Dispatched { get; init; }
    public required Journal Events { get; init; }

    public DutyAct? Taken { get; private set; }
    public DutyReport? Done { get; private set; }
    public DutyRefusal? Refusal { get; private set; }
    public DateTimeOffset? LapsedAt { get; private set; }

    public string County => RowId.CountyOf(Id);

    public string State =>
        LapsedAt is not null ? DutyTaskStates.Lapsed
        : Refusal is not null ? DutyTaskStates.Refused
        : Done is not null ? DutyTaskStates.Done
        : Taken is not null ? DutyTaskStates.Taken
        : DutyTaskStates.Sent;

    public bool IsOpen => State is DutyTaskStates.Sent or DutyTaskStates.Taken;

    public IReadOnlyList<string> Bodies => [.. new[] { Issuer, Township, $"{County}-{DutyRights.Government}" }.Distinct()];

    /// <summary>Its pass has run out before it was done.</summary>
    public bool HasRunOut(DateTimeOffset at) => IsOpen && Pass is { } pass && at >= pass.ExpiresAt;

    /// <exception cref="RefusedException"><c>duty.taken</c>, <c>duty.task-over</c>, <c>duty.task-lapsed</c>.</exception>
    public void Take(DutyAct by)
    {
        RequireOpen(by.At);
        if (Taken is not null)
            throw DutyRefusals.TaskTaken(this);
        Taken = by;
    }

    /// <exception cref="RefusedException"><c>duty.not-taken</c>, <c>duty.task-over</c>, <c>duty.task-lapsed</c>.</exception>
    public void Report(DutyReport report)
    {
        RequireOpen(report.By.At);
        if (Taken is null)
            throw DutyRefusals.TaskNotTaken(this);
        Done = report;
    }

    /// <summary>"Outside the list" 清单外; also after it was taken.</summary>
    /// <exception cref="RefusedException"><c>duty.task-over</c>, <c>duty.task-lapsed</c>.</exception>
    public void Refuse(DutyRefusal refusal)
    {
        RequireOpen(refusal.By.At);
        Refusal = refusal;
    }

    /// <summary>Closes it where its pass has run out; else nothing happens.</summary>
    /// <returns>Whether it was closed.</returns>
    public bool Lapse(DateTimeOffset at)
    {
        if (!HasRunOut(at))
            return false;
        LapsedAt = Pass!.ExpiresAt;
        Events.Add("duty-task.lapsed", Actor.System, null, at, DutyEvents.Detail(("pass", Pass.Id.ToString())));
        return true;
    }

    public void Record(string action, Actor actor, Post post, DateTimeOffset at, JsonObject detail) =>
        Events.Add(action, actor, post, at, detail);

    private void RequireOpen(DateTimeOffset at)
    {
        if (HasRunOut(at))
            throw DutyRefusals.TaskLapsed(this);
        if (!IsOpen)
            throw DutyRefusals.TaskOver(this);
    }

    internal DutyTask Restored(DutyAct? taken, DutyReport? done, DutyRefusal? refusal, DateTimeOffset? lapsedAt)
    {
        (Taken, Done, Refusal, LapsedAt) = (taken, done, refusal, lapsedAt);
        return this;
    }
}

/// <summary>Where a task stands; words: <c>duties.task.state.&lt;code&gt;</c>.</summary>
public static class DutyTaskStates
{
    public const string Sent = "sent";
    public const string Taken = "taken";
    public const string Done = "done";

    /// <summary>The township said that it is outside the list.</summary>
    public const string Refused = "refused";

    /// <summary>The pass ran out before it was done.</summary>
    public const string Lapsed = "lapsed";

    public static IReadOnlyList<string> All { get; } = [Sent, Taken, Done, Refused, Lapsed];
}

public sealed record PassOfTask(Guid Id, DateTimeOffset ExpiresAt);

public sealed record DutyReport(string Text, DutyAct By);

/// <param name="Item">The item, or the words, for which it was refused.</param>
public sealed record DutyRefusal(string Item, string? Reason, DutyAct By);

/// <summary>A pass of twenty-four hours 临时通行 for one item and one township.</summary>
/// <param name="ExpiresAt">From this instant on it is none.</param>
/// <param name="BarsUntil">Before this instant there is no second one.</param>
public sealed record DutyPass(
    Guid Id,
    string Number,
    string ItemKey,
    string ItemTitle,
    string Issuer,
    string Township,
    string Reason,
    DutyAct Granted,
    DateTimeOffset ExpiresAt,
    DateTimeOffset BarsUntil
)
{
    public static readonly TimeSpan Length = TimeSpan.FromHours(24);
    public static readonly TimeSpan Bar = TimeSpan.FromDays(30);

    public string County => RowId.CountyOf(Id);

    public bool IsValidAt(DateTimeOffset at) => Granted.At <= at && at < ExpiresAt;

    public bool BarsAt(DateTimeOffset at) => at < BarsUntil;

    /// <summary>Words of one thing, however they are spaced and written.</summary>
    public static string KeyOf(string words) =>
        string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();
}
