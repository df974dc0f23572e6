using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Documents;

namespace Enforcement.Tests.Documents;

public sealed class ReceiverLevelTests
{
    [Theory]
    [InlineData("cross-region", "430624", null, "430624")]
    [InlineData("cross-region", null, null, null)]
    [InlineData("ordinary", "430624", null, "430112")]
    [InlineData("major", "430624", "city", "4301")]
    [InlineData(null, "430624", "province", "43")]
    public void A_paper_looks_over_the_border_only_while_its_case_goes_there(
        string? gravity,
        string? region,
        string? level,
        string? expected
    ) =>
        ReceiverLevel
            .RegionOf(
                new CaseData(
                    new JsonObject
                    {
                        ["classification"] = gravity,
                        ["receiverRegion"] = region,
                        ["receiverLevel"] = level,
                    }
                ),
                "430112"
            )
            .ShouldBe(expected);
}
