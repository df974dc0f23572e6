using Enforcement.Cases;
using Enforcement.Powers;

namespace Enforcement.Documents;

/// <summary>Where the receiver of a letter is looked for, by the paper and by the letter.</summary>
internal static class ReceiverLevel
{
    /// <summary>What goes over the county's border, to the region that the fact <c>receiverRegion</c> names. Null: none is named.</summary>
    public static string? Across(CaseData facts) => facts.Text("receiverRegion");

    /// <summary>As a paper has it that knows nothing of its letter: a region that was named before the case became the county's own again counts no more.</summary>
    public static string? RegionOf(CaseData facts, string county) =>
        facts.Text("classification") == Gravity.CrossRegion ? Across(facts) : Within(facts, county);

    /// <summary>In the county itself, or in the city or province above it, as the fact <c>receiverLevel</c> says.</summary>
    public static string Within(CaseData facts, string county) =>
        facts.Text("receiverLevel") switch
        {
            "city" => county[..4],
            "province" => county[..2],
            _ => county,
        };
}
