namespace Enforcement.Powers;

/// <summary>
/// From old to light 从旧兼从轻 (Administrative Penalty Law art. 37): the law of the time of the violation, unless the law was changed since and
/// the new one is lighter or no longer sees a violation. Both versions are shown; where figures alone do not tell, a person decides.
/// </summary>
/// <param name="Now">The version of today; null when the matter is no longer in force.</param>
public sealed record LawChoice(MatterVersion AtViolation, MatterVersion? Now, LighterLaw Lighter)
{
    /// <summary>The law changed between the violation and today.</summary>
    public bool HasChanged => Now is null || Now.From != AtViolation.From;

    /// <summary>The version to apply; null while a person has to compare.</summary>
    public MatterVersion? Applicable =>
        Lighter switch
        {
            LighterLaw.Old => AtViolation,
            LighterLaw.New => Now,
            _ => null,
        };

    internal static LawChoice Between(MatterVersion old, MatterVersion? now, string? partyKind)
    {
        if (now is not null && now.From == old.From)
            return new(old, now, LighterLaw.Old);
        // No version today may mean that the act is allowed now, or that the list is incomplete: a person must say.
        return
            now is null
            || !now.IsConfirmed
            || !old.IsConfirmed
            || FineOf(old, partyKind) is not { } before
            || FineOf(now, partyKind) is not { } after
            ? new(old, now, LighterLaw.ToBeCompared)
            : new(old, now, Compare(before, after));
    }

    private static LighterLaw Compare((decimal Least, decimal Most) before, (decimal Least, decimal Most) after) =>
        after.Most <= before.Most && after.Least <= before.Least
            ? after == before
                ? LighterLaw.Old
                : LighterLaw.New
            : after.Most >= before.Most && after.Least >= before.Least
                ? LighterLaw.Old
                : LighterLaw.ToBeCompared;

    /// <summary>The one plain fine a version knows; null when it knows others, conditions or other penalties, which figures cannot weigh.</summary>
    private static (decimal Least, decimal Most)? FineOf(MatterVersion version, string? partyKind) =>
        version.Penalties.Where(penalty => penalty.IsPenalty && penalty.IsFor(partyKind)).ToList()
            is [{ Kind: PenaltyKinds.Fine, Unit: PenaltyUnits.Yuan, Maximum: { } most, Condition.Chinese: "" } fine]
            ? (fine.IsDiscretionary ? 0 : fine.Minimum ?? 0, most)
            : null;
}

public enum LighterLaw
{
    Old,
    New,
    ToBeCompared,
}
