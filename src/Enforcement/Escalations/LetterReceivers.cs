using Enforcement.Cases;
using Enforcement.Documents;
using Enforcement.Identity;

namespace Enforcement.Escalations;

/// <summary>From what the tasks learned to the body a letter goes to.</summary>
internal static class LetterReceivers
{
    /// <summary>The function of those who file crimes.</summary>
    public const string Police = "police";

    /// <exception cref="RefusedException">There is no such body in that county on that day, or it is the sender itself.</exception>
    public static Organization Of(OrganizationDirectory organizations, CaseFile caseFile, string kind, DateOnly on)
    {
        var county =
            kind == LetterKinds.CrossRegion ? ReceiverLevel.Across(caseFile.Data)
            : kind == LetterKinds.PoliceReferral ? caseFile.Key.County
            : ReceiverLevel.Within(caseFile.Data, caseFile.Key.County);
        var function = kind == LetterKinds.PoliceReferral ? Police : caseFile.Data.Text("receiver");
        var found = county is null || function is null ? null : Find(organizations, county, function);
        if (found is null || found.ValidTo < on)
            throw EscalationRefusals.NoSuchReceiver();
        return found.Code == caseFile.OwnerOrg ? throw EscalationRefusals.ToOneself() : found;
    }

    // A station that a city's department keeps in the county serves it under a code of its own.
    private static Organization? Find(OrganizationDirectory organizations, string county, string function) =>
        organizations.Of(county, function)
        ?? organizations.Known.Values.FirstOrDefault(organization =>
            organization.Function == function && organization.County == county && !organization.IsTownship
        );
}
