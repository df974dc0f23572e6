using Enforcement.Identity;

namespace Enforcement.Patrols;

/// <summary>For which township somebody registers a finding.</summary>
internal static class Townships
{
    private static readonly string[] Reporters = [Roles.Officer, Roles.SquadHead, Roles.AgencyHead, Roles.GridWorker, Roles.CommandCentre];

    /// <param name="wanted">Where somebody works at several, or sits in the county's command centre.</param>
    /// <exception cref="NotAllowedException">There is none for this person.</exception>
    /// <exception cref="MalformedException"><paramref name="wanted"/> is none of theirs.</exception>
    public static Organization Of(Actor actor, string? wanted, OrganizationDirectory organizations)
    {
        var own = Own(actor, organizations);
        if (wanted is null)
            return own.FirstOrDefault() ?? throw FindingRefusals.NoTownship();
        return own.FirstOrDefault(township => township.Code == wanted)
            ?? Commanded(actor, organizations).FirstOrDefault(township => township.Code == wanted)
            ?? throw new MalformedException(("organization", "unknown"));
    }

    public static IReadOnlyList<Organization> Own(Actor actor, OrganizationDirectory organizations) =>
        organizations.TownshipsOf(actor, Reporters);

    /// <summary>The townships of a command centre's county: the duty officer hands findings down.</summary>
    public static IReadOnlyList<Organization> Commanded(Actor actor, OrganizationDirectory organizations)
    {
        var counties = actor
            .Posts.Where(post => post.Role == Roles.CommandCentre)
            .Select(post => organizations.Find(post.Organization)?.County)
            .OfType<string>()
            .ToHashSet();
        return counties.Count == 0
            ? []
            :
            [
                .. organizations
                    .Known.Values.Where(organization => organization.IsTownship && counties.Contains(organization.County ?? ""))
                    .OrderBy(organization => organization.Code, StringComparer.Ordinal),
            ];
    }
}
