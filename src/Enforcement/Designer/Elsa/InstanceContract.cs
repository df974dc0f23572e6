using System.Text.Json.Nodes;

namespace Enforcement.Designer.Elsa;

/// <param name="OrderBy"><c>Created</c>, <c>LastExecuted</c>, <c>Finished</c> or <c>Name</c>.</param>
public sealed record InstanceQuery
{
    public int? Page { get; init; }
    public int? PageSize { get; init; }
    public string? SearchTerm { get; init; }
    public string? DefinitionId { get; init; }
    public IReadOnlyList<string>? DefinitionIds { get; init; }
    public int? Version { get; init; }
    public bool? HasIncidents { get; init; }
    public string? Status { get; init; }
    public IReadOnlyList<string>? Statuses { get; init; }
    public string? SubStatus { get; init; }
    public IReadOnlyList<string>? SubStatuses { get; init; }
    public string? OrderBy { get; init; }
    public string? OrderDirection { get; init; }
    public IReadOnlyList<TimestampFilter>? TimestampFilters { get; init; }
}

public sealed record TimestampFilter(string? Column, string? Operator, DateTimeOffset? Timestamp);

/// <summary>A case, as Elsa speaks of the instance of a workflow.</summary>
/// <param name="CorrelationId">Register number of the case.</param>
/// <param name="Name">Number and title.</param>
public sealed record InstanceSummary(
    Guid Id,
    string DefinitionId,
    string DefinitionVersionId,
    int Version,
    string Status,
    string SubStatus,
    string CorrelationId,
    string Name,
    int IncidentCount,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? FinishedAt
)
{
    /// <summary>With one instance only.</summary>
    public InstanceState? WorkflowState { get; init; }
}

public sealed record InstanceState(
    Guid Id,
    string DefinitionId,
    int DefinitionVersion,
    string CorrelationId,
    string Status,
    string SubStatus,
    IReadOnlyList<object> Bookmarks,
    IReadOnlyList<InstanceIncident> Incidents,
    IReadOnlyList<object> CompletionCallbacks,
    IReadOnlyList<object> ActivityExecutionContexts,
    JsonObject Input,
    JsonObject Output,
    JsonObject Properties,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? FinishedAt
);

public sealed record InstanceFailure(string Type, string Message, string? StackTrace, object? InnerException);

public sealed record InstanceIncident(
    string ActivityId,
    string ActivityNodeId,
    string ActivityType,
    string Message,
    InstanceFailure Exception,
    DateTimeOffset Timestamp
);

public sealed record JournalRequest(JournalFilter? Filter = null);

public sealed record JournalFilter
{
    public IReadOnlyList<string>? ActivityIds { get; init; }
    public IReadOnlyList<string>? ActivityNodeIds { get; init; }
    public IReadOnlyList<string>? ExcludedActivityTypes { get; init; }
    public IReadOnlyList<string>? EventNames { get; init; }
}

public sealed record JournalRecord(
    string Id,
    string ActivityInstanceId,
    string? ParentActivityInstanceId,
    string ActivityId,
    string ActivityType,
    int ActivityTypeVersion,
    string? ActivityName,
    string NodeId,
    DateTimeOffset Timestamp,
    long Sequence,
    string EventName,
    string? Message,
    string? Source,
    JsonObject ActivityState,
    JsonNode? Payload
);

public sealed record ReportRequest(string? WorkflowInstanceId, IReadOnlyList<string>? ActivityNodeIds = null);

/// <summary>The badges of the canvas.</summary>
public sealed record NodeStats(
    string ActivityId,
    string ActivityNodeId,
    int StartedCount,
    int CompletedCount,
    int UncompletedCount,
    bool IsBlocked,
    bool IsFaulted,
    JsonObject Metadata
);

/// <summary>One run of an activity; as a summary without what it worked on.</summary>
public sealed record ExecutionRecord(
    string Id,
    string WorkflowInstanceId,
    string ActivityId,
    string ActivityNodeId,
    string ActivityType,
    int ActivityTypeVersion,
    string? ActivityName,
    JsonObject? ActivityState,
    JsonNode? Payload,
    JsonObject? Outputs,
    JsonObject? Properties,
    JsonObject Metadata,
    InstanceFailure? Exception,
    DateTimeOffset StartedAt,
    bool HasBookmarks,
    string Status,
    int AggregateFaultCount,
    DateTimeOffset? CompletedAt
)
{
    public ExecutionRecord Summary() =>
        this with
        {
            ActivityState = null,
            Payload = null,
            Outputs = null,
            Properties = null,
            Exception = null,
        };
}
