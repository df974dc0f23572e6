using Enforcement.Cases;

namespace Enforcement.Documents;

/// <summary>Where the receiver of a letter is looked for, by the paper and by the letter.</summary>
internal static class ReceiverLevel
{
    /// <summary>In the county itself, or in the city or province above it, as the fact <c>receiverLevel</c> says.</summary>
    public static string RegionOf(CaseData facts, string county) =>
        facts.Text("receiverLevel") switch
        {
            "city" => county[..4],
            "province" => county[..2],
            _ => county,
        };
}
