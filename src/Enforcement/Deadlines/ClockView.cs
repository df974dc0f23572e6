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

/// <summary>All clocks of a case, ended ones too, within the viewer's scope.</summary>
public sealed class ClockReader(Database database, ScopeSeal seal, TimeProvider time) : ICaseExtension
{
    public string Name => "clocks";

    public async Task<object?> ReadAsync(Actor actor, CaseFile caseFile, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        return (await ReadAsync(actor, CaseOf.Case(caseFile.Key.Id), cancel)).Select(clock => ClockAnswer.Of(clock, now)).ToList();
    }

    /// <exception cref="NotVisibleException">There is no such case for this person.</exception>
    public async Task<IReadOnlyList<Clock>> ReadAsync(Actor actor, CaseOf of, CancellationToken cancel)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(seal.Open(actor.Scope, connection).ToCommand());
        batch.BatchCommands.Add(
            Statement.Of($"select id from cases where county_code = $1 and id = {of.CaseId}", of.Parameters).ToCommand()
        );
        batch.BatchCommands.Add(ClockTable.ReadAll(of).ToCommand());
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        if (!await reader.ReadAsync(cancel))
            throw new NotVisibleException();
        await reader.NextResultAsync(cancel);
        var clocks = new List<Clock>();
        while (await reader.ReadAsync(cancel))
            clocks.Add(ClockTable.From(reader));
        return clocks;
    }
}
