using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Shell;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Execution;

namespace Enforcement.Processes.Repairs;

/// <summary>What is to be done about a failed step.</summary>
/// <param name="Kind">One of <see cref="Kinds"/>.</param>
/// <param name="Outcome">Of a skip: what the step is taken to have come to.</param>
/// <param name="Node">Of a way back: the id of the node to go on at.</param>
/// <param name="Variables">Of a retry: set before the step runs again, by name.</param>
public sealed record RepairPlan(string Kind, string? Outcome = null, string? Node = null, JsonObject? Variables = null)
{
    /// <summary>The step runs again, with variables set where some are given.</summary>
    public const string Retry = "retry";

    /// <summary>The step counts as done.</summary>
    public const string Skip = "skip";

    /// <summary>The flow goes on at an earlier step.</summary>
    public const string GoBack = "go-back";

    /// <summary>The branch of the step is given up; the others go on.</summary>
    public const string CancelBranch = "cancel-branch";

    private const int LongestVariables = 10_000;

    public static IReadOnlyList<string> Kinds { get; } = [Retry, Skip, GoBack, CancelBranch];

    /// <summary>As somebody typed it: what the kind does not need is dropped.</summary>
    /// <exception cref="MalformedException">No such kind, something missing, or variables that are too long.</exception>
    public static RepairPlan Of(string? kind, string? outcome, string? node, JsonObject? variables)
    {
        if (kind is null || !Kinds.Contains(kind))
            throw new MalformedException(("kind", kind is null ? "required" : "unknown"));
        if (kind == Retry && variables is not null)
            if (!variables.IsStorable())
                throw new MalformedException(("variables", "text"));
            else if (variables.ToJsonString().Length > LongestVariables)
                throw new MalformedException(("variables", "too-long"));
        return new RepairPlan(
            kind,
            kind == Skip ? PlainText.Required("outcome", outcome, 200) : null,
            kind == GoBack ? PlainText.Required("node", node, 1000) : null,
            kind == Retry && variables is { Count: > 0 } ? variables : null
        );
    }

    public static RepairPlan Read(string json) => JsonSerializer.Deserialize<RepairPlan>(json, StepServices.Json)!;

    public string ToJson() => JsonSerializer.Serialize(this, StepServices.Json);

    /// <summary>Refuses what the failed step does not offer.</summary>
    /// <exception cref="MalformedException">An outcome, node or variable that it does not know.</exception>
    /// <exception cref="RefusedException"><c>repair.decision</c>: a skip of what people have to decide.</exception>
    public void Check(RepairWays ways)
    {
        if (Kind == Skip && ways.Outcomes.Count == 0)
            throw RepairRefusals.Decision();
        if (Outcome is not null && !ways.Outcomes.Contains(Outcome))
            throw new MalformedException(("outcome", "unknown"));
        if (Node is not null && ways.BackTo.All(node => node.NodeId != Node))
            throw new MalformedException(("node", "unknown"));
        if (Variables?.Any(variable => !ways.Variables.Contains(variable.Key)) == true)
            throw new MalformedException(("variables", "unknown"));
    }
}
