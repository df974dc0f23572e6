using Enforcement.Identity;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Cases;

/// <summary>Who held the case from when to when; the last one has it still.</summary>
/// <param name="Kind"><c>handling</c>, <c>approval</c>, <c>review</c>, <c>party</c>, <c>receiver</c>, <c>paused</c> or, once closed, <c>none</c>.</param>
public sealed record HoldingSpan(string Organization, string? Role, string? Person, DateTimeOffset From, DateTimeOffset? To, string Kind)
{
    public TimeSpan Length(DateTimeOffset now) => (To ?? now) - From;

    /// <summary>All of a case, first to last.</summary>
    internal static Statement ReadAll(CaseOf of) =>
        Statement.Of(
            $"""
            select h.organization, h.role, a.name, h.from_at, h.to_at, h.kind
            from case_holdings h left join accounts a on a.id = h.person_id
            where h.county_code = $1 and h.case_id = {of.CaseId} order by h.seq
            """,
            of.Parameters
        );

    internal static HoldingSpan Of(NpgsqlDataReader row) =>
        new(
            row.GetString(0),
            row.IsDBNull(1) ? null : row.GetString(1),
            row.IsDBNull(2) ? null : row.GetString(2),
            row.GetFieldValue<DateTimeOffset>(3),
            row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4),
            row.GetString(5)
        );
}

/// <summary>Why a case is late: who had it for how long.</summary>
public sealed class LatenessReader(ScopedReads reads)
{
    /// <exception cref="NotVisibleException">There is no such case for this person.</exception>
    public async Task<IReadOnlyList<HoldingSpan>> ReadAsync(Actor actor, string number, CancellationToken cancel)
    {
        var of = CaseOf.Number(number);
        return await reads.ReadAsync(
            actor.Scope,
            [CaseTable.Read.About(of), HoldingSpan.ReadAll(of)],
            async reader =>
                (await reader.RowsAsync(CaseTable.From, cancel)).Count > 0
                    ? await reader.RowsAsync(HoldingSpan.Of, cancel)
                    : throw new NotVisibleException(),
            cancel
        );
    }
}
