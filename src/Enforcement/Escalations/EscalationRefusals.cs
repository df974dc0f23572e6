using Enforcement.Shell;

namespace Enforcement.Escalations;

/// <summary>Every way a letter says no.</summary>
internal static class EscalationRefusals
{
    public static RefusedException NoSuchReceiver() => new("escalation.no-such-receiver");

    public static RefusedException ToOneself() => new("escalation.to-oneself");

    public static RefusedException SignedBefore(Escalation letter) => new("escalation.signed-before", letter.Number);

    public static RefusedException NotSigned(Escalation letter) => new("escalation.not-signed", letter.Number);

    public static RefusedException AnsweredBefore(Escalation letter) =>
        new("escalation.answered", letter.Number, Texts.Of($"letters.state.{letter.State}"));

    public static RefusedException ReturnedOnce(Escalation letter) => new("escalation.returned-once", letter.Number);

    public static RefusedException Designated(Escalation letter) => new("escalation.designated", letter.Number);

    /// <summary>The accept term has passed, and silence has accepted.</summary>
    public static RefusedException TermOver(Escalation letter) => new("escalation.term-over", letter.Number);

    public static RefusedException NotNegotiating(Escalation letter) => new("escalation.not-negotiating", letter.Number);

    /// <summary>The body that one side offers must be neither of the two.</summary>
    public static RefusedException NotAThird(Escalation letter) => new("escalation.not-a-third", letter.Number);

    /// <summary>Nobody offered this body, or another has been offered since.</summary>
    public static RefusedException NoOffer(Escalation letter) => new("escalation.no-offer", letter.Number);

    public static RefusedException OwnOffer(Escalation letter) => new("escalation.own-offer", letter.Number);

    public static RefusedException NoReferral(Escalation letter) => new("escalation.no-referral", letter.Number);

    /// <summary>The case named is no open case of the receiver's about the same matter that a letter opened.</summary>
    public static RefusedException NotOneCase(Escalation letter) => new("escalation.not-one-case", letter.Number);

    /// <summary>What is yielded goes into the case that was filed first, and into no other.</summary>
    public static RefusedException NotTheFirst(Escalation letter, string first) =>
        new("escalation.not-the-first", letter.Number, first) { Field = "into" };

    /// <summary>Goods go with their terms into a case of their own.</summary>
    public static RefusedException GoodsApart(Escalation letter) => new("escalation.goods-apart", letter.Number);

    /// <summary>Over a refusal to file alone are the police asked to reconsider.</summary>
    public static RefusedException NotDeclined(Escalation letter) => new("escalation.not-declined", letter.Number);

    /// <summary>They were asked before, the procuratorate was, or they have filed after all.</summary>
    public static RefusedException AskedPolice(Escalation letter) => new("escalation.asked-police", letter.Number);

    /// <summary>The right has lapsed with its term.</summary>
    public static RefusedException PoliceTermOver(Escalation letter) => new("escalation.police-term-over", letter.Number);

    /// <summary>The police are reconsidering, and their term still runs.</summary>
    public static RefusedException Reconsidering(Escalation letter) => new("escalation.reconsidering", letter.Number);

    /// <summary>Nobody asked the police to reconsider, or they have decided.</summary>
    public static RefusedException NothingToReconsider(Escalation letter) => new("escalation.nothing-to-reconsider", letter.Number);

    public static RefusedException NotFiledByPolice(Escalation letter) => new("escalation.not-filed-by-police", letter.Number);

    public static RefusedException HandedGoodsOver(Escalation letter) => new("escalation.goods-handed-over", letter.Number);

    /// <summary>Whoever was designated does not transfer again.</summary>
    public static RefusedException DesignatedKeeps() => new("escalation.designated-keeps");

    /// <summary>The case that was filed first is over.</summary>
    public static RefusedException FirstClosed(SameAct first) => new("escalation.first-closed", first.Number) { Field = "first" };

    /// <summary>Another letter about the case is not answered yet.</summary>
    public static RefusedException UnderWay(Escalation letter) => new("escalation.under-way", letter.Number);

    public static RefusedException HandedOver() => new("escalation.handed-over");

    public static RefusedException Decided() => new("escalation.decided");

    public static NotAllowedException OwnersHeadsOnly() => new("escalation.owners-heads-only");

    public static RefusedException FinedAlready(SameAct other) => new("decision.same-act-fined", other.Number);

    public static RefusedException NotAccepted(Escalation letter) => new("escalation.not-accepted", letter.Number);

    public static RefusedException FedBackBefore(Escalation letter) => new("escalation.fed-back", letter.Number);

    /// <summary>The receiver's own case is here, and tells when it is decided.</summary>
    public static RefusedException FeedsBackItself(Escalation letter) => new("escalation.feeds-back-itself", letter.Number);

    public static RefusedException NoneChosen() => new("escalation.none-chosen");

    public static NotAllowedException NotYours(Escalation letter) => new("escalation.not-yours", letter.Number);
}
