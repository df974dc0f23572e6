using System.Text.Json.Nodes;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Expressions;

namespace Enforcement.Workflows.Execution;

/// <summary>One activity of a compiled definition. Immutable once the graph is built.</summary>
public sealed class ActivityNode
{
    internal ActivityNode(int index, ActivityNode? parent, string id, string nodeId, JsonObject source, Activity activity)
    {
        Index = index;
        Parent = parent;
        Id = id;
        NodeId = nodeId;
        Source = source;
        Activity = activity;
        Type = source.Text("type") ?? activity.Descriptor.TypeName;
        Name = source.Text("name");
        CustomProperties = source.Prop("customProperties") as JsonObject ?? [];
        CanStartWorkflow = CustomProperties.Flag("canStartWorkflow") ?? source.Flag("canStartWorkflow") ?? false;
        DisplayText = (source.Prop("metadata") as JsonObject)?.Text("displayText");
    }

    /// <summary>The place in the order of the document; what a saved instance names nodes by.</summary>
    internal int Index { get; }
    public ActivityNode? Parent { get; }

    /// <summary>Unique within its container only.</summary>
    public string Id { get; }

    /// <summary>The ids of all ancestors and its own, joined by colons: <c>Workflow1:flowchart:activity</c>. Unique in the graph.</summary>
    public string NodeId { get; }

    /// <summary>What scripts call it by.</summary>
    public string? Name { get; }

    /// <summary>The caption in the designer; null when the designer shows the name.</summary>
    public string? DisplayText { get; }

    /// <summary>As the definition says it, also when nobody knows the type.</summary>
    public string Type { get; }
    public Activity Activity { get; }

    /// <summary>Parts of the definition's JSON: read them, never change them.</summary>
    public JsonObject CustomProperties { get; }

    /// <inheritdoc cref="CustomProperties"/>
    public JsonObject Source { get; }
    public bool CanStartWorkflow { get; }

    /// <summary>Embedded activities in the order of the document: children of a flowchart, body of a loop, branches of a choice.</summary>
    public IReadOnlyList<ActivityNode> Children => ChildList;

    /// <summary>The nodes from which a connection of its flowchart leads here, each once; none inside anything else.</summary>
    public IReadOnlyList<ActivityNode> Before =>
        Parent?.Flow is { } flow
            ? [.. flow.Connections.Where(to => flow.Activities[to.Target] == this).Select(to => flow.Activities[to.Source]).Distinct()]
            : [];

    /// <summary>The ports by which flowchart connections leave this node.</summary>
    public IReadOnlyList<string> Outcomes => Activity.OutcomesOf(this);

    /// <summary>The variables this container declares.</summary>
    public IReadOnlyList<VariableDefinition> Variables { get; internal set; } = [];

    internal List<ActivityNode> ChildList { get; } = [];
    internal Dictionary<string, ActivityNode> SlotChildren { get; } = new(StringComparer.OrdinalIgnoreCase);
    internal CompiledInput[] Inputs { get; set; } = [];
    internal Dictionary<string, string> OutputBindings { get; } = new(StringComparer.OrdinalIgnoreCase);
    internal FlowLayout? Flow { get; set; }
    internal SwitchCase[] Cases { get; set; } = [];

    /// <summary>The script of a RunJavaScript node, parsed once; null when it is computed.</summary>
    internal JavaScriptExpression? Script { get; set; }

    /// <summary>The inner workflow when this node is a workflow used as an activity, or the definition itself at the top.</summary>
    internal WorkflowDefinition? Definition { get; set; }

    public JsonNode? Raw(string name) => Source.Prop(name);

    /// <summary>The embedded activity in a slot such as <c>body</c>, if there is one.</summary>
    public ActivityNode? Slot(string name) => SlotChildren.GetValueOrDefault(name);

    /// <summary>The value of an input that needs no evaluation because it is written down as such; null when it is computed or absent.</summary>
    public JsonNode? Constant(string inputName)
    {
        var input = Array.Find(Inputs, candidate => candidate.Descriptor.Name == inputName);
        return input is { Expression: ConstantExpression constant } ? constant.Value : null;
    }

    /// <summary>Whether the value of an input is known only when the step runs.</summary>
    public bool IsComputed(string inputName) =>
        Array.Exists(Inputs, candidate => candidate.Descriptor.Name == inputName && candidate.Expression is not ConstantExpression);

    public override string ToString() => NodeId;
}

internal sealed record SwitchCase(string Label, Expression? Condition, ActivityNode? Activity);

internal sealed record CompiledInput(InputDescriptor Descriptor, string TypeName, Expression Expression);
