using Enforcement.JointOperations.Subjects;

namespace Enforcement.JointOperations.Stations;

/// <summary>
/// A directive 调度令 of a township to a station that stands under its command: answered once within its term, then reported on. Answer times are what
/// the station's head is appraised by.
/// </summary>
public sealed class StationDirective : JointSubject
{
    public required string Township { get; init; }
    public required string Station { get; init; }
    public required string Task { get; init; }

    /// <summary>Answered within hours, not a working day.</summary>
    public required bool Urgent { get; init; }

    public required Signed IssuedBy { get; init; }

    /// <summary>The instant from which the answer is late; a late one is taken all the same.</summary>
    public required DateTimeOffset DueAt { get; init; }

    public DirectiveAnswer? Reply { get; private set; }
    public DirectiveReport? Done { get; private set; }
    public DirectiveWithdrawal? Withdrawal { get; private set; }
    public DateTimeOffset? ToldLateAt { get; internal set; }

    public string State =>
        Withdrawal is not null ? DirectiveStates.Withdrawn
        : Done is not null ? DirectiveStates.Reported
        : Reply is { IsTaken: false } ? DirectiveStates.Refused
        : Reply is not null ? DirectiveStates.Answered
        : DirectiveStates.Issued;

    public bool IsLate(DateTimeOffset at) => State != DirectiveStates.Withdrawn && (Reply?.At ?? at) >= DueAt;

    /// <exception cref="RefusedException"><c>directive.over</c>, <c>directive.answered</c>.</exception>
    public void Answer(DirectiveAnswer answer)
    {
        if (Withdrawal is not null)
            throw DirectiveRefusals.Over(this);
        if (Reply is not null)
            throw DirectiveRefusals.Answered(this);
        Reply = answer;
    }

    /// <exception cref="RefusedException"><c>directive.over</c>, <c>directive.not-answered</c>.</exception>
    public void Report(DirectiveReport report)
    {
        if (State is DirectiveStates.Withdrawn or DirectiveStates.Refused or DirectiveStates.Reported)
            throw DirectiveRefusals.Over(this);
        if (Reply is null)
            throw DirectiveRefusals.NotAnswered(this);
        Done = report;
    }

    /// <exception cref="RefusedException"><c>directive.over</c>.</exception>
    public void Withdraw(DirectiveWithdrawal withdrawal)
    {
        if (State is DirectiveStates.Withdrawn or DirectiveStates.Reported)
            throw DirectiveRefusals.Over(this);
        Withdrawal = withdrawal;
    }

    internal StationDirective Restored(DirectiveAnswer? reply, DateTimeOffset? told, DirectiveReport? done, DirectiveWithdrawal? withdrawal)
    {
        (Reply, ToldLateAt, Done, Withdrawal) = (reply, told, done, withdrawal);
        return this;
    }
}

/// <param name="Words">Who does what by when; or why it is refused.</param>
/// <param name="Basis">Of a refusal: the provision it rests on.</param>
public sealed record DirectiveAnswer(Signed By, DateTimeOffset At, bool IsTaken, string Words, string? Basis);

public sealed record DirectiveReport(Signed By, DateTimeOffset At, string Result);

public sealed record DirectiveWithdrawal(Signed By, DateTimeOffset At, string Reason);

/// <summary>Where a directive stands; words: <c>directives.state.&lt;code&gt;</c>.</summary>
public static class DirectiveStates
{
    public const string Issued = "issued";
    public const string Answered = "answered";
    public const string Refused = "refused";
    public const string Reported = "reported";
    public const string Withdrawn = "withdrawn";

    public static IReadOnlyList<string> All { get; } = [Issued, Answered, Refused, Reported, Withdrawn];
}

/// <summary>Every way a directive says no.</summary>
internal static class DirectiveRefusals
{
    public static RefusedException Over(StationDirective it) => new("directive.over", it.Number);

    public static RefusedException Answered(StationDirective it) => new("directive.answered", it.Number);

    public static RefusedException NotAnswered(StationDirective it) => new("directive.not-answered", it.Number);

    /// <summary>Courts, police, procuratorate, tax: they are asked by letter; the way to one is offered.</summary>
    public static RefusedException RequestOnly(string station, string name) =>
        new("directive.request-only", name)
        {
            Field = "station",
            Extensions =
            {
                ["suggestion"] = new
                {
                    kind = "assistance",
                    organization = station,
                    page = $"/assistance/new?asked={station}",
                },
            },
        };

    /// <summary>It stands under another's command, or is no station.</summary>
    public static RefusedException NotUnderCommand(string name) => new("directive.not-under-command", name) { Field = "station" };

    public static NotAllowedException TownshipHeadsOnly() => new("directive.township-heads-only");

    public static NotAllowedException NotYours(StationDirective it) => new("directive.not-yours", it.Number);
}
