using System.Globalization;
using System.Text.Json;
using Enforcement.Evidence;
using Enforcement.Shell;

namespace Enforcement.Patrols;

/// <summary>What somebody typed, read field by field; every fault is named at once.</summary>
internal sealed class Typed
{
    private readonly List<(string Field, string Code)> faults = [];

    public void Fault(string field, string code) => faults.Add((field, code));

    /// <exception cref="MalformedException">Something could not be read.</exception>
    public void Demand()
    {
        if (faults.Count > 0)
            throw new MalformedException([.. faults]);
    }

    public string Required(string field, string? value, int most)
    {
        if (Optional(field, value, most) is { } text)
            return text;
        if (string.IsNullOrWhiteSpace(value))
            Fault(field, "required");
        return "";
    }

    public string? Optional(string field, string? value, int most)
    {
        if (string.IsNullOrWhiteSpace(value))
            return null;
        if (value.Length > most)
            Fault(field, "too-long");
        else if (!value.IsStorable())
            Fault(field, "text");
        else
            return value.Trim();
        return null;
    }

    public string? Code(string field, string? value, IReadOnlyList<string> known, bool required = true)
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

    /// <summary>ISO 8601 with an offset, or without one in business time, as a form gives it.</summary>
    public DateTimeOffset? Time(string field, string? value, BusinessTime time)
    {
        if (string.IsNullOrWhiteSpace(value))
            return null;
        if (
            value.Length <= 40
            && DateTime.TryParseExact(
                value,
                ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd"],
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

    public DateOnly? Date(string field, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
            Fault(field, "required");
        else if (
            DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            && date.Year is > 1949 and < 2200
        )
            return date;
        else
            Fault(field, "date");
        return null;
    }

    public IReadOnlyList<Guid> Ids(string field, IReadOnlyList<string?>? values, int most)
    {
        if (values is null)
            return [];
        if (values.Count > most)
        {
            Fault(field, "range");
            return [];
        }
        var ids = new List<Guid>();
        foreach (var value in values)
            if (Guid.TryParse(value, out var id))
                ids.Add(id);
            else
                Fault(field, "unknown");
        return [.. ids.Distinct()];
    }

    /// <summary><c>{latitude, longitude}</c>, also written <c>lat</c>, <c>lng</c> or <c>lon</c>.</summary>
    public Point? Location(JsonElement? value)
    {
        if (value is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } location)
            return null;
        if (location.ValueKind == JsonValueKind.Object)
            try
            {
                return Point.Of(Number(location, "latitude", "lat"), Number(location, "longitude", "lng", "lon"), "location");
            }
            catch (MalformedException)
            {
                // Named with the other faults.
            }
        Fault("location", "range");
        return null;
    }

    private static decimal? Number(JsonElement location, params IEnumerable<string> names)
    {
        foreach (var name in names)
            if (location.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null)
                return value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number)
                    ? number
                    : throw new MalformedException((name, "number"));
        return null;
    }
}
