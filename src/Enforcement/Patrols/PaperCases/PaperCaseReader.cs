using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Powers;
using Enforcement.Shell;

namespace Enforcement.Patrols.PaperCases;

/// <summary>What whoever brings in a paper case chooses from.</summary>
internal sealed record PaperDesk(
    IReadOnlyList<Organization> Townships,
    Organization? Township,
    IReadOnlyList<OfferedStage> Stages,
    IReadOnlyList<HeldMatter> Matters,
    IReadOnlyList<TownshipOfficer> Officers
)
{
    public static PaperDesk Nothing { get; } = new([], null, [], [], []);
}

public sealed class PaperCaseReader(
    PaperStages stages,
    PowerLists powers,
    FindingReader findings,
    OrganizationDirectory organizations,
    BusinessTime time
)
{
    /// <param name="wanted">Of several townships; one that is none of theirs is as if none were named.</param>
    internal async Task<PaperDesk> ReadAsync(Actor actor, string? wanted, CancellationToken cancel)
    {
        var townships = PaperRights.TownshipsOf(actor, organizations);
        if (townships.Count == 0)
            return PaperDesk.Nothing;
        var township = townships.FirstOrDefault(it => it.Code == wanted) ?? townships[0];
        return new PaperDesk(
            townships,
            township,
            await stages.OfTownshipAsync(township, cancel),
            (await powers.CurrentAsync(cancel)).MattersFor(township.Code, time.Today),
            await findings.OfficersAsync(actor, township.Code, cancel)
        );
    }
}
