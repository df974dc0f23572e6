namespace Enforcement.Workflows.Definitions;

/// <summary>The text cannot be read as a definition at all. What can be read but not run is a fault of the compiled graph instead.</summary>
public sealed class MalformedDefinitionException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Stable, such as <c>definition.not-json</c>.</summary>
    public string Code { get; } = code;
}
