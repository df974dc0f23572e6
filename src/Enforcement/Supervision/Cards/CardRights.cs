using Enforcement.Identity;

namespace Enforcement.Supervision.Cards;

/// <summary>Who may do what with a card: the post that entitles, or null.</summary>
public sealed class CardRights(OrganizationDirectory organizations)
{
    /// <summary>Heads answer for a body as a whole; so a card of their body is theirs too.</summary>
    public static IReadOnlyList<string> Heads { get; } = [Roles.SquadHead, Roles.UnitHead, Roles.AgencyHead];

    /// <summary>Answer or appeal: whoever is charged, where nobody had taken the task everyone in the role, and the heads of the body.</summary>
    public static Post? ToAnswer(Actor actor, Card card)
    {
        var (body, role, person) = card.Charged;
        if (
            role is not null
            && (person is null || person == actor.PersonId || actor.Posts.Any(post => post.StandsInFor?.PersonId == person))
        )
            if (actor.PostFor(role, body) is { } own)
                return own;
        return Heads.Select(head => actor.PostFor(head, body)).FirstOrDefault(post => post is not null)
            ?? (person == actor.PersonId ? actor.Posts.FirstOrDefault(post => post.Organization == body) : null);
    }

    /// <summary>
    /// Decide an appeal or lift: the command centre of the region, or its supervisor; never the body that is charged, nor the person.
    /// </summary>
    /// <exception cref="NotAllowedException"><c>card.own</c>, <c>card.supervisors-only</c>.</exception>
    public Post DemandSupervision(Actor actor, Card card) =>
        ToSupervise(actor, card)
        ?? throw (Supervises(actor, card.CaseKey.County).Any() ? CardRefusals.OwnCard() : CardRefusals.SupervisorsOnly());

    /// <inheritdoc cref="DemandSupervision"/>
    /// <returns>Null: it is not theirs.</returns>
    public Post? ToSupervise(Actor actor, Card card) =>
        actor.PersonId == card.Charged.PersonId
            ? null
            : Supervises(actor, card.CaseKey.County).FirstOrDefault(post => post.Organization != card.Charged.Organization);

    /// <summary>Names of the API's sub-resources that are open to somebody.</summary>
    public IEnumerable<string> Open(Actor actor, Card card, DateTimeOffset now)
    {
        if (card.WaitsForAnswer && now < card.AnswerDue && ToAnswer(actor, card) is not null)
        {
            yield return "answer";
            if (card.Appeal is null)
                yield return "appeal";
        }
        if (!card.Stands || ToSupervise(actor, card) is null)
            yield break;
        yield return card.State is CardStates.Appealed ? "decision" : "lifting";
    }

    private IEnumerable<Post> Supervises(Actor actor, string county) =>
        actor.Posts.Where(post =>
            post.Role is Roles.CommandCentre or Roles.Supervisor
            && organizations.Find(post.Organization)?.Region is { Length: <= 6 } region
            && county.StartsWith(region, StringComparison.Ordinal)
        );
}
