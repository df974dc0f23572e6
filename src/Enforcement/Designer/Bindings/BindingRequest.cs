using Enforcement.Cases;
using Enforcement.Designer.Drafts;
using Enforcement.Identity;
using Enforcement.Processes.Bindings;

namespace Enforcement.Designer.Bindings;

/// <summary>From a day on, such cases take this definition.</summary>
/// <param name="Procedure">One of <see cref="Procedures"/>.</param>
/// <param name="Level"><c>township</c> or <c>county</c>: whose own case it is.</param>
/// <param name="Field">Of the matter, one of <see cref="LinesOfWork"/>; absent: any.</param>
/// <param name="County">Code of six digits; absent: any.</param>
/// <param name="Definition">Absent: from then on no exception for such cases.</param>
/// <param name="From">First day, inclusive.</param>
public sealed record BindingRequest(string? Procedure, string? Level, string? Field, string? County, string? Definition, DateOnly? From)
{
    /// <exception cref="MalformedException">Names every field that cannot be read.</exception>
    internal BindingChange Read(OrganizationDirectory organizations, Actor asker, DateTimeOffset at)
    {
        var faults = new List<(string, string)>();
        var scope = ScopeOf(Procedure, Level, Field, County, organizations, faults);
        if (!string.IsNullOrEmpty(Definition) && !Definition.IsNamed())
            faults.Add(("definition", "unknown"));
        if (From is null)
            faults.Add(("from", "required"));
        if (scope is null || faults.Count > 0)
            throw new MalformedException([.. faults]);
        return new BindingChange
        {
            Id = Guid.CreateVersion7(at),
            Scope = scope,
            DefinitionId = string.IsNullOrEmpty(Definition) ? null : Definition,
            From = From!.Value,
            AskedBy = asker.PersonId,
            AskerName = asker.Name,
            AskedAt = at,
        };
    }

    /// <returns>Null, and what is wrong in <paramref name="faults"/>.</returns>
    internal static BindingScope? ScopeOf(
        string? procedure,
        string? level,
        string? field,
        string? county,
        OrganizationDirectory organizations,
        List<(string, string)> faults
    )
    {
        var before = faults.Count;
        if (string.IsNullOrEmpty(procedure))
            faults.Add(("procedure", "required"));
        else if (!Procedures.All.Contains(procedure))
            faults.Add(("procedure", "unknown"));
        CaseKind? kind = level switch
        {
            "township" => CaseKind.Township,
            "county" => CaseKind.County,
            _ => null,
        };
        if (kind is null)
            faults.Add(("level", string.IsNullOrEmpty(level) ? "required" : "unknown"));
        if (!string.IsNullOrEmpty(field) && !LinesOfWork.All.Contains(field))
            faults.Add(("field", "unknown"));
        if (!string.IsNullOrEmpty(county) && organizations.Known.Values.All(body => body.County != county))
            faults.Add(("county", "unknown"));
        return faults.Count > before
            ? null
            : new BindingScope(
                procedure!,
                kind!.Value,
                string.IsNullOrEmpty(field) ? null : field,
                string.IsNullOrEmpty(county) ? null : county
            );
    }
}
