using System.Globalization;
using Enforcement.Shell;

namespace Enforcement.Powers;

/// <summary>A penalty in words, for pages and lists. Documents print the statute's own wording.</summary>
public static class PenaltyText
{
    public static string Measure(Penalty penalty) =>
        penalty.Wording.Chinese.Length > 0 ? penalty.Wording.ToString()
        : penalty.Kind == PenaltyKinds.Order ? penalty.Condition.ToString()
        : Texts.Of($"powers.penalty.{penalty.Kind}");

    /// <summary>Empty where neither limit is set in the list.</summary>
    public static string Amount(Penalty penalty)
    {
        var (least, most) = (Figure(penalty.Minimum, penalty.Unit), Figure(penalty.Maximum, penalty.Unit));
        var range = (least, most) switch
        {
            ({ } low, { } high) => Texts.Of("powers.amount.between", low, high),
            (null, { } high) => Texts.Of("powers.amount.at-most", high),
            ({ } low, null) => Texts.Of("powers.amount.at-least", low),
            _ => "",
        };
        return range.Length == 0 ? ""
            : penalty.Unit == PenaltyUnits.YuanPerSquareMetre ? Texts.Of("powers.amount.per-m2", range)
            : penalty.MeasuredBy.Length > 0 ? Texts.Of("powers.amount.of", range, Texts.Of($"powers.measured-by.{penalty.MeasuredBy}"))
            : range;
    }

    public static string Party(Penalty penalty) => penalty.PartyKind == PartyKinds.Any ? "" : Texts.Of($"powers.party.{penalty.PartyKind}");

    /// <summary>When this line applies; an order's words are its measure and no condition.</summary>
    public static string Condition(Penalty penalty) => penalty.Kind == PenaltyKinds.Order ? "" : penalty.Condition.ToString();

    private static string? Figure(decimal? value, string unit) =>
        value is { } number ? Texts.Of($"powers.figure.{unit}", number.ToString("#,0.##", CultureInfo.InvariantCulture)) : null;
}
