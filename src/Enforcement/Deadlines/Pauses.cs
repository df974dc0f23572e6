using System.Globalization;

namespace Enforcement.Deadlines;

/// <summary>Days that do not count 不计入期限: testing, hearing, public notice, suspension.</summary>
/// <param name="From">First day that does not count.</param>
/// <param name="To">First day that counts again.</param>
public readonly record struct Pause(DateOnly From, DateOnly To)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{From:yyyy-MM-dd}/{To:yyyy-MM-dd}");
}

/// <summary>Pauses in order and without overlap: a day that two of them claim is left out once.</summary>
public sealed class Pauses
{
    private readonly Pause[] _spans;

    private Pauses(Pause[] spans) => _spans = spans;

    public static Pauses None { get; } = new([]);

    public IReadOnlyList<Pause> Spans => _spans;

    public bool IsEmpty => _spans.Length == 0;

    /// <exception cref="ArgumentException">A pause that ends before it begins.</exception>
    public static Pauses Of(params IEnumerable<Pause> pauses)
    {
        var merged = new List<Pause>();
        foreach (var pause in pauses.Where(pause => pause.From != pause.To).OrderBy(pause => pause.From))
        {
            if (pause.To < pause.From)
                throw new ArgumentException($"The pause {pause} ends before it begins.", nameof(pauses));
            if (merged.Count > 0 && pause.From <= merged[^1].To)
                merged[^1] = merged[^1] with { To = pause.To > merged[^1].To ? pause.To : merged[^1].To };
            else
                merged.Add(pause);
        }
        return merged.Count == 0 ? None : new Pauses([.. merged]);
    }

    /// <summary>Reads <c>2026-09-15/2026-09-27;2026-10-01/2026-10-03</c>.</summary>
    public static bool TryParse(string? text, out Pauses pauses)
    {
        pauses = None;
        if (string.IsNullOrWhiteSpace(text))
            return true;
        var spans = new List<Pause>();
        foreach (var part in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var days = part.Split('/');
            if (days.Length != 2 || !Days.TryParse(days[0], out var from) || !Days.TryParse(days[1], out var to) || to < from)
                return false;
            spans.Add(new Pause(from, to));
        }
        pauses = Of(spans);
        return true;
    }

    public bool Contains(DateOnly day)
    {
        foreach (var span in _spans)
        {
            if (day < span.From)
                return false;
            if (day < span.To)
                return true;
        }
        return false;
    }
}

/// <summary>Days as they are written everywhere: <c>yyyy-MM-dd</c>.</summary>
public static class Days
{
    public static bool TryParse(string? text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    public static string Text(this DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
