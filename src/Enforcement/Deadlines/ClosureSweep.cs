using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Persistence;

namespace Enforcement.Deadlines;

/// <summary>A closure that was announced or taken back moves the plans and the own terms of its county, each in a step of its case with an event.</summary>
public sealed class ClosureSweep(DeadlineBook book, Reckoner reckoner, ScopedReads reads) : ISweep
{
    public string Name => "local-closures";

    public int Order => 6;

    /// <returns>How many clocks moved.</returns>
    public async Task<int> RunAsync(DateTimeOffset asOf, CancellationToken cancel)
    {
        var open = await reads.RowsAsync(
            Scope.Everything,
            Statement.Of($"select {LocalClosure.Columns} from local_closures where not reckoned order by announced_at, id"),
            LocalClosure.Of,
            cancel
        );
        if (open.Count == 0)
            return 0;
        await book.ReadAsync(cancel);
        var changed = 0;
        foreach (var closure in open)
        {
            var done = await reckoner.RunAsync(
                after => Cases(closure, book.Current.Office, after),
                (clocks, work) => clocks.ReckonForClosures(work),
                cancel
            );
            changed += done.Changed;
            // What failed is tried at the next sweep; what was done then changes nothing.
            if (done.Failed == 0 && !cancel.IsCancellationRequested)
                await MarkAsync(closure, cancel);
        }
        return changed;
    }

    /// <summary>Only if it still stands as it was read: it may have been taken back meanwhile.</summary>
    private Task<List<int>> MarkAsync(LocalClosure closure, CancellationToken cancel) =>
        reads.RowsAsync(
            Scope.Everything,
            Statement.Of(
                "update local_closures set reckoned = true where id = $1 and (withdrawn_at is null) = $2 returning 1",
                P.Uuid(closure.Id),
                P.Bool(closure.Holds)
            ),
            row => row.GetInt32(0),
            cancel
        );

    private static Statement Cases(LocalClosure closure, OfficeTime office, CaseKey? after) =>
        Statement.Of(
            """
            select distinct county_code, case_id from clocks
            where county_code = $1 and state <> 'ended' and due_legal > $2 and started_on <= $3 and case_id > $4
            order by county_code, case_id limit $5
            """,
            P.Text(closure.County),
            P.Time(office.StartOf(closure.From)),
            P.Date(closure.To),
            P.Uuid(after?.Id ?? Guid.Empty),
            P.Int(Reckoner.PageSize)
        );
}
