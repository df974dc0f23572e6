using System.Text;
using Fluid;
using Fluid.Values;

namespace Enforcement.Workflows.Expressions;

/// <summary>What one rendering of a template has used up. Fluid counts statements; letters, items and time are counted here.</summary>
internal sealed class LiquidLimits(ScriptLimits limits)
{
    private const string Key = "limits";
    private readonly long began = Environment.TickCount64;
    private long letters;

    public int ResultLetters => limits.ResultLetters;

    public void Attach(TemplateContext context) => context.AmbientValues[Key] = this;

    public static LiquidLimits Of(TemplateContext context) => (LiquidLimits)context.AmbientValues[Key];

    /// <exception cref="ScriptException">It is more than a rendering may use.</exception>
    public void Count(long more)
    {
        letters += more;
        if (more > limits.ResultLetters || letters > limits.Bytes / sizeof(char))
            throw new ScriptException("A value of the template has become too large.");
        if (Environment.TickCount64 - began > limits.Time.TotalMilliseconds)
            throw new ScriptException("The template has taken too long.");
    }

    /// <summary>Fluid's filters and Elsa's two, each counting what it gives; those that multiply count before they work.</summary>
    public static TemplateOptions Options { get; } = Bounded();

    private static TemplateOptions Bounded()
    {
        var options = new TemplateOptions();
        options.Filters.AddFilter(
            "base64",
            (input, _, _) => new StringValue(Convert.ToBase64String(Encoding.UTF8.GetBytes(input.ToStringValue())))
        );
        options.Filters.AddFilter("keys", (input, _, _) => LiquidValues.Keys(input));
        foreach (var (name, filter) in options.Filters.ToList())
        {
            options.Filters.AddFilter(
                name,
                async (input, arguments, context) =>
                {
                    var limits = Of(context);
                    limits.Count(Ahead(name, input, arguments));
                    var result = await filter(input, arguments, context);
                    limits.Count(SizeOf(result));
                    return result;
                }
            );
        }
        return options;
    }

    private static long Ahead(string name, FluidValue input, FilterArguments arguments) =>
        name switch
        {
            "replace" => (input.ToStringValue().Length + 1L)
                * arguments.At(1).ToStringValue().Length
                / Math.Max(1, arguments.At(0).ToStringValue().Length),
            "join" => SizeOf(input) * (1L + arguments.At(0).ToStringValue().Length),
            // A format such as D999999999 or {0,999999999} writes that many letters.
            "format_number" or "format_date" or "date" when HasLongNumber(arguments.At(0).ToStringValue()) => long.MaxValue / 2,
            "format_string" when HasLongNumber(input.ToStringValue()) => long.MaxValue / 2,
            _ => 0,
        };

    /// <summary>Letters, and for a list what its items have; a list in a list counts as one.</summary>
    private static long SizeOf(FluidValue value) =>
        value switch
        {
            StringValue text => text.ToStringValue().Length,
            ArrayValue list => list.Values.Sum(item => item is StringValue text ? 1L + text.ToStringValue().Length : 1L),
            _ => 0,
        };

    private static bool HasLongNumber(string format)
    {
        var digits = 0;
        foreach (var letter in format)
        {
            digits = char.IsAsciiDigit(letter) ? digits + 1 : 0;
            if (digits > 3)
                return true;
        }
        return false;
    }
}
