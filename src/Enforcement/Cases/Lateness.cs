using Enforcement.Identity;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Cases;

/// <summary>Who held the case from when to when; the last one has it still.</summary>
/// <param name="Kind"><c>handling</c>, <c>approval</c>, <c>review</c>, <c>party</c>, <c>receiver</c>, <c>paused</c> or, once closed, <c>none</c>.</param>
public sealed record HoldingSpan(string Organization, string? Role, string? Person, DateTimeOffset From, DateTimeOffset? To, string Kind)
{
    public TimeSpan Length(DateTimeOffset now) => (To ?? now) - From;
}

/// <summary>Why a case is late: who had it for how long.</summary>
public sealed class LatenessReader(Database database, ScopeSeal seal)
{
    /// <exception cref="NotVisibleException">There is no such case for this person.</exception>
    public async Task<IReadOnlyList<HoldingSpan>> ReadAsync(Actor actor, string number, CancellationToken cancel)
    {
        var of = CaseOf.Number(number);
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(seal.Open(actor.Scope, connection).ToCommand());
        batch.BatchCommands.Add(
            Statement
                .Of(
                    $"""
                    select h.organization, h.role, a.name, h.from_at, h.to_at, h.kind
                    from case_holdings h left join accounts a on a.id = h.person_id
                    where h.county_code = $1 and h.case_id = {of.CaseId} order by h.seq
                    """,
                    of.Parameters
                )
                .ToCommand()
        );
        batch.BatchCommands.Add(
            Statement.Of($"select id from cases where county_code = $1 and id = {of.CaseId}", of.Parameters).ToCommand()
        );
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        var spans = new List<HoldingSpan>();
        while (await reader.ReadAsync(cancel))
            spans.Add(
                new HoldingSpan(
                    reader.GetString(0),
                    reader.IsDBNull(1) ? null : reader.GetString(1),
                    reader.IsDBNull(2) ? null : reader.GetString(2),
                    reader.GetFieldValue<DateTimeOffset>(3),
                    reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTimeOffset>(4),
                    reader.GetString(5)
                )
            );
        await reader.NextResultAsync(cancel);
        return await reader.ReadAsync(cancel) ? spans : throw new NotVisibleException();
    }
}
