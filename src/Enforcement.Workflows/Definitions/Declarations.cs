using System.Text.Json.Nodes;

namespace Enforcement.Workflows.Definitions;

/// <summary>A variable of a workflow or of a container. Outputs are bound to variables by <see cref="Id"/>, scripts read them by <see cref="Name"/>.</summary>
/// <param name="IsKept">False: the value lasts for one burst only, as in Elsa when no storage driver or the memory driver is chosen.</param>
public sealed record VariableDefinition(string Id, string Name, string TypeName, bool IsArray, JsonNode? Default, bool IsKept)
{
    public string FullTypeName => IsArray && !TypeName.EndsWith("[]", StringComparison.Ordinal) ? TypeName + "[]" : TypeName;

    internal static VariableDefinition Read(JsonObject source)
    {
        var name = source.Text("name") ?? "";
        return new(
            source.Text("id") ?? name,
            name,
            source.Text("typeName") ?? "Object",
            source.Flag("isArray") ?? false,
            source.Prop("value"),
            Storage.Keeps(source.Text("storageDriverTypeName") ?? source.Text("storageDriverType"))
        );
    }
}

/// <summary>An input of a workflow. Elsa checks neither presence nor type at start, so neither do we.</summary>
public sealed record InputDefinition(
    string Name,
    string TypeName,
    bool IsArray,
    string? DisplayName,
    string? Description,
    string? Category,
    bool IsKept
)
{
    internal static InputDefinition Read(JsonObject source) =>
        new(
            source.Text("name") ?? "",
            source.Text("type") ?? "Object",
            source.Flag("isArray") ?? false,
            source.Text("displayName"),
            source.Text("description"),
            source.Text("category"),
            Storage.Keeps(source.Text("storageDriverType"))
        );
}

public sealed record OutputDefinition(string Name, string TypeName, bool IsArray, string? DisplayName, string? Description)
{
    internal static OutputDefinition Read(JsonObject source) =>
        new(
            source.Text("name") ?? "",
            source.Text("type") ?? "Object",
            source.Flag("isArray") ?? false,
            source.Text("displayName"),
            source.Text("description")
        );
}

internal static class Storage
{
    public static bool Keeps(string? driver) =>
        driver is not null && !driver.Split(',')[0].EndsWith("MemoryStorageDriver", StringComparison.Ordinal) && driver.Trim().Length > 0;
}
