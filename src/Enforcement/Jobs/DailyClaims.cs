using Enforcement.Identity;
using Enforcement.Persistence;

namespace Enforcement.Jobs;

/// <summary>What is done once a day over all nodes: whoever inserts the row does it.</summary>
public sealed class DailyClaims(ScopedReads reads)
{
    public async Task<bool> IsDoneAsync(string what, DateOnly day, CancellationToken cancel) =>
        (
            await reads.RowsAsync(
                Scope.Nothing,
                Statement.Of("select 1 from daily_claims where what = $1 and day = $2", P.Text(what), P.Date(day)),
                row => row.GetInt32(0),
                cancel
            )
        ).Count > 0;

    /// <summary>To travel with what the claim is for, in one transaction; a second claim of the day fails the whole.</summary>
    public static Statement Claim(string what, DateOnly day) =>
        Statement.Of("insert into daily_claims (what, day) values ($1, $2)", P.Text(what), P.Date(day));
}
