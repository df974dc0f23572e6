namespace Enforcement.Persistence.Import;

/// <summary>One table of a file: its headings and its rows as text, blank rows left out.</summary>
public sealed record Sheet(IReadOnlyList<string> Headings, IReadOnlyList<SheetRow> Rows);

/// <param name="Line">Where the row begins: the header is line 1.</param>
public sealed record SheetRow(int Line, IReadOnlyList<string> Cells)
{
    public bool IsBlank => Cells.All(string.IsNullOrWhiteSpace);
}
