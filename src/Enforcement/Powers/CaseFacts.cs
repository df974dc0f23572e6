using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Enforcement.Powers;

/// <summary>
/// What officers declare about a violation; null is "not known yet", and never taken for "none".
/// </summary>
/// <param name="Amount">Value of goods, cost or loss in yuan.</param>
/// <param name="Area">Square metres.</param>
/// <param name="Volume">Cubic metres.</param>
/// <param name="Harm">One of <see cref="Harms"/>.</param>
/// <param name="PartyKind"><c>person</c>, <c>unit</c> or <c>farmer</c>.</param>
/// <param name="Repeat">How often the party did the same within two years before.</param>
/// <param name="Townships">How many townships or streets the violation touches.</param>
public sealed record CaseFacts(
    decimal? Amount = null,
    decimal? Area = null,
    decimal? Volume = null,
    string? Harm = null,
    string? PartyKind = null,
    int? Repeat = null,
    int? Townships = null
)
{
    public const string HarmName = "harm";
    public const string PartyKindName = "partyKind";

    private const decimal Most = 1_000_000_000_000m;

    /// <summary>As they are called on the wire and in the list.</summary>
    public static IReadOnlyList<string> Names { get; } = ["amount", "area", "volume", HarmName, PartyKindName, "repeat", "townships"];

    /// <summary>Those a threshold can be set on.</summary>
    public static IReadOnlyList<string> Measured { get; } = ["amount", "area", "volume", HarmName, "repeat", "townships"];

    public static CaseFacts Unknown { get; } = new();

    /// <summary>As a number that thresholds compare; harm by its rank. Null is not known.</summary>
    public decimal? Measure(string fact) =>
        fact switch
        {
            "amount" => Amount,
            "area" => Area,
            "volume" => Volume,
            HarmName => Harm is { } harm ? Harms.RankOf(harm) : null,
            "repeat" => Repeat,
            "townships" => Townships,
            _ => throw new ArgumentException($"'{fact}' is no fact that is measured.", nameof(fact)),
        };

    public bool IsKnown(string fact) => fact == PartyKindName ? PartyKind is not null : Measure(fact) is not null;

    /// <summary>What a case has learned of them so far.</summary>
    public static CaseFacts Of(Func<string, JsonNode?> fact)
    {
        var declared = new JsonObject(
            Names.Where(name => fact(name) is not null).Select(name => KeyValuePair.Create(name, fact(name)?.DeepClone()))
        );
        return Read(JsonSerializer.SerializeToElement(declared));
    }

    /// <summary>Reads the object <c>facts</c> of the API. Absent and null are unknown; numbers may come as text.</summary>
    /// <exception cref="MalformedException">A field is unknown, no number, negative or beyond reason; fields are named <c>facts.area</c>.</exception>
    public static CaseFacts Read(JsonElement? json)
    {
        if (json is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } facts)
            return Unknown;
        if (facts.ValueKind != JsonValueKind.Object)
            throw new MalformedException(("facts", "unknown"));
        var faults = new List<(string, string)>();
        foreach (var property in facts.EnumerateObject().Where(property => !Names.Contains(property.Name)))
            faults.Add(($"facts.{property.Name}", "unknown"));

        var read = new CaseFacts(
            Number("amount"),
            Number("area"),
            Number("volume"),
            Code(HarmName, Harms.All),
            Code(PartyKindName, [PartyKinds.Person, PartyKinds.Unit, PartyKinds.Farmer]),
            Count("repeat", 0),
            Count("townships", 1)
        );
        return faults.Count == 0 ? read : throw new MalformedException([.. faults]);

        JsonElement? Value(string name) =>
            facts.TryGetProperty(name, out var value)
            && value.ValueKind != JsonValueKind.Null
            && !(value.ValueKind == JsonValueKind.String && value.GetString() == "")
                ? value
                : null;

        decimal? Number(string name)
        {
            if (Value(name) is not { } value)
                return null;
            var text = value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText();
            if (
                !decimal.TryParse(
                    text,
                    NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent,
                    CultureInfo.InvariantCulture,
                    out var number
                )
            )
                faults.Add(($"facts.{name}", "number"));
            else if (number is < 0 or >= Most)
                faults.Add(($"facts.{name}", "range"));
            return number;
        }

        int? Count(string name, int least)
        {
            // "Again?" may be answered by yes and no.
            if (name == "repeat" && Value(name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } answer)
                return answer.GetBoolean() ? 1 : 0;
            if (Number(name) is not { } number)
                return null;
            if (number < least || number > 10_000 || number != decimal.Truncate(number))
            {
                faults.Add(($"facts.{name}", "range"));
                return null;
            }
            return (int)number;
        }

        string? Code(string name, IReadOnlyList<string> codes)
        {
            if (Value(name) is not { } value)
                return null;
            if (value.ValueKind == JsonValueKind.String && codes.Contains(value.GetString()!))
                return value.GetString();
            faults.Add(($"facts.{name}", "unknown"));
            return null;
        }
    }
}

/// <summary>What the violation did to people or things, from least to worst.</summary>
public static class Harms
{
    public const string None = "none";
    public const string Property = "property";
    public const string Injury = "injury";
    public const string Death = "death";

    public static IReadOnlyList<string> All { get; } = [None, Property, Injury, Death];

    public static int RankOf(string harm) => All.Index().First(item => item.Item == harm).Index;
}
