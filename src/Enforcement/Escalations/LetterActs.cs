using Enforcement.Identity;

namespace Enforcement.Escalations;

/// <summary>
/// Who may do what with a letter: the post that entitles, or null. Whoever may not know of the letter is told 404 before this is asked; after it, 403.
/// </summary>
public sealed class LetterActs(OrganizationDirectory organizations)
{
    /// <summary>签收: the receiver's registry.</summary>
    public Post? ToSignFor(Actor actor, Escalation letter) => Of(actor, letter.Receiver, Roles.CountyIntake, Roles.Liaison);

    /// <summary>受理 or 退回: the head of the receiver's responsible unit.</summary>
    public Post? ToDecide(Actor actor, Escalation letter) => Of(actor, letter.Receiver, Roles.UnitHead, Roles.Liaison);

    /// <summary>异议: the head of the unit, or the department's own.</summary>
    public Post? ToObject(Actor actor, Escalation letter) => Of(actor, letter.Receiver, Roles.AgencyHead, Roles.UnitHead, Roles.Liaison);

    public Post? ToGiveFeedback(Actor actor, Escalation letter) =>
        Of(actor, letter.Receiver, Roles.UnitHead, Roles.CountyHandler, Roles.Liaison);

    public Post? ToWithdraw(Actor actor, Escalation letter) => Of(actor, letter.Sender, Roles.AgencyHead, Roles.SquadHead);

    /// <summary>指定管辖: the coordinator of a judicial bureau or government whose region holds both sides: the common superior (Administrative Penalty Law art. 25).
    /// Between two provinces it is a central department, which has no account here: the coordinator of the sender's county writes its decision down.</summary>
    public Post? ToDesignate(Actor actor, Escalation letter) =>
        actor.Posts.FirstOrDefault(post =>
            post.Role == Roles.Coordinator
            && post.Organization != letter.Sender
            && post.Organization != letter.Receiver
            && organizations.Find(post.Organization) is { Region: var region } superior
            && (superior.Function == CommonSuperior.Function || superior.Kind == "government")
            && organizations.LiesIn(letter.Sender, region)
            && (organizations.LiesIn(letter.Receiver, region) || CommonSuperior.IsCentral(organizations, letter))
        );

    /// <summary>Whether a superior may designate a body: it lies in the superior's region, and there is such a body that day.</summary>
    public bool MayBeDesignated(Post superior, Organization body, DateOnly on, Escalation letter) =>
        CommonSuperior.IsCentral(organizations, letter)
            ? body.Code == letter.Sender || body.Code == letter.Receiver
            : MayBeDesignated(superior, body, on);

    private bool MayBeDesignated(Post superior, Organization body, DateOnly on) =>
        body.County is not null
        && !(body.ValidTo < on)
        && organizations.Find(superior.Organization) is { Region: var region }
        && organizations.LiesIn(body.Code, region);

    /// <summary>What this person may do with the letter as it stands; names of the API's sub-resources.</summary>
    public IEnumerable<string> Open(Actor actor, Escalation letter)
    {
        if (letter.State is LetterStates.Delivered && ToSignFor(actor, letter) is not null)
            yield return "receipt";
        if (letter.State is LetterStates.Signed && ToDecide(actor, letter) is not null)
        {
            yield return "acceptance";
            if (!letter.IsDesignated && letter.Ordinal == 1)
                yield return "return";
        }
        if (letter.State is LetterStates.Signed && !letter.IsDesignated && ToObject(actor, letter) is not null)
            yield return "objection";
        if (letter.State is LetterStates.Objected && ToDesignate(actor, letter) is not null)
            yield return "designation";
        if (letter is { State: LetterStates.Accepted, ReceiverCase: null, Feedback: null } && ToGiveFeedback(actor, letter) is not null)
            yield return "feedback";
        if (letter.IsWaiting && ToWithdraw(actor, letter) is not null)
            yield return "withdrawal";
    }

    private static Post? Of(Actor actor, string organization, params ReadOnlySpan<string> roles)
    {
        foreach (var role in roles)
            if (actor.PostFor(role, organization) is { } post)
                return post;
        return null;
    }
}
