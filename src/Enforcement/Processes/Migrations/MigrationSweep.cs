using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Processes.Migrations;

/// <summary>
/// Carries approved plans out, case by case in the order of their keys, so many in a run. The ledger says how far a plan has come: a run that was cut
/// off goes on behind the last case that stands in it.
/// </summary>
public sealed partial class MigrationSweep(
    ScopedReads reads,
    Steps steps,
    LeadCaseOver lead,
    TakeCaseBack takeBack,
    TimeProvider clock,
    ILogger<MigrationSweep> log
) : ISweep
{
    private const int PageSize = 100;

    public string Name => "migrations";

    /// <summary>After timers and reminders, which are due; this is not.</summary>
    public int Order => 100;

    /// <summary>Cases looked at in a run, so that the sweeps behind it are not late.</summary>
    internal int MostPerRun { get; set; } = 1000;

    /// <returns>How many cases were moved, refused or moved back.</returns>
    public async Task<int> RunAsync(DateTimeOffset asOf, CancellationToken cancel)
    {
        var done = 0;
        foreach (var plan in await reads.RowsAsync(Scope.Everything, MigrationTable.ReadDue(), MigrationTable.From, cancel))
            if (done < MostPerRun)
                done +=
                    plan.State == MigrationPlan.Undoing
                        ? await UndoAsync(plan, MostPerRun - done, cancel)
                        : await LeadAsync(plan, MostPerRun - done, cancel);
        return done;
    }

    private async Task<int> LeadAsync(MigrationPlan plan, int most, CancellationToken cancel)
    {
        var done = 0;
        Guid? last = (await reads.RowsAsync(Scope.Everything, ReadLast(plan), row => (Guid?)row.GetGuid(0), cancel)).FirstOrDefault();
        while (!cancel.IsCancellationRequested)
        {
            var cases = await reads.RowsAsync(Scope.Everything, ReadNext(plan, last, PageSize), row => row.GetGuid(0), cancel);
            foreach (var caseId in cases)
            {
                if (done >= most)
                    return done;
                var outcome = await LeadAsync(plan, caseId, cancel);
                if (outcome == CaseLead.Stopped)
                    return done;
                done += outcome == CaseLead.Passed ? 0 : 1;
                last = caseId;
            }
            if (cases.Count < PageSize)
            {
                await FinishAsync(plan, cancel);
                break;
            }
        }
        return done;
    }

    private async Task<CaseLead> LeadAsync(MigrationPlan plan, Guid caseId, CancellationToken cancel)
    {
        try
        {
            return await lead.RunAsync(plan, caseId, cancel);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogFailed(log, fault, caseId, plan.Id);
        }
        await lead.FailAsync(plan, caseId, clock.GetUtcNow(), cancel);
        return CaseLead.Refused;
    }

    private async Task<int> UndoAsync(MigrationPlan plan, int most, CancellationToken cancel)
    {
        var done = 0;
        while (!cancel.IsCancellationRequested)
        {
            var cases = await reads.RowsAsync(
                Scope.Everything,
                ReadMoved(plan, Math.Min(PageSize, most - done)),
                row => row.GetGuid(0),
                cancel
            );
            foreach (var caseId in cases)
            {
                await TakeBackAsync(plan, caseId, cancel);
                done++;
            }
            if (cases.Count == 0)
            {
                await FinishAsync(plan, cancel);
                break;
            }
            if (done >= most)
                break;
        }
        return done;
    }

    private async Task TakeBackAsync(MigrationPlan plan, Guid caseId, CancellationToken cancel)
    {
        var code = LeadCaseOver.Fault;
        try
        {
            await takeBack.RunAsync(plan.Id, caseId, cancel);
            return;
        }
        catch (RefusedException refused)
        {
            code = refused.Code;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogFailed(log, fault, caseId, plan.Id);
        }
        await takeBack.KeepAsync(plan.Id, caseId, code, cancel);
    }

    private async Task FinishAsync(MigrationPlan plan, CancellationToken cancel)
    {
        var plans = new StepRead<MigrationPlan>(MigrationTable.LockOne(plan.Id), MigrationTable.From);
        await using var step = await steps.BeginNewAsync(Actor.System, cancel, plans);
        var now = plans.Row;
        // Paused or cancelled while its last cases were moved: it stays so.
        if (now.State != plan.State)
            return;
        now.Finish(step.Now);
        step.Write(MigrationTable.Update(now, plan.State));
        step.Write(MigrationLog.Of(step, now, now.State));
        await step.CommitAsync(cancel);
    }

    private static Statement ReadLast(MigrationPlan plan) =>
        Statement.Of(
            "select case_id from migrated_cases where migration_id = $1 order by county_code desc, case_id desc limit 1",
            P.Uuid(plan.Id)
        );

    private static Statement ReadNext(MigrationPlan plan, Guid? after, int limit) =>
        Statement.Of(
            """
            select id from instances
            where definition_version_id = $1 and status = 'running' and left(county_code, length($2)) = $2 and (county_code, id) > ($3, $4)
            order by county_code, id limit $5
            """,
            P.Text(plan.FromVersionId),
            P.Text(plan.Region),
            P.Text(after is { } last ? RowId.CountyOf(last) : ""),
            P.Uuid(after ?? Guid.Empty),
            P.Int(limit)
        );

    private static Statement ReadMoved(MigrationPlan plan, int limit) =>
        Statement.Of(
            "select case_id from migrated_cases where migration_id = $1 and state = 'moved' order by county_code, case_id limit $2",
            P.Uuid(plan.Id),
            P.Int(limit)
        );

    [LoggerMessage(LogLevel.Error, "The case {Case} could not be led over by the plan {Plan}; the others go on")]
    private static partial void LogFailed(ILogger log, Exception fault, Guid @case, Guid plan);
}
