using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Shell;

namespace Enforcement.Processes.Repairs;

/// <summary>Somebody who answers for the case, or for its workflow, says how a failed step is to be put right, and why. Nothing moves yet.</summary>
public sealed class AskForRepair(Steps steps)
{
    public const int LongestReason = 500;

    /// <param name="number">Register number of the case.</param>
    /// <exception cref="NotAllowedException"><c>repair.not-yours</c>.</exception>
    /// <exception cref="RefusedException"><c>repair.already-asked</c>, <c>repair.gone</c>.</exception>
    public async Task<Repair> RunAsync(
        Actor asker,
        string number,
        Guid incidentId,
        RepairPlan plan,
        string? reason,
        CancellationToken cancel
    )
    {
        var why = PlainText.Required("reason", reason, LongestReason);
        var of = CaseOf.Number(number);
        var incidents = new StepRead<FlowIncident>(IncidentTable.ReadOpen(of), IncidentTable.From);
        var repairs = new StepRead<Repair>(RepairTable.ReadAll(of), RepairTable.From);
        await using var step = await steps.BeginAsync(asker, of, cancel, incidents, repairs);
        var work = step.Main;
        var post = RepairRights.PostOf(asker, work.Case) ?? throw RepairRefusals.NotYours();
        var incident = incidents.Rows.FirstOrDefault(it => it.Id == incidentId) ?? throw new NotVisibleException();
        if (repairs.Rows.Any(it => it.IncidentId == incidentId && it.State == Repair.Asked))
            throw RepairRefusals.AlreadyAsked();
        var ways = incident.RunIn(work.Flow!) is { } run ? work.Flow!.LawfulWaysToRepair(run) : null;
        plan.Check(ways ?? throw RepairRefusals.Gone());

        var repair = new Repair
        {
            Id = RowId.New(work.Case.Key.County, step.Now),
            IncidentId = incidentId,
            Plan = plan,
            Reason = why,
            AskedBy = asker.PersonId,
            AskedAt = step.Now,
        };
        work.Record(
            "repair.asked",
            new JsonObject
            {
                ["repair"] = repair.Id.ToString(),
                ["node"] = incident.NodeId,
                ["plan"] = JsonNode.Parse(plan.ToJson()),
                ["reason"] = why,
            },
            post
        );
        work.Write(RepairTable.Insert(work.Case.Key, repair));
        await step.CommitAsync(cancel, () => RepairAnswer.Of(repair), StatusCodes.Status201Created);
        return repair;
    }
}
