using System.Text;

namespace Enforcement.Persistence.Import;

/// <summary>Comma-separated text as RFC 4180 has it: quotes around a cell, doubled inside; a quoted cell may span lines. UTF-8, with or without a mark.</summary>
public static class CsvSheet
{
    /// <summary>Never throws: what is no text or has an open quote becomes a fault.</summary>
    public static Sheet Read(byte[] content, ImportFaults faults)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            faults.Add(1, null, "not-utf8");
            return new([], []);
        }
        var rows = Rows(text, faults);
        return rows is [var header, .. var rest]
            ? new([.. header.Cells.Select(cell => cell.Trim())], [.. rest.Where(row => !row.IsBlank)])
            : new([], []);
    }

    /// <summary>Rows as <see cref="Read"/> takes them, the headings first.</summary>
    public static string Write(IEnumerable<IReadOnlyList<string?>> rows) =>
        string.Concat(rows.Select(row => string.Join(',', row.Select(Cell)) + "\n"));

    private static string Cell(string? text) => $"\"{(text ?? "").Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static List<SheetRow> Rows(string text, ImportFaults faults)
    {
        var rows = new List<SheetRow>();
        var cells = new List<string>();
        var cell = new StringBuilder();
        var (line, begins, quoted) = (1, 1, false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\n')
                line++;
            if (quoted)
            {
                if (c != '"')
                    cell.Append(c);
                else if (i + 1 < text.Length && text[i + 1] == '"')
                    cell.Append(text[++i]);
                else
                    quoted = false;
            }
            else if (c == '"' && cell.Length == 0)
                quoted = true;
            else if (c == ',')
                EndCell();
            else if (c == '\n')
                EndRow();
            else if (c != '\r')
                cell.Append(c);
        }
        if (quoted)
            faults.Add(begins, null, "open-quote");
        if (cell.Length > 0 || cells.Count > 0)
            EndRow();
        return rows;

        void EndCell()
        {
            cells.Add(cell.ToString());
            cell.Clear();
        }

        void EndRow()
        {
            EndCell();
            rows.Add(new(begins, [.. cells]));
            cells.Clear();
            begins = line;
        }
    }
}
