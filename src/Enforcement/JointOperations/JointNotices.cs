using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;
using Enforcement.Notifications;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.JointOperations;

/// <summary>
/// What people are told about joint operations; the words are the resource of the key. It goes out by e-mail and to groups outside the office: numbers, bodies
/// and times, never what somebody typed about a matter or a person.
/// </summary>
internal static class JointNotices
{
    private static readonly string[] Desk =
    [
        Roles.CountyIntake,
        Roles.UnitHead,
        Roles.SquadHead,
        Roles.AgencyHead,
        Roles.Liaison,
        Roles.CommandCentre,
    ];

    /// <summary>Who opens the letters of a body, and its heads.</summary>
    public static void TellBody(
        Step step,
        JointSubject it,
        string body,
        string key,
        DateTimeOffset? due,
        string link,
        params NoticeArgument[] arguments
    )
    {
        foreach (var role in Desk)
            Tell(step, it, body, role, key, due, link, arguments);
    }

    public static void TellCommandCentre(Step step, JointSubject it, string key, string link, params NoticeArgument[] arguments) =>
        Tell(step, it, $"{it.County}-command-centre", Roles.CommandCentre, key, null, link, arguments);

    public static NoticeArgument NameOf(OrganizationDirectory organizations, string code) =>
        organizations.Find(code) is { } body ? new NoticeArgument(body.ShortName, body.NameEn) : code;

    public static NoticeArgument Word(string key)
    {
        var (zh, en) = Texts.InBoth(key);
        return new NoticeArgument(zh, en);
    }

    private static void Tell(
        Step step,
        JointSubject it,
        string body,
        string role,
        string key,
        DateTimeOffset? due,
        string link,
        NoticeArgument[] arguments
    ) => step.Send(it.Key, new Notice(body, role, key, arguments, link, DueLegal: due).ToMessage());
}
