using System.Text;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Definitions;

/// <summary>One flowchart with activities that only pretend, so that the real engine can run it in every way.</summary>
internal sealed class PretendedFlow
{
    private const int RoundsToldApart = 3;

    /// <param name="waits">By place: whether the activity waits.</param>
    /// <param name="ways">By place: how it can be left.</param>
    public PretendedFlow(
        ActivityNode real,
        WorkflowGraph graph,
        IReadOnlyList<bool> waits,
        IReadOnlyList<IReadOnlyList<IReadOnlyList<string>>> ways,
        Choices choices
    )
    {
        var drawn = real.Flow!;
        var frame = new ActivityNode(0, null, "Workflow", "Workflow", [], new Workflow()) { Definition = graph.Definition };
        Flowchart = new ActivityNode(1, frame, real.Id, real.NodeId, [], new Flowchart());
        var nodes = new List<ActivityNode> { frame, Flowchart };
        frame.ChildList.Add(Flowchart);
        frame.SlotChildren["root"] = Flowchart;
        foreach (var child in real.Children)
        {
            var place = nodes.Count - 2;
            Activity activity = child.Activity is Start or FlowJoin
                ? child.Activity
                : new PretendedActivity(child.Activity, waits[place], ways[place], choices);
            var pretended = new ActivityNode(nodes.Count, Flowchart, child.Id, child.NodeId, child.Source, activity)
            {
                Inputs = child.Activity is FlowJoin ? child.Inputs : [],
            };
            nodes.Add(pretended);
            Flowchart.ChildList.Add(pretended);
        }
        Flowchart.Flow = Layout = new FlowLayout(Flowchart.ChildList, drawn.Connections, drawn.WaitsForArrivals);
        Graph = new WorkflowGraph(graph.Definition, graph.Catalog, nodes, []);
    }

    public WorkflowGraph Graph { get; }

    public ActivityNode Flowchart { get; }

    public FlowLayout Layout { get; }

    public static WorkflowEngine Engine() =>
        new(
            new EngineOptions
            {
                IncidentStrategy = IncidentStrategy.StopBranch,
                OverrideIncidentStrategy = true,
                MaxStepsPerBurst = 2_000,
            }
        );

    /// <summary>
    /// What decides how the flow can go on. Positions count as the same when they differ only by rounds that no join can tell apart: beyond three
    /// rounds, one more round is the same again.
    /// </summary>
    public static string KeyOf(WorkflowInstance instance, FlowLayout layout, FlowPaths paths)
    {
        var key = new StringBuilder();
        var state = instance.State;
        foreach (var activity in state.Activities.Where(activity => activity.Node > 1).OrderBy(activity => activity.Node))
            key.Append(';').Append(activity.Node).Append((char)('a' + (int)activity.Status)).Append(activity.ViaBackward ? '-' : '+');
        if (state.Activities.Find(activity => activity.Node == 1)?.Flow is not { } flow)
            return key.ToString();
        for (var place = 0; place < layout.Activities.Count; place++)
        {
            var inbound = paths.ForwardInbound(place);
            if (inbound.Count < 2)
                continue;
            var least = flow.Activities[place];
            foreach (var connection in inbound)
                least = Math.Min(least, flow.Connections[connection.Place]);
            key.Append('/').Append(Math.Min(RoundsToldApart, flow.Activities[place] - least));
            foreach (var connection in inbound)
            {
                key.Append(',').Append(Math.Min(RoundsToldApart, flow.Connections[connection.Place] - least));
                // What was followed counts only until the join has run; before the next time it is visited again.
                var isAhead = flow.Connections[connection.Place] > flow.Activities[place];
                key.Append(isAhead && flow.Followed[connection.Place] ? 'f' : '.').Append(flow.Arrived[connection.Place] ? 'a' : '.');
            }
        }
        return key.ToString();
    }
}
