using Enforcement.Workflows.Execution;

namespace Enforcement.Processes.Repairs;

/// <summary>
/// An activity whose outcome is what somebody decided: an officer, a head, another body. No repair decides in their place; such a step is run
/// again, and asks them.
/// </summary>
public interface IDecidedByPeople;

internal static class LawfulWays
{
    /// <summary>What the engine could do about a failed step, without outcomes that only people may give.</summary>
    public static RepairWays? LawfulWaysToRepair(this WorkflowInstance flow, int run) =>
        flow.WaysToRepair(run) is not { } ways ? null
        : flow.Open.Single(open => open.ActivityInstanceId == run).Node.Activity is IDecidedByPeople ? ways with { Outcomes = [] }
        : ways;
}
