using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Jint;
using Jint.Native;
using Jint.Native.Function;
using Jint.Native.Object;
using Jint.Native.RegExp;
using Jint.Native.Symbol;
using Jint.Runtime;
using Jint.Runtime.Interop;

namespace Enforcement.Workflows.Expressions;

/// <summary>
/// Bounds the few built-in functions whose result can be as large as the product of what they are given, and which are done in one step that
/// no limit of the script engine interrupts.
/// </summary>
internal sealed partial class ScriptGuards(Engine engine, ScriptLimits limits)
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
        foreach (var replace in (string[])["replace", "replaceAll"])
            Put(
                strings,
                replace,
                (original, self, arguments) =>
                    Replace(original, self, Sought(self, arguments, mayBePattern: true), arguments.At(1), TypeConverter.ToString(self))
            );
        Put(
            PrototypeOf("RegExp"),
            GlobalSymbolRegistry.Replace,
            (original, self, arguments) =>
                Replace(original, self, arguments.At(0), arguments.At(1), TypeConverter.ToString(arguments.At(0)))
        );
        foreach (var stretch in (string[])["repeat", "padStart", "padEnd"])
            Put(strings, stretch, (original, self, arguments) => Stretch(original, self, arguments, stretch == "repeat"));
        foreach (var search in (string[])["indexOf", "lastIndexOf", "includes", "split"])
            Put(
                strings,
                search,
                (original, self, arguments) =>
                    original.Call(self, [Sought(self, arguments, search is "includes" or "split"), .. arguments.Skip(1)])
            );
        foreach (var turn in (string[])["map", "flatMap", "filter", "forEach", "reduce", "reduceRight", "some", "every", "sort"])
            Put(arrays, turn, (original, self, arguments) => original.Call(self, [Watched(arguments.At(0)), .. arguments.Skip(1)]));
        Put(
            (ObjectInstance)engine.GetValue("Array"),
            "from",
            (original, self, arguments) => original.Call(self, [arguments.At(0), Watched(arguments.At(1)), .. arguments.Skip(2)])
        );
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
            var before = at == 0 ? "" : between;
            if (joined.Length + (long)before.Length + text.Length > MaxLetters)
                throw TooLarge();
            joined.Append(before).Append(text);
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

    /// <summary>A built-in function that is called for every item; only the script's own look at the limits themselves.</summary>
    private JsValue Watched(JsValue function) =>
        function is Function known and not ScriptFunction
            ? new ClrFunction(
                engine,
                "turn",
                (self, arguments) =>
                {
                    engine.Constraints.Check();
                    return known.Call(self, arguments);
                }
            )
            : function;

    /// <summary>What is looked for, as a text whose length is known; a pattern stays one where the function takes patterns.</summary>
    private static JsValue Sought(JsValue self, JsValue[] arguments, bool mayBePattern)
    {
        var sought = arguments.At(0);
        if (sought is ObjectInstance && !(mayBePattern && sought is JsRegExp))
            sought = JsString.Create(TypeConverter.ToString(sought));
        if (sought is JsString text && (long)TypeConverter.ToString(self).Length * text.Length > MaxCompared)
            throw TooLarge();
        return sought;
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
        var texts = new JsValue[arguments.Length];
        for (var at = 0; at < texts.Length; at++)
        {
            var text = TypeConverter.ToString(arguments[at]);
            if ((length += text.Length) > MaxLetters)
                throw TooLarge();
            texts[at] = JsString.Create(text);
        }
        return original.Call(self, texts);
    }

    private JsValue Replace(JsValue original, JsValue self, JsValue sought, JsValue replacement, string text)
    {
        var template = replacement is Function ? "$" : TypeConverter.ToString(replacement);
        if (template.Contains('$'))
            return original.Call(self, [sought, OneByOne(replacement, template, text)]);
        // It may be met before and after every letter.
        if ((text.Length + 1L) * template.Length > MaxLetters)
            throw TooLarge();
        return original.Call(self, [sought, JsString.Create(template)]);
    }

    /// <summary>
    /// Replacements that are asked for one by one, so that all of them are counted: a group can catch what lies far outside of the match, and the
    /// script engine, which puts the text together anew for every match, asks nobody whether there is time left.
    /// </summary>
    private ClrFunction OneByOne(JsValue replacement, string template, string text)
    {
        long total = text.Length;
        var asked = 0;
        // To look counts as a statement.
        var looksEvery = Math.Clamp(1_000_000 / (text.Length + 1), 1, 64);
        return new ClrFunction(
            engine,
            "replacement",
            (_, found) =>
            {
                if (asked++ % looksEvery == 0)
                    engine.Constraints.Check();
                var with = replacement is Function function
                    ? TypeConverter.ToString(function.Call(JsValue.Undefined, found))
                    : Filled(template, found);
                return (total += with.Length) <= MaxLetters ? JsString.Create(with) : throw TooLarge();
            }
        );
    }

    /// <summary>A template, filled in as the language has it.</summary>
    /// <param name="found">The match, what its groups caught, its place, the whole text and, if there are any, the groups by name.</param>
    private string Filled(string template, JsValue[] found)
    {
        if (!template.Contains('$') || found.Length < 3)
            return template;
        var named = found[^1] as ObjectInstance;
        var groups = found.Length - (named is null ? 3 : 4);
        var (match, text) = (TypeConverter.ToString(found[0]), TypeConverter.ToString(found[groups + 2]));
        var begins = (int)Math.Clamp(TypeConverter.ToInteger(found[groups + 1]), 0, text.Length);
        long total = 0;
        return TemplateMark()
            .Replace(
                template,
                mark =>
                {
                    var filled = mark.Value switch
                    {
                        "$$" => "$",
                        "$&" => match,
                        "$`" => text[..begins],
                        "$'" => text[Math.Min(begins + match.Length, text.Length)..],
                        ['$', '<', .. var name, '>'] => named is null ? mark.Value : Caught(named.Get(name)),
                        [_, .. var digits] => Group(digits) ?? mark.Value,
                        _ => mark.Value,
                    };
                    return (total += filled.Length) <= MaxLetters ? filled : throw TooLarge();
                }
            );

        // Two digits are one group where there are so many, else a group and a digit.
        string? Group(string digits) =>
            int.Parse(digits, CultureInfo.InvariantCulture) is var one && one > 0 && one <= groups ? Caught(found[one])
            : digits is [var first and > '0', var second] && first - '0' <= groups ? Caught(found[first - '0']) + second
            : null;

        static string Caught(JsValue group) => group.IsUndefined() ? "" : TypeConverter.ToString(group);
    }

    [GeneratedRegex(@"\$(?:[$&`']|<[^>]*>|[0-9]{1,2})")]
    private static partial Regex TemplateMark();

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
