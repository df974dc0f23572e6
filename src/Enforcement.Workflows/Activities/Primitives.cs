using System.Text.Json.Nodes;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Activities;

public sealed class WriteLine : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.WriteLine",
            Category = Categories.Console,
            DisplayName = ("写一行", "Write line"),
            Inputs = [new("Text", "String") { DisplayName = ("文本", "Text") }],
        };

    public override void Execute(ActivityContext context) => context.Emit(new LineWritten(context.Input<string>("Text") ?? ""));
}

/// <summary>Sets the variable with a given id; the name alone is not enough, as in Elsa.</summary>
public sealed class SetVariable : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.SetVariable",
            Category = Categories.Primitives,
            DisplayName = ("设置变量", "Set variable"),
            Inputs =
            [
                new("Variable", "Variable")
                {
                    IsWrapped = false,
                    DisplayName = ("变量", "Variable"),
                    UiHint = "variable-picker",
                },
                new("Value", "Object") { DisplayName = ("值", "Value") },
            ],
        };

    public override void Execute(ActivityContext context)
    {
        var id = VariableId(context.Node);
        if (id is null || !Scope.SetById(context.Run, context.Instance, id, context.Input("Value")))
            throw new InvalidOperationException($"Variable '{id}' is not declared here.");
    }

    public override IEnumerable<(string Code, string Message)> Check(ActivityNode node)
    {
        var id = VariableId(node);
        for (var around = node.Parent; around is not null; around = around.Parent)
        {
            if (around.Variables.Any(variable => variable.Id == id))
                yield break;
        }
        yield return ("variable.not-declared", $"Variable '{id}' is not declared here.");
    }

    private static string? VariableId(ActivityNode node) =>
        node.Raw("variable") is JsonObject variable ? variable.Text("id") ?? variable.Text("name") : null;
}

/// <summary>Sets an output of the nearest workflow used as an activity that declares it, else of the instance.</summary>
public sealed class SetOutput : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.SetOutput",
            Category = Categories.Composition,
            DisplayName = ("设置输出", "Set output"),
            Inputs =
            [
                new("OutputName", "String") { DisplayName = ("输出", "Output"), UiHint = "output-picker" },
                new("OutputValue", "Object") { DisplayName = ("值", "Value") },
            ],
        };

    public override void Execute(ActivityContext context) =>
        context.Run.SetWorkflowOutput(context, context.Input<string>("OutputName") ?? "", context.Input("OutputValue"));
}

public sealed class SetName : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.SetName",
            Category = Categories.Primitives,
            DisplayName = ("命名", "Set name"),
            Inputs = [new("Value", "String") { DisplayName = ("名称", "Name") }],
        };

    public override void Execute(ActivityContext context) => context.InstanceName = context.Input<string>("Value");
}

public sealed class Correlate : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.Correlate",
            Category = Categories.Primitives,
            DisplayName = ("关联", "Correlate"),
            Inputs = [new("CorrelationId", "String") { DisplayName = ("关联号", "Correlation id") }],
        };

    public override void Execute(ActivityContext context) => context.CorrelationId = context.Input<string>("CorrelationId");
}

/// <summary>Runs a script; it may leave by outcomes of its own.</summary>
public sealed class RunJavaScript : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.RunJavaScript",
            Category = Categories.Scripting,
            DisplayName = ("运行脚本", "Run JavaScript"),
            Inputs =
            [
                new("Script", "String") { DisplayName = ("脚本", "Script"), UiHint = "code-editor" },
                new("PossibleOutcomes", "String[]")
                {
                    DisplayName = ("可能的结果", "Possible outcomes"),
                    UiHint = "dynamic-outcomes",
                    DefaultSyntax = "Object",
                    UiSpecifications = new JsonObject
                    {
                        ["DynamicOutcomesOptions"] = new JsonObject { ["fixedOutcomes"] = new JsonArray(Done) },
                    },
                },
            ],
            Outputs = [new("Result", "Object")],
        };

    public override void Execute(ActivityContext context)
    {
        var script = context.Node.Script ?? Expressions.JavaScriptExpression.Parse(context.Input<string>("Script") ?? "");
        var (result, outcomes) = script.Run(context);
        context.SetOutput("Result", result);
        context.Complete(outcomes ?? []);
    }

    public override IReadOnlyList<string> OutcomesOf(ActivityNode node) =>
        node.Constant("PossibleOutcomes") is JsonArray named
            ? [.. named.Select(outcome => outcome.AsText()).OfType<string>(), Done]
            : [Done];
}

/// <summary>Tells whoever waits for an event, here or elsewhere.</summary>
public sealed class PublishEvent : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.PublishEvent",
            Category = Categories.Primitives,
            DisplayName = ("发布事件", "Publish event"),
            Inputs =
            [
                new("EventName", "String") { DisplayName = ("事件", "Event name"), Required = true },
                new("CorrelationId", "String") { DisplayName = ("关联号", "Correlation id") },
                new("IsLocalEvent", "Boolean") { DisplayName = ("仅限本流程", "Local"), UiHint = "checkbox" },
                new("Payload", "Object") { DisplayName = ("内容", "Payload") },
            ],
        };

    public override void Execute(ActivityContext context) =>
        context.Emit(
            new EventPublished(
                context.Input<string>("EventName") ?? "",
                context.Input<string>("CorrelationId"),
                context.Input<bool>("IsLocalEvent"),
                context.Input("Payload")
            )
        );
}
