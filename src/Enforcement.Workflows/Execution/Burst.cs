using System.Text.Json.Nodes;

namespace Enforcement.Workflows.Execution;

/// <summary>What one stimulus did. Nothing is changed anywhere until the host keeps <see cref="Instance"/> and carries out <see cref="Effects"/>.</summary>
public sealed record Burst
{
    public required BurstResult Result { get; init; }

    /// <summary>The instance after the burst; the very instance given when nothing ran.</summary>
    public required WorkflowInstance Instance { get; init; }
    public IReadOnlyList<Effect> Effects { get; init; } = [];
    public IReadOnlyList<Bookmark> BookmarksAdded { get; init; } = [];

    /// <summary>Only waits that were there before this burst: one that came and went within it is in neither list.</summary>
    public IReadOnlyList<BookmarkRemoved> BookmarksRemoved { get; init; } = [];
    public IReadOnlyList<LogEntry> Log { get; init; } = [];

    /// <summary>Those of this burst; the instance keeps all of them.</summary>
    public IReadOnlyList<Incident> Incidents { get; init; } = [];
}

public enum BurstResult
{
    Ran,

    /// <summary>There is no such wait: it was used up, given up, or never was. Nothing ran.</summary>
    UnknownBookmark,

    /// <summary>There is no such activity in a state that allows it. Nothing ran.</summary>
    UnknownActivity,

    /// <summary>The instance has ended. Nothing ran.</summary>
    NotRunning,
}

public enum LogKind
{
    Started,
    Suspended,
    Resumed,
    Completed,
    Canceled,
    Faulted,
}

/// <summary>One line of an instance's history, in order. Parents start before children; a child completes before its parent.</summary>
public sealed record LogEntry(LogKind Kind, ActivityNode Node, int ActivityInstanceId, int ParentActivityInstanceId)
{
    /// <summary>Only when completed.</summary>
    public IReadOnlyList<string> Outcomes { get; init; } = [];

    /// <summary>
    /// Computed inputs (when started or resumed), without those marked sensitive; what is written down in the definition stands there.
    /// </summary>
    public IReadOnlyDictionary<string, JsonNode?>? Inputs { get; internal set; }

    /// <summary>Only when completed or faulted.</summary>
    public IReadOnlyDictionary<string, JsonNode?>? Outputs { get; init; }

    /// <summary>Only when faulted.</summary>
    public string? Message { get; init; }
}

/// <summary>A step that failed.</summary>
/// <param name="ActivityInstanceId">What a retry names.</param>
public sealed record Incident(int ActivityInstanceId, ActivityNode Node, string Message, string ExceptionType, DateTimeOffset At)
{
    /// <summary>Name of the input, or id of the node, that the fault is about; comes with the burst in which it happened and is not kept.</summary>
    public string? Subject { get; init; }
}
