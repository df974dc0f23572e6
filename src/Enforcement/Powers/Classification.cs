using Enforcement.Shell;

namespace Enforcement.Powers;

/// <summary>How grave a violation is: it decides who may go on with it (ordinary: the township; major, cross-region and crime: not).</summary>
public static class Gravity
{
    public const string Ordinary = "ordinary";
    public const string Major = "major";
    public const string CrossRegion = "cross-region";
    public const string Crime = "crime";

    /// <summary>A fact is missing that could make it graver.</summary>
    public const string ToBeChecked = "to-be-checked";

    public static IReadOnlyList<string> All { get; } = [Ordinary, Major, CrossRegion, Crime, ToBeChecked];

    /// <summary>Gravest first.</summary>
    internal static IReadOnlyList<string> ByWeight { get; } = [Crime, CrossRegion, Major];
}

/// <summary>From where on a fact makes a case graver.</summary>
/// <param name="Code">A matter, or <see cref="EveryMatter"/>.</param>
/// <param name="AtLeast">Inclusive, in the unit of the fact (yuan, m², m³, times, townships); harm by its rank.</param>
/// <param name="SourceTag">D is a default of the product, to be replaced by the county's own.</param>
public sealed record Threshold(string Code, string Variant, string Result, string Fact, decimal AtLeast, Bilingual Reason, string SourceTag)
{
    public const string EveryMatter = "*";

    /// <summary>As the list and the forms write it.</summary>
    public string AtLeastText =>
        Fact == CaseFacts.HarmName ? Harms.All[(int)AtLeast] : AtLeast.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The number that is compared, of what the list writes.</summary>
    internal static decimal Measure(string fact, string atLeast) =>
        fact == CaseFacts.HarmName ? Harms.RankOf(atLeast) : decimal.Parse(atLeast, System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>The result with its reasons, gravest first, and what is not known yet.</summary>
/// <param name="Result">One of <see cref="Gravity"/>.</param>
/// <param name="Unknown">Names of facts that were not declared; with a result above ordinary they may make it graver still.</param>
public sealed record Classification(string Result, IReadOnlyList<ClassificationReason> Reasons, IReadOnlyList<string> Unknown)
{
    /// <summary>May the township go on by itself?</summary>
    public bool IsOrdinary => Result == Gravity.Ordinary;

    internal static Classification Of(
        IReadOnlyList<MatterVersion> versions,
        IEnumerable<Threshold> thresholds,
        CaseFacts facts,
        bool byTownship
    )
    {
        var asked = thresholds.ToList();
        var reached = asked
            .Where(threshold => facts.Measure(threshold.Fact) >= threshold.AtLeast)
            .Select(threshold => new ClassificationReason(threshold.Result, threshold.Fact, threshold.Reason, threshold.SourceTag))
            .ToList();
        if (byTownship && versions.All(version => version.Handler == Handlers.County))
            reached.Add(new(Gravity.Major, null, OfCounty, "D"));

        string[] unknown =
        [
            .. versions
                .SelectMany(version => version.Facts)
                .Concat(asked.Select(threshold => threshold.Fact))
                .Concat(versions.Count > 1 ? [CaseFacts.PartyKindName] : [])
                .Distinct()
                .Where(fact => !facts.IsKnown(fact)),
        ];
        var gravest = Gravity.ByWeight.FirstOrDefault(result => reached.Any(reason => reason.Result == result));
        var result = gravest ?? (unknown.Length > 0 ? Gravity.ToBeChecked : Gravity.Ordinary);
        return new(
            result,
            [.. reached.OrderBy(reason => Gravity.ByWeight.Index().First(item => item.Item == reason.Result).Index)],
            unknown
        );
    }

    private static Bilingual OfCounty { get; } = new("本事项由县级部门查处", "the county's department handles this matter");

    /// <summary>One sentence for the person who decides, in the language of the request.</summary>
    public string Explain() =>
        Result switch
        {
            Gravity.ToBeChecked => Texts.Of(
                "powers.classification.to-be-checked",
                Texts.Listed(Unknown.Select(fact => Texts.Of($"powers.fact.{fact}")))
            ),
            Gravity.Ordinary => Texts.Of("powers.classification.ordinary"),
            _ => Texts.Of($"powers.classification.{Result}", Texts.Listed(Reasons.Select(reason => reason.Text.ToString()))),
        };
}

/// <param name="Fact">The declared fact that reached a threshold; null for a reason that lies in the matter itself.</param>
public sealed record ClassificationReason(string Result, string? Fact, Bilingual Text, string SourceTag);
