using System.Globalization;

namespace Enforcement.Shell;

/// <summary>What somebody typed, read field by field; every fault is named at once by <see cref="Demand"/>.</summary>
internal sealed class Typed
{
    public const int Line = 200;
    public const int Words = 2_000;

    private readonly List<(string Field, string Code)> faults = [];

    public void Fault(string field, string code) => faults.Add((field, code));

    /// <exception cref="MalformedException">Something could not be read.</exception>
    public void Demand()
    {
        if (faults.Count > 0)
            throw new MalformedException([.. faults]);
    }

    public string Required(string field, string? value, int most = Words) => Try(() => PlainText.Required(field, value, most)) ?? "";

    public string? Optional(string field, string? value, int most = Words) => Try(() => PlainText.Optional(field, value, most));

    /// <summary>One of a list; null: nothing was said, or none of them, which is a fault.</summary>
    public string? Code(string field, string? value, IEnumerable<string> known, bool required = true)
    {
        if (string.IsNullOrEmpty(value))
        {
            if (required)
                Fault(field, "required");
            return null;
        }
        if (known.Contains(value))
            return value;
        Fault(field, "unknown");
        return null;
    }

    /// <summary>At least one, none twice.</summary>
    public IReadOnlyList<string> Lines(string field, IReadOnlyList<string?>? values, int mostLines, int most = Line)
    {
        var given = (values ?? []).Where(value => !string.IsNullOrWhiteSpace(value)).ToList();
        if (given.Count == 0)
            Fault(field, "required");
        if (given.Count <= mostLines)
            return [.. given.Select(value => Required(field, value, most)).Distinct()];
        Fault(field, "range");
        return [];
    }

    /// <summary>See <see cref="BusinessTime.TryRead(string?, out DateTimeOffset)"/>; null: nothing was said, or a fault.</summary>
    public DateTimeOffset? Time(string field, string? value, BusinessTime time)
    {
        if (string.IsNullOrWhiteSpace(value))
            return null;
        if (time.TryRead(value, out var at) && IsOfThisAge(at.UtcDateTime.Year))
            return at;
        Fault(field, "date");
        return null;
    }

    /// <summary>A day that must be said; null: a fault.</summary>
    public DateOnly? Date(string field, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
            Fault(field, "required");
        return OptionalDate(field, value);
    }

    public DateOnly? OptionalDate(string field, string? value) => Try(() => DayText.Read(field, value));

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

    private static bool IsOfThisAge(int year) => year is > 1949 and < 2200;

    private T? Try<T>(Func<T?> read)
    {
        try
        {
            return read();
        }
        catch (MalformedException malformed)
        {
            faults.AddRange(malformed.Faults);
            return default;
        }
    }
}
