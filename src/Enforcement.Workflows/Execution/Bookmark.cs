using System.Text.Json.Nodes;

namespace Enforcement.Workflows.Execution;

/// <summary>A wait of one activity.</summary>
/// <param name="Id">Unique and never used again within the instance.</param>
/// <param name="Name">The activity's type name by convention.</param>
/// <param name="Payload">Read it, never change it.</param>
public sealed record Bookmark(int Id, string Name, JsonNode? Payload, int ActivityInstanceId, ActivityNode Node);

public enum BookmarkEnd
{
    /// <summary>Resumed and used up.</summary>
    Burnt,

    /// <summary>The wait was given up: a losing branch, an ended flow, a cancelled instance.</summary>
    Cancelled,
}

public sealed record BookmarkRemoved(Bookmark Bookmark, BookmarkEnd End);
