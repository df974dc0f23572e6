using System.Text.Json.Nodes;
using Enforcement.Workflows.Execution;
using Enforcement.Workflows.Expressions;

namespace Enforcement.Workflows.Activities;

/// <summary>One run of one node in one instance: what an activity may ask and do. Valid only during the call it is handed to.</summary>
public sealed class ActivityContext
{
    internal ActivityContext(Run run, ActivityInstance instance, ActivityNode node)
    {
        Run = run;
        Instance = instance;
        Node = node;
    }

    internal Run Run { get; }
    internal ActivityInstance Instance { get; }
    internal JsonNode?[]? Inputs { get; set; }
    internal bool HasSuspended { get; set; }

    /// <summary>Its children are being cancelled because it ends: nothing follows from that.</summary>
    internal bool IsEnding { get; set; }
    internal Dictionary<string, JsonNode?>? Outputs { get; set; }

    public ActivityNode Node { get; }

    /// <summary>A small number, unique and never used again within the workflow instance.</summary>
    public int InstanceId => Instance.Id;

    /// <summary>The time of the stimulus: the only clock there is.</summary>
    public DateTimeOffset Now => Run.Stimulus.Now;

    /// <summary>Seeded by the stimulus, so the same stimulus gives the same numbers.</summary>
    public Random Random => Run.Random;

    /// <summary>What the host says about the case; read it, never change it.</summary>
    public Facts Facts => Run.Facts;

    /// <summary>The input of the stimulus of this burst, empty when there is none.</summary>
    public JsonObject WorkflowInput => Run.Input;

    /// <summary>Whether this node is the trigger that started the instance, in the burst that did.</summary>
    public bool IsTrigger => Run.TriggerNodeId == Node.NodeId;

    public string? CorrelationId
    {
        get => Run.State.CorrelationId;
        set => Run.State.CorrelationId = value;
    }

    public string? InstanceName
    {
        get => Run.State.Name;
        set => Run.State.Name = value;
    }

    /// <summary>An input, evaluated before the activity was called; the default of <typeparamref name="T"/> when it is null.</summary>
    /// <exception cref="ConversionException">The value cannot be read as <typeparamref name="T"/>.</exception>
    public T? Input<T>(string name) => Values.To<T>(Input(name));

    /// <inheritdoc cref="Input{T}"/>
    public JsonNode? Input(string name) => Run.InputOf(this, name);

    /// <summary>A property of the node's JSON as it is written, such as <c>cases</c> of a switch.</summary>
    public JsonNode? Raw(string name) => Node.Raw(name);

    public JsonNode? GetVariable(string name) => Scope.Get(Run, Instance, name);

    /// <summary>Sets the nearest variable of that name, or a new one on the nearest container.</summary>
    public void SetVariable(string name, JsonNode? value) => Scope.Set(Run, Instance, name, value);

    /// <summary>Records an output: bound variables get it, later scripts of this burst read it, the log keeps it.</summary>
    public void SetOutput(string name, JsonNode? value) => Run.SetOutput(this, name, value);

    /// <summary>Waits: the activity stays open until the bookmark is resumed or it is cancelled.</summary>
    /// <param name="bookmarkName">The activity's type name by convention; hosts find waits by it.</param>
    /// <param name="payload">What the host needs to find the wait again; travels with the bookmark.</param>
    public Bookmark Suspend(string bookmarkName, JsonNode? payload = null) => Run.AddBookmark(this, bookmarkName, payload);

    /// <summary>Ends the activity by these outcomes. None means plain Done, which also follows connections without a port.</summary>
    public void Complete(params IReadOnlyList<string> outcomes) => Run.Complete(this, outcomes);

    /// <summary>Hands the host something to do; it is done only if the burst is committed.</summary>
    public void Emit(Effect effect) => Run.Emit(effect);

    /// <summary>The activity learned something about the case: what runs after it in this burst reads it, and the host keeps it.</summary>
    public void SetFact(string name, JsonNode? value) => Run.SetFact(name, value);

    internal void Schedule(ActivityNode child, bool viaBackward = false, Dictionary<string, JsonNode?>? variables = null) =>
        Run.Schedule(this, child, viaBackward, variables);

    internal JsonNode? Evaluate(Expression expression) => expression.Evaluate(this);
}
