using Enforcement.Identity;

namespace Enforcement.Handoffs;

/// <summary>下载移送包: for whoever works on the sender's case.</summary>
public sealed class DownloadPackage(HandoffReader reader, HandoffPackage package)
{
    /// <exception cref="NotVisibleException">There is none for this person.</exception>
    /// <exception cref="NotAllowedException">Nobody of the sender.</exception>
    public async Task<(byte[] Zip, Handoff Handoff)> RunAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        var handoff = (await reader.FindAsync(actor, id, cancel)).Handoff;
        _ = HandoffRights.ToCarry(actor, handoff) ?? throw HandoffRefusals.NotYours();
        return (await package.ZipAsync(actor.Scope, handoff, cancel), handoff);
    }
}
