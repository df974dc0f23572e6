using System.Globalization;
using System.IO.Compression;
using System.Xml;
using MiniExcelLibs;

namespace Enforcement.Persistence.Import;

/// <summary>The first sheet of an Excel workbook. Dates become <c>yyyy-MM-dd</c>, numbers the shortest text that means the same.</summary>
public static class XlsxSheet
{
    private const long LargestUnpacked = 100 * 1024 * 1024;

    /// <summary>Never throws for what the file holds: what is no workbook becomes a fault.</summary>
    public static Sheet Read(byte[] content, ImportFaults faults)
    {
        try
        {
            if (UnpackedLength(content) > LargestUnpacked)
            {
                faults.Add(1, null, "too-large");
                return new([], []);
            }
            using var stream = new MemoryStream(content, writable: false);
            var rows = stream
                .Query(useHeaderRow: false, excelType: ExcelType.XLSX)
                .Cast<IDictionary<string, object?>>()
                .Select((row, index) => new SheetRow(index + 1, [.. row.Values.Select(Text)]))
                .ToList();
            return rows is [var header, .. var rest]
                ? new([.. header.Cells.Select(cell => cell.Trim())], [.. rest.Where(row => !row.IsBlank)])
                : new([], []);
        }
        catch (Exception exception)
            when (exception is InvalidDataException or XmlException or InvalidOperationException or FormatException or IOException)
        {
            faults.Add(1, null, "not-a-workbook");
            return new([], []);
        }
    }

    /// <summary>A workbook is a packed file: a few kilobytes may hold gigabytes.</summary>
    private static long UnpackedLength(byte[] content)
    {
        using var packed = new ZipArchive(new MemoryStream(content, writable: false), ZipArchiveMode.Read);
        return packed.Entries.Sum(entry => entry.Length);
    }

    private static string Text(object? cell) =>
        cell switch
        {
            null => "",
            DateTime date => date.ToString(
                date.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss",
                CultureInfo.InvariantCulture
            ),
            double number => ((decimal)number).ToString(CultureInfo.InvariantCulture),
            IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
            _ => cell.ToString() ?? "",
        };
}
