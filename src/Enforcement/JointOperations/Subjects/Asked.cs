using System.Globalization;
using Enforcement.Shell;

namespace Enforcement.JointOperations.Subjects;

/// <summary>What somebody typed, read field by field; every fault is named at once by <see cref="Demand"/>.</summary>
internal sealed class Asked
{
    public const int Line = 200;
    public const int Words = 2_000;

    private readonly List<(string Field, string Code)> faults = [];

    /// <exception cref="MalformedException">Something could not be read.</exception>
    public void Demand()
    {
        if (faults.Count > 0)
            throw new MalformedException([.. faults]);
    }

    public void Fault(string field, string code) => faults.Add((field, code));

    public string Text(string field, string? value, int most = Words) => Try(() => PlainText.Required(field, value, most)) ?? "";

    public string? Maybe(string field, string? value, int most = Words) => Try(() => PlainText.Optional(field, value, most));

    /// <summary>One of a list; null: nothing was said, or none of them, which is a fault.</summary>
    public string Code(string field, string? value, IEnumerable<string> known)
    {
        if (string.IsNullOrEmpty(value))
            Fault(field, "required");
        else if (known.Contains(value))
            return value;
        else
            Fault(field, "unknown");
        return "";
    }

    /// <summary>At least one, none twice.</summary>
    public IReadOnlyList<string> Lines(string field, IReadOnlyList<string?>? values, int mostLines, int most = Line)
    {
        var given = (values ?? []).Where(value => !string.IsNullOrWhiteSpace(value)).ToList();
        if (given.Count == 0)
            Fault(field, "required");
        if (given.Count <= mostLines)
            return [.. given.Select(value => Text(field, value, most)).Distinct()];
        Fault(field, "range");
        return [];
    }

    /// <summary>ISO 8601 with an offset, or without one in business time, as a form gives it.</summary>
    public DateTimeOffset? Time(string field, string? value, BusinessTime time)
    {
        if (string.IsNullOrWhiteSpace(value))
            return null;
        if (
            value.Length <= 40
            && DateTime.TryParseExact(
                value,
                ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"],
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var local
            )
            && local.Year is > 1949 and < 2200
        )
            return new DateTimeOffset(local, time.Zone.GetUtcOffset(local)).ToUniversalTime();
        if (
            value.Length <= 40
            && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            && at.UtcDateTime.Year is > 1949 and < 2200
        )
            return at.ToUniversalTime();
        Fault(field, "date");
        return null;
    }

    public DateTimeOffset TimeOr(string field, string? value, BusinessTime time, DateTimeOffset usual) => Time(field, value, time) ?? usual;

    public DateOnly? MaybeDay(string field, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
            return null;
        if (
            DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year is > 1949 and < 2200
        )
            return day;
        Fault(field, "date");
        return null;
    }

    public DateOnly Day(string field, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
            Fault(field, "required");
        return MaybeDay(field, value) ?? default;
    }

    public IReadOnlyList<Guid> Ids(string field, IReadOnlyList<string?>? values, int most)
    {
        if ((values ?? []).Count > most)
        {
            Fault(field, "range");
            return [];
        }
        var ids = new List<Guid>();
        foreach (var value in values ?? [])
            if (Guid.TryParse(value, out var id))
                ids.Add(id);
            else
                Fault(field, "unknown");
        return [.. ids.Distinct()];
    }

    private string? Try(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (MalformedException malformed)
        {
            faults.AddRange(malformed.Faults);
            return null;
        }
    }
}
