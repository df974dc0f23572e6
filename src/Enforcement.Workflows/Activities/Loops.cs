using System.Text.Json.Nodes;
using Enforcement.Workflows.Expressions;

namespace Enforcement.Workflows.Activities;

/// <summary>Counts from start to end. Without a body it never completes, as in Elsa; the compiler warns.</summary>
public sealed class For : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.For",
            Category = Categories.Looping,
            DisplayName = ("计数循环", "For"),
            Inputs =
            [
                new("Start", "Int32") { DisplayName = ("起", "Start"), Default = 0 },
                new("End", "Int32") { DisplayName = ("止", "End"), Default = 0 },
                new("Step", "Int32") { DisplayName = ("步长", "Step"), Default = 1 },
                new("OuterBoundInclusive", "Boolean")
                {
                    DisplayName = ("含止", "Outer bound inclusive"),
                    Default = true,
                    UiHint = "checkbox",
                },
            ],
            Outputs = [new("CurrentValue", "Object")],
            Slots = ["body"],
        };

    protected internal override bool CompletesByItself => true;
    internal override (bool Stops, bool IsLoop) OnBreak => (true, true);

    public override void Execute(ActivityContext context) => Turn(context, context.Input<int>("Start"));

    public override void ChildCompleted(ActivityContext context, ActivityContext child, IReadOnlyList<string> outcomes) =>
        Turn(context, checked(context.Instance.Counter + context.Input<int>("Step")));

    private static void Turn(ActivityContext context, int value)
    {
        if (context.Node.Slot("body") is not { } body)
            return;
        var (end, step, inclusive) = (context.Input<int>("End"), context.Input<int>("Step"), context.Input<bool>("OuterBoundInclusive"));
        var isWithin = step >= 0 ? value < end || (inclusive && value == end) : value > end || (inclusive && value == end);
        if (!isWithin || context.Instance.IsBreaking)
        {
            context.Complete();
            return;
        }
        context.Instance.Counter = value;
        context.SetOutput("CurrentValue", value);
        context.Schedule(body, variables: new() { ["CurrentValue"] = JsonValue.Create(value) });
    }
}

/// <summary>The body once per item, one after the other.</summary>
public sealed class ForEach : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.ForEach",
            Category = Categories.Looping,
            DisplayName = ("逐项循环", "For each"),
            Inputs = [Items.Input],
            Outputs = [new("CurrentValue", "Object")],
            Slots = ["body"],
        };

    protected internal override bool CompletesByItself => true;
    internal override (bool Stops, bool IsLoop) OnBreak => (true, true);

    public override void Execute(ActivityContext context)
    {
        context.Instance.Counter = 0;
        Turn(context);
    }

    public override void ChildCompleted(ActivityContext context, ActivityContext child, IReadOnlyList<string> outcomes) => Turn(context);

    private static void Turn(ActivityContext context)
    {
        var items = Items.Of(context);
        if (context.Instance.Counter >= items.Count || context.Instance.IsBreaking || context.Node.Slot("body") is not { } body)
        {
            context.Complete();
            return;
        }
        var at = context.Instance.Counter++;
        context.SetOutput("CurrentValue", items[at]);
        context.Schedule(body, variables: new() { ["CurrentIndex"] = at, ["CurrentValue"] = items[at] });
    }
}

/// <summary>The body once per item, all at once.</summary>
public sealed class ParallelForEach : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.ParallelForEach",
            Category = Categories.Looping,
            DisplayName = ("逐项并行", "For each in parallel"),
            Inputs = [Items.Input],
            Slots = ["body"],
        };

    protected internal override bool CompletesByItself => true;
    internal override (bool Stops, bool IsLoop) OnBreak => (true, true);

    public override void Execute(ActivityContext context)
    {
        var items = Items.Of(context);
        if (items.Count == 0 || context.Node.Slot("body") is not { } body)
        {
            context.Complete();
            return;
        }
        context.Instance.Counter = items.Count;
        for (var at = 0; at < items.Count; at++)
            context.Schedule(body, variables: new() { ["CurrentIndex"] = at, ["CurrentValue"] = items[at] });
    }

    public override void ChildCompleted(ActivityContext context, ActivityContext child, IReadOnlyList<string> outcomes)
    {
        if (context.Instance.IsBreaking)
            context.Complete();
        else
            Branches.EndOne(context);
    }
}

/// <summary>The body as long as the condition holds; asked before each turn.</summary>
public sealed class While : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.While",
            Category = Categories.Looping,
            DisplayName = ("条件循环", "While"),
            Inputs =
            [
                new("Condition", "Boolean")
                {
                    DisplayName = ("条件", "Condition"),
                    IsLazy = true,
                    Default = false,
                    UiHint = "checkbox",
                },
            ],
            Slots = ["body"],
        };

    protected internal override bool CompletesByItself => true;
    internal override (bool Stops, bool IsLoop) OnBreak => (true, true);

    public override void Execute(ActivityContext context) => Turn(context);

    public override void ChildCompleted(ActivityContext context, ActivityContext child, IReadOnlyList<string> outcomes) => Turn(context);

    private static void Turn(ActivityContext context)
    {
        if (context.Instance.IsBreaking || context.Node.Slot("body") is not { } body || !context.Input<bool>("Condition"))
            context.Complete();
        else
            context.Schedule(body);
    }
}

internal static class Items
{
    public static readonly InputDescriptor Input = new("Items", "Object") { DisplayName = ("列表", "Items"), DefaultSyntax = "Object" };

    public static JsonArray Of(ActivityContext context) => Values.Convert(context.Input("Items"), "Object[]") as JsonArray ?? [];
}
