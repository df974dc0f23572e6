using Enforcement.Designer.Publications;
using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Workflows.Execution;

namespace Enforcement.Designer.Simulations;

/// <summary>
/// Runs cases again, a page at a time: each on its own version and on the draft, and compares the two. What a page found is kept with it, so that a
/// run that was cut off goes on behind it, and two nodes that run the same page count it once.
/// </summary>
public sealed partial class RunSimulation(
    HistoryReader histories,
    PublicationCheck check,
    Definitions definitions,
    WorkflowEngine engine,
    ScopedReads reads,
    TimeProvider clock,
    ILogger<RunSimulation> log
)
{
    internal const int WhileSomebodyWaits = 200;
    private const int PageSize = 100;

    /// <summary>Cases that are run before who asks has an answer.</summary>
    internal int MostWhileSomebodyWaits { get; set; } = WhileSomebodyWaits;

    /// <param name="most">Cases looked at, a page more or less.</param>
    /// <returns>How many were.</returns>
    internal async Task<int> GoOnAsync(Simulation it, int most, CancellationToken cancel)
    {
        var draft = check.Compile(it.Content);
        var done = 0;
        while (it.State == Simulation.Running && done < most)
        {
            cancel.ThrowIfCancellationRequested();
            var looked = it.Looked;
            var page = await histories.PageAsync(Scope.Everything, it.CasesOf, it.Region, it.OneOf, it.LastCase, PageSize, cancel);
            foreach (var recorded in page)
                Look(it.Result, recorded, (await definitions.OfVersionAsync(recorded.VersionId, cancel)).Graph, draft);
            it.Advance(page, isLast: page.Count < PageSize, clock.GetUtcNow());
            var kept = await reads.RowsAsync(Scope.Everything, SimulationTable.Advance(it, looked), row => row.GetInt32(0), cancel);
            done += page.Count;
            if (kept.Count == 0)
                break;
        }
        return done;
    }

    private void Look(SimulationResult result, RecordedCase recorded, WorkflowGraph own, WorkflowGraph draft)
    {
        try
        {
            var history = CaseHistory.Of(recorded, own);
            if (history.LeftOut is { } reason)
                result.LeaveOut(reason);
            else
                result.Compare(history, Replay.Run(own, engine, history), Replay.Run(draft, engine, history));
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // One case that cannot be read must not keep the others from being looked at.
            LogUnreadable(log, fault, recorded.Case.Key.Id);
            result.LeaveOut(SimulationResult.Unreadable);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The case {Case} could not be run again; the others go on")]
    private static partial void LogUnreadable(ILogger log, Exception fault, Guid @case);
}

/// <summary>Goes on with what was asked for, and removes what is old.</summary>
internal sealed class SimulationSweep(ScopedReads reads, RunSimulation run) : ISweep
{
    /// <summary>Cases looked at in a run, so that the sweeps behind it are not late.</summary>
    internal int MostPerRun { get; set; } = 2000;

    public string Name => "simulations";

    /// <summary>After everything that is due.</summary>
    public int Order => 950;

    public async Task<int> RunAsync(DateTimeOffset asOf, CancellationToken cancel)
    {
        var done = 0;
        foreach (var it in await reads.RowsAsync(Scope.Everything, SimulationTable.ReadDue(), SimulationTable.From, cancel))
            if (done < MostPerRun)
                done += await run.GoOnAsync(it, MostPerRun - done, cancel);
        await reads.RowsAsync(Scope.Everything, SimulationTable.DeleteOld(asOf), row => row.GetInt32(0), cancel);
        return done;
    }
}
