using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Workflows.Execution;

namespace Enforcement.Processes.Migrations;

/// <summary>Undoes what a plan did to one case, while nothing has happened in it since.</summary>
public sealed class TakeCaseBack(Steps steps, Definitions definitions)
{
    /// <param name="number">Register number of the case.</param>
    /// <exception cref="NotAllowedException"><c>migration.not-yours</c>.</exception>
    /// <exception cref="RefusedException"><c>migration.not-moved</c>, <c>migration.moved-on</c>.</exception>
    public async Task<MigratedCase> RunAsync(Actor admin, Guid planId, string number, CancellationToken cancel)
    {
        MigrationRights.RegionsOf(admin);
        return await RunAsync(admin, planId, CaseOf.Number(number), plan => MigrationRights.Demand(admin, plan), cancel);
    }

    /// <summary>One case of a plan that is undone as a whole; the plan says in whose name.</summary>
    internal Task<MigratedCase> RunAsync(Guid planId, Guid caseId, CancellationToken cancel) =>
        RunAsync(Actor.System, planId, CaseOf.Case(caseId), _ => { }, cancel);

    /// <summary>A case of a plan that is undone as a whole stays, and the ledger says why.</summary>
    internal async Task KeepAsync(Guid planId, Guid caseId, string code, CancellationToken cancel)
    {
        await using var step = await steps.BeginNewAsync(Actor.System, cancel);
        var key = new CaseKey(RowId.CountyOf(caseId), caseId);
        step.Write(LedgerTable.Close(planId, key, MigratedCase.Kept, code, null, step.Now));
        await step.CommitAsync(cancel);
    }

    private async Task<MigratedCase> RunAsync(Actor actor, Guid planId, CaseOf of, Action<MigrationPlan> demand, CancellationToken cancel)
    {
        var plans = new StepRead<MigrationPlan>(MigrationTable.ReadOne(planId), MigrationTable.From);
        var ledger = new StepRead<MigratedCase>(LedgerTable.ReadOne(planId, of), LedgerTable.From);
        await using var step = await steps.BeginAsync(actor, of, cancel, plans, ledger);
        var (work, plan, moved) = (step.Main, plans.Row, ledger.RowOrNull);
        demand(plan);
        if (moved is not { State: MigratedCase.Moved, StateBefore: { } before })
            throw MigrationRefusals.NotMoved();
        if (work.Version != moved.VersionAfter)
            throw MigrationRefusals.MovedOn();

        var left = await definitions.OfVersionAsync(plan.FromVersionId, cancel);
        work.LeadTo(left, WorkflowInstance.Load(left.Graph, before));
        work.Record(
            "flow.migration-undone",
            new JsonObject
            {
                ["plan"] = plan.Id.ToString(),
                ["from"] = plan.ToVersionId,
                ["to"] = plan.FromVersionId,
            },
            MigrationRights.PostOver(actor, plan.Region)
        );
        work.Write(
            LedgerTable.Close(plan.Id, work.Case.Key, MigratedCase.Undone, null, actor.IsSystem ? plan.ChangedBy : actor.PersonId, step.Now)
        );
        var undone = moved with { State = MigratedCase.Undone };
        await step.CommitAsync(cancel, () => UndoneAnswer.Of(work.Case.Number, undone));
        return undone;
    }
}
