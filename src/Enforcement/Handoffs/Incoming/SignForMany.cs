using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Handoffs.Incoming;

/// <summary>签收 of many letters from other installations at once.</summary>
public sealed class SignForMany(SignForIncoming sign)
{
    public Task<IReadOnlyList<OneOfMany>> RunAsync(Actor clerk, IReadOnlyList<Guid>? ids, CancellationToken cancel) =>
        Many.EachAsync(
            clerk,
            ids?.Distinct().ToList(),
            "ids",
            id => id,
            async (actor, id) => (await Many.StandingAsync(() => sign.RunAsync(actor, id, cancel), IncomingStanding.Of)).State
        );
}
