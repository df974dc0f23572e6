using Enforcement.Identity;
using Enforcement.Supervision.Cards;

namespace Enforcement.Supervision.Orders;

/// <summary>Who orders, answers and urges: the post that entitles, or null.</summary>
public sealed class OrderRights(OrganizationDirectory organizations)
{
    private static readonly string[] Superiors = [Roles.CommandCentre, Roles.Supervisor, Roles.Coordinator];

    /// <summary>督办: the command centre, a supervisor or the coordinator of the region.</summary>
    public Post? ToIssue(Actor actor, string county) =>
        actor
            .Posts.Where(post =>
                Superiors.Contains(post.Role)
                && organizations.Find(post.Organization)?.Region is { Length: <= 6 } region
                && county.StartsWith(region, StringComparison.Ordinal)
            )
            .OrderBy(post => Array.IndexOf(Superiors, post.Role))
            .FirstOrDefault();

    /// <summary>The heads of the body that is addressed.</summary>
    public static Post? ToAnswer(Actor actor, SupervisionOrder order) => HeadOf(actor, order.Addressee);

    /// <summary>Accept, send back, withdraw: the body that gave it.</summary>
    public static Post? ToReview(Actor actor, SupervisionOrder order) =>
        Superiors.Select(role => actor.PostFor(role, order.Issuer)).FirstOrDefault(post => post is not null);

    /// <summary>催办: the heads of the body that has the case, and whoever may order.</summary>
    public Post? ToUrge(Actor actor, string holder, string county) => HeadOf(actor, holder) ?? ToIssue(actor, county);

    /// <summary>Names of the API's sub-resources that are open to somebody.</summary>
    public static IEnumerable<string> Open(Actor actor, SupervisionOrder order)
    {
        if (order.State is OrderStates.Issued && ToAnswer(actor, order) is not null)
            yield return "answer";
        if (order.State is OrderStates.Accepted or OrderStates.Withdrawn || ToReview(actor, order) is null)
            yield break;
        if (order.State is OrderStates.Answered)
        {
            yield return "acceptance";
            yield return "return";
        }
        yield return "withdrawal";
    }

    private static Post? HeadOf(Actor actor, string body) =>
        CardRights.Heads.Select(role => actor.PostFor(role, body)).FirstOrDefault(post => post is not null);
}
