using System.Globalization;
using System.Text;

namespace Enforcement.Handoffs;

/// <summary>
/// A PDF of lines of Chinese and Latin text on A4. The font is one that every reader knows by name (STSong-Light of Adobe-GB1) and none is embedded:
/// the file stays a few kilobytes, and its text can be searched and copied.
/// </summary>
internal sealed class PlainPdf
{
    private const int Width = 595;
    private const int Height = 842;
    private const int Margin = 64;
    private const int Size = 12;
    private const int TitleSize = 18;
    private const double Leading = 1.7;

    private readonly List<StringBuilder> pages = [];
    private double y;

    public PlainPdf() => NewPage();

    public PlainPdf Title(string text)
    {
        foreach (var line in Wrapped(text, TitleSize))
            Put(line, TitleSize, (Width - WidthOf(line, TitleSize)) / 2);
        y -= Size;
        return this;
    }

    public PlainPdf Right(string text)
    {
        Put(text, Size, Width - Margin - WidthOf(text, Size));
        return this;
    }

    /// <summary>Wrapped at the margins; line breaks are kept. Null and blank are left out.</summary>
    public PlainPdf Text(string? text)
    {
        foreach (var part in string.IsNullOrWhiteSpace(text) ? [] : text.Replace("\r", "", StringComparison.Ordinal).Split('\n'))
        foreach (var line in Wrapped(part, Size))
            Put(line, Size, Margin);
        return this;
    }

    public PlainPdf Gap()
    {
        y -= Size;
        return this;
    }

    public byte[] ToBytes()
    {
        var objects = new List<string>
        {
            "<< /Type /Catalog /Pages 2 0 R >>",
            $"<< /Type /Pages /Count {pages.Count} /Kids [{string.Join(' ', pages.Select((_, page) => $"{6 + page * 2} 0 R"))}] >>",
            "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [4 0 R] >>",
            "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor 5 0 R /DW 1000 /W [1 95 500] >>",
            "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
        };
        foreach (var (index, page) in pages.Index())
        {
            objects.Add(
                $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {Width} {Height}] /Resources << /Font << /F 3 0 R >> >> /Contents {7 + index * 2} 0 R >>"
            );
            objects.Add($"<< /Length {page.Length} >>\nstream\n{page}\nendstream");
        }
        var file = new StringBuilder("%PDF-1.4\n");
        var places = new List<int>();
        foreach (var (index, content) in objects.Index())
        {
            places.Add(file.Length);
            file.Append(CultureInfo.InvariantCulture, $"{index + 1} 0 obj\n{content}\nendobj\n");
        }
        var table = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        foreach (var place in places)
            file.Append(CultureInfo.InvariantCulture, $"{place:D10} 00000 n \n");
        file.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Count + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(file.ToString());
    }

    private void NewPage()
    {
        pages.Add(new StringBuilder());
        y = Height - Margin;
    }

    private void Put(string line, int size, double x)
    {
        if (y < Margin)
            NewPage();
        var hex = Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(line));
        pages[^1].Append(CultureInfo.InvariantCulture, $"BT /F {size} Tf {x:F1} {y:F1} Td <{hex}> Tj ET\n");
        y -= size * Leading;
    }

    private static IEnumerable<string> Wrapped(string text, int size)
    {
        var line = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (WidthOf($"{line}{rune}", size) > Width - 2 * Margin)
            {
                yield return line.ToString();
                line.Clear();
            }
            line.Append(rune.ToString());
        }
        if (line.Length > 0)
            yield return line.ToString();
    }

    private static double WidthOf(string text, int size) => text.EnumerateRunes().Sum(rune => rune.IsAscii ? 0.5 : 1) * size;
}
