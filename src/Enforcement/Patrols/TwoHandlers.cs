using Enforcement.Identity;

namespace Enforcement.Patrols;

/// <summary>The two who handle a case 承办人 (Administrative Penalty Law art. 42).</summary>
internal static class TwoHandlers
{
    /// <param name="field">Of the matter; their certificates must cover it on the day, as on every day they act.</param>
    /// <exception cref="MalformedException">One is no officer of the township.</exception>
    /// <exception cref="RefusedException"><c>finding.two-officers</c>, <c>finding.officer-no-certificate</c>.</exception>
    public static async Task<IReadOnlyList<Guid>> OfAsync(
        IReadOnlyList<string> names,
        IReadOnlyList<TownshipOfficer> officers,
        string field,
        DateOnly day,
        CertificateDirectory certificates,
        CancellationToken cancel
    )
    {
        if (names.Count != 2)
            throw FindingRefusals.TwoOfficers();
        var two = names
            .Select(name =>
                officers.FirstOrDefault(officer => string.Equals(officer.UserName, name, StringComparison.OrdinalIgnoreCase))
                ?? throw new MalformedException(("officers", "unknown"))
            )
            .ToList();
        if (two[0].Id == two[1].Id)
            throw FindingRefusals.TwoOfficers();
        foreach (var officer in two)
            if (!await certificates.IsCertifiedAsync(officer.Id, field, day, cancel))
                throw FindingRefusals.NoCertificate(officer.Name);
        return [two[0].Id, two[1].Id];
    }
}
