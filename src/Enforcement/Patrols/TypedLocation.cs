using System.Text.Json;
using Enforcement.Evidence;
using Enforcement.Shell;

namespace Enforcement.Patrols;

internal static class TypedLocation
{
    /// <summary><c>{latitude, longitude}</c>, also written <c>lat</c>, <c>lng</c> or <c>lon</c>.</summary>
    public static Point? Location(this Typed typed, JsonElement? value)
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
        typed.Fault("location", "range");
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
