using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Deadlines;

/// <summary>A clock as the API shows it.</summary>
/// <param name="State"><c>running</c>, <c>paused</c>, <c>overdue</c> or <c>ended</c>.</param>
public sealed record ClockAnswer(
    Guid Id,
    string Rule,
    string Variant,
    string Kind,
    DateOnly StartedOn,
    DateTimeOffset StartedAt,
    int Length,
    string Unit,
    DateTimeOffset DueInternal,
    DateTimeOffset DueLegal,
    bool Provisional,
    string State,
    DateTimeOffset? EndedAt,
    string? EndedHow,
    Guid? TaskId,
    Guid? Extends,
    IReadOnlyList<Suspension> Suspensions
)
{
    public static ClockAnswer Of(Clock clock, DateTimeOffset now) =>
        new(
            clock.Id,
            clock.Rule,
            clock.Variant,
            clock.IsInternal ? "internal" : "legal",
            clock.StartedOn,
            clock.StartedAt,
            clock.Term.Length,
            clock.Term.Unit.Code(),
            clock.DueInternal,
            clock.DueLegal,
            clock.IsProvisional,
            clock.State == ClockState.Running && clock.IsOverdue(now) ? "overdue" : clock.State.ToString().ToLowerInvariant(),
            clock.EndedAt,
            clock.EndedHow,
            clock.TaskId,
            clock.Extends,
            clock.Suspensions
        );
}

/// <summary>The clocks of a case and the facts that they go with.</summary>
/// <param name="Owner">The body whose case it is: its head suspends, resumes and extends.</param>
public sealed record ClockSheet(IReadOnlyList<Clock> Clocks, CaseData Data, string Owner);

/// <summary>All clocks of a case, ended ones too, within the viewer's scope.</summary>
public sealed class ClockReader(ScopedReads reads, TimeProvider time) : ICaseExtension
{
    public string Name => "clocks";

    public async Task<object?> ReadAsync(Actor actor, CaseFile caseFile, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        return (await ReadAsync(actor, CaseOf.Case(caseFile.Key.Id), cancel)).Select(clock => ClockAnswer.Of(clock, now)).ToList();
    }

    /// <exception cref="NotVisibleException">There is no such case for this person.</exception>
    public async Task<IReadOnlyList<Clock>> ReadAsync(Actor actor, CaseOf of, CancellationToken cancel) =>
        (await ReadSheetAsync(actor, of, cancel)).Clocks;

    /// <exception cref="NotVisibleException">There is no such case for this person.</exception>
    public Task<ClockSheet> ReadSheetAsync(Actor actor, CaseOf of, CancellationToken cancel) =>
        reads.ReadAsync(
            actor.Scope,
            [
                Statement.Of($"select data, owner_org from cases where county_code = $1 and id = {of.CaseId}", of.Parameters),
                ClockTable.ReadAll.About(of),
            ],
            async reader =>
                await reader.RowsAsync(row => (CaseData.Parse(row.GetString(0)), row.GetString(1)), cancel) is [var (data, owner)]
                    ? new ClockSheet(await reader.RowsAsync(ClockTable.From, cancel), data, owner)
                    : throw new NotVisibleException(),
            cancel
        );
}
