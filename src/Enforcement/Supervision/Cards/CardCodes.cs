namespace Enforcement.Supervision.Cards;

/// <summary>黄牌 and 红牌; words: <c>cards.colour.&lt;code&gt;</c>.</summary>
public static class CardColours
{
    public const string Yellow = "yellow";
    public const string Red = "red";

    public static IReadOnlyList<string> All { get; } = [Yellow, Red];
}

/// <summary>What a card is given for; words: <c>cards.fact.&lt;code&gt;</c>.</summary>
public static class CardFacts
{
    /// <summary>The internal due day 内部期限 has passed.</summary>
    public const string InternalMissed = "internal-missed";

    /// <summary>One working day is left on the legal due day 法定期限.</summary>
    public const string LegalNear = "legal-near";

    /// <summary>The legal due day has passed.</summary>
    public const string LegalMissed = "legal-missed";

    /// <summary>A body got its second yellow card in one case.</summary>
    public const string SecondYellow = "second-yellow";

    public static string ColourOf(string fact) => fact is InternalMissed or LegalNear ? CardColours.Yellow : CardColours.Red;
}

/// <summary>Where a card stands; words: <c>cards.state.&lt;code&gt;</c>.</summary>
public static class CardStates
{
    /// <summary>Waits for an answer.</summary>
    public const string Open = "open";

    public const string Answered = "answered";

    /// <summary>申诉: waits for a decision.</summary>
    public const string Appealed = "appealed";

    /// <summary>The appeal was refused; waits for an answer.</summary>
    public const string Upheld = "upheld";

    public const string Lifted = "lifted";

    public static IReadOnlyList<string> All { get; } = [Open, Answered, Appealed, Upheld, Lifted];
}
