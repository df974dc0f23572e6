using System.Security.Cryptography;

namespace Enforcement.Persistence.Import;

/// <summary>A file as it was sent: CSV in UTF-8, or an Excel workbook. Which of the two is seen from its first bytes, not from its name.</summary>
public sealed record ImportFile(string Name, byte[] Content)
{
    /// <summary>More than any list of a county; a larger body is refused before it is read.</summary>
    public const int LargestContent = 10 * 1024 * 1024;

    private static readonly byte[] Packed = "PK"u8.ToArray();

    /// <summary>SHA-256 of the bytes, lower-case hexadecimal.</summary>
    public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Content));

    /// <summary>
    /// Reads each row by <paramref name="parse"/>, which answers null for a row it refused. Headings must be exactly those of
    /// <paramref name="headings"/>, in any order. Every fault goes into <paramref name="faults"/>.
    /// </summary>
    public List<(int Line, TRow Row)> Read<TRow>(IReadOnlyList<string> headings, Func<RowReader, TRow?> parse, ImportFaults faults)
        where TRow : class
    {
        var rows = new List<(int, TRow)>();
        if (Content.Length > LargestContent)
        {
            faults.Add(1, null, "too-large");
            return rows;
        }
        var sheet = Content.AsSpan().StartsWith(Packed) ? XlsxSheet.Read(Content, faults) : CsvSheet.Read(Content, faults);
        if (!faults.None || Columns(sheet, headings, faults) is not { } columns)
            return rows;
        foreach (var row in sheet.Rows)
        {
            if (row.Cells.Skip(sheet.Headings.Count).Any(cell => cell.Trim().Length > 0))
                faults.Add(row.Line, null, "too-many-cells");
            if (parse(new RowReader(row, columns, faults)) is { } parsed)
                rows.Add((row.Line, parsed));
        }
        if (sheet.Rows.Count == 0)
            faults.Add(1, null, "no-rows");
        return rows;
    }

    private static Dictionary<string, int>? Columns(Sheet sheet, IReadOnlyList<string> headings, ImportFaults faults)
    {
        var before = faults.Count;
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (index, heading) in sheet.Headings.Index())
            if (heading.Length == 0)
                continue;
            else if (!headings.Contains(heading))
                faults.Add(1, heading, "heading-unknown", heading);
            else if (!columns.TryAdd(heading, index))
                faults.Add(1, heading, "heading-twice", heading);
        foreach (var missing in headings.Where(heading => !columns.ContainsKey(heading)))
            faults.Add(1, missing, "heading-missing", missing);
        return faults.Count == before ? columns : null;
    }
}
