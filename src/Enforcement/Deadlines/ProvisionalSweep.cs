using Enforcement.Cases;
using Enforcement.Jobs;
using Enforcement.Persistence;

namespace Enforcement.Deadlines;

/// <summary>When a year's list has come, the clocks that were reckoned without it are reckoned anew, each in a step of its case with an event.</summary>
public sealed class ProvisionalSweep(DeadlineBook book, Reckoner reckoner) : ISweep
{
    public string Name => "provisional-clocks";

    /// <summary>Before the timers: a window that moves on must not close on its old day.</summary>
    public int Order => 5;

    /// <returns>How many clocks moved or became certain.</returns>
    public async Task<int> RunAsync(DateTimeOffset asOf, CancellationToken cancel)
    {
        if (book.Current.Calendar.Horizon is not { } horizon)
            return 0;
        var known = book.Current.Office.EndOf(horizon);
        return (
            // Those that fail stay provisional and are tried at the next sweep.
            await reckoner.RunAsync(after => Cases(known, after), (clocks, work) => clocks.ReckonProvisional(work), cancel)
        ).Changed;
    }

    private static Statement Cases(DateTimeOffset horizon, CaseKey? after) =>
        Statement.Of(
            """
            select distinct county_code, case_id from clocks
            where provisional and state <> 'ended' and due_legal <= $1 and (county_code, case_id) > ($2, $3)
            order by county_code, case_id limit $4
            """,
            P.Time(horizon),
            P.Text(after?.County ?? ""),
            P.Uuid(after?.Id ?? Guid.Empty),
            P.Int(Reckoner.PageSize)
        );
}
