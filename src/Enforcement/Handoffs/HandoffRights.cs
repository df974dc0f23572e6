using Enforcement.Escalations;
using Enforcement.Identity;

namespace Enforcement.Handoffs;

/// <summary>Who may do what with a letter that leaves the installation: the post that entitles, or null. Only the sender's side has accounts here.</summary>
internal static class HandoffRights
{
    private static readonly string[] Carriers =
    [
        Roles.Officer,
        Roles.SquadHead,
        Roles.AgencyHead,
        Roles.CountyHandler,
        Roles.UnitHead,
        Roles.CountyIntake,
    ];

    /// <summary>Download the package, make a link, revoke it, write down a paper answer: whoever works on the sender's case.</summary>
    public static Post? ToCarry(Actor actor, Handoff handoff)
    {
        foreach (var role in Carriers)
            if (actor.PostFor(role, handoff.Sender) is { } post)
                return post;
        return null;
    }

    /// <summary>Sub-resources that are open to whoever asks.</summary>
    public static IEnumerable<string> Open(Actor actor, Handoff handoff, string letterState)
    {
        if (ToCarry(actor, handoff) is null)
            yield break;
        yield return "package";
        if (handoff.ExpiredAt is null && letterState is LetterStates.Delivered or LetterStates.Signed && handoff.Way != HandoffWays.Peer)
        {
            yield return "links";
            yield return "paper-answer";
        }
    }
}
