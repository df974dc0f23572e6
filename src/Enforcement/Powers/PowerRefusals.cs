using Enforcement.Shell;

namespace Enforcement.Powers;

/// <summary>Every way the power list says no.</summary>
public static class PowerRefusals
{
    /// <summary>The matter is not on this body's list on the day of the violation (Administrative Penalty Law art. 22-24); it is to be handed
    /// to the department in charge, which <c>suggestion</c> names.</summary>
    public static RefusedException NotDelegated(string organization, MatterVersion matter, DateOnly violatedOn) =>
        new("power.not-delegated", matter.Name, matter.Code, BusinessTime(violatedOn), Department(matter))
        {
            Extensions =
            {
                ["suggestion"] = new TransferSuggestion(
                    "transfer",
                    matter.Department,
                    $"{Holder.Of(organization).County}-{matter.Department}"
                ),
            },
        };

    /// <summary>No version of the matter was in force on the day of the violation.</summary>
    /// <param name="matter">By its name; by its code where the list does not know it.</param>
    public static RefusedException NotInForce(object matter, DateOnly violatedOn) =>
        new("power.not-in-force", matter, BusinessTime(violatedOn));

    /// <summary>The matter's text is 待确认: a lead may be taken and handed on, but no notice and no decision is printed on it.</summary>
    public static RefusedException Unconfirmed(MatterVersion matter) =>
        new("power.unconfirmed", matter.Name, matter.Code, BusinessTime(matter.From));

    /// <summary>A statute itself gives it to townships: no paper hands it down or takes it back.</summary>
    public static RefusedException OwnByLaw(string matter) => new("power.own-by-law", matter);

    public static RefusedException HeldAlready(string matter, PowerGrant held) =>
        new("power.held-already", matter, held.Scope, BusinessTime(held.From), held.Document);

    public static RefusedException NotHeld(string matter, DateOnly on) => new("power.not-held", matter, BusinessTime(on));

    /// <summary>The paper that handed it down names a wider region: that line is recalled as a whole, and what stays is handed down anew.</summary>
    public static RefusedException WiderGrant(string matter, PowerGrant wider) =>
        new("power.wider-grant", matter, wider.Scope, wider.Document);

    private static string BusinessTime(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static string Department(MatterVersion matter) => Texts.Of($"powers.department.{matter.Department}");
}

/// <summary>The right way on, for programs: <c>intent</c> as the route that opens a case takes it.</summary>
/// <param name="Function">Function of the department in charge.</param>
/// <param name="Organization">Code of that department in the township's county.</param>
public sealed record TransferSuggestion(string Intent, string Function, string Organization);
