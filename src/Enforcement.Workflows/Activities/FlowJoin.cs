using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Activities;

internal enum FlowJoinMode
{
    WaitAny,
    WaitAll,
    WaitAllActive,
}

/// <summary>Brings branches together. Whatever its mode, it cancels what is still open on the way to it; a mended one does so as a race only.</summary>
public sealed class FlowJoin : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.FlowJoin",
            Category = Categories.Branching,
            DisplayName = ("汇合", "Join"),
            Inputs =
            [
                new("Mode", "FlowJoinMode")
                {
                    DisplayName = ("方式", "Mode"),
                    Default = "WaitAny",
                    UiHint = "dropdown",
                    UiSpecifications = Choices.Dropdown("WaitAny", "WaitAll", "WaitAllActive"),
                },
            ],
        };

    public override void Execute(ActivityContext context)
    {
        var flowchart = context.Run.ParentOf(context);
        if (flowchart?.Node.Flow is null)
            throw new InvalidOperationException("A join stands in a flowchart.");
        var isRace = IsRace(flowchart, context.Node);
        // What is under way by now has come round by a loop: a mended join has waited for all the rest, and a race of one branch has no others.
        if (flowchart.Node.Flow.WaitsForArrivals && !(isRace && HasRivals(flowchart, context.Node)))
            return;
        if (context.Run.Engine.Options.NoSilentLoss && !isRace && Ancestors(flowchart, context.Node) is [var open, ..])
            throw new JoinTooEarlyException(open.Node);
        CancelAncestors(flowchart, context.Node);
    }

    /// <summary>Cancels every open activity from which a forward path leads to this one.</summary>
    internal static void CancelAncestors(ActivityContext flowchart, ActivityNode node)
    {
        var layout = flowchart.Node.Flow!;
        var paths = layout.From(flowchart.Instance.Counter);
        for (var place = 0; place < layout.Activities.Count; place++)
        {
            if (paths.IsAncestor(place, layout.PlaceOf(node)))
                FlowEnds.ForgetArrivals(flowchart.Instance.Flow!, paths, place);
        }
        foreach (var child in Ancestors(flowchart, node))
            flowchart.Run.Cancel(child);
    }

    /// <summary>Open activities from which a forward path leads to this one.</summary>
    private static List<ActivityContext> Ancestors(ActivityContext flowchart, ActivityNode node)
    {
        var layout = flowchart.Node.Flow!;
        var paths = layout.From(flowchart.Instance.Counter);
        var place = layout.PlaceOf(node);
        return
        [
            .. flowchart
                .Run.ChildrenOf(flowchart)
                .Where(child =>
                    child.Instance.Status is ActivityStatus.Running or ActivityStatus.Faulted or ActivityStatus.Pending
                    && layout.PlaceOf(child.Node) is >= 0 and var other
                    && paths.IsAncestor(other, place)
                ),
        ];
    }

    /// <summary>Whether the first branch to arrive runs the activity. Everything but such a join waits for its branches.</summary>
    internal static bool IsRace(ActivityContext flowchart, ActivityNode node) =>
        node.Activity is FlowJoin && ModeOf(flowchart, node) == FlowJoinMode.WaitAny;

    private static bool HasRivals(ActivityContext flowchart, ActivityNode node)
    {
        var layout = flowchart.Node.Flow!;
        return layout.From(flowchart.Instance.Counter).ForwardInbound(layout.PlaceOf(node)).Count > 1;
    }

    /// <summary>The mode is needed before the join runs, so it is evaluated in the scope of the flowchart.</summary>
    internal static FlowJoinMode ModeOf(ActivityContext flowchart, ActivityNode join)
    {
        var value = join.Inputs[0].Expression.Evaluate(flowchart);
        return Enum.TryParse<FlowJoinMode>(value?.ToString(), ignoreCase: true, out var mode) ? mode : FlowJoinMode.WaitAny;
    }
}

/// <summary>A join that waits for its branches ran while something on the way to it was still under way; Elsa would have cancelled that.</summary>
public sealed class JoinTooEarlyException(ActivityNode open) : Exception($"The join ran while '{open.Id}' was still under way.")
{
    public ActivityNode Open { get; } = open;
}

/// <summary>A branch has arrived at a join that will never run for it; Elsa would have dropped it. A retry runs the join.</summary>
public sealed class JoinStrandedException()
    : Exception("A branch has arrived here, and the join will not run: the others do not come as it counts.");
