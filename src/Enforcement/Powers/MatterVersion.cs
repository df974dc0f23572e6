namespace Enforcement.Powers;

/// <summary>A matter 事项 as it reads from one date to another, for one kind of party where the law tells them apart.</summary>
/// <param name="Variant">Empty, or <c>person</c> or <c>unit</c> where handler and amounts differ by party.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day, inclusive; null until further notice.</param>
/// <param name="Department">Function of the county department in charge: <c>urban-management</c>.</param>
/// <param name="Facts">What must be declared before a case can be called ordinary; names as in <see cref="CaseFacts"/>.</param>
/// <param name="LimitationYears">Two; five where life, health or finance are touched and harm was done (Administrative Penalty Law art. 36).</param>
/// <param name="SourceTag">How well the text is known: L statute read, P public page, X one place's practice, D our default, K general knowledge, U not confirmed.</param>
/// <param name="DatesTag">The same for the two dates.</param>
/// <param name="IsConfirmed">False is 待确认: good for a lead, but no notice and no decision is printed on it.</param>
public sealed record MatterVersion(
    string Code,
    string Variant,
    DateOnly From,
    DateOnly? To,
    Bilingual Name,
    string Category,
    string Field,
    string Department,
    string Source,
    string Handler,
    Bilingual Basis,
    Bilingual Summary,
    IReadOnlyList<string> Facts,
    int LimitationYears,
    string SourceTag,
    string DatesTag,
    bool IsConfirmed,
    string ConfirmedBy,
    Bilingual Note
)
{
    public IReadOnlyList<Penalty> Penalties { get; init; } = [];

    /// <summary>The document that brought this wording into the list; null for what the product shipped.</summary>
    public DecidingPaper? Paper { get; init; }

    public bool IsInForceOn(DateOnly day) => From <= day && (To is not { } to || day <= to);
}

/// <param name="Document">Its number: 望政发〔2026〕3号.</param>
public sealed record DecidingPaper(string Document, DateOnly? Date);

/// <summary>One line of what may be imposed.</summary>
/// <param name="Minimum">Inclusive, in <paramref name="Unit"/>; null where the law sets none.</param>
/// <param name="Maximum">Inclusive; null where the law sets none or a local rule does.</param>
/// <param name="MeasuredBy">What a percentage or a multiple is of: <c>goods-value</c>; empty for plain yuan.</param>
/// <param name="Condition">When this line applies; empty is always.</param>
/// <param name="Wording">The statute's own words for the measure, where they differ from the usual ones of its kind.</param>
/// <param name="IsDiscretionary">可以: the body may, it need not.</param>
public sealed record Penalty(
    string Kind,
    string PartyKind,
    decimal? Minimum,
    decimal? Maximum,
    string Unit,
    string MeasuredBy,
    Bilingual Condition,
    Bilingual Wording,
    bool IsDiscretionary
)
{
    /// <summary>An order to correct is no penalty (Administrative Penalty Law art. 28).</summary>
    public bool IsPenalty => Kind != PenaltyKinds.Order;

    public bool IsFor(string? partyKind) =>
        partyKind is null
        || PartyKind == PartyKinds.Any
        || PartyKind == partyKind
        || (PartyKind == PartyKinds.NonFarmer && partyKind != PartyKinds.Farmer);
}

/// <summary>Duty 责任事项 or accountability 追责情形 of a category of powers.</summary>
public sealed record Duty(string Category, bool IsAccountability, string Stage, Bilingual Text, string Basis, string SourceTag);
