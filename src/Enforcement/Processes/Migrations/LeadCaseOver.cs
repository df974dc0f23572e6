using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Workflows.Execution;

namespace Enforcement.Processes.Migrations;

/// <summary>Moves one case by a plan, in a step of its own: locked, looked at again, moved or refused with every reason.</summary>
public sealed class LeadCaseOver(Steps steps, Definitions definitions)
{
    /// <summary>Of a case that could not even be looked at.</summary>
    public const string Fault = "move.fault";

    public async Task<CaseLead> RunAsync(MigrationPlan plan, Guid caseId, CancellationToken cancel)
    {
        var of = CaseOf.Case(caseId);
        var plans = new StepRead<MigrationPlan>(MigrationTable.ReadOne(plan.Id), MigrationTable.From);
        var ledger = new StepRead<MigratedCase>(LedgerTable.ReadOne(plan.Id, of), LedgerTable.From);
        MigratedCase refused;
        await using (var step = await steps.BeginAsync(Actor.System, of, cancel, plans, ledger))
        {
            var work = step.Main;
            if (plans.Row.State != MigrationPlan.Approved)
                return CaseLead.Stopped;
            if (ledger.RowOrNull is not null || work.Definition.VersionId != plan.FromVersionId || IsFinished(work))
                return CaseLead.Passed;

            var target = await definitions.OfVersionAsync(plan.ToVersionId, cancel);
            var move = work.Flow!.MoveTo(target.Graph, plan.Nodes);
            if (move.Instance is { } flow)
            {
                await MoveAsync(step, plan, target, flow, move.Notes, cancel);
                return CaseLead.Moved;
            }
            refused = new MigratedCase(
                work.Case.Key,
                MigratedCase.Refused,
                move.Refusals[0].Code,
                [.. move.Refusals, .. move.Notes],
                step.Now,
                null,
                null
            );
        }
        await RefuseAsync(plan, refused, cancel);
        return CaseLead.Refused;
    }

    /// <summary>A case that failed stands in the ledger too, and holds up nobody.</summary>
    public Task FailAsync(MigrationPlan plan, Guid caseId, DateTimeOffset at, CancellationToken cancel) =>
        RefuseAsync(
            plan,
            new MigratedCase(new CaseKey(RowId.CountyOf(caseId), caseId), MigratedCase.Refused, Fault, [], at, null, null),
            cancel
        );

    private static async Task MoveAsync(
        Step step,
        MigrationPlan plan,
        LoadedDefinition target,
        WorkflowInstance flow,
        IReadOnlyList<MoveFinding> notes,
        CancellationToken cancel
    )
    {
        var work = step.Main;
        var before = work.Flow!.Save();
        work.LeadTo(target, flow);
        work.Record(
            "flow.migrated",
            new JsonObject
            {
                ["plan"] = plan.Id.ToString(),
                ["from"] = plan.FromVersionId,
                ["to"] = plan.ToVersionId,
                ["reason"] = plan.Reason,
                ["notes"] = new JsonArray([
                    .. notes.Select(note =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["code"] = note.Code,
                                ["node"] = note.NodeId,
                                ["detail"] = note.Detail,
                            }
                    ),
                ]),
            }
        );
        work.Write(
            LedgerTable.Insert(
                plan.Id,
                new MigratedCase(work.Case.Key, MigratedCase.Moved, null, notes, step.Now, before, work.Version + 1)
            )
        );
        await step.CommitAsync(cancel);
    }

    /// <summary>Without the case's lock: nothing of the case changes.</summary>
    private async Task RefuseAsync(MigrationPlan plan, MigratedCase refused, CancellationToken cancel)
    {
        await using var step = await steps.BeginNewAsync(Actor.System, cancel);
        step.Write(LedgerTable.Insert(plan.Id, refused));
        await step.CommitAsync(cancel);
    }

    private static bool IsFinished(CaseWork work) => work.Flow!.Status == WorkflowStatus.Finished;
}

public enum CaseLead
{
    Moved,
    Refused,

    /// <summary>It finished, or went elsewhere, since it was listed.</summary>
    Passed,

    /// <summary>The plan was paused or cancelled.</summary>
    Stopped,
}
