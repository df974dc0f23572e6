using Enforcement.Identity;
using Enforcement.Processes.Repairs;

namespace Enforcement.Processes.Migrations;

/// <summary>Workflow admins lead over the cases of their own region; the second person holds the same role over the whole of it.</summary>
public static class MigrationRights
{
    /// <summary>Regions over which somebody is workflow admin.</summary>
    /// <exception cref="NotAllowedException"><c>migration.not-yours</c>: over none.</exception>
    public static IReadOnlyList<string> RegionsOf(Actor actor)
    {
        var regions = Posts(actor).Select(post => RepairRights.RegionUnder(post.Organization)!).Distinct().ToList();
        return regions.Count > 0 ? regions : throw MigrationRefusals.NotYours();
    }

    /// <summary>The region of a plan that somebody asks for: of a post of their own before one held for somebody else.</summary>
    /// <exception cref="NotAllowedException"><c>migration.not-yours</c>.</exception>
    public static string RegionOf(Actor actor) => RegionsOf(actor)[0];

    /// <exception cref="NotVisibleException">Workflow admin, but elsewhere or over a part only.</exception>
    /// <exception cref="NotAllowedException"><c>migration.not-yours</c>.</exception>
    public static void Demand(Actor actor, MigrationPlan plan)
    {
        if (!RegionsOf(actor).Any(region => plan.Region.StartsWith(region, StringComparison.Ordinal)))
            throw new NotVisibleException();
    }

    /// <summary>The post in which somebody acts on a plan.</summary>
    public static Post? PostOver(Actor actor, string region) =>
        Posts(actor).FirstOrDefault(post => RepairRights.IsOver(post.Organization, region));

    private static IEnumerable<Post> Posts(Actor actor) =>
        actor
            .Posts.Where(post => post.Role == Roles.WorkflowAdmin && RepairRights.RegionUnder(post.Organization) is not null)
            .OrderBy(post => post.StandsInFor is not null);
}
