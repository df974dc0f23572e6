using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Powers;
using Enforcement.Tasks;

namespace Enforcement.Handoffs;

/// <summary>
/// What a sender declared of the matter and its goods goes along with a letter; its opinions and decisions stay. Nothing else that the other side writes
/// becomes a fact of a case here: a fact may lead a flow past a gate.
/// </summary>
internal static class HandoffFacts
{
    private static readonly string[] Words = ["description", "place", "goodsList", "goodsPlace", "goodsKeeper"];

    private static readonly string[] Declared = ["amount", "area", "volume", CaseFacts.HarmName, CaseFacts.PartyKindName, "repeat"];

    public static JsonObject Of(JsonNode? facts) => Of(name => (facts as JsonObject)?[name]);

    /// <summary>What can be read here. Another version's words may be none of ours, and a case that has learned one stops at the first gate that reads it.</summary>
    public static JsonObject Of(Func<string, JsonNode?> fact)
    {
        var told = new JsonObject();
        foreach (var name in Words)
            Take(name, value => value.GetValueKind() == JsonValueKind.String);
        foreach (var name in Declared)
            Take(name, value => IsDeclared(name, value));
        Take("goodsServedOn", value => Told.Day(value.ToString()) is not null);
        Take("goodsServedWay", value => SideTasks.WaysOfService.Contains(value.ToString()));
        return told;

        void Take(string name, Func<JsonValue, bool> isReadable)
        {
            if (fact(name) is JsonValue value && isReadable(value))
                told[name] = value.DeepClone();
        }
    }

    private static bool IsDeclared(string name, JsonValue value)
    {
        try
        {
            return CaseFacts.Of(it => it == name ? value : null).IsKnown(name);
        }
        catch (MalformedException)
        {
            return false;
        }
    }
}
