using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Enforcement.Shell;
using Fluid;
using Fluid.Values;

namespace Enforcement.Documents;

/// <summary>
/// What templates may say beyond Liquid: <c>need: "当事人"</c> (a wanted fact), <c>day</c> (2026年11月24日), <c>yuan</c> and <c>capital</c>
/// (amounts), <c>lines</c> (typed lines as paragraphs), <c>word: "penalty"</c> (the Chinese word of a code, from resources).
/// </summary>
internal static class TemplateFilters
{
    /// <summary>Ambient value of a rendering: the list of wanted facts that are not known.</summary>
    public const string Missing = "missing";

    public const string Blank = "〔待补〕";

    private static readonly CultureInfo Chinese = CultureInfo.GetCultureInfo("zh-Hans");
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static TemplateOptions AddTo(TemplateOptions options)
    {
        options.Filters.AddFilter("need", Need);
        options.Filters.AddFilter("day", Day);
        options.Filters.AddFilter("yuan", Yuan);
        options.Filters.AddFilter("capital", Capital);
        options.Filters.AddFilter("lines", Lines);
        options.Filters.AddFilter("word", Word);
        return options;
    }

    private static ValueTask<FluidValue> Need(FluidValue input, FilterArguments arguments, TemplateContext context)
    {
        if (!string.IsNullOrWhiteSpace(input.ToStringValue()))
            return input;
        var name = arguments.At(0).ToStringValue();
        if (context.AmbientValues[Missing] is List<string> missing && !missing.Contains(name))
            missing.Add(name);
        return StringValue.Create(Blank);
    }

    private static ValueTask<FluidValue> Day(FluidValue input, FilterArguments arguments, TemplateContext context) =>
        DateOnly.TryParseExact(input.ToStringValue(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? StringValue.Create($"{day.Year}年{day.Month}月{day.Day}日")
            : input;

    private static ValueTask<FluidValue> Yuan(FluidValue input, FilterArguments arguments, TemplateContext context) =>
        Amount(input) is { } amount ? StringValue.Create(amount.ToString("#,##0.00", CultureInfo.InvariantCulture)) : input;

    private static ValueTask<FluidValue> Capital(FluidValue input, FilterArguments arguments, TemplateContext context) =>
        Amount(input) is { } amount ? StringValue.Create(CapitalAmount.Of(amount)) : input;

    private static ValueTask<FluidValue> Lines(FluidValue input, FilterArguments arguments, TemplateContext context)
    {
        var html = new StringBuilder();
        foreach (var line in input.ToStringValue().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            html.Append("<p>").Append(Encoder.Encode(line)).Append("</p>");
        return new StringValue(html.ToString(), encode: false);
    }

    private static ValueTask<FluidValue> Word(FluidValue input, FilterArguments arguments, TemplateContext context)
    {
        var key = $"documents.{arguments.At(0).ToStringValue()}.{input.ToStringValue()}";
        return Texts.Has(key) ? StringValue.Create(Texts.In(Chinese, key)) : NilValue.Instance;
    }

    private static decimal? Amount(FluidValue input) => input is NumberValue number ? number.ToNumberValue() : null;
}
