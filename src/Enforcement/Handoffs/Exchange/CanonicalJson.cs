using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Enforcement.Handoffs.Exchange;

/// <summary>
/// JSON Canonicalization Scheme (RFC 8785), for what installations sign: names in the order of their UTF-16 units, no blanks, the fewest escapes. Numbers
/// are whole or short decimals, whose shortest form .NET and ECMAScript write alike.
/// </summary>
internal static class CanonicalJson
{
    public static byte[] Of(JsonNode? node)
    {
        var text = new StringBuilder();
        Write(node, text);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Write(JsonNode? node, StringBuilder text)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject it:
                text.Append('{');
                var first = true;
                foreach (var (name, value) in it.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    if (!first)
                        text.Append(',');
                    first = false;
                    Write(name, text);
                    text.Append(':');
                    Write(value, text);
                }
                text.Append('}');
                break;
            case JsonArray it:
                text.Append('[');
                for (var i = 0; i < it.Count; i++)
                {
                    if (i > 0)
                        text.Append(',');
                    Write(it[i], text);
                }
                text.Append(']');
                break;
            case JsonValue it when it.TryGetValue<bool>(out var truth):
                text.Append(truth ? "true" : "false");
                break;
            case JsonValue it when it.TryGetValue<string>(out var words):
                Write(words, text);
                break;
            default:
                text.Append(double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture));
                break;
        }
    }

    private static void Write(string words, StringBuilder text)
    {
        text.Append('"');
        foreach (var c in words)
            text.Append(
                c switch
                {
                    '"' => "\\\"",
                    '\\' => "\\\\",
                    '\b' => "\\b",
                    '\t' => "\\t",
                    '\n' => "\\n",
                    '\f' => "\\f",
                    '\r' => "\\r",
                    < ' ' => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                    _ => c.ToString(),
                }
            );
        text.Append('"');
    }
}
