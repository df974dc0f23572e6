using System.Text.Json.Nodes;
using Enforcement.Workflows.Execution;

namespace Enforcement.Processes;

/// <summary>The case reached a stage 阶段.</summary>
public sealed record StageSet(string Stage) : Effect;

/// <summary>The case is closed; its clocks and tasks end in the same transaction.</summary>
public sealed record CaseClosed(string Outcome) : Effect;

/// <summary>Something for the dispatcher: a message to people, or a stimulus for another case.</summary>
public sealed record OutboxEffect(string Type, JsonObject Payload) : Effect;
