using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Tasks;

/// <summary>A handler begins an act beside the flow.</summary>
public sealed class OpenSideTask(Steps steps)
{
    /// <param name="kind">One of <see cref="SideTasks.Kinds"/>.</param>
    public async Task<CaseTask> RunAsync(Actor officer, string number, string? kind, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(kind))
            throw new MalformedException(("kind", "required"));
        if (!SideTasks.Kinds.Contains(kind))
            throw new MalformedException(("kind", "unknown"));

        await using var step = await steps.BeginAsync(officer, CaseOf.Number(number), cancel);
        var caseFile = step.Case;
        if (!caseFile.IsOpen)
            throw CaseRefusals.AlreadyClosed(caseFile);
        if (!caseFile.Officers.Contains(officer.PersonId) || officer.PostFor(RoleOf(caseFile), caseFile.OwnerOrg) is not { } post)
            throw TaskRefusals.SideTaskForHandlers();
        var tasks = step.Main.Part<OpenTasks>();
        if (tasks.Open.Any(open => open.Kind is TaskKind.Side && SideTasks.NodesOf(kind).Contains(open.Node)))
            throw TaskRefusals.SideTaskOpen();

        var (node, spec) = SideTasks.Opening(kind);
        var task = tasks.OpenSide(step.Main, node, RoleOf(caseFile), spec);
        step.Main.Record("task.side-opened", new JsonObject { ["node"] = node, ["task"] = task.Id.ToString() }, post);
        await step.CommitAsync(cancel, () => OpenTask.Of(task), StatusCodes.Status201Created);
        return task;
    }

    internal static string RoleOf(CaseFile caseFile) => caseFile.Kind is CaseKind.Township ? Roles.Officer : Roles.CountyHandler;
}

/// <summary>Goods that were registered must be decided on within seven working days; what was ordered is inspected again.</summary>
public sealed class SideTaskFollowUp : ITaskFollowUp
{
    public ValueTask RunAsync(TaskAttempt attempt, Post? post, CancellationToken cancel)
    {
        if (attempt.Task.Kind is TaskKind.Side && SideTasks.After(attempt.Task.Node) is (var node, var spec))
            attempt.Work.Part<OpenTasks>().OpenSide(attempt.Work, node, OpenSideTask.RoleOf(attempt.Work.Case), spec);
        return ValueTask.CompletedTask;
    }
}
