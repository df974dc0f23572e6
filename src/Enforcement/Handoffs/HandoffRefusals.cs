using Enforcement.Shell;

namespace Enforcement.Handoffs;

/// <summary>Every way a handoff says no.</summary>
internal static class HandoffRefusals
{
    public static RefusedException Expired() => new("handoff.expired");

    /// <summary>It travels from installation to installation: what the other side says comes signed, not by hand.</summary>
    public static RefusedException AnsweredByPeer() => new("handoff.answered-by-peer");

    public static RefusedException LinkRevoked() => new("handoff.link-revoked");

    public static NotAllowedException NotYours() => new("handoff.not-yours");

    public static NotAllowedException NotAdmin() => new("not-allowed");

    public static RefusedException IncomingState(string state) => new("incoming.state", Texts.Of($"incoming.state.{state}"));

    public static RefusedException Designated() => new("incoming.designated");

    /// <summary>A letter is returned once, and this one continues one that was.</summary>
    public static RefusedException ReturnedOnce() => new("incoming.returned-once");

    /// <summary>Its duty is here and its finding or case is there already.</summary>
    public static RefusedException Opened() => new("incoming.opened");

    /// <summary>This sender's letter of this number is here already.</summary>
    public static RefusedException PaperKnown(string number) => new("incoming.known", number);

    public static RefusedException NoResultYet() => new("incoming.not-held");

    public static RefusedException ResultTold() => new("incoming.result-told");

    public static RefusedException BodyIsOurs(string code) => new("peer.body-is-ours", code);

    public static RefusedException KeyKnown() => new("peer.key-known");

    /// <summary>A counter that goes back gives used numbers to other words.</summary>
    public static RefusedException PairBackwards(Exchange.Pair certain) => new("peer.pair-backwards", certain.Acknowledged, certain.Taken);

    /// <summary>What was given up is of a letter that has ended, or goes as a package.</summary>
    public static RefusedException LetterOver() => new("peer.letter-over");

    public static RefusedException KeyEnded() => new("peer.ended");
}
