using Enforcement.Identity;

namespace Enforcement.Escalations;

/// <summary>
/// In whose name jurisdiction is designated: of the government whose judicial bureau decides, for the common superior 共同的上一级 of bodies of one county
/// is that county's government. Where the government has entrusted its bureau, setting <c>Designation:430112:By</c> (of one region) or
/// <c>Designation:By</c> (of all) is <c>judicial</c>.
/// </summary>
public sealed class DesignationOffice(OrganizationDirectory organizations, IConfiguration? settings)
{
    private const string Entrusted = "judicial";

    /// <param name="superior">Body of the person who designates.</param>
    public string For(string superior)
    {
        if (
            organizations.Find(superior) is not { } body
            || (settings?[$"Designation:{body.Region}:By"] ?? settings?["Designation:By"]) == Entrusted
        )
            return superior;
        return organizations.Known.Values.FirstOrDefault(it => it.Kind == "government" && it.Region == body.Region)?.Code ?? superior;
    }
}
