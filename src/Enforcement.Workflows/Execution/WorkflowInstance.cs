using System.Text.Json.Nodes;

namespace Enforcement.Workflows.Execution;

/// <summary>Where one run of a workflow stands. Immutable: every burst makes a new one.</summary>
public sealed class WorkflowInstance
{
    internal WorkflowInstance(WorkflowGraph graph, InstanceState state)
    {
        Graph = graph;
        State = state;
        Bookmarks = [.. state.Bookmarks];
        Incidents = [.. state.Incidents];
    }

    internal InstanceState State { get; }
    public WorkflowGraph Graph { get; }
    public WorkflowSubStatus SubStatus => State.SubStatus;
    public WorkflowStatus Status => SubStatus > WorkflowSubStatus.Suspended ? WorkflowStatus.Finished : WorkflowStatus.Running;
    public string? Name => State.Name;
    public string? CorrelationId => State.CorrelationId;
    public IReadOnlyList<Bookmark> Bookmarks { get; }

    /// <summary>Failed steps that nobody has repaired.</summary>
    public IReadOnlyList<Incident> Incidents { get; }

    /// <summary>Kept values of the workflow's own variables, by name; read them, never change them.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Variables => Scope.OfWorkflow(this);

    /// <summary>What the workflow has put out so far, by output name.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Output => State.Output;

    /// <summary>The activities that are open, in the order in which they began: containers too.</summary>
    public IEnumerable<OpenActivity> Open =>
        State
            .Activities.Where(activity => activity.Status is ActivityStatus.Running or ActivityStatus.Faulted or ActivityStatus.Pending)
            .Select(activity => new OpenActivity(activity.Id, activity.ParentId, Graph.Nodes[activity.Node], activity.Status));

    /// <summary>What may be done about a failed step; null when there is no such failed step.</summary>
    public RepairWays? WaysToRepair(int activityInstanceId) => RepairWays.Of(Graph, State, activityInstanceId);

    /// <summary>Leads the instance over to another version of its definition; this one stays as it is.</summary>
    /// <param name="nodes">Counterparts by hand: from the id of a node here to the id of one there. Others are found by their own id in the counterpart of their container.</param>
    public Move MoveTo(WorkflowGraph target, IReadOnlyDictionary<string, string> nodes) => new InstanceMover(this, target, nodes).Run();

    /// <summary>The whole state; the first byte is the format. Not encrypted and without the case's facts.</summary>
    public byte[] Save() => StateWriter.Write(Graph, State);

    /// <exception cref="StateException">The bytes are damaged, of a newer format, or of another definition version.</exception>
    public static WorkflowInstance Load(WorkflowGraph graph, ReadOnlySpan<byte> saved) => new(graph, StateReader.Read(graph, saved));
}

public sealed record OpenActivity(int ActivityInstanceId, int ParentActivityInstanceId, ActivityNode Node, ActivityStatus Status);

/// <summary>A saved instance cannot be read with this graph.</summary>
public sealed class StateException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary><c>state.damaged</c>, <c>state.newer-format</c> or <c>state.other-definition</c>.</summary>
    public string Code { get; } = code;
}
