using System.Text.Json;
using System.Text.Json.Nodes;
using Jint;
using Jint.Native;
using Jint.Native.Function;
using Jint.Native.Object;

namespace Enforcement.Workflows.Expressions;

/// <summary>JSON into a script: copies, so that a script cannot change what it reads.</summary>
internal static class ToScript
{
    public static JsValue Write(Engine engine, JsonNode? node)
    {
        switch (node)
        {
            case null:
                return JsValue.Null;
            case JsonObject source:
                var target = new JsObject(engine);
                foreach (var (name, value) in source)
                    target.FastSetDataProperty(name, Write(engine, value));
                return target;
            case JsonArray array:
                var items = new JsValue[array.Count];
                for (var at = 0; at < items.Length; at++)
                    items[at] = Write(engine, array[at]);
                return new JsArray(engine, items);
            default:
                return node.GetValueKind() switch
                {
                    JsonValueKind.True => JsBoolean.True,
                    JsonValueKind.False => JsBoolean.False,
                    JsonValueKind.Number => JsNumber.Create(Values.Number(node)),
                    _ => JsString.Create(Values.ToText(node) ?? ""),
                };
        }
    }
}

/// <summary>A script's value out into JSON, bounded in size and depth.</summary>
/// <param name="asJson">Moments are written as <c>JSON.stringify</c> writes them.</param>
internal sealed class FromScript(Engine engine, ScriptLimits limits, bool asJson = false)
{
    private const int MaxDepth = 32;
    private int nodes;
    private int letters;

    public JsonNode? Read(JsValue value, int depth = 0)
    {
        if (++nodes > limits.ResultNodes || depth > MaxDepth)
            throw new ScriptException("The script's result is too large.");
        switch (value)
        {
            case JsBoolean:
                return value.AsBoolean();
            case JsNumber:
                return Number(value.AsNumber());
            case JsString:
                return Counted(value.AsString());
            case JsDate date when asJson:
                return double.IsNaN(date.DateValue) ? null : value.Get("toISOString").Call(value, []).ToString();
            case JsDate date:
                return date.ToDateTime().ToString("O", System.Globalization.CultureInfo.InvariantCulture);
            case JsArray array:
                var list = new JsonArray();
                for (uint at = 0; at < array.Length; at++)
                    list.Add(Read(array[at], depth + 1));
                return list;
            case Function:
                return null;
            case ObjectInstance source:
                return Object(source, depth);
            case JsBigInt or JsSymbol:
                return Counted(value.ToString());
            default:
                return null;
        }
    }

    private JsonNode? Object(ObjectInstance source, int depth)
    {
        var read = new JsonObject();
        foreach (var (key, descriptor) in source.GetOwnProperties())
        {
            if (!descriptor.Enumerable || !key.IsString())
                continue;
            var value = source.Get(key);
            if (value is not Function && !value.IsUndefined())
                read[Counted(key.AsString())] = Read(value, depth + 1);
        }
        engine.Constraints.Check();
        return read;
    }

    private string Counted(string text)
    {
        letters += text.Length;
        return letters <= limits.ResultLetters ? text : throw new ScriptException("The script's result is too large.");
    }

    /// <summary>Whole numbers come out whole; JSON has no words for infinity.</summary>
    private static JsonNode? Number(double number) =>
        !double.IsFinite(number) ? null
        : number == Math.Floor(number) && Math.Abs(number) < 9e15 ? JsonValue.Create((long)number)
        : JsonValue.Create(number);
}
