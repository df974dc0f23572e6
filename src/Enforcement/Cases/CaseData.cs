using System.Text.Json.Nodes;
using Enforcement.Workflows.Execution;

namespace Enforcement.Cases;

/// <summary>
/// What the tasks and documents of a case learned, by name: the declared facts, the proposed penalty, dates of service. Definitions read it
/// as <c>Case.…</c>; the value of a name is replaced, never merged. Old values stay in the journal.
/// </summary>
public sealed class CaseData
{
    private readonly JsonObject values;

    public CaseData(JsonObject values) => this.values = values;

    public static CaseData Parse(string json) => new(JsonNode.Parse(json)!.AsObject());

    /// <summary>For expressions; read where it lies.</summary>
    /// <param name="words">What comes before the data.</param>
    internal Facts ToFacts(JsonObject words) => new(values, words);

    public bool Changed { get; private set; }

    public JsonNode? this[string name] => values[name];

    public string? Text(string name) => values[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public bool? Flag(string name) => values[name] is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : null;

    public decimal? Number(string name) => values[name] is JsonValue value && value.TryGetValue<decimal>(out var number) ? number : null;

    public DateOnly? Date(string name) => DateOnly.TryParse(Text(name), out var date) ? date : null;

    public void Set(string name, JsonNode? value)
    {
        if (JsonNode.DeepEquals(values[name], value))
            return;
        values[name] = value?.DeepClone();
        Changed = true;
    }

    public void Remove(string name) => Changed |= values.Remove(name);

    public JsonObject ToJson() => values.DeepClone().AsObject();

    public override string ToString() => values.ToJsonString();
}
