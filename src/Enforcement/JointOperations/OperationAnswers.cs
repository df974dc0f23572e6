using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;

namespace Enforcement.JointOperations;

/// <summary>An operation as a verb leaves it.</summary>
public sealed record OperationStanding(Guid Id, string Number, string State, IReadOnlyList<CallStanding> Calls)
{
    public static OperationStanding Of(JointOperation it, DateTimeOffset now) =>
        new(it.Id, it.Number, it.State, [.. it.Calls.Select(call => CallStanding.Of(call, now))]);
}

/// <param name="MinutesLate">Minutes after the promised time; negative: before.</param>
public sealed record CallStanding(
    string Organization,
    string Capacity,
    DateTimeOffset DueAt,
    bool Late,
    CallAnswer? Answer,
    Arrival? Arrival,
    int? MinutesLate,
    Absence? Absence,
    RecordSheet? Sheet
)
{
    public static CallStanding Of(JointCall call, DateTimeOffset now) =>
        new(
            call.Body,
            call.Capacity,
            call.DueAt,
            call.Absence is null && call.IsLate(now),
            call.Answer,
            call.Arrival,
            call.MinutesLate,
            call.Absence,
            call.Sheet
        );
}

/// <summary>An operation as the API shows it.</summary>
/// <param name="Acts">Sub-resources that are open to whoever asks.</param>
public sealed record OperationDetail(
    Guid Id,
    string Number,
    string State,
    string Origin,
    string Caller,
    string CallerName,
    string Reason,
    IReadOnlyList<string> Matters,
    string Place,
    string? Grid,
    DateTimeOffset From,
    DateTimeOffset To,
    string Level,
    string SafetyPlan,
    string? CaseNumber,
    Signed CalledBy,
    DateTimeOffset CalledAt,
    IReadOnlyList<CallStanding> Calls,
    IReadOnlyList<Filing> Filings,
    Minutes? Minutes,
    IReadOnlyList<FollowUp> FollowUps,
    Closing? Closing,
    Cancellation? Cancellation,
    IReadOnlyList<string> Acts
)
{
    public static OperationDetail Of(JointOperation it, Actor actor, OrganizationDirectory organizations, DateTimeOffset now) =>
        new(
            it.Id,
            it.Number,
            it.State,
            it.Origin,
            it.Caller,
            organizations.NameOf(it.Caller),
            it.Reason,
            it.Matters,
            it.Place,
            it.Grid,
            it.From,
            it.To,
            it.Level,
            it.SafetyPlan,
            it.CaseNumber,
            it.CalledBy,
            it.MadeAt,
            [.. it.Calls.Select(call => CallStanding.Of(call, now))],
            it.Filings,
            it.Minutes,
            it.FollowUps,
            it.Closing,
            it.Cancellation,
            [.. JointRights.Open(actor, it, organizations, now).Distinct()]
        );
}
