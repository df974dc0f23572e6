using System.Globalization;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Patrols.NumberSeries;

/// <param name="Last">Where it stands; 0: it has not begun.</param>
/// <param name="Given">The highest number that was given here; 0: none.</param>
/// <param name="Kinds">Documents that bear its word.</param>
public sealed record SeriesRow(string Organization, string Word, int Year, int Last, int Given, string Kinds);

/// <param name="Next">The next number, as it will stand on the paper.</param>
public sealed record SeriesAnswer(
    string Organization,
    string OrganizationName,
    string Word,
    int Year,
    int Last,
    int Given,
    string Next,
    string Kinds
)
{
    internal static SeriesAnswer Of(SeriesRow it, OrganizationDirectory organizations) =>
        new(
            it.Organization,
            organizations.NameOf(it.Organization),
            it.Word,
            it.Year,
            it.Last,
            it.Given,
            OfficialNumber.Format(organizations.Find(it.Organization)?.DocumentWord ?? it.Organization, it.Word, it.Year, it.Last + 1),
            it.Kinds
        );
}

/// <summary>The series of the bodies that somebody heads, of this year.</summary>
public sealed class SeriesReader(ScopedReads reads, OrganizationDirectory organizations, BusinessTime time)
{
    /// <exception cref="NotAllowedException"><c>series.heads-only</c>.</exception>
    public async Task<IReadOnlyList<SeriesAnswer>> AllAsync(Actor head, CancellationToken cancel)
    {
        var own = SeriesRights.Demand(head);
        var isEnglish = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en";
        var rows = await reads.RowsAsync(head.Scope, SeriesTable.ReadAll(own, time.Today.Year, isEnglish), SeriesTable.RowFrom, cancel);
        return [.. rows.Select(row => SeriesAnswer.Of(row, organizations))];
    }
}
