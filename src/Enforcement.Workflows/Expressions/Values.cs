using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Workflows.Definitions;

namespace Enforcement.Workflows.Expressions;

/// <summary>A value is not of the type that was asked for.</summary>
public sealed class ConversionException(string typeName, string value, Exception? inner = null)
    : Exception($"'{(value.Length > 80 ? value[..80] + "…" : value)}' is not a {typeName}.", inner);

/// <summary>Conversion between values as Elsa does it: text parses with the invariant culture, numbers narrow, JSON text becomes objects.</summary>
public static class Values
{
    private static readonly JsonSerializerOptions Lenient = new(JsonSerializerDefaults.Web);

    /// <summary>Whether Elsa knows the name without being told: its short names, and .NET's own types by their full names.</summary>
    internal static bool IsKnownType(string typeName)
    {
        while (typeName.EndsWith("[]", StringComparison.Ordinal))
            typeName = typeName[..^2];
        return Aliases.Contains(typeName) || typeName.StartsWith("System.", StringComparison.Ordinal);
    }

    private static readonly FrozenSet<string> Aliases = new[]
    {
        "String",
        "Boolean",
        "Byte",
        "Int16",
        "Int32",
        "Int64",
        "Single",
        "Double",
        "Decimal",
        "Guid",
        "DateTime",
        "DateTimeOffset",
        "DateOnly",
        "TimeOnly",
        "TimeSpan",
        "Object",
        "Uri",
        "ByteArray",
        "Stream",
        "ObjectDictionary",
        "ObjectList",
        "StringDictionary",
        "JsonNode",
        "JsonObject",
        "JsonArray",
        "JsonElement",
        "ExpandoObject",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The value in the shape of an Elsa type name; null stays null, unknown types leave it as it is.</summary>
    /// <exception cref="ConversionException">It cannot be read so.</exception>
    public static JsonNode? Convert(JsonNode? value, string typeName)
    {
        if (value is null)
            return null;
        if (typeName.EndsWith("[]", StringComparison.Ordinal))
            return ToList(value, typeName[..^2]);
        try
        {
            return typeName switch
            {
                "String" or "string" => value.GetValueKind() == JsonValueKind.String ? value : ToText(value),
                "Boolean" => ToFlag(value),
                "Int16" or "Int32" or "Int64" or "Byte" => ToWhole(value, typeName),
                "Single" or "Double" => value.GetValueKind() == JsonValueKind.Number
                    ? value
                    : double.Parse(Text(value), CultureInfo.InvariantCulture),
                "Decimal" => value.GetValueKind() == JsonValueKind.Number
                    ? value
                    : decimal.Parse(Text(value), CultureInfo.InvariantCulture),
                "TimeSpan" => TimeSpan.Parse(Text(value), CultureInfo.InvariantCulture).ToString("c", CultureInfo.InvariantCulture),
                "DateTime" or "DateTimeOffset" => ToMoment(value).ToString("O", CultureInfo.InvariantCulture),
                "DateOnly" => DateOnly.FromDateTime(ToMoment(value).DateTime).ToString("O", CultureInfo.InvariantCulture),
                "TimeOnly" => TimeOnly.Parse(Text(value), CultureInfo.InvariantCulture).ToString("O", CultureInfo.InvariantCulture),
                "Guid" => Guid.Parse(Text(value)).ToString(),
                "JsonNode" or "JsonObject" or "JsonArray" or "ExpandoObject" or "ObjectDictionary" or "ObjectList" => Unfold(value),
                _ => value,
            };
        }
        catch (Exception fault) when (fault is FormatException or OverflowException or InvalidOperationException or JsonException)
        {
            throw new ConversionException(typeName, ToText(value) ?? "", fault);
        }
    }

    internal static JsonNode? ConvertOrKeep(JsonNode? value, string typeName)
    {
        try
        {
            return typeName is "Object" && value is JsonValue text && text.GetValueKind() == JsonValueKind.String
                ? UnfoldIfJson(text)
                : Convert(value, typeName);
        }
        catch (ConversionException)
        {
            return value;
        }
    }

    /// <exception cref="ConversionException">It cannot be read so.</exception>
    public static T? To<T>(JsonNode? value)
    {
        if (value is null)
            return default;
        if (value is T same)
            return same;
        var type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        if (type == typeof(string))
            return (T?)(object?)ToText(value);
        try
        {
            if (type == typeof(bool))
                return (T)(object)ToFlag(value).GetValue<bool>();
            if (type == typeof(int))
                return (T)(object)checked((int)Whole(value));
            if (type == typeof(long))
                return (T)(object)Whole(value);
            if (type == typeof(decimal))
                return (T)(object)decimal.Parse(Text(value), NumberStyles.Float, CultureInfo.InvariantCulture);
            if (type == typeof(double))
                return (T)(object)double.Parse(Text(value), NumberStyles.Float, CultureInfo.InvariantCulture);
            if (type == typeof(TimeSpan))
                return (T)(object)TimeSpan.Parse(Text(value), CultureInfo.InvariantCulture);
            if (type == typeof(DateTimeOffset))
                return (T)(object)ToMoment(value);
            if (type == typeof(DateOnly))
                return (T)(object)DateOnly.FromDateTime(ToMoment(value).DateTime);
            if (type.IsEnum)
                return (T)Enum.Parse(type, Text(value), ignoreCase: true);
            if (type == typeof(string[]))
                return (T)(object)ToList(value, "String").Select(item => ToText(item) ?? "").ToArray();
            return (Unfold(value) ?? value).Deserialize<T>(Lenient);
        }
        catch (Exception fault)
            when (fault is FormatException or OverflowException or InvalidOperationException or JsonException or ArgumentException)
        {
            throw new ConversionException(type.Name, ToText(value) ?? "", fault);
        }
    }

    /// <summary>Text as it is, numbers and flags as .NET writes them, lists and objects as JSON.</summary>
    public static string? ToText(JsonNode? value) =>
        value switch
        {
            null => null,
            JsonValue => value.AsText(),
            _ => value.ToJsonString(),
        };

    private static JsonNode ToFlag(JsonNode value) =>
        value.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number => Number(value) != 0,
            _ => bool.Parse(Text(value)),
        };

    private static JsonNode ToWhole(JsonNode value, string typeName)
    {
        var whole = Whole(value);
        return typeName switch
        {
            "Byte" => checked((byte)whole),
            "Int16" => checked((short)whole),
            "Int32" => checked((int)whole),
            _ => whole,
        };
    }

    private static long Whole(JsonNode value)
    {
        var text = Text(value);
        return long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var whole)
            ? whole
            : (long)Math.Round(decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));
    }

    internal static double Number(JsonNode value) => double.Parse(Text(value), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static DateTimeOffset ToMoment(JsonNode value) =>
        DateTimeOffset.Parse(Text(value), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static JsonArray ToList(JsonNode value, string itemType)
    {
        value = UnfoldIfJson(value) ?? value;
        if (value is not JsonArray array)
            return new JsonArray(Convert(value, itemType)?.DeepClone());
        if (itemType is "Object")
            return array;
        return new JsonArray([.. array.Select(item => Convert(item, itemType)?.DeepClone())]);
    }

    /// <summary>JSON text becomes what it says.</summary>
    internal static JsonNode? Unfold(JsonNode? value) =>
        value is JsonValue text && text.TryGetValue<string>(out var json)
            ? string.IsNullOrWhiteSpace(json)
                ? null
                : JsonNode.Parse(json)
            : value;

    private static JsonNode? UnfoldIfJson(JsonNode value)
    {
        if (value is not JsonValue text || !text.TryGetValue<string>(out var json) || json.AsSpan().TrimStart() is not ['[' or '{', ..])
            return value;
        try
        {
            return JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            return value;
        }
    }

    private static string Text(JsonNode value) => ToText(value) ?? "";
}
