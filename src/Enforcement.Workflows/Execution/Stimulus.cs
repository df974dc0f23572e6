using System.Text.Json.Nodes;

namespace Enforcement.Workflows.Execution;

/// <summary>What moves an instance. Everything an engine may know about the world comes in here: the same stimulus gives the same burst.</summary>
public abstract record Stimulus
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>Seeds random numbers and ids made by scripts. Give each stimulus its own.</summary>
    public required long Seed { get; init; }

    /// <summary>The host's id of the instance; scripts read it by <c>getWorkflowInstanceId()</c>.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>What scripts read as <c>Case.…</c>. Read only; it is not kept with the instance.</summary>
    public Facts? Facts { get; init; }

    /// <summary>Workflow input of this burst, and what the resumed activity gets.</summary>
    public JsonObject? Input { get; init; }
}

public sealed record StartStimulus : Stimulus
{
    public string? CorrelationId { get; init; }
    public string? Name { get; init; }

    /// <summary>The node of the trigger that starts the instance; it completes at once.</summary>
    public string? TriggerNodeId { get; init; }

    /// <summary>
    /// The node at which the instance begins in place of its flowchart's start, and does there whatever it does: what stands before it was done
    /// elsewhere. One of <see cref="WorkflowGraph.CanBeginAt"/>.
    /// </summary>
    public string? AtNodeId { get; init; }
}

public sealed record ResumeStimulus : Stimulus
{
    public required int BookmarkId { get; init; }
}

/// <summary>Resumes every wait of this instance for the named event, in the order in which they began.</summary>
public sealed record EventStimulus : Stimulus
{
    public required string EventName { get; init; }
    public JsonNode? Payload { get; init; }
}

public sealed record CancelStimulus : Stimulus;

/// <summary>Cancels one open activity with everything below it; joins behind it resolve.</summary>
public sealed record CancelActivityStimulus : Stimulus
{
    public required int ActivityInstanceId { get; init; }
}

/// <summary>Runs a faulted activity again. Also brings an instance back that its fault had ended.</summary>
public sealed record RetryStimulus : Stimulus
{
    public required int ActivityInstanceId { get; init; }

    /// <summary>Set before it runs: variables that the activity sees, by name.</summary>
    public IReadOnlyDictionary<string, JsonNode?>? Variables { get; init; }
}

/// <summary>Takes a faulted activity for done with one of the outcomes of <see cref="RepairWays.Outcomes"/>.</summary>
public sealed record SkipStimulus : Stimulus
{
    public required int ActivityInstanceId { get; init; }
    public required string Outcome { get; init; }
}

/// <summary>Gives a faulted activity up and goes on at one of the nodes of <see cref="RepairWays.BackTo"/>.</summary>
public sealed record GoBackStimulus : Stimulus
{
    public required int ActivityInstanceId { get; init; }
    public required string NodeId { get; init; }
}
