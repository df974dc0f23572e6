namespace Enforcement.Workflows.Execution;

/// <summary>Something wrong with a definition, at one node.</summary>
/// <param name="Code">Stable, such as <c>activity.not-found</c>: the key of the host's text.</param>
/// <param name="NodeId">Of the activity; of the workflow itself (the first node) for the definition as a whole.</param>
/// <param name="Message">English, for the log; people read the host's text for the code.</param>
public sealed record GraphFault(string Code, string NodeId, string Message, FaultSeverity Severity = FaultSeverity.Error)
{
    /// <summary>What the host's text for the code names, in this order: a type, a port, a variable, a limit.</summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];

    /// <summary>The first of <see cref="Parameters"/>, if there is one.</summary>
    public string? Subject => Parameters.Count == 0 ? null : Parameters[0];

    /// <summary>One way of running the flow that shows the fault, from the start on; empty for what can be seen without running it.</summary>
    public IReadOnlyList<PathStep> Path { get; init; } = [];
}

/// <summary>An activity that was left, in the order in which activities were left.</summary>
/// <param name="Outcome">How it was left; null for the plain completion, several are joined by commas.</param>
public sealed record PathStep(string NodeId, string? Outcome);

public enum FaultSeverity
{
    /// <summary>Runs, but likely not as meant.</summary>
    Warning,

    /// <summary>Must not be published. The graph can still be built, and the node fails when it runs.</summary>
    Error,
}
