using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.Cases;

/// <summary>Who held the case from when to when; the last one has it still.</summary>
/// <param name="Person">Whoever had taken the task; null: nobody had.</param>
/// <param name="Kind"><c>handling</c>, <c>approval</c>, <c>review</c>, <c>party</c>, <c>receiver</c>, <c>paused</c> or, once closed, <c>none</c>.</param>
public sealed record HoldingSpan(string Organization, string? Role, string? Person, DateTimeOffset From, DateTimeOffset? To, string Kind)
{
    /// <summary>Who answered for it at the end of the interval, see <see cref="Responsibility"/>; null once the case is closed.</summary>
    public string? Responsible { get; init; }

    public TimeSpan Length(DateTimeOffset now) => (To ?? now) - From;
}

/// <summary>Why a case is late: who had it for how long.</summary>
public sealed class LatenessReader(ScopedReads reads, BusinessTime time)
{
    /// <exception cref="NotVisibleException">There is no such case for this person.</exception>
    public async Task<IReadOnlyList<HoldingSpan>> ReadAsync(Actor actor, string number, CancellationToken cancel)
    {
        var of = CaseOf.Number(number);
        return await reads.ReadAsync(
            actor.Scope,
            [CaseTable.Read.About(of), .. Responsibility.Statements(of)],
            async reader =>
                (await reader.RowsAsync(CaseTable.From, cancel)).Count > 0
                    ? await Responsibility.ReadAsync(reader, time, cancel)
                    : throw new NotVisibleException(),
            cancel
        );
    }
}
