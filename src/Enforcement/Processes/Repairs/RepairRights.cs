using Enforcement.Cases;
using Enforcement.Identity;

namespace Enforcement.Processes.Repairs;

/// <summary>Who puts a flow right: the workflow admins of the case's region, and the head of the body that owns the case.</summary>
public static class RepairRights
{
    public static IReadOnlyList<string> Roles { get; } = [Identity.Roles.WorkflowAdmin, Identity.Roles.AgencyHead];

    /// <summary>The post that entitles; null: none.</summary>
    public static Post? PostOf(Actor actor, CaseFile it) =>
        actor.PostFor(Identity.Roles.AgencyHead, it.OwnerOrg)
        ?? actor.Posts.FirstOrDefault(post => post.Role == Identity.Roles.WorkflowAdmin && IsOver(post.Organization, it.Key.County));

    public static bool IsOver(string organization, string county) =>
        RegionUnder(organization) is { } region && county.StartsWith(region, StringComparison.Ordinal);

    /// <summary>Organisations are coded by their region (<c>430112-government</c>), with trailing zeros for a city and a province; no township is over one.</summary>
    public static string? RegionUnder(string organization) =>
        organization.Length == 6 || (organization.Length > 6 && organization[6] == '-') ? RegionOf(organization[..6]) : null;

    private static string RegionOf(string code) =>
        code.EndsWith("0000", StringComparison.Ordinal) ? code[..2]
        : code.EndsWith("00", StringComparison.Ordinal) ? code[..4]
        : code;
}
