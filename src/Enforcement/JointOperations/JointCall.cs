using Enforcement.JointOperations.Subjects;

namespace Enforcement.JointOperations;

/// <summary>What one body is asked for in a joint operation, and what became of it.</summary>
public sealed class JointCall
{
    public required string Body { get; init; }

    /// <summary>One of <see cref="CallCapacities"/>.</summary>
    public required string Capacity { get; init; }

    public required DateTimeOffset CalledAt { get; init; }

    /// <summary>The instant from which an answer is late.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>Given once.</summary>
    public CallAnswer? Answer { get; internal set; }

    /// <summary>When the command centre was told that the answer is late; told once.</summary>
    public DateTimeOffset? ToldLateAt { get; internal set; }

    public Arrival? Arrival { get; internal set; }

    /// <summary>缺席: it did not come.</summary>
    public Absence? Absence { get; internal set; }

    public RecordSheet? Sheet { get; internal set; }

    /// <summary>What is said of the body in the end: its own record, its refusal in writing, or that it did not come.</summary>
    public bool HasItsRecord => Sheet is not null || Absence is not null || Answer is { IsComing: false };

    public bool IsLate(DateTimeOffset at) => (Answer?.At ?? at) >= DueAt;

    /// <summary>Evaluation of arrival: minutes after the time it promised; negative: before; null: it has not come.</summary>
    public int? MinutesLate =>
        Arrival is { } came && Answer?.ArrivesAt is { } promised ? (int)Math.Floor((came.At - promised).TotalMinutes) : null;

    internal void Restore(CallAnswer? answer, DateTimeOffset? toldLateAt, Arrival? arrival, Absence? absence, RecordSheet? sheet) =>
        (Answer, ToldLateAt, Arrival, Absence, Sheet) = (answer, toldLateAt, arrival, absence, sheet);
}

/// <summary>A body comes with named people at a time, or refuses with reason and basis in writing.</summary>
/// <param name="Who">Who comes; of a refusal null.</param>
/// <param name="ArrivesAt">When it means to be there; of a refusal null.</param>
/// <param name="Reason">Of a refusal.</param>
/// <param name="Basis">The provision a refusal rests on.</param>
public sealed record CallAnswer(
    Signed By,
    DateTimeOffset At,
    bool IsComing,
    string? Who,
    DateTimeOffset? ArrivesAt,
    string? Reason,
    string? Basis
);

/// <param name="At">When it was on site.</param>
/// <param name="RegisteredAt">When that was written down.</param>
/// <param name="Who">Who came.</param>
public sealed record Arrival(Signed By, DateTimeOffset At, DateTimeOffset RegisteredAt, string Who);

public sealed record Absence(Signed By, DateTimeOffset At, string Words);

/// <summary>A body's own record of the scene.</summary>
/// <param name="Officers">Two, of the body itself.</param>
/// <param name="Check">The registered check of an enterprise that it belongs to.</param>
public sealed record RecordSheet(
    Signed By,
    DateTimeOffset At,
    IReadOnlyList<SheetOfficer> Officers,
    DateTimeOffset StartedAt,
    DateTimeOffset EndedAt,
    string Found,
    string? Enterprise,
    Guid? Check
);

/// <param name="Certificate">Number of the enforcement certificate that was shown (Administrative Penalty Law art. 55).</param>
public sealed record SheetOfficer(Guid Id, string Name, string Certificate);

/// <summary>会商纪要.</summary>
public sealed record Minutes(Signed By, DateTimeOffset At, string Text);

/// <param name="Owner">The body that does it; null: nobody yet.</param>
public sealed record FollowUp(string What, string? Owner, DateOnly DueOn, FollowUpDone? Done);

public sealed record FollowUpDone(Signed By, DateTimeOffset At, string Result);

/// <summary>A case that a body opened in its own name from what it found.</summary>
/// <param name="Party">Whose violation; the name, or what is known of it.</param>
public sealed record Filing(string Body, string MatterCode, string Party, Guid CaseId, string CaseNumber, Signed By, DateTimeOffset At);

/// <param name="Evaluation">What the lead says of how it went.</param>
public sealed record Closing(Signed By, DateTimeOffset At, string Evaluation);

public sealed record Cancellation(Signed By, DateTimeOffset At, string Reason);
