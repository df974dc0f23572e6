using Enforcement.Workflows.Activities;

namespace Enforcement.Workflows.Execution;

/// <summary>
/// What may be done about a failed step, beside running it again or giving its branch up. Only ways after which the joins behind it still count
/// right: as if done with an outcome that is connected, or from an earlier step which every path to the failed one goes through, while nothing
/// else of the same flowchart is open.
/// </summary>
/// <param name="Outcomes">Of the failed step, in the order of its connections; never empty.</param>
/// <param name="LeadsTo">For each outcome the steps that follow from it.</param>
/// <param name="BackTo">Nearest first; none where something else of the flowchart is open.</param>
/// <param name="Variables">Names that the step sees, nearest first.</param>
public sealed record RepairWays(
    IReadOnlyList<string> Outcomes,
    ILookup<string, ActivityNode> LeadsTo,
    IReadOnlyList<ActivityNode> BackTo,
    IReadOnlyList<string> Variables
)
{
    internal static RepairWays? Of(WorkflowGraph graph, InstanceState state, int activityInstanceId)
    {
        if (state.Find(activityInstanceId) is not { Status: ActivityStatus.Faulted } failed || state.Find(failed.ParentId) is not { } owner)
            return null;
        var (node, variables) = (graph.Nodes[failed.Node], Names(graph, state, failed));
        if (graph.Nodes[owner.Node].Flow is not { } layout || owner.Flow is not { } counters)
            return new RepairWays([Activity.Done], Array.Empty<ActivityNode>().ToLookup(_ => ""), [], variables);

        var (paths, place) = (layout.From(owner.Counter), layout.PlaceOf(node));
        var leadsTo = paths
            .Outbound(place)
            .ToLookup(connection => connection.Port ?? Activity.Done, connection => layout.Activities[connection.Target]);
        var isAlone = state.Activities.TrueForAll(other => other == failed || other.ParentId != owner.Id || IsOver(other));
        var back = !isAlone
            ? []
            : Enumerable
                .Range(0, layout.Activities.Count)
                .Where(other => counters.Activities[other] > 0 && paths.IsAncestor(other, place) && paths.AlwaysPasses(other, place))
                .OrderByDescending(other => Enumerable.Range(0, layout.Activities.Count).Count(before => paths.IsAncestor(before, other)))
                .Select(other => layout.Activities[other])
                .ToList();
        return new RepairWays(leadsTo.Count == 0 ? [Activity.Done] : [.. leadsTo.Select(port => port.Key)], leadsTo, back, variables);
    }

    private static List<string> Names(WorkflowGraph graph, InstanceState state, ActivityInstance from)
    {
        var names = new List<string>();
        for (ActivityInstance? at = from; at is not null; at = state.Find(at.ParentId))
            names.AddRange((at.Variables?.Keys ?? Enumerable.Empty<string>()).Concat(graph.Nodes[at.Node].Variables.Select(it => it.Name)));
        return [.. names.Distinct(StringComparer.Ordinal)];
    }

    private static bool IsOver(ActivityInstance activity) => activity.Status is ActivityStatus.Completed or ActivityStatus.Canceled;
}
