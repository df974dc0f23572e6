using System.Text.Json.Nodes;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Expressions;

namespace Enforcement.Workflows.Execution;

/// <summary>Turns a definition into a graph and finds everything wrong with it on the way, without stopping at the first.</summary>
internal sealed partial class GraphCompiler(ActivityCatalog catalog, Func<WorkflowReference, WorkflowDefinition?>? others)
{
    private const int MaxDepth = 64;
    private const int MaxNodes = 20_000;

    /// <summary>Of one flowchart: which leads to which is kept for every pair.</summary>
    private const int MaxActivities = 2_000;
    private const int MaxConnections = 10_000;
    private static readonly Workflow Frame = new();

    private readonly List<ActivityNode> nodes = [];
    private readonly List<GraphFault> faults = [];
    private readonly Stack<string> inside = new();
    private readonly Dictionary<WorkflowDefinition, int> heights = [];

    public WorkflowGraph Compile(WorkflowDefinition definition)
    {
        var frame = AddFrame(definition, null, "Workflow" + HeightOf(definition));
        if (definition.Root is null)
            Report(frame, "definition.no-root", "The definition has no root activity.");
        if (Text(definition.CustomProperties, "Flowchart:ExecutionMode") is "TokenBased")
            Report(frame, "flow.token-mode", "Token mode is not run here.");
        if (definition is { JoinMode: { } mode, WaitsForArrivals: false } && !mode.Equals("Elsa", StringComparison.OrdinalIgnoreCase))
            Report(frame, "flow.unknown-join-mode", $"There is no join mode '{mode}'.", mode);
        foreach (var node in nodes.ToList())
            Check(node);
        return new WorkflowGraph(definition, catalog, nodes, faults);
    }

    private ActivityNode AddFrame(WorkflowDefinition definition, ActivityNode? parent, string id)
    {
        var frame = new ActivityNode(nodes.Count, parent, id, parent is null ? id : $"{parent.NodeId}:{id}", [], Frame)
        {
            Definition = definition,
            Variables = definition.Variables,
        };
        nodes.Add(frame);
        parent?.ChildList.Add(frame);
        inside.Push(definition.DefinitionId);
        if (definition.Root is not null && Add(definition.Root, frame) is { } root)
            frame.SlotChildren["root"] = root;
        inside.Pop();
        return frame;
    }

    private ActivityNode? Add(JsonObject source, ActivityNode parent)
    {
        var type = source.Text("type") ?? "";
        var depth = parent.NodeId.Count(letter => letter == ':');
        if (depth > MaxDepth || nodes.Count >= MaxNodes)
        {
            Report(parent, "definition.too-large", "Nested too deeply, or too many activities.");
            return null;
        }
        var id = source.Text("id") is { Length: > 0 } given ? given : Generated(type, parent);
        var nodeId = $"{parent.NodeId}:{id}";
        var inner = InnerOf(source, type);
        var activity = inner is not null
            ? new WorkflowAsActivity(DescribeInner(type, inner))
            : catalog.Find(type, source.Whole("version") ?? 1);
        var node = new ActivityNode(nodes.Count, parent, id, nodeId, source, activity ?? new NotFoundActivity(type));
        nodes.Add(node);
        parent.ChildList.Add(node);
        if (activity is null)
        {
            var refused = Refused.Contains(type) || type.Contains("Http", StringComparison.Ordinal);
            Report(
                node,
                refused ? "activity.refused" : "activity.not-found",
                $"Activity type '{type}' is not {(refused ? "run here" : "known")}.",
                type
            );
            return node;
        }
        node.Variables = [.. source.Objects("variables").Select(VariableDefinition.Read)];
        AddInputs(node);
        if (inner is not null)
            AddInner(node, inner);
        else
            AddChildren(node);
        return node;
    }

    private void AddInputs(ActivityNode node)
    {
        var compiler = new ExpressionCompiler((code, message, subject) => Report(node, code, message, subject));
        var descriptors = node.Activity.Descriptor.Inputs.Where(input => input.IsWrapped);
        node.Inputs =
        [
            .. descriptors.Select(input => compiler.Input(input, node.Raw(input.Name), node.Source.NameOf(input.Name) is not null)),
        ];
        foreach (var output in node.Activity.Descriptor.Outputs)
        {
            if (
                node.Raw(output.Name) is JsonObject bound
                && (bound.Prop("memoryReference") as JsonObject)?.Text("id") is { Length: > 0 } variableId
            )
                node.OutputBindings[output.Name] = variableId;
        }
        if (node.Activity is RunJavaScript && node.Constant("Script") is { } script)
            node.Script = compiler.Script(script.AsText() ?? "", "Script") as JavaScriptExpression;
    }

    private void AddChildren(ActivityNode node)
    {
        var compiler = new ExpressionCompiler((code, message, subject) => Report(node, code, message, subject));
        switch (node.Activity)
        {
            case Flowchart:
                AddFlow(node);
                return;
            case Sequence or Activities.Parallel:
                AddAll(node, "activities");
                return;
            case Fork:
                AddAll(node, "branches");
                return;
            case FlowSwitch or Switch:
                var cases = new List<SwitchCase>();
                foreach (var source in node.Source.Objects("cases"))
                {
                    var condition = compiler.Expression(source.Prop("condition") as JsonObject, "Boolean", "Cases");
                    var body = node.Activity is Switch && source.Prop("activity") is JsonObject embedded ? Add(embedded, node) : null;
                    cases.Add(new SwitchCase(source.Text("label") ?? "", condition, body));
                }
                node.Cases = [.. cases];
                break;
        }
        foreach (var slot in node.Activity.Descriptor.Slots)
        {
            if (node.Raw(slot) is JsonObject embedded && Add(embedded, node) is { } child)
                node.SlotChildren[slot] = child;
        }
    }

    private void AddAll(ActivityNode node, string property)
    {
        foreach (var child in node.Source.Objects(property))
            Add(child, node);
    }

    private static string Generated(string type, ActivityNode parent)
    {
        var name = type[(type.LastIndexOf('.') + 1)..];
        var taken = parent.ChildList.Select(child => child.Id).ToHashSet();
        var number = 1;
        while (taken.Contains(name + number))
            number++;
        return name + number;
    }

    private static string? Text(JsonObject source, string name) => source.Text(name);

    private void Report(
        ActivityNode node,
        string code,
        string message,
        string? subject = null,
        FaultSeverity severity = FaultSeverity.Error
    ) => faults.Add(new GraphFault(code, node.NodeId, message, severity) { Parameters = subject is null ? [] : [subject] });
}
