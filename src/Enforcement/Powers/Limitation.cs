namespace Enforcement.Powers;

/// <summary>
/// Whether a violation may still be punished (Administrative Penalty Law art. 36): not when it was found out more than two years after it ended;
/// five years where life, health or finance are touched and harm was done.
/// </summary>
/// <param name="LastDay">Last day on which finding it out is in time, inclusive.</param>
public sealed record Limitation(LimitationState State, int Years, DateOnly LastDay)
{
    /// <param name="ended">The day of the violation; of one that went on, the day it ended.</param>
    /// <param name="discovered">The day an authority found it out.</param>
    /// <param name="harm">Null is not known: between the second and the fifth year that has to be found out first.</param>
    public static Limitation Of(MatterVersion matter, DateOnly ended, DateOnly discovered, string? harm)
    {
        var years = matter.LimitationYears == 5 && harm != Harms.None ? 5 : 2;
        var lastDay = ended.AddYears(years);
        var state =
            discovered > lastDay ? LimitationState.Expired
            : years == 5 && harm is null && discovered > ended.AddYears(2) ? LimitationState.ToBeChecked
            : LimitationState.InTime;
        return new(state, years, lastDay);
    }
}

public enum LimitationState
{
    InTime,
    Expired,

    /// <summary>In time only if harm was done.</summary>
    ToBeChecked,
}
