using Enforcement.Identity;

namespace Enforcement.Handoffs.Incoming;

/// <summary>Who may do what with a letter that came in from outside: the post that entitles, or null.</summary>
internal static class IncomingRights
{
    /// <summary>登记、签收: the registry of a department, the squad of a township.</summary>
    public static Post? ToRegister(Actor actor, string organization) =>
        Of(actor, organization, Roles.CountyIntake, Roles.SquadHead, Roles.Officer);

    /// <summary>受理、退回: the head of a department's unit, the heads of a township.</summary>
    public static Post? ToDecide(Actor actor, string organization) =>
        Of(actor, organization, Roles.UnitHead, Roles.SquadHead, Roles.AgencyHead);

    /// <summary>异议: the head of the body, or of the unit.</summary>
    public static Post? ToObject(Actor actor, string organization) => Of(actor, organization, Roles.AgencyHead, Roles.UnitHead);

    /// <summary>反馈.</summary>
    public static Post? ToTellResult(Actor actor, string organization) =>
        Of(actor, organization, Roles.UnitHead, Roles.CountyHandler, Roles.SquadHead, Roles.AgencyHead);

    /// <summary>Sub-resources that are open to whoever asks.</summary>
    public static IEnumerable<string> Open(Actor actor, IncomingLetter letter)
    {
        if (letter.State == IncomingStates.Offered && ToRegister(actor, letter.Organization) is not null)
            yield return "receipt";
        if (letter.State == IncomingStates.Signed && ToDecide(actor, letter.Organization) is not null)
        {
            yield return "acceptance";
            if (!letter.IsDesignated && !letter.IsSupplement)
                yield return "return";
        }
        if (letter is { State: IncomingStates.Signed, IsDesignated: false } && ToObject(actor, letter.Organization) is not null)
            yield return "objection";
        if (letter.IsNegotiated && ToObject(actor, letter.Organization) is not null)
            yield return "negotiation";
        if (letter.IsUnopened && ToDecide(actor, letter.Organization) is not null)
            yield return "opening";
        if (letter is { State: IncomingStates.Held, Result: null } && ToTellResult(actor, letter.Organization) is not null)
            yield return "feedback";
    }

    private static Post? Of(Actor actor, string organization, params ReadOnlySpan<string> roles)
    {
        foreach (var role in roles)
            if (actor.PostFor(role, organization) is { } post)
                return post;
        return null;
    }
}
