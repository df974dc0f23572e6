using Enforcement.Identity;

namespace Enforcement.JointOperations.Subjects;

/// <summary>Who did it, in which post, and for whom where somebody stood in.</summary>
/// <param name="For">Name of the absent holder of the post.</param>
public sealed record Signed(Guid Id, string Name, string Organization, string Role, string? For)
{
    public static Signed Of(Actor actor, Post post) =>
        new(actor.PersonId, actor.Name, post.Organization, post.Role, post.StandsInFor?.Name);
}
