using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Activities;

internal enum FlowJoinMode
{
    WaitAny,
    WaitAll,
    WaitAllActive,
}

/// <summary>Brings branches together. Whatever its mode, it cancels what is still open on the way to it.</summary>
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
        new FlowStep(flowchart).CancelAncestors(context.Node);
    }

    /// <summary>The mode is needed before the join runs, so it is evaluated in the scope of the flowchart.</summary>
    internal static FlowJoinMode ModeOf(ActivityContext flowchart, ActivityNode join)
    {
        var value = join.Inputs.Length > 0 ? join.Inputs[0].Expression.Evaluate(flowchart) : null;
        return Enum.TryParse<FlowJoinMode>(value?.ToString(), ignoreCase: true, out var mode) ? mode : FlowJoinMode.WaitAny;
    }
}
