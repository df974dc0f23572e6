using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Persistence;
using Enforcement.Processes;
using Npgsql;

namespace Enforcement.Deadlines;

/// <summary>When a year's list has come, the clocks that were reckoned without it are reckoned anew, each in a step of its case with an event.</summary>
public sealed partial class ProvisionalSweep(
    Database database,
    ScopeSeal seal,
    DeadlineBook book,
    Steps steps,
    ILogger<ProvisionalSweep> log
) : ISweep
{
    private const int PageSize = 200;

    public string Name => "provisional-clocks";

    /// <summary>Before the timers: a window that moves on must not close on its old day.</summary>
    public int Order => 5;

    /// <returns>How many clocks moved or became certain.</returns>
    public async Task<int> RunAsync(DateTimeOffset asOf, CancellationToken cancel)
    {
        if (book.Current.Calendar.Horizon is not { } horizon)
            return 0;
        var (known, changed, last) = (book.Current.Office.EndOf(horizon), 0, default(CaseKey?));
        while (!cancel.IsCancellationRequested)
        {
            var page = await CasesAsync(known, last, cancel);
            foreach (var key in page)
                changed += await ReckonAsync(key, cancel);
            if (page.Count < PageSize)
                break;
            last = page[^1];
        }
        return changed;
    }

    private async Task<int> ReckonAsync(CaseKey key, CancellationToken cancel)
    {
        try
        {
            await using var step = await steps.BeginAsync(Actor.System, CaseOf.Case(key.Id), cancel);
            var changed = step.Main.Part<CaseClocks>().ReckonProvisional(step.Main);
            if (changed > 0)
                await step.CommitAsync(cancel);
            return changed;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // The clocks stay provisional and are tried at the next sweep; the other cases go on.
            LogFailed(log, fault, key.Id);
            return 0;
        }
    }

    private async Task<List<CaseKey>> CasesAsync(DateTimeOffset horizon, CaseKey? after, CancellationToken cancel)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(seal.Open(Scope.Everything, connection).ToCommand());
        batch.BatchCommands.Add(
            Statement
                .Of(
                    """
                    select distinct county_code, case_id from clocks
                    where provisional and state <> 'ended' and due_legal <= $1 and (county_code, case_id) > ($2, $3)
                    order by county_code, case_id limit $4
                    """,
                    P.Time(horizon),
                    P.Text(after?.County ?? ""),
                    P.Uuid(after?.Id ?? Guid.Empty),
                    P.Int(PageSize)
                )
                .ToCommand()
        );
        var cases = new List<CaseKey>();
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
            cases.Add(new CaseKey(reader.GetString(0), reader.GetGuid(1)));
        return cases;
    }

    [LoggerMessage(LogLevel.Error, "The provisional clocks of case {Case} could not be reckoned anew and stay as they are")]
    private static partial void LogFailed(ILogger log, Exception fault, Guid @case);
}
