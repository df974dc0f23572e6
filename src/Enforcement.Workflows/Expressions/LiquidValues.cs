using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fluid;
using Fluid.Values;

namespace Enforcement.Workflows.Expressions;

/// <summary>JSON as templates see it; objects are opened only where a template looks in.</summary>
internal static class LiquidValues
{
    public static FluidValue Lazy(Func<string, JsonNode?> member) => new DictionaryValue(new Members(member, []));

    public static FluidValue Of(JsonNode? node) =>
        node switch
        {
            null => NilValue.Instance,
            JsonObject source => new DictionaryValue(new Members(name => source[name], [.. source.Select(pair => pair.Key)])),
            JsonArray array => new ArrayValue([.. array.Select(Of)]),
            _ => node.GetValueKind() switch
            {
                JsonValueKind.True => BooleanValue.True,
                JsonValueKind.False => BooleanValue.False,
                JsonValueKind.Number => NumberValue.Create((decimal)Values.Number(node)),
                _ => new StringValue(Values.ToText(node) ?? ""),
            },
        };

    public static FluidValue Keys(FluidValue input) =>
        input.ToObjectValue() is Members members ? new ArrayValue([.. members.Keys.Select(key => new StringValue(key))]) : ArrayValue.Empty;

    private sealed class Members(Func<string, JsonNode?> member, string[] keys) : IFluidIndexable
    {
        public int Count => keys.Length;
        public IEnumerable<string> Keys => keys;

        public bool TryGetValue(string name, out FluidValue value)
        {
            value = Of(member(name));
            return !value.IsNil();
        }
    }
}

/// <summary>Refuses to grow beyond a limit, so that a template cannot fill the memory.</summary>
internal sealed class BoundedWriter(int limit) : StringWriter(CultureInfo.InvariantCulture)
{
    public override void Write(char value)
    {
        Check(1);
        base.Write(value);
    }

    public override void Write(string? value)
    {
        Check(value?.Length ?? 0);
        base.Write(value);
    }

    public override void Write(char[] buffer, int index, int count)
    {
        Check(count);
        base.Write(buffer, index, count);
    }

    public override void Write(ReadOnlySpan<char> buffer)
    {
        Check(buffer.Length);
        base.Write(buffer);
    }

    private void Check(int more)
    {
        if (GetStringBuilder().Length + more > limit)
            throw new ScriptException("The template's result is too large.");
    }
}
