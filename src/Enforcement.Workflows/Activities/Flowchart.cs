using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Activities;

/// <summary>
/// Elsa's flowchart in its default mode: counters per activity and connection decide when a join runs, runs without a branch, or is skipped.
/// The observed oddities are kept, because definitions in the field were drawn against them; a definition may choose mended joins instead.
/// </summary>
public sealed class Flowchart : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.Flowchart",
            Category = Categories.Flow,
            DisplayName = ("流程图", "Flowchart"),
            IsContainer = true,
            IsBrowsable = false,
            Outcomes = [],
        };

    protected internal override bool CompletesByItself => true;

    public override void Execute(ActivityContext context)
    {
        var layout = context.Node.Flow!;
        if (layout.Start < 0)
        {
            context.Complete();
            return;
        }
        var entry = (context.Run.TriggerNodeId ?? context.Run.AtNodeId) is { } nodeId ? context.Run.Graph.Find(nodeId) : null;
        var entered = entry?.Parent == context.Node ? layout.PlaceOf(entry) : -1;
        context.Instance.Counter = entered >= 0 ? entered : layout.Start;
        context.Instance.Flow = new FlowCounters(layout.Activities.Count, layout.Connections.Count);
        context.Schedule(layout.Activities[context.Instance.Counter]);
    }

    public override void ChildCompleted(ActivityContext context, ActivityContext child, IReadOnlyList<string> outcomes)
    {
        if (child.Node.Activity.Descriptor.IsTerminal)
        {
            context.Complete();
            return;
        }
        if (context.Node.Flow!.WaitsForArrivals)
        {
            new ArrivalStep(context).Leave(child.Node, outcomes);
            return;
        }
        context.Instance.Flow!.Discarded = -1;
        var step = new FlowStep(context);
        var follows = step.Leave(child.Node, connection => connection.IsFollowedBy(outcomes), !child.Instance.ViaBackward);
        step.SurfaceLost();
        if (!follows)
            step.CompleteUnlessPending();
    }

    internal override void ChildCancelled(ActivityContext context, ActivityContext child)
    {
        if (context.Node.Flow!.WaitsForArrivals)
        {
            new ArrivalStep(context).Settle();
            return;
        }
        var step = new FlowStep(context);
        step.CompleteUnlessPending();
        step.Leave(child.Node, _ => false, counts: true);
        step.SurfaceLost();
    }
}
