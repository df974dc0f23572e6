using System.Text.Json.Nodes;
using Enforcement.Workflows.Definitions;

namespace Enforcement.Processes;

/// <summary>The procedure profile 办案程序 that a definition gives itself: whose rules it is held to, and whose cases may open on it.</summary>
public static class DefinitionProfile
{
    public const string TownshipOrdinary = "township-ordinary";

    /// <returns>Of <c>customProperties.enforcement.profile</c>; null: it names none.</returns>
    public static string? Of(WorkflowDefinition definition) =>
        (definition.CustomProperties["enforcement"] as JsonObject)?["profile"]?.ToString();
}
