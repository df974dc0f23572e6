using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Workflows.Expressions;

namespace Enforcement.Workflows.Activities;

/// <summary>Where a flowchart begins.</summary>
public sealed class Start : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.Start",
            Category = Categories.Flow,
            DisplayName = ("开始", "Start"),
            IsStart = true,
        };

    public override void Execute(ActivityContext context) { }
}

/// <summary>Ends the container it stands in; around a nested one the flow goes on.</summary>
public sealed class End : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.End",
            Category = Categories.Flow,
            DisplayName = ("结束", "End"),
            IsTerminal = true,
            Outcomes = [],
        };

    public override void Execute(ActivityContext context) { }
}

/// <summary>Ends the whole instance at once, from however deep inside.</summary>
public sealed class Finish : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.Finish",
            Category = Categories.Primitives,
            DisplayName = ("终结流程", "Finish"),
            IsTerminal = true,
            Outcomes = [],
        };

    public override void Execute(ActivityContext context) => context.Run.Finish();
}

/// <summary>Ends the nearest workflow around it with outcomes of its own.</summary>
public sealed class Complete : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.Complete",
            Category = Categories.Composition,
            DisplayName = ("完成", "Complete"),
            IsTerminal = true,
            Outcomes = [],
            Inputs = [new("Outcomes", "Object") { DisplayName = ("结果", "Outcomes"), UiHint = "outcome-picker" }],
        };

    public override void Execute(ActivityContext context) => context.Run.CompleteComposite(context, Named(context.Input("Outcomes")));

    /// <summary>A name, a list of names, or a list as JSON text.</summary>
    private static IReadOnlyList<string> Named(JsonNode? outcomes)
    {
        if (outcomes is JsonArray list)
            return [.. list.Select(Values.ToText).OfType<string>()];
        if (Values.ToText(outcomes) is not { Length: > 0 } text)
            return [];
        if (!text.StartsWith('['))
            return [text];
        try
        {
            return JsonSerializer.Deserialize<string[]>(text)!;
        }
        catch (JsonException)
        {
            return [text];
        }
    }
}

/// <summary>Fails on purpose.</summary>
public sealed class Fault : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.Fault",
            Category = Categories.Primitives,
            DisplayName = ("异常", "Fault"),
            Outcomes = [],
            Inputs =
            [
                new("Code", "String") { DisplayName = ("代码", "Code") },
                new("Category", "String") { DisplayName = ("类别", "Category") },
                new("FaultType", "String") { DisplayName = ("类型", "Fault type") },
                new("Message", "String") { DisplayName = ("说明", "Message"), UiHint = "multiline" },
            ],
        };

    public override void Execute(ActivityContext context) =>
        throw new WorkflowFaultException(context.Input<string>("Code"), context.Input<string>("Message") ?? "");
}

/// <summary>The definition asked for a fault.</summary>
public sealed class WorkflowFaultException(string? code, string message) : Exception(message)
{
    public string? Code { get; } = code;
}

/// <summary>The enclosing loop does no further turn.</summary>
public sealed class Break : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.Break",
            Category = Categories.Looping,
            DisplayName = ("跳出循环", "Break"),
            IsTerminal = true,
            Outcomes = [],
        };

    public override void Execute(ActivityContext context) => context.Run.Break(context);
}
