using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Activities;

/// <summary>Children one after the other.</summary>
public sealed class Sequence : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.Sequence",
            Category = Categories.Flow,
            DisplayName = ("顺序", "Sequence"),
            IsContainer = true,
        };

    protected internal override bool CompletesByItself => true;
    internal override (bool Stops, bool IsLoop) OnBreak => (true, false);

    public override void Execute(ActivityContext context)
    {
        context.Instance.Counter = 0;
        Next(context);
    }

    public override void ChildCompleted(ActivityContext context, ActivityContext child, IReadOnlyList<string> outcomes)
    {
        if (child.Node.Activity.Descriptor.IsTerminal || context.Instance.IsBreaking)
            context.Complete();
        else
            Next(context);
    }

    private static void Next(ActivityContext context)
    {
        var next = context.Instance.Counter++;
        if (next < context.Node.Children.Count)
            context.Schedule(context.Node.Children[next]);
        else
            context.Complete();
    }
}

/// <summary>All children at once; done when all are done.</summary>
public sealed class Parallel : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.Parallel",
            Category = Categories.Flow,
            DisplayName = ("并行", "Parallel"),
            IsContainer = true,
        };

    protected internal override bool CompletesByItself => true;

    public override void Execute(ActivityContext context) => Branches.Begin(context, context.Node.Children);

    public override void ChildCompleted(ActivityContext context, ActivityContext child, IReadOnlyList<string> outcomes) =>
        Branches.EndOne(context);
}

/// <summary>Embedded branches at once; done with all of them, or with the first, which cancels the others.</summary>
public sealed class Fork : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.Fork",
            Category = Categories.Branching,
            DisplayName = ("分叉", "Fork"),
            IsContainer = true,
            IsBrowsable = false,
            Inputs =
            [
                new("JoinMode", "String")
                {
                    IsWrapped = false,
                    DisplayName = ("汇合方式", "Join mode"),
                    Default = "WaitAll",
                },
            ],
        };

    protected internal override bool CompletesByItself => true;
    internal override (bool Stops, bool IsLoop) OnBreak => (true, false);

    public override void Execute(ActivityContext context) => Branches.Begin(context, context.Node.Children);

    public override void ChildCompleted(ActivityContext context, ActivityContext child, IReadOnlyList<string> outcomes)
    {
        var isRace = string.Equals(context.Raw("joinMode")?.ToString(), "WaitAny", StringComparison.OrdinalIgnoreCase);
        if (isRace || context.Instance.IsBreaking)
            context.Complete();
        else
            Branches.EndOne(context);
    }
}

/// <summary>Holds one activity, often a nested flowchart.</summary>
public sealed class FlowNode : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.FlowNode",
            Category = Categories.Flow,
            DisplayName = ("嵌套节点", "Flow node"),
            IsContainer = true,
            IsBrowsable = false,
            Slots = ["body"],
        };

    protected internal override bool CompletesByItself => true;

    public override void Execute(ActivityContext context) => Branches.BeginOne(context, context.Node.Slot("body"));
}

/// <summary>Counts branches down in the instance's counter.</summary>
internal static class Branches
{
    public static void Begin(ActivityContext context, IReadOnlyList<ActivityNode> branches)
    {
        context.Instance.Counter = branches.Count;
        foreach (var branch in branches)
            context.Schedule(branch);
        if (branches.Count == 0)
            context.Complete();
    }

    public static void BeginOne(ActivityContext context, ActivityNode? branch)
    {
        if (branch is null)
            context.Complete();
        else
            context.Schedule(branch);
    }

    public static void EndOne(ActivityContext context)
    {
        if (--context.Instance.Counter <= 0)
            context.Complete();
    }
}
