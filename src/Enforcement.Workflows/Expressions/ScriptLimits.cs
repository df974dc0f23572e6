namespace Enforcement.Workflows.Expressions;

/// <summary>What one evaluation of a script or template may use up; beyond it the step fails.</summary>
public sealed record ScriptLimits
{
    public TimeSpan Time { get; init; } = TimeSpan.FromMilliseconds(500);
    public int Statements { get; init; } = 20_000;
    public long Bytes { get; init; } = 8 * 1024 * 1024;
    public int Recursion { get; init; } = 64;

    /// <summary>Nodes of a value that a script hands back or writes as JSON, and items of any list in it.</summary>
    public int ResultNodes { get; init; } = 20_000;

    /// <summary>Letters of a value that a script hands back, or of a rendered template.</summary>
    public int ResultLetters { get; init; } = 1_000_000;
}

/// <summary>A script or template that does not parse.</summary>
public sealed class ScriptSyntaxException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A script that failed while running, or used up what it may use.</summary>
public sealed class ScriptException(string message, Exception? inner = null) : Exception(message, inner);
