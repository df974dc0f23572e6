using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Workflows.Execution;

namespace Enforcement.Processes.Migrations;

/// <summary>A workflow admin says from which version to which the running cases of the region are to go, and why. Nothing moves yet.</summary>
public sealed class AskForMigration(Steps steps, Definitions definitions)
{
    /// <exception cref="NotAllowedException"><c>migration.not-yours</c>.</exception>
    /// <exception cref="MalformedException">No such version, or something missing.</exception>
    /// <exception cref="RefusedException">By name: see <see cref="MigrationRefusals"/>.</exception>
    public async Task<MigrationPlan> RunAsync(Actor asker, MigrationRequest request, CancellationToken cancel)
    {
        var region = MigrationRights.RegionOf(asker);
        var (from, to, nodes, reason) = request.Read();
        var asking = new StepRead<string>(MigrationTable.LockAsking(from), _ => "");
        var isLedOver = new StepRead<string>(MigrationTable.IsLedOver(from, region), row => row.GetBoolean(0).ToString());
        var versions = new StepRead<DefinitionVersion>(MigrationTable.ReadVersions(from, to), MigrationTable.VersionFrom);
        await using var step = await steps.BeginNewAsync(asker, cancel, asking, isLedOver, versions);

        var left = versions.Rows.FirstOrDefault(version => version.Id == from) ?? throw new MalformedException(("from", "unknown"));
        var entered = versions.Rows.FirstOrDefault(version => version.Id == to) ?? throw new MalformedException(("to", "unknown"));
        if (left == entered)
            throw MigrationRefusals.SameVersion();
        if (left.DefinitionId != entered.DefinitionId)
            throw MigrationRefusals.OtherDefinition();
        if (!entered.IsPublished)
            throw MigrationRefusals.NotPublished();
        Check(nodes, (await definitions.OfVersionAsync(from, cancel)).Graph, (await definitions.OfVersionAsync(to, cancel)).Graph);
        if (isLedOver.Row == bool.TrueString)
            throw MigrationRefusals.AlreadyAsked();

        var plan = new MigrationPlan
        {
            Id = Guid.CreateVersion7(step.Now),
            Region = region,
            DefinitionId = left.DefinitionId,
            FromVersionId = from,
            ToVersionId = to,
            Nodes = nodes,
            Reason = reason,
            AskedBy = asker.PersonId,
            AskedAt = step.Now,
        };
        step.Write(MigrationTable.Insert(plan));
        step.Write(MigrationLog.Of(step, plan, MigrationPlan.Asked));
        await step.CommitAsync(cancel, () => MigrationAnswer.Of(plan), StatusCodes.Status201Created);
        return plan;
    }

    private static void Check(IReadOnlyDictionary<string, string> nodes, WorkflowGraph from, WorkflowGraph to)
    {
        if (nodes.Keys.FirstOrDefault(node => from.Find(node) is null) is { } there)
            throw MigrationRefusals.UnknownNode(there);
        if (nodes.Values.FirstOrDefault(node => to.Find(node) is null) is { } here)
            throw MigrationRefusals.UnknownNode(here);
        if (nodes.Values.GroupBy(node => node).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw MigrationRefusals.NodeTwice(twice.Key);
    }
}

/// <summary>What is decided about a plan concerns the installation, not one case: it stands in the administrators' log.</summary>
internal static class MigrationLog
{
    /// <param name="what">A state of the plan, or <c>resumed</c>.</param>
    public static Statement Of(Step step, MigrationPlan plan, string what) =>
        AdminLogEntry
            .Of(
                step.Now,
                step.Actor.UserName,
                $"migration.{what}",
                $"{plan.FromVersionId} → {plan.ToVersionId} ({plan.Region})",
                now: new
                {
                    plan = plan.Id,
                    plan.Reason,
                    plan.Note,
                    plan.Nodes,
                }
            )
            .Insert();
}
