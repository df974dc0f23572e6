using System.Text.Json;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Definitions;

/// <summary>How far the check looks.</summary>
public sealed record PublishLimits
{
    /// <summary>
    /// Positions of one flowchart that are looked at. A flowchart with more is reported by <c>flow.not-fully-explored</c>, a warning with this
    /// number; what was found up to there stands.
    /// </summary>
    public int Positions { get; init; } = 20_000;

    /// <summary>Steps from one position to the next, all positions of one flowchart together; beyond it likewise.</summary>
    public int Moves { get; init; } = 100_000;
}

/// <summary>
/// Everything that speaks against publishing a definition, all at once: what the compiler found (unknown and refused activities and
/// expressions, bad inputs, loose ends), and what running its flowcharts in every way shows.
/// </summary>
/// <remarks>
/// Every flowchart is run by the real engine, with activities that only pretend: they leave by each of their outcomes in turn, and
/// those that wait end in every order: from its start, and from every node at which the service begins instances in the middle
/// (<see cref="ActivityCatalog.BeginsAt"/>), whose path then begins with that node. So a finding is something that the engine does, and comes with the path that leads to it.
/// <list type="bullet">
/// <item><c>flow.join-skipped</c>: branches arrive at a join, and it never runs for them.</item>
/// <item><c>flow.join-dead-path</c>: a join of all branches is given up because one went elsewhere; an error where the flow so ends unnoticed.</item>
/// <item><c>flow.join-early</c>: a join runs, and then a branch still arrives that it should have waited for, or it cancels one.</item>
/// <item><c>flow.join-twice</c>: a join runs again although nothing new arrived.</item>
/// <item><c>flow.runs-after-end</c>: an activity begins although the flow has ended, because both were due at once.</item>
/// <item><c>flow.multiplies</c>: an activity comes to be open more than three times at once; what follows was not tried (a warning).</item>
/// <item><c>flow.waits-for-nothing</c>: the flow has not ended, and nothing can move it.</item>
/// <item><c>flow.loop-without-wait</c>: a loop in which nothing waits, with its activities as the path.</item>
/// <item><c>flow.join-mode-computed</c>: the mode of a join is a script, so nothing can be said about it.</item>
/// <item><c>flow.not-fully-explored</c>: the flowchart has more positions than the limit (a warning; parameters: the limit).</item>
/// </list>
/// </remarks>
public static class PublishCheck
{
    /// <returns>Errors refuse the definition, warnings do not. Empty when nothing speaks against it.</returns>
    public static IReadOnlyList<GraphFault> Of(WorkflowGraph graph, PublishLimits? limits = null)
    {
        var found = new List<GraphFault>(graph.Faults);
        var begins = graph.Catalog.BeginsAt(graph).Where(graph.CanBeginAt).ToList();
        foreach (var node in graph.Nodes)
        {
            if (node.Flow is { Start: >= 0 })
                found.AddRange(new FlowExploration(node, graph, limits ?? new()).Find(begins));
            if (node.Activity is While && node.Slot("body") is { } body && IsAlways(node) && !Waits(body) && !Ends(body))
                found.Add(LoopWithoutWait(node, [new PathStep(node.NodeId, null), new PathStep(body.NodeId, null)]));
        }
        return found;
    }

    internal static GraphFault LoopWithoutWait(ActivityNode node, IReadOnlyList<PathStep> path) =>
        new("flow.loop-without-wait", node.NodeId, FlowExploration.LoopWithoutWait) { Path = path };

    /// <summary>Whether the activity, or one inside it, waits for something outside of the engine.</summary>
    internal static bool Waits(ActivityNode node) =>
        node.Activity switch
        {
            Event or RunTask or TimerActivity => true,
            DispatchWorkflow => node.Constant("WaitForCompletion")?.GetValueKind() != JsonValueKind.False
                && node.Raw("waitForCompletion") is not null,
            { Descriptor.Kind: ActivityKind.Task or ActivityKind.Trigger } => true,
            _ => node.Children.Any(Waits),
        };

    private static bool Ends(ActivityNode node) => node.Activity is Break or Finish or Complete or Fault || node.Children.Any(Ends);

    private static bool IsAlways(ActivityNode node) => node.Constant("Condition")?.GetValueKind() == JsonValueKind.True;
}
