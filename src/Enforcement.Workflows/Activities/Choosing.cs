using System.Text.Json.Nodes;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;
using Enforcement.Workflows.Expressions;

namespace Enforcement.Workflows.Activities;

/// <summary>One of two embedded activities; leaves by Done whichever it was.</summary>
public sealed class If : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.If",
            Category = Categories.Branching,
            DisplayName = ("如果", "If"),
            Inputs = [new("Condition", "Boolean") { DisplayName = ("条件", "Condition"), UiHint = "checkbox" }],
            Outputs = [new("Result", "Boolean")],
            Slots = ["then", "else"],
        };

    protected internal override bool CompletesByItself => true;

    public override void Execute(ActivityContext context)
    {
        var holds = context.Input<bool>("Condition");
        context.SetOutput("Result", holds);
        Branches.BeginOne(context, context.Node.Slot(holds ? "then" : "else"));
    }
}

/// <summary>Leaves by True or False.</summary>
public sealed class FlowDecision : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.FlowDecision",
            Category = Categories.Branching,
            DisplayName = ("判断", "Decision"),
            Inputs = [new("Condition", "Boolean") { DisplayName = ("条件", "Condition"), UiHint = "checkbox" }],
            Outputs = [new("Result", "Boolean")],
            Outcomes = ["True", "False"],
            OutcomeLabels = new Dictionary<string, Label> { ["True"] = ("是", "True"), ["False"] = ("否", "False") },
        };

    public override void Execute(ActivityContext context)
    {
        var holds = context.Input<bool>("Condition");
        context.SetOutput("Result", holds);
        context.Complete(holds ? "True" : "False");
    }
}

/// <summary>Leaves by the label of the matching case or cases, else by Default.</summary>
public sealed class FlowSwitch : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.FlowSwitch",
            Category = Categories.Branching,
            DisplayName = ("多路判断", "Switch"),
            Inputs = Cases.Inputs("flow-switch-editor"),
            Outcomes = ["Default"],
        };

    public override void Execute(ActivityContext context)
    {
        var matching = Cases.Matching(context);
        context.Complete(matching.Count == 0 ? ["Default"] : [.. matching.Select(found => found.Label)]);
    }

    public override IReadOnlyList<string> OutcomesOf(ActivityNode node) => [.. node.Cases.Select(found => found.Label), "Default"];
}

/// <summary>Runs the embedded activities of the matching case or cases, else the default one.</summary>
public sealed class Switch : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.Switch",
            Category = Categories.Branching,
            DisplayName = ("多路选择", "Switch (embedded)"),
            Inputs = Cases.Inputs("switch-editor"),
            Slots = ["default"],
            IsBrowsable = false,
        };

    protected internal override bool CompletesByItself => true;

    public override void Execute(ActivityContext context)
    {
        var matching = Cases.Matching(context);
        Branches.Begin(
            context,
            matching.Count > 0 ? [.. matching.Select(found => found.Activity).OfType<ActivityNode>()]
                : context.Node.Slot("default") is { } otherwise ? [otherwise]
                : []
        );
    }

    public override void ChildCompleted(ActivityContext context, ActivityContext child, IReadOnlyList<string> outcomes) =>
        Branches.EndOne(context);
}

internal static class Cases
{
    public static InputDescriptor[] Inputs(string editor) =>
        [
            new("Cases", "SwitchCase[]")
            {
                IsWrapped = false,
                DisplayName = ("情形", "Cases"),
                UiHint = editor,
            },
            new("Mode", "SwitchMode")
            {
                DisplayName = ("匹配方式", "Mode"),
                Default = "MatchFirst",
                UiHint = "dropdown",
                UiSpecifications = Choices.Dropdown("MatchFirst", "MatchAny"),
            },
        ];

    /// <summary>Conditions are asked in order and, when the first match wins, not beyond it.</summary>
    public static List<SwitchCase> Matching(ActivityContext context)
    {
        var isFirstOnly = !string.Equals(context.Input<string>("Mode"), "MatchAny", StringComparison.OrdinalIgnoreCase);
        var matching = new List<SwitchCase>();
        foreach (var candidate in context.Node.Cases)
        {
            if (candidate.Condition is null || !Values.To<bool>(candidate.Condition.Evaluate(context)))
                continue;
            matching.Add(candidate);
            if (isFirstOnly)
                break;
        }
        return matching;
    }
}

/// <summary>Leaves by all the named branches.</summary>
public sealed class FlowFork : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.FlowFork",
            Category = Categories.Branching,
            DisplayName = ("分支", "Fork"),
            Inputs =
            [
                new("Branches", "String[]")
                {
                    DisplayName = ("分支", "Branches"),
                    UiHint = "dynamic-outcomes",
                    DefaultSyntax = "Object",
                },
            ],
        };

    public override void Execute(ActivityContext context) => context.Complete(context.Input<string[]>("Branches") ?? []);

    public override IReadOnlyList<string> OutcomesOf(ActivityNode node) =>
        node.Constant("Branches") is JsonArray { Count: > 0 } branches
            ? [.. branches.Select(branch => branch.AsText()).OfType<string>()]
            : [Done];
}
