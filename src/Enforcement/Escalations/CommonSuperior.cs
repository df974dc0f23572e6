using Enforcement.Identity;

namespace Enforcement.Escalations;

/// <summary>
/// 共同的上一级: the judicial bureau of the smallest region that holds both sides of a letter, of the county, of the city or of the province. Disputes
/// go to it, and it designates (Administrative Penalty Law art. 25).
/// </summary>
internal static class CommonSuperior
{
    public const string Function = "judicial";

    /// <summary>Two provinces have no superior in common but the central departments, outside every installation: theirs is the word, here it is only written down.</summary>
    public static bool IsCentral(OrganizationDirectory organizations, Escalation letter) =>
        organizations.Find(letter.Receiver)?.Region is { Length: >= 2 } receiver
        && organizations.Find(letter.Sender)?.Region is { Length: >= 2 } sender
        && receiver[..2] != sender[..2];

    /// <summary>Such as <c>00-water</c>: the central department of the receiver's line.</summary>
    public static string CentralOf(OrganizationDirectory organizations, Escalation letter) =>
        organizations.Find($"00-{organizations.Find(letter.Receiver)?.Function}") is { } department ? department.Code : "00-judicial";

    /// <summary>Code of the body; where none is known, that of the sender's county.</summary>
    public static string Of(OrganizationDirectory organizations, Escalation letter) =>
        IsCentral(organizations, letter)
            ? CentralOf(organizations, letter)
            : organizations
                .Known.Values.Where(body =>
                    body.Function == Function
                    && body.Code != letter.Sender
                    && body.Code != letter.Receiver
                    && organizations.LiesIn(letter.Sender, body.Region)
                    && organizations.LiesIn(letter.Receiver, body.Region)
                )
                .OrderByDescending(body => body.Region.Length)
                .ThenBy(body => body.Code, StringComparer.Ordinal)
                .FirstOrDefault()
                ?.Code
                ?? $"{letter.CaseKey.County}-{Function}";

    /// <summary>Whose coordinator is told of a dispute: the superior's own; a central department has nobody here, and the sender's county writes its
    /// word down.</summary>
    public static string DeskOf(OrganizationDirectory organizations, Escalation letter) =>
        IsCentral(organizations, letter) ? $"{letter.CaseKey.County}-{Function}" : Of(organizations, letter);

    /// <summary>Whether a body lies in a region.</summary>
    public static bool LiesIn(this OrganizationDirectory organizations, string organization, string region) =>
        organizations.Find(organization)?.Region.StartsWith(region, StringComparison.Ordinal) == true;
}
