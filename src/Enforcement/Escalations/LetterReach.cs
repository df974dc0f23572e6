using Enforcement.Identity;

namespace Enforcement.Escalations;

/// <summary>How far a letter goes: inside this installation, or to a body that has none of our accounts.</summary>
internal static class LetterReach
{
    /// <summary>
    /// A cross-region letter to a body outside this installation. What silence does to our own offices it does not do there: nobody but the body
    /// itself accepts, and it keeps its case under its own number.
    /// </summary>
    public static bool IsBeyond(this OrganizationDirectory organizations, string kind, string receiver) =>
        kind == LetterKinds.CrossRegion && organizations.Find(receiver)?.Kind == "outside";

    /// <inheritdoc cref="IsBeyond(OrganizationDirectory,string,string)"/>
    public static bool IsBeyond(this OrganizationDirectory organizations, Escalation letter) =>
        organizations.IsBeyond(letter.Kind, letter.Receiver);
}
