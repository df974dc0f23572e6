using System.Globalization;
using System.Text;

namespace Enforcement.Documents;

/// <summary>Amounts of money in capitals 大写, as they stand in decisions and receipts: <c>伍仟零叁拾元整</c>.</summary>
public static class CapitalAmount
{
    private const string Digits = "零壹贰叁肆伍陆柒捌玖";
    private static readonly string[] Places = ["", "拾", "佰", "仟"];
    private static readonly string[] Groups = ["", "万", "亿", "万亿"];

    /// <param name="amount">In yuan, at least zero and below 10^16; read to the fen.</param>
    public static string Of(decimal amount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(amount, 10_000_000_000_000_000m);
        var fen = (long)decimal.Round(amount * 100, MidpointRounding.AwayFromZero);
        var (yuan, jiao, rest) = (fen / 100, (int)(fen / 10 % 10), (int)(fen % 10));

        var text = new StringBuilder(yuan > 0 || fen == 0 ? Whole(yuan) + "元" : "");
        if (jiao == 0 && rest == 0)
            return text.Append('整').ToString();
        if (jiao > 0)
            text.Append(Digits[jiao]).Append('角');
        else if (yuan > 0)
            text.Append('零');
        if (rest > 0)
            text.Append(Digits[rest]).Append('分');
        else
            text.Append('整');
        return text.ToString();
    }

    private static string Whole(long yuan)
    {
        if (yuan == 0)
            return "零";
        var digits = yuan.ToString(CultureInfo.InvariantCulture);
        var (text, zero, groupHasDigit) = (new StringBuilder(), false, false);
        for (var i = 0; i < digits.Length; i++)
        {
            var place = digits.Length - 1 - i;
            var digit = digits[i] - '0';
            if (digit == 0)
                zero = true;
            else
            {
                if (zero && text.Length > 0)
                    text.Append('零');
                (zero, groupHasDigit) = (false, true);
                text.Append(Digits[digit]).Append(Places[place % 4]);
            }
            if (place % 4 == 0 && place > 0 && groupHasDigit)
            {
                text.Append(Groups[place / 4]);
                groupHasDigit = false;
            }
        }
        return text.ToString();
    }
}
