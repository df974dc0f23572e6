using Enforcement.Identity;

namespace Enforcement.Patrols.PaperCases;

/// <summary>
/// Who brings in a paper case: a head of the township's squad or of the township itself, who is none of its two handlers. What was approved on
/// paper, nobody approves here again, so that somebody who answers for it types it off.
/// </summary>
internal static class PaperRights
{
    public static IReadOnlyList<Organization> TownshipsOf(Actor actor, OrganizationDirectory organizations) =>
        organizations.TownshipsOf(actor, Roles.Heads);

    /// <exception cref="NotAllowedException"><c>paper.heads-only</c>: they head no township.</exception>
    public static void Demand(Actor actor, OrganizationDirectory organizations)
    {
        if (TownshipsOf(actor, organizations).Count == 0)
            throw PaperRefusals.HeadsOnly();
    }

    /// <exception cref="NotAllowedException">They head no township.</exception>
    /// <exception cref="MalformedException"><paramref name="wanted"/> is none of theirs.</exception>
    public static (Post Post, Organization Township) PostOf(Actor actor, string? wanted, OrganizationDirectory organizations)
    {
        var own = TownshipsOf(actor, organizations);
        if (own.Count == 0)
            throw PaperRefusals.HeadsOnly();
        var township = wanted is null ? own[0] : own.FirstOrDefault(it => it.Code == wanted);
        if (township is null)
            throw new MalformedException(("organization", "unknown"));
        return (Roles.Heads.Select(role => actor.PostFor(role, township.Code)).OfType<Post>().First(), township);
    }
}
