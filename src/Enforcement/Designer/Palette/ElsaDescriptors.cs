using System.Text.Json.Nodes;

namespace Enforcement.Designer.Palette;

/// <summary>An activity as Studio's toolbox, canvas and panel want it.</summary>
public sealed record ElsaActivity(
    string TypeName,
    string Namespace,
    string Name,
    int Version,
    string Category,
    string DisplayName,
    string? Description,
    string Kind,
    IReadOnlyList<ElsaInput> Inputs,
    IReadOnlyList<ElsaOutput> Outputs,
    IReadOnlyList<ElsaPort> Ports,
    JsonObject CustomProperties,
    JsonObject ConstructionProperties,
    bool IsContainer,
    bool IsBrowsable,
    bool IsStart,
    bool IsTerminal
);

public sealed record ElsaInput(
    string Name,
    string TypeName,
    string DisplayName,
    string? Description,
    double Order,
    bool IsBrowsable,
    bool IsSynthetic,
    bool IsWrapped,
    string UiHint,
    string? Category,
    JsonNode? DefaultValue,
    string DefaultSyntax,
    bool IsReadOnly,
    bool IsSensitive,
    string? StorageDriverType,
    JsonNode? UiSpecifications
);

public sealed record ElsaOutput(
    string Name,
    string TypeName,
    string DisplayName,
    string? Description,
    double Order,
    bool IsBrowsable,
    bool IsSynthetic
);

/// <param name="Type"><c>Flow</c>: a way out; <c>Embedded</c>: holds an activity.</param>
public sealed record ElsaPort(string Name, string DisplayName, string Type, bool IsBrowsable);

/// <param name="Text">What is read.</param>
/// <param name="Value">What the definition keeps.</param>
public sealed record Choice(string Text, string Value);
