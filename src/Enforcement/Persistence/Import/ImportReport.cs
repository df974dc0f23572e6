namespace Enforcement.Persistence.Import;

/// <summary>What became of a file. Either all of it was taken, or none.</summary>
/// <param name="Added">Rows that were not there before.</param>
/// <param name="Changed">Rows that took the place of an older wording; the older one is kept.</param>
/// <param name="Ended">Older versions whose last day was set by a later version.</param>
public sealed record ImportReport(ImportOutcome Outcome, int Rows, int Added, int Changed, int Ended, IReadOnlyList<ImportFault> Faults)
{
    public static ImportReport Rejected(int rows, ImportFaults faults) => new(ImportOutcome.Rejected, rows, 0, 0, 0, faults.All);

    public static ImportReport Unchanged { get; } = new(ImportOutcome.Unchanged, 0, 0, 0, 0, []);
}

public enum ImportOutcome
{
    Imported,

    /// <summary>The same bytes were taken before: nothing to do.</summary>
    Unchanged,

    /// <summary>Nothing of the file was taken; the faults say why.</summary>
    Rejected,
}

/// <summary>Where a change comes from: the paper that decided it, and who brought it in.</summary>
/// <param name="Document">Number of the deciding document, such as 望政发〔2026〕3号; empty for what is shipped with the product.</param>
/// <param name="DocumentDate">Date on that document.</param>
/// <param name="By">User name of the admin, or <c>system</c>.</param>
public sealed record ImportPaper(string Document, DateOnly? DocumentDate, string By)
{
    public static ImportPaper Shipped { get; } = new("", null, "system");
}
