using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Powers;

namespace Enforcement.Escalations;

/// <summary>
/// Who may do what with a letter: the post that entitles, or null. Whoever may not know of the letter is told 404 before this is asked; after it, 403.
/// </summary>
public sealed class LetterActs(OrganizationDirectory organizations, TimeProvider clock)
{
    /// <summary>签收: the receiver's registry; of a township its squad head.</summary>
    public Post? ToSignFor(Actor actor, Escalation letter) =>
        IsTownship(letter.Receiver)
            ? Of(actor, letter.Receiver, Roles.SquadHead)
            : Of(actor, letter.Receiver, Roles.CountyIntake, Roles.Liaison);

    /// <summary>受理 or 退回: the head of the receiver's responsible unit; of a township a head.</summary>
    public Post? ToDecide(Actor actor, Escalation letter) =>
        IsTownship(letter.Receiver) ? Of(actor, letter.Receiver, Roles.Heads) : Of(actor, letter.Receiver, Roles.UnitHead, Roles.Liaison);

    /// <summary>异议: the head of the unit, or the department's own.</summary>
    public Post? ToObject(Actor actor, Escalation letter) =>
        IsTownship(letter.Receiver)
            ? Of(actor, letter.Receiver, Roles.Heads)
            : Of(actor, letter.Receiver, Roles.AgencyHead, Roles.UnitHead, Roles.Liaison);

    /// <summary>证据核对: whoever works with it at the receiver.</summary>
    public Post? ToCheckEvidence(Actor actor, Escalation letter) =>
        IsTownship(letter.Receiver)
            ? Of(actor, letter.Receiver, Roles.Officer, Roles.SquadHead)
            : Of(actor, letter.Receiver, Roles.CountyHandler, Roles.UnitHead, Roles.CountyIntake, Roles.Liaison);

    public Post? ToGiveFeedback(Actor actor, Escalation letter) =>
        Of(actor, letter.Receiver, Roles.UnitHead, Roles.CountyHandler, Roles.Liaison);

    /// <summary>The heads of the sender: of a township's squad or its own, of a department's unit or its own.</summary>
    public Post? ToWithdraw(Actor actor, Escalation letter) =>
        Of(actor, letter.Sender, Roles.AgencyHead, IsTownship(letter.Sender) ? Roles.SquadHead : Roles.UnitHead);

    /// <summary>协商: those who may object for the receiver, and those who may withdraw for the sender. The post tells the side.</summary>
    public Post? ToNegotiate(Actor actor, Escalation letter) => ToObject(actor, letter) ?? ToWithdraw(actor, letter);

    /// <summary>Whether the two may let a body have the case: it is neither of them, acts in its own name, lies in a county of theirs, and what the
    /// letter hands over may go to it.</summary>
    public bool MayBeAgreedOn(Escalation letter, CaseFile caseFile, Organization? body, DateOnly on, PowerList list) =>
        body is { County: not null, Kind: not ("government" or "station" or "outside") }
        && !(body.ValidTo < on)
        && MayGoOnTo(letter, caseFile, body, on, list)
        && (body.County == organizations.Find(letter.Sender)?.County || body.County == organizations.Find(letter.Receiver)?.County);

    /// <summary>交办: a head of the department whose own case it is. 请求提级: a head of the township whose own case it is.</summary>
    public static Post? ToMove(Actor actor, CaseFile caseFile) =>
        Of(actor, caseFile.OwnerOrg, Roles.AgencyHead, caseFile.Kind is CaseKind.County ? Roles.UnitHead : Roles.SquadHead);

    /// <summary>提级管辖: a head of a department in charge of the field of a township's case, in whose territory it lies.</summary>
    /// <param name="field">Of the matter of the case.</param>
    public Post? ToTakeUp(Actor actor, CaseFile caseFile, string? field) =>
        actor.Posts.FirstOrDefault(post =>
            post.Role is Roles.AgencyHead or Roles.UnitHead && MayTakeUp(organizations.Find(post.Organization), caseFile, field)
        );

    /// <summary>Whether a body is a department in charge of the field of a township's case, in whose territory it lies.</summary>
    public static bool MayTakeUp(Organization? body, CaseFile caseFile, string? field) =>
        body is { Kind: "department", Function: { } function }
        && function == field
        && caseFile.Kind is CaseKind.Township
        && caseFile.Key.County.StartsWith(body.Region, StringComparison.Ordinal);

    /// <summary>Whether a department's case may be handed down to a body: it lies below the department, and acts in its own name.</summary>
    public bool MayBeHandedDownTo(Organization? body, CaseFile caseFile, DateOnly on) =>
        body is { Kind: not ("government" or "station" or "outside") }
        && body.Code != caseFile.OwnerOrg
        && !(body.ValidTo < on)
        && organizations.Find(caseFile.OwnerOrg) is { } owner
        && organizations.LiesIn(body.Code, owner.Region)
        && (body.IsTownship || body.Region.Length > owner.Region.Length);

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

    /// <summary>
    /// Whether a superior may designate a body: one of the two, or, where the superior is not a central department, another in its region that is there
    /// that day and to which what the letter hands over may go.
    /// </summary>
    public bool MayBeDesignated(Post superior, Organization body, DateOnly on, Escalation letter, CaseFile caseFile, PowerList list)
    {
        var isSide = body.Code == letter.Sender || body.Code == letter.Receiver;
        if (CommonSuperior.IsCentral(organizations, letter))
            return isSide;
        return body.County is not null
            && !(body.ValidTo < on)
            && organizations.Find(superior.Organization) is { Region: var region }
            && organizations.LiesIn(body.Code, region)
            && (isSide || MayGoOnTo(letter, caseFile, body, on, list));
    }

    /// <summary>
    /// A letter that goes on to another body stays what it is: a crime is referred to the police and nobody else, a case is handed down to a body below
    /// that may handle its matter, and taken up by a department in charge of its field.
    /// </summary>
    private bool MayGoOnTo(Escalation letter, CaseFile caseFile, Organization body, DateOnly on, PowerList list) =>
        letter.Kind switch
        {
            LetterKinds.PoliceReferral => body.Function == LetterReceivers.Police,
            LetterKinds.HandDown => MayBeHandedDownTo(body, caseFile, on) && MayHandle(body, caseFile, list),
            LetterKinds.TakeUp => MayTakeUp(body, caseFile, list.FieldOf(caseFile.MatterCode)),
            _ => true,
        };

    /// <summary>Whether the list gives a body the matter of a case on the day of the violation.</summary>
    public static bool MayHandle(Organization body, CaseFile caseFile, PowerList list)
    {
        var partyKind = caseFile.Data.Text("partyKind");
        return list.Find(caseFile.MatterCode, caseFile.ViolationOn, partyKind).Count > 0
            && list.CompetenceOf(body.Code, caseFile.MatterCode, caseFile.ViolationOn, partyKind).IsHeld;
    }

    /// <summary>提请复议 and 建议立案监督, in the name of the sender: its head.</summary>
    public static Post? ToAskPolice(Actor actor, Escalation letter) => Of(actor, letter.Sender, Roles.AgencyHead);

    /// <summary>移交涉案财物: whoever works on the case at the sender.</summary>
    public Post? ToHandOver(Actor actor, Escalation letter) =>
        IsTownship(letter.Sender)
            ? Of(actor, letter.Sender, Roles.Officer, Roles.SquadHead)
            : Of(actor, letter.Sender, Roles.CountyHandler, Roles.UnitHead);

    /// <summary>What this person may do with the letter as it stands; names of the API's sub-resources.</summary>
    public IEnumerable<string> Open(Actor actor, Escalation letter)
    {
        if (letter.State is LetterStates.Delivered && ToSignFor(actor, letter) is not null)
            yield return "receipt";
        if (letter.State is LetterStates.Signed or LetterStates.Objected or LetterStates.Disputed && ToDecide(actor, letter) is not null)
            yield return "acceptance";
        if (letter is { State: LetterStates.Signed, Kind: LetterKinds.PoliceReferral } && ToDecide(actor, letter) is not null)
            yield return "refusal";
        if (letter is { State: LetterStates.Signed, IsDesignated: false, Ordinal: 1 } && ToDecide(actor, letter) is not null)
            yield return "return";
        if (letter is { State: LetterStates.Signed, IsDesignated: false } && ToObject(actor, letter) is not null)
            yield return "objection";
        if (letter is { State: LetterStates.Signed or LetterStates.Accepted } && ToCheckEvidence(actor, letter) is not null)
            yield return "evidence-checks";
        if (letter.State is LetterStates.Objected && ToNegotiate(actor, letter) is { } side)
        {
            yield return "negotiation";
            if (letter.Negotiation?.Offer is { } offer && offer.Organization != side.Organization)
                yield return "agreement";
            yield return "report";
        }
        if (letter is { IsWaiting: true, IsDesignated: false } && ToDesignate(actor, letter) is not null)
            yield return "designation";
        if (letter is { State: LetterStates.Accepted, ReceiverCase: null, Feedback: null } && ToGiveFeedback(actor, letter) is not null)
            yield return "feedback";
        if (ToAskPolice(actor, letter) is not null)
        {
            var now = clock.GetUtcNow();
            if (letter.AgainstReconsideration(now) is null)
                yield return "reconsideration";
            if (letter.AgainstSupervision(now) is null)
                yield return "supervision";
        }
        if (letter.Police is { IsOpen: true } && ToDecide(actor, letter) is not null)
            yield return "reconsideration-decision";
        if (letter is { IsFiledByPolice: true, Police: not { Goods: not null } } && ToHandOver(actor, letter) is not null)
            yield return "goods";
        if (letter.IsWaiting && ToWithdraw(actor, letter) is not null)
            yield return "withdrawal";
    }

    internal Organization BodyOf(Post post) => organizations.Find(post.Organization)!;

    internal bool IsTownship(string organization) => organizations.Find(organization)?.IsTownship == true;

    private static Post? Of(Actor actor, string organization, params ReadOnlySpan<string> roles)
    {
        foreach (var role in roles)
            if (actor.PostFor(role, organization) is { } post)
                return post;
        return null;
    }
}
