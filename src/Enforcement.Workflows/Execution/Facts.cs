using System.Text.Json.Nodes;

namespace Enforcement.Workflows.Execution;

/// <summary>
/// What expressions read as <c>Case.…</c>. The host's own objects are read and never changed or copied; what a burst sets lies above them and is
/// gone after it. A value that goes elsewhere is cloned by whoever takes it.
/// </summary>
/// <param name="known">What the host keeps of the case.</param>
/// <param name="above">Words that come before it; null: none.</param>
public sealed class Facts(JsonObject known, JsonObject? above = null)
{
    private Dictionary<string, JsonNode?>? set;

    public static Facts None { get; } = new([]);

    public JsonNode? this[string name] =>
        set is not null && set.TryGetValue(name, out var value) ? value
        : above is not null && above.TryGetPropertyValue(name, out value) ? value
        : known[name];

    public static implicit operator Facts(JsonObject known) => new(known);

    /// <summary>All of them, in an object of the caller's own.</summary>
    public JsonObject ToJson()
    {
        var all = known.DeepClone().AsObject();
        foreach (var (name, value) in above ?? [])
            all[name] = value?.DeepClone();
        foreach (var (name, value) in set ?? [])
            all[name] = value?.DeepClone();
        return all;
    }

    /// <summary>The same facts, with a layer of their own for what is set.</summary>
    internal Facts Layer() => new(known, above) { set = set is null ? [] : new(set) };

    internal void Set(string name, JsonNode? value) => set![name] = value?.DeepClone();
}
