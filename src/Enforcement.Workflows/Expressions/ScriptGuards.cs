using System.Text;
using Jint;
using Jint.Native;
using Jint.Native.Function;
using Jint.Native.Object;
using Jint.Native.Symbol;
using Jint.Runtime;
using Jint.Runtime.Interop;

namespace Enforcement.Workflows.Expressions;

/// <summary>
/// Bounds the few built-in functions whose result can be as large as the product of what they are given, and which are done in one step that
/// no limit of the script engine interrupts.
/// </summary>
internal sealed class ScriptGuards(Engine engine, ScriptLimits limits)
{
    private const int MaxDepth = 32;

    /// <summary>Letters compared in one search, at worst.</summary>
    private const long MaxCompared = 500_000_000;

    /// <summary>Without one of these in its text a script has nothing large to hand to such a function.</summary>
    private static readonly string[] Makers =
    [
        "repeat",
        "padStart",
        "padEnd",
        "fill",
        "from",
        "of",
        "Array",
        "split",
        "while",
        "for",
        "do",
        "function",
        "replace",
        "replaceAll",
        "join",
        "concat",
        "raw",
        "eval",
    ];

    private int depth;

    private long MaxLetters => limits.Bytes / sizeof(char);

    public static bool AreNeeded(string text, IReadOnlySet<string> words) =>
        text.Contains('[') || text.Contains("=>", StringComparison.Ordinal) || Array.Exists(Makers, words.Contains);

    public void Install()
    {
        var (arrays, strings) = (PrototypeOf("Array"), PrototypeOf("String"));
        Put(arrays, "join", (_, self, arguments) => Join(self, arguments.At(0)));
        Put(arrays, "toLocaleString", (_, self, _) => Join(self, JsValue.Undefined));
        Put(strings, "concat", (original, self, arguments) => Concat(original, self, arguments));
        Put(strings, "replace", (original, self, arguments) => Replace(original, self, arguments, TypeConverter.ToString(self)));
        Put(strings, "replaceAll", (original, self, arguments) => Replace(original, self, arguments, TypeConverter.ToString(self)));
        Put(
            PrototypeOf("RegExp"),
            GlobalSymbolRegistry.Replace,
            (original, self, arguments) =>
                original.Call(self, [arguments.At(0), Bounded(TypeConverter.ToString(arguments.At(0)).Length, arguments.At(1))])
        );
        foreach (var stretch in (string[])["repeat", "padStart", "padEnd"])
            Put(strings, stretch, (original, self, arguments) => Stretch(original, self, arguments, stretch == "repeat"));
        foreach (var search in (string[])["indexOf", "lastIndexOf", "includes", "split"])
            Put(strings, search, (original, self, arguments) => Search(original, self, arguments));
        Put(
            arrays,
            "flat",
            (_, self, arguments) => Flat(self, arguments.At(0).IsUndefined() ? 1 : TypeConverter.ToNumber(arguments.At(0)))
        );
        Put((ObjectInstance)engine.GetValue("JSON"), "stringify", (original, self, arguments) => Stringify(original, self, arguments));
        ((ObjectInstance)engine.GetValue("String")).RemoveOwnProperty("raw");
    }

    private ObjectInstance PrototypeOf(string constructor) => (ObjectInstance)engine.GetValue(constructor).Get("prototype");

    private JsValue Join(JsValue self, JsValue separator)
    {
        if (self is not ObjectInstance list)
            return JsString.Empty;
        var between = separator.IsUndefined() ? "," : TypeConverter.ToString(separator);
        var length = TypeConverter.ToLength(list.Get("length"));
        var joined = new StringBuilder();
        if (++depth > MaxDepth)
            throw TooLarge();
        for (ulong at = 0; at < length; at++)
        {
            if (at % 64 == 0)
                engine.Constraints.Check();
            var item = list.Get(JsNumber.Create((double)at));
            var text = item.IsNull() || item.IsUndefined() ? "" : TypeConverter.ToString(item);
            if (joined.Length + (long)between.Length + text.Length > MaxLetters)
                throw TooLarge();
            joined.Append(at == 0 ? "" : between).Append(text);
        }
        depth--;
        return JsString.Create(joined.ToString());
    }

    private JsValue Stretch(JsValue original, JsValue self, JsValue[] arguments, bool multiplies)
    {
        var count = TypeConverter.ToNumber(arguments.At(0));
        if ((multiplies ? count * TypeConverter.ToString(self).Length : count) > MaxLetters)
            throw TooLarge();
        return original.Call(self, [JsNumber.Create(count), .. arguments.Skip(1)]);
    }

    private static JsValue Search(JsValue original, JsValue self, JsValue[] arguments)
    {
        if (arguments.At(0) is JsString sought && (long)TypeConverter.ToString(self).Length * sought.Length > MaxCompared)
            throw TooLarge();
        return original.Call(self, arguments);
    }

    private JsValue Flat(JsValue self, double levels)
    {
        var flat = new List<JsValue>();
        Add(self, levels);
        return new JsArray(engine, [.. flat]);

        void Add(JsValue list, double left)
        {
            if (list is not JsArray items || ++depth > MaxDepth)
                throw TooLarge();
            engine.Constraints.Check();
            for (uint at = 0; at < items.Length; at++)
            {
                var item = items[at];
                if (item is JsArray && left >= 1)
                    Add(item, left - 1);
                else if (flat.Count < limits.ResultNodes)
                    flat.Add(item);
                else
                    throw TooLarge();
            }
            depth--;
        }
    }

    /// <summary>Of a copy that is bounded and holds no code; so a function that chooses what is written is not offered.</summary>
    private JsValue Stringify(JsValue original, JsValue self, JsValue[] arguments)
    {
        var value = arguments.At(0);
        if (value is Function || value.IsUndefined())
            return JsValue.Undefined;
        if (arguments.At(1) is Function || IsChanged("Object") || IsChanged("Array"))
            throw new ScriptException("JSON.stringify is offered without functions of one's own.");
        var copy = ToScript.Write(engine, new FromScript(engine, limits, asJson: true).Read(value));
        return original.Call(self, [copy, arguments.At(1), arguments.At(2)]);

        bool IsChanged(string constructor) => !PrototypeOf(constructor).Get("toJSON").IsUndefined();
    }

    private JsValue Concat(JsValue original, JsValue self, JsValue[] arguments)
    {
        long length = TypeConverter.ToString(self).Length;
        foreach (var argument in arguments)
        {
            length += argument is JsString text ? text.Length : 0;
            if (length > MaxLetters)
                throw TooLarge();
        }
        return original.Call(self, arguments);
    }

    private JsValue Replace(JsValue original, JsValue self, JsValue[] arguments, string text) =>
        original.Call(self, [arguments.At(0), Bounded(text.Length, arguments.At(1))]);

    /// <summary>A replacement for text of that length; it may be met before and after every letter.</summary>
    private JsValue Bounded(int length, JsValue replacement)
    {
        if (replacement is Function function)
        {
            long total = length;
            return new ClrFunction(
                engine,
                "replacement",
                (self, arguments) =>
                {
                    var text = TypeConverter.ToString(function.Call(self, arguments));
                    return (total += text.Length) <= MaxLetters ? JsString.Create(text) : throw TooLarge();
                }
            );
        }
        var with = TypeConverter.ToString(replacement);
        var whole = with.Split('$').Length - 1;
        if ((length + 1L) * (with.Length + (with.Contains("$`") || with.Contains("$'") ? (long)whole * length : whole)) > MaxLetters)
            throw TooLarge();
        return JsString.Create(with);
    }

    private void Put(ObjectInstance target, JsValue name, Func<JsValue, JsValue, JsValue[], JsValue> guarded)
    {
        var original = target.Get(name);
        target.FastSetProperty(
            name,
            new Jint.Runtime.Descriptors.PropertyDescriptor(
                new ClrFunction(engine, name.ToString(), (self, arguments) => guarded(original, self, arguments)),
                true,
                false,
                true
            )
        );
    }

    private static ScriptException TooLarge() => new("A text of the script has become too large.");
}
