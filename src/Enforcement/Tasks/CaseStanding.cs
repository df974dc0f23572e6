using Enforcement.Processes;

namespace Enforcement.Tasks;

/// <summary>What a client is told after a step: where the case stands and what is open.</summary>
public sealed record CaseStanding(string CaseNumber, string Stage, string? Outcome, IReadOnlyList<OpenTask> Tasks)
{
    public static CaseStanding After(Step step) =>
        new(step.Case.Number, step.Case.Stage, step.Case.Outcome, [.. step.Main.Part<OpenTasks>().Open.Select(OpenTask.Of)]);
}

public sealed record OpenTask(
    Guid Id,
    string Node,
    string Title,
    string Organization,
    string Role,
    DateTimeOffset? DueInternal,
    DateTimeOffset? DueLegal
)
{
    public static OpenTask Of(CaseTask task) =>
        new(task.Id, task.Node, task.Spec.Title.Here, task.Organization, task.Role, task.DueInternal, task.DueLegal);
}
