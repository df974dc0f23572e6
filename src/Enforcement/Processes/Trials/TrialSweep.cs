using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Persistence;

namespace Enforcement.Processes.Trials;

/// <summary>Removes trials a day after their last use, oldest first.</summary>
internal sealed class TrialSweep(ScopedReads reads) : ISweep
{
    private const int Page = 200;

    public string Name => "trials";

    public int Order => 900;

    public async Task<int> RunAsync(DateTimeOffset asOf, CancellationToken cancel)
    {
        var (removed, page) = (0, 0);
        do
        {
            var gone = await reads.RowsAsync(Scope.Everything, TrialTable.DeleteUnused(asOf, Page), row => row.GetInt32(0), cancel);
            page = gone.Count;
            removed += page;
        } while (page == Page && !cancel.IsCancellationRequested);
        return removed;
    }
}
