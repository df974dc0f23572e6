using Enforcement.Identity;

namespace Enforcement.Patrols.NumberSeries;

/// <summary>A body answers for its numbers by its head, who may see every case of it.</summary>
internal static class SeriesRights
{
    /// <exception cref="NotAllowedException"><c>series.heads-only</c>: they head no body.</exception>
    public static IReadOnlyList<string> Demand(Actor actor)
    {
        var own = actor.Posts.Where(post => post.Role == Roles.AgencyHead).Select(post => post.Organization).Distinct().ToList();
        return own.Count > 0 ? own : throw SeriesRefusals.HeadsOnly();
    }

    /// <exception cref="MalformedException">None of theirs, or which of several is not said.</exception>
    public static Organization BodyOf(Actor actor, string? wanted, OrganizationDirectory organizations)
    {
        var own = Demand(actor);
        if (wanted is null && own.Count > 1)
            throw new MalformedException(("organization", "required"));
        var code = wanted ?? own[0];
        return (own.Contains(code) ? organizations.Find(code) : null) ?? throw new MalformedException(("organization", "unknown"));
    }
}
