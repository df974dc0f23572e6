using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Notifications;
using Enforcement.Processes;

namespace Enforcement.Handoffs.Incoming;

/// <summary>What people here are told about a letter that came in; the words are the resource of the key.</summary>
internal static class IncomingNotices
{
    /// <param name="more">After the sender and the number.</param>
    public static void Tell(Step step, IncomingLetter letter, string key, string role, params IReadOnlyList<NoticeArgument> more) =>
        step.Send(
            new CaseKey(letter.County, letter.CaseId ?? Guid.Empty),
            new Notice(
                letter.Organization,
                role,
                key,
                [letter.SenderName, letter.Number, .. more],
                $"/handoffs/received/{letter.Id}",
                Statutory: true
            ).ToMessage()
        );

    /// <summary>Whoever signs for it.</summary>
    public static string RegistryRoleOf(IncomingLetter letter, OrganizationDirectory organizations) =>
        IsTownship(letter, organizations) ? Roles.SquadHead : Roles.CountyIntake;

    /// <summary>Whoever decides on it.</summary>
    public static string HeadRoleOf(IncomingLetter letter, OrganizationDirectory organizations) =>
        IsTownship(letter, organizations) ? Roles.SquadHead : Roles.UnitHead;

    private static bool IsTownship(IncomingLetter letter, OrganizationDirectory organizations) =>
        organizations.Find(letter.Organization)?.IsTownship == true;
}
