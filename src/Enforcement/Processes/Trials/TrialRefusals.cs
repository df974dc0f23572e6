using Enforcement.Identity;

namespace Enforcement.Processes.Trials;

internal static class TrialRefusals
{
    /// <summary>A trial is a workflow admin's.</summary>
    public static NotAllowedException AdminsOnly() => new("trial.admins-only");

    public static RefusedException TooMany() => new("trial.too-many", Trial.Most);

    /// <summary>It has ended; a new one can be started.</summary>
    public static RefusedException Over() => new("trial.over");

    /// <summary>The flow does not wait for this, or no longer.</summary>
    public static RefusedException NotWaiting() => new("trial.not-waiting");

    /// <summary>The flow carries more than is kept of a trial.</summary>
    public static RefusedException TooBig() => new("trial.too-big");

    /// <summary>Kept by another version of the service.</summary>
    public static RefusedException Unreadable() => new("trial.unreadable");
}

internal static class TrialRights
{
    /// <summary>The post that entitles to trials.</summary>
    /// <exception cref="NotAllowedException"><c>trial.admins-only</c>.</exception>
    public static Post PostOf(Actor actor) =>
        actor.Posts.FirstOrDefault(post => post.Role == Roles.WorkflowAdmin) ?? throw TrialRefusals.AdminsOnly();

    /// <summary>The bodies whose trials the actor sees.</summary>
    /// <exception cref="NotAllowedException"><c>trial.admins-only</c>.</exception>
    public static IReadOnlyList<string> BodiesOf(Actor actor)
    {
        PostOf(actor);
        return [.. actor.Posts.Where(post => post.Role == Roles.WorkflowAdmin).Select(post => post.Organization).Distinct()];
    }
}
