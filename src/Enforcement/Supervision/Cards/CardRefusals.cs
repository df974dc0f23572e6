namespace Enforcement.Supervision.Cards;

/// <summary>Every way a card says no.</summary>
internal static class CardRefusals
{
    public static RefusedException Lifted() => new("card.lifted");

    public static RefusedException Answered() => new("card.answered");

    /// <summary>An appeal waits for its decision.</summary>
    public static RefusedException Appealed() => new("card.appealed");

    public static RefusedException AppealedOnce() => new("card.appealed-once");

    public static RefusedException TermOver() => new("card.term-over");

    public static RefusedException NoAppeal() => new("card.no-appeal");

    /// <summary>Whoever is charged does not judge.</summary>
    public static NotAllowedException OwnCard() => new("card.own");

    public static NotAllowedException NotYours() => new("card.not-yours");

    public static NotAllowedException SupervisorsOnly() => new("card.supervisors-only");
}
