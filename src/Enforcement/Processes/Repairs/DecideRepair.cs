using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Shell;

namespace Enforcement.Processes.Repairs;

/// <summary>The second person approves a repair, and the flow runs on in the same step; or declines it; or whoever asked withdraws it.</summary>
public sealed class DecideRepair(Steps steps)
{
    /// <exception cref="RefusedException"><c>repair.own</c>, <c>repair.decided</c>, <c>repair.gone</c>, <c>repair.leaves-nothing</c>.</exception>
    public Task<Repair> ApproveAsync(Actor second, Guid id, CancellationToken cancel) =>
        RunAsync(
            second,
            id,
            "repair.done",
            (work, repair, incident) =>
            {
                repair.Approve(second, work.Now);
                if (incident?.RunIn(work.Flow!) is not { } run || work.Flow!.LawfulWaysToRepair(run) is not { } ways)
                    throw RepairRefusals.Gone();
                repair.Plan.Check(ways);
                return () => work.Repair(run, repair.Plan);
            },
            cancel
        );

    /// <exception cref="RefusedException"><c>repair.own</c>, <c>repair.decided</c>.</exception>
    public Task<Repair> DeclineAsync(Actor second, Guid id, string? reason, CancellationToken cancel)
    {
        var why = PlainText.Required("reason", reason, AskForRepair.LongestReason);
        return RunAsync(second, id, "repair.declined", (work, repair, _) => Only(() => repair.Decline(second, work.Now, why)), cancel);
    }

    /// <exception cref="RefusedException"><c>repair.decided</c>.</exception>
    public Task<Repair> WithdrawAsync(Actor asker, Guid id, CancellationToken cancel) =>
        RunAsync(asker, id, "repair.withdrawn", (work, repair, _) => Only(() => repair.Withdraw(asker, work.Now)), cancel);

    /// <param name="decide">Decides, and returns what the flow then does: the journal names the decision before its consequences.</param>
    private async Task<Repair> RunAsync(
        Actor actor,
        Guid id,
        string action,
        Func<CaseWork, Repair, FlowIncident?, Action> decide,
        CancellationToken cancel
    )
    {
        var of = CaseOf.Row(RepairTable.Name, id);
        var incidents = new StepRead<FlowIncident>(IncidentTable.ReadOpen(of), IncidentTable.From);
        var repairs = new StepRead<Repair>(RepairTable.ReadAll(of), RepairTable.From);
        await using var step = await steps.BeginAsync(actor, of, cancel, incidents, repairs);
        var work = step.Main;
        var repair = repairs.Rows.Single(it => it.Id == id);
        var post = RepairRights.PostOf(actor, work.Case) ?? throw RepairRefusals.NotYours();

        var incident = incidents.Rows.FirstOrDefault(it => it.Id == repair.IncidentId);
        var run = decide(work, repair, incident);
        var details = new JsonObject
        {
            ["repair"] = id.ToString(),
            ["node"] = incident?.NodeId,
            ["plan"] = JsonNode.Parse(repair.Plan.ToJson()),
        };
        if (repair.Note is not null)
            details["reason"] = repair.Note;
        work.Record(action, details, post);
        work.Write(RepairTable.Update(work.Case.Key, repair));
        run();
        await step.CommitAsync(cancel, () => RepairAnswer.Of(repair));
        return repair;
    }

    private static Action Only(Action decide)
    {
        decide();
        return () => { };
    }
}
