using System.Globalization;
using System.Text.RegularExpressions;

namespace Enforcement.JointOperations.Guidance;

/// <summary>
/// Takes out of a text who it is about, before it leaves: names that are given, numbers of identity and credit, bank accounts, telephones, number plates.
/// What a number means is kept, its digits are not. Masking twice changes nothing more.
/// </summary>
public sealed partial class FactMask
{
    // 甲乙丙丁…: who is who stays to be told apart.
    private static readonly string[] Stems = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];

    private readonly List<(string Name, string Standing)> known;

    /// <param name="names">Of parties and people; the same name gets the same stem wherever it stands. Longer ones are looked for first.</param>
    /// <param name="texts">What is read together: whoever a stem in one of them stands for already is somebody else.</param>
    public FactMask(IReadOnlyList<string> names, params IReadOnlyList<string?> texts)
    {
        var free = Standings().Where(standing => !texts.Any(text => text?.Contains(standing, StringComparison.Ordinal) == true));
        known =
        [
            .. names
                .Select(name => name.Trim())
                .Where(name => name.Length > 1)
                .Distinct()
                .Zip(free)
                .OrderByDescending(pair => pair.First.Length),
        ];
    }

    /// <summary>One text alone.</summary>
    public static string Mask(string text, IReadOnlyList<string> names) => new FactMask(names, text).Of(text);

    public string Of(string text)
    {
        var masked = text;
        foreach (var (name, standing) in known)
            masked = masked.Replace(name, standing, StringComparison.OrdinalIgnoreCase);
        masked = CreditCode().Replace(masked, "〔信用代码〕");
        masked = IdNumber().Replace(masked, "〔证件号码〕");
        masked = Mobile().Replace(masked, "〔电话〕");
        masked = Landline().Replace(masked, "〔电话〕");
        masked = Account().Replace(masked, "〔账号〕");
        return Plate().Replace(masked, "〔车牌〕");
    }

    /// <summary>Names as they are typed into one field.</summary>
    public static IReadOnlyList<string> NamesIn(string? typed) =>
        (typed ?? "").Split(['、', ',', '，', ';', '；'], StringSplitOptions.TrimEntries);

    private static IEnumerable<string> Standings()
    {
        for (var place = 0; ; place++)
            yield return $"〔当事人{(place < Stems.Length ? Stems[place] : (place + 1).ToString(CultureInfo.InvariantCulture))}〕";
    }

    /// <summary>Resident identity numbers of eighteen signs or of fifteen, also in full-width digits, also in groups.</summary>
    [GeneratedRegex(
        @"(?<![\dA-Za-z])[1-9１-９](?:[ \-]?\d){16}[ \-]?[\dXx×Ｘｘ](?![\dA-Za-z])|(?<![\dA-Za-z])[1-9１-９]\d{14}(?![\dA-Za-z])"
    )]
    private static partial Regex IdNumber();

    /// <summary>Unified social credit codes: eighteen signs with a letter among them, as 91430112MA4L1234XY.</summary>
    [GeneratedRegex(@"(?<![\dA-Za-z])(?=[0-9A-Za-z]*[A-Wa-wYZyz])[1-9A-Ya-y]\d[0-9A-Za-z]{16}(?![\dA-Za-z])")]
    private static partial Regex CreditCode();

    [GeneratedRegex(@"(?<!\d)(?:(?:\+|00)86[ \-]?)?[1１][3-9３-９]\d[ \-]?\d{4}[ \-]?\d{4}(?!\d)")]
    private static partial Regex Mobile();

    [GeneratedRegex(@"(?<!\d)[(（]?[0０]\d{2,3}[)）]?[ \-—]?\d{7,8}(?!\d)")]
    private static partial Regex Landline();

    [GeneratedRegex(@"(?<!\d)\d{4}(?:[ \-]?\d{4}){3}(?:[ \-]?\d{1,3})?(?!\d)")]
    private static partial Regex Account();

    [GeneratedRegex(
        @"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Za-hj-np-z][·• ]?[A-HJ-NP-Za-hj-np-z0-9]{5,6}(?![A-Za-z0-9])"
    )]
    private static partial Regex Plate();
}
