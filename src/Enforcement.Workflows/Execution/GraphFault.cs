namespace Enforcement.Workflows.Execution;

/// <summary>Something wrong with a definition, at one node.</summary>
/// <param name="Code">Stable, such as <c>activity.not-found</c>.</param>
/// <param name="NodeId">Empty for the definition as a whole.</param>
/// <param name="Message">English, for the log; people read the host's text for the code.</param>
public sealed record GraphFault(string Code, string NodeId, string Message, FaultSeverity Severity = FaultSeverity.Error)
{
    /// <summary>What the host's text for the code names: a type, a port, a variable.</summary>
    public string? Subject { get; init; }
}

public enum FaultSeverity
{
    /// <summary>Runs, but likely not as meant.</summary>
    Warning,

    /// <summary>Must not be published. The graph can still be built, and the node fails when it runs.</summary>
    Error,
}
