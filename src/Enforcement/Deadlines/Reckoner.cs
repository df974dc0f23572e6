using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;

namespace Enforcement.Deadlines;

/// <summary>Reckons clocks of many cases anew, each case in a step of its own, so that every day that moves is in its journal.</summary>
public sealed partial class Reckoner(ScopedReads reads, Steps steps, ILogger<Reckoner> log)
{
    internal const int PageSize = 200;

    /// <param name="page">The next cases after one, by county and id, at most <see cref="PageSize"/>; null: the first.</param>
    /// <param name="reckon">How many clocks moved.</param>
    internal async Task<Reckoned> RunAsync(Func<CaseKey?, Statement> page, Func<CaseClocks, CaseWork, int> reckon, CancellationToken cancel)
    {
        var (done, last) = (new Reckoned(0, 0), default(CaseKey?));
        while (!cancel.IsCancellationRequested)
        {
            var cases = await reads.RowsAsync(Scope.Everything, page(last), row => new CaseKey(row.GetString(0), row.GetGuid(1)), cancel);
            foreach (var key in cases)
                done = await ReckonAsync(key, reckon, cancel) is { } changed
                    ? done with
                    {
                        Changed = done.Changed + changed,
                    }
                    : done with
                    {
                        Failed = done.Failed + 1,
                    };
            if (cases.Count < PageSize)
                break;
            last = cases[^1];
        }
        return done;
    }

    /// <returns>Null: it could not be done; the clocks stay as they are, and the other cases go on.</returns>
    private async Task<int?> ReckonAsync(CaseKey key, Func<CaseClocks, CaseWork, int> reckon, CancellationToken cancel)
    {
        try
        {
            await using var step = await steps.BeginAsync(Actor.System, CaseOf.Case(key.Id), cancel);
            var changed = reckon(step.Main.Part<CaseClocks>(), step.Main);
            if (changed > 0)
                await step.CommitAsync(cancel);
            return changed;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogFailed(log, fault, key.Id);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Error, "The clocks of case {Case} could not be reckoned anew and stay as they are")]
    private static partial void LogFailed(ILogger log, Exception fault, Guid @case);
}

/// <param name="Changed">Clocks that moved or became certain.</param>
/// <param name="Failed">Cases that could not be reckoned.</param>
internal readonly record struct Reckoned(int Changed, int Failed);
