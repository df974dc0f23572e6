using System.Text.Json;
using System.Text.Json.Nodes;

namespace Enforcement.Handoffs;

/// <summary>
/// What a sender declared of the matter and its goods goes along with a letter; its opinions and decisions stay. Nothing else that the other side writes
/// becomes a fact of a case here: a fact may lead a flow past a gate.
/// </summary>
internal static class HandoffFacts
{
    private static readonly string[] Names =
    [
        "description",
        "place",
        "amount",
        "area",
        "volume",
        "harm",
        "partyKind",
        "repeat",
        "goodsList",
        "goodsPlace",
        "goodsKeeper",
        "goodsServedOn",
    ];

    public static JsonObject Of(JsonNode? facts) => Of(name => (facts as JsonObject)?[name]);

    /// <summary>Words, numbers and yes or no alone.</summary>
    public static JsonObject Of(Func<string, JsonNode?> fact)
    {
        var told = new JsonObject();
        foreach (var name in Names)
            if (fact(name) is JsonValue value && value.GetValueKind() is not (JsonValueKind.Object or JsonValueKind.Array))
                told[name] = value.DeepClone();
        return told;
    }
}
