using Enforcement.Cases;

namespace Enforcement.Documents;

/// <summary>Where the receiver of a letter is looked for, by the paper and by the letter.</summary>
internal static class ReceiverLevel
{
    /// <summary>
    /// In the region that the fact <c>receiverRegion</c> names; else in the county itself, or in the city or province above it, as
    /// <c>receiverLevel</c> says.
    /// </summary>
    public static string RegionOf(CaseData facts, string county) =>
        facts.Text("receiverRegion")
        ?? facts.Text("receiverLevel") switch
        {
            "city" => county[..4],
            "province" => county[..2],
            _ => county,
        };
}
