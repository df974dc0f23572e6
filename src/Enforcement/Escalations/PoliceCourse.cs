namespace Enforcement.Escalations;

/// <summary>
/// What follows the word of the police on a referral (rules on the referral of suspected crimes art. 9, 12). Where they do not file, the sender may ask
/// them to reconsider, or suggest that the procuratorate supervise; where they file, it hands the goods and the material over.
/// </summary>
public sealed record PoliceCourse
{
    /// <summary>提请复议.</summary>
    public PoliceRequest? Reconsideration { get; init; }

    /// <summary>维持不予立案.</summary>
    public PoliceWord? Upheld { get; init; }

    /// <summary>建议立案监督.</summary>
    public PoliceRequest? Supervision { get; init; }

    /// <summary>立案, by reconsideration or because the procuratorate supervised.</summary>
    public PoliceWord? Filed { get; init; }

    public GoodsHandedOver? Goods { get; init; }

    /// <summary>They have still to say whether they file after all.</summary>
    public bool IsOpen => Filed is null && (Supervision is not null || (Reconsideration is not null && Upheld is null));
}

public sealed record PoliceRequest(Signer By, DateTimeOffset At, string Reason);

/// <param name="Notice">Number of the police's notice.</param>
public sealed record PoliceWord(Signer By, DateTimeOffset At, string Notice, string? Reason = null);

/// <param name="On">Day of the hand-over; not after <paramref name="At"/>.</param>
/// <param name="Items">The list 清单, line by line.</param>
/// <param name="ReceivedBy">Who took them for the police.</param>
public sealed record GoodsHandedOver(Signer By, DateTimeOffset At, DateOnly On, string Items, string ReceivedBy);

/// <summary>Which term after the word of the police runs; words: <c>letters.police-wait.&lt;code&gt;</c>.</summary>
public static class PoliceWaits
{
    public const string ToAsk = "to-ask";
    public const string ToReconsider = "to-reconsider";
    public const string ToSuggest = "to-suggest";
    public const string ToHandOver = "to-hand-over";

    /// <summary>The sender is reminded on its last day; that the police are late it is told when they are.</summary>
    public static DateTimeOffset RemindAt(string wait, DateTimeOffset due) => wait == ToReconsider ? due : due.AddDays(-1);
}
