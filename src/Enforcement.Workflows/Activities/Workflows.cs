using System.Text.Json.Nodes;
using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Activities;

/// <summary>The workflow itself: the frame around the root activity.</summary>
internal sealed class Workflow : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.Workflow",
            Category = Categories.Composition,
            DisplayName = ("流程", "Workflow"),
            IsContainer = true,
            IsBrowsable = false,
            Slots = ["root"],
        };

    protected internal override bool CompletesByItself => true;

    public override void Execute(ActivityContext context) => Branches.BeginOne(context, context.Node.Slot("root"));
}

/// <summary>A workflow used as an activity: its inputs are variables of the inner scope, its outputs are outputs of the node.</summary>
internal sealed class WorkflowAsActivity(ActivityDescriptor descriptor) : Activity
{
    public override ActivityDescriptor Descriptor { get; } = descriptor;

    protected internal override bool CompletesByItself => true;

    public override void Execute(ActivityContext context)
    {
        var arguments = new Dictionary<string, JsonNode?>();
        foreach (var input in context.Node.Inputs)
            arguments[input.Descriptor.Name] = context.Input(input.Descriptor.Name);
        context.Schedule(context.Node.Slot("workflow")!, variables: arguments);
    }

    public override void ChildCompleted(ActivityContext context, ActivityContext child, IReadOnlyList<string> outcomes) =>
        context.Complete(outcomes);
}

/// <summary>Stands for a type nobody knows; the JSON is kept, running it fails.</summary>
internal sealed class NotFoundActivity(string typeName) : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.NotFoundActivity",
            Category = Categories.Primitives,
            DisplayName = ("未知活动", "Not found"),
            IsBrowsable = false,
        };

    public override void Execute(ActivityContext context) =>
        throw new InvalidOperationException($"Activity type '{typeName}' version '0' could not be found.");
}

/// <summary>Starts another workflow and, if asked, waits until it has finished in whatever way.</summary>
public class DispatchWorkflow : Activity
{
    public const string OutputKey = "WorkflowOutput";

    /// <summary>In the input of a resume instead: why there is no output, a text. The step fails with it.</summary>
    public const string FaultKey = "WorkflowFault";

    public override ActivityDescriptor Descriptor { get; } = Describe("Elsa.DispatchWorkflow", ("启动流程", "Dispatch workflow"));

    public override void Execute(ActivityContext context) => Dispatch(context);

    public override void Resume(ActivityContext context, Bookmark bookmark, JsonObject? input)
    {
        DemandNoFault(input);
        context.SetOutput("Result", input is not null && input.TryGetPropertyValue(OutputKey, out var output) ? output : null);
        context.Complete();
    }

    internal void Dispatch(ActivityContext context)
    {
        var definitionId = context.Input<string>("WorkflowDefinitionId");
        if (string.IsNullOrWhiteSpace(definitionId))
            throw new InvalidOperationException("No workflow definition is named.");
        var childKey = context.InstanceId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Bookmark? wait = context.Input<bool>("WaitForCompletion")
            ? context.Suspend(Descriptor.TypeName, new JsonObject { ["ChildKey"] = childKey, ["DefinitionId"] = definitionId })
            : null;
        context.Emit(
            new ChildDispatched(
                wait?.Id,
                childKey,
                definitionId,
                context.Input<string>("CorrelationId"),
                InputOf(context),
                context.Input<string>("ChannelName")
            )
        );
    }

    private protected static void DemandNoFault(JsonObject? input)
    {
        if (input?[FaultKey] is { } fault)
            throw new ChildFailedException(fault.GetValue<string>());
    }

    internal static JsonObject? InputOf(ActivityContext context) =>
        Expressions.Values.Convert(context.Input("Input"), "JsonObject")?.DeepClone() as JsonObject;

    internal static ActivityDescriptor Describe(string typeName, Label displayName) =>
        new()
        {
            TypeName = typeName,
            Category = Categories.Composition,
            DisplayName = displayName,
            Inputs =
            [
                new("WorkflowDefinitionId", "String")
                {
                    DisplayName = ("流程", "Workflow definition"),
                    Required = true,
                    UiHint = "workflow-definition-picker",
                },
                new("CorrelationId", "String") { DisplayName = ("关联号", "Correlation id") },
                new("Input", "ObjectDictionary") { DisplayName = ("输入", "Input"), UiHint = "dictionary" },
                new("WaitForCompletion", "Boolean") { DisplayName = ("等待完成", "Wait for completion"), UiHint = "checkbox" },
                new("ChannelName", "String") { DisplayName = ("通道", "Channel") },
            ],
            Outputs = [new("Result", "Object")],
        };
}

/// <summary>
/// Like DispatchWorkflow, but the child runs inline when the host lends its graphs (<see cref="EngineOptions.InlineWorkflows"/>);
/// a child that then waits is handed to the host as an instance of its own.
/// </summary>
public sealed class ExecuteWorkflow : DispatchWorkflow
{
    public override ActivityDescriptor Descriptor { get; } = Describe("Elsa.ExecuteWorkflow", ("执行流程", "Execute workflow"));

    public override void Execute(ActivityContext context)
    {
        var run = context.Run;
        var definitionId = context.Input<string>("WorkflowDefinitionId") ?? "";
        if (run.Engine.Options.InlineWorkflows?.Invoke(definitionId) is not { } graph)
        {
            Dispatch(context);
            return;
        }
        if (run.InlineDepth >= run.Engine.Options.MaxInlineDepth)
            throw new InvalidOperationException("Workflows execute one another too deeply.");
        var start = new StartStimulus
        {
            Now = context.Now,
            Seed = context.Random.NextInt64(),
            Facts = context.Facts,
            Input = InputOf(context),
            CorrelationId = context.Input<string>("CorrelationId"),
        };
        var child = new Run(run.Engine, graph, new InstanceState(), start, null) { InlineDepth = run.InlineDepth + 1 }.Start(start);
        run.Absorb(child);
        var childKey = context.InstanceId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var waits = child.Instance.Status == WorkflowStatus.Running && context.Input<bool>("WaitForCompletion");
        var wait = waits
            ? context.Suspend(Descriptor.TypeName, new JsonObject { ["ChildKey"] = childKey, ["DefinitionId"] = definitionId })
            : null;
        context.Emit(new ChildExecuted(wait?.Id, childKey, child));
        if (wait is null)
            context.SetOutput("Result", ResultOf(child.Instance.SubStatus.ToString(), child.Instance.Output));
    }

    public override void Resume(ActivityContext context, Bookmark bookmark, JsonObject? input)
    {
        DemandNoFault(input);
        context.SetOutput("Result", ResultOf("Finished", input?[OutputKey] as JsonObject ?? []));
        context.Complete();
    }

    private static JsonObject ResultOf(string subStatus, IEnumerable<KeyValuePair<string, JsonNode?>> output) =>
        new()
        {
            ["status"] = "Finished",
            ["subStatus"] = subStatus,
            ["output"] = new JsonObject(output.Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()))),
        };
}

/// <summary>The workflow that was waited for ended with a fault, or could not be begun.</summary>
public sealed class ChildFailedException(string message) : Exception(message);
