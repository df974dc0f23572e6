using System.Text.Json.Nodes;

namespace Enforcement.Workflows.Execution;

/// <summary>Something the host has to do because of a burst, in order, in the transaction that keeps the instance. Hosts derive their own.</summary>
public abstract record Effect;

public sealed record LineWritten(string Text) : Effect;

/// <summary>Resume the bookmark when <paramref name="Due"/> has come; gone with the bookmark.</summary>
public sealed record TimerSet(int BookmarkId, DateTimeOffset Due) : Effect;

/// <param name="IsLocal">For waits of the same instance only.</param>
public sealed record EventPublished(string EventName, string? CorrelationId, bool IsLocal, JsonNode? Payload) : Effect;

/// <summary>Hand a task to whoever does it; resume the bookmark with the input <c>{"RunTaskInput": result}</c>.</summary>
public sealed record TaskRequested(int BookmarkId, string TaskId, string TaskName, JsonNode? Payload) : Effect;

/// <summary>
/// Start the published version of another workflow. When <paramref name="BookmarkId"/> is given, resume it once the child has finished,
/// however it finished, with the input <c>{"WorkflowOutput": {…}}</c>.
/// </summary>
/// <param name="ChildKey">Unique within the parent; the bookmark's payload carries it too.</param>
public sealed record ChildDispatched(
    int? BookmarkId,
    string ChildKey,
    string DefinitionId,
    string? CorrelationId,
    JsonObject? Input,
    string? Channel
) : Effect;

/// <summary>
/// A child ran inline. Its effects already stand in this burst; keep its instance when it still runs, and resume
/// <paramref name="BookmarkId"/> when it has finished.
/// </summary>
public sealed record ChildExecuted(int? BookmarkId, string ChildKey, Burst Child) : Effect;

/// <summary>Keep a fact of the case; activities of the same burst have read it already.</summary>
public sealed record FactSet(string Name, JsonNode? Value) : Effect;
