using System.Globalization;

namespace Enforcement.Persistence.Import;

/// <summary>
/// Reads one row by headings and notes what is wrong instead of throwing, so that a report names everything at once. A reader that noted a
/// fault answers an empty value: ask <see cref="IsSound"/> before the row is used.
/// </summary>
public sealed class RowReader(SheetRow row, IReadOnlyDictionary<string, int> columns, ImportFaults faults)
{
    private readonly int before = faults.Count;

    public int Line => row.Line;

    /// <summary>Nothing was wrong with this row so far.</summary>
    public bool IsSound => faults.Count == before;

    public void Refuse(string? column, string reason, string? value = null) => faults.Add(Line, column, reason, value);

    public string Required(string column, int longest = 500)
    {
        var text = Optional(column, longest);
        if (text.Length == 0)
            Refuse(column, "required");
        return text;
    }

    /// <summary>Trimmed; empty when there is nothing.</summary>
    public string Optional(string column, int longest = 500)
    {
        var index = columns[column];
        var text = index < row.Cells.Count ? row.Cells[index].Trim() : "";
        if (text.Length > longest)
            Refuse(column, "too-long", text);
        else if (text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) || text.Contains('\uFFFD'))
            Refuse(column, "control-characters");
        return text;
    }

    /// <summary>One of the given codes.</summary>
    public string OneOf(string column, IReadOnlyCollection<string> codes)
    {
        var text = Required(column);
        if (text.Length > 0 && !codes.Contains(text))
            Refuse(column, "unknown-code", text);
        return text;
    }

    /// <summary>One of the given codes, or empty.</summary>
    public string OneOfOrEmpty(string column, IReadOnlyCollection<string> codes) => Optional(column) is "" ? "" : OneOf(column, codes);

    /// <summary>Codes apart by semicolons; none is an empty list.</summary>
    public IReadOnlyList<string> List(string column, IReadOnlyCollection<string>? codes = null, int longest = 2000)
    {
        var items = Optional(column, longest).Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var item in items)
            if (codes is not null && !codes.Contains(item))
                Refuse(column, "unknown-code", item);
        return items;
    }

    public DateOnly Date(string column)
    {
        var date = OptionalDate(column);
        if (date is null && Optional(column).Length == 0)
            Refuse(column, "required");
        return date ?? default;
    }

    /// <summary><c>yyyy-MM-dd</c>, or empty.</summary>
    public DateOnly? OptionalDate(string column)
    {
        var text = Optional(column);
        if (text.Length == 0)
            return null;
        if (
            DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            && date.Year is >= 1949 and <= 2200
        )
            return date;
        Refuse(column, "date", text);
        return null;
    }

    public int Whole(string column, int least, int most)
    {
        var text = Required(column);
        if (
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
        )
            return number;
        if (text.Length > 0)
            Refuse(column, "number", text);
        return least;
    }

    /// <summary>Not negative, or empty.</summary>
    public decimal? OptionalAmount(string column)
    {
        var text = Optional(column);
        if (text.Length == 0)
            return null;
        if (
            decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            && amount < 1_000_000_000_000m
        )
            return amount;
        Refuse(column, "number", text);
        return null;
    }
}
