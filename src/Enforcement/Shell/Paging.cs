using System.Globalization;

namespace Enforcement.Shell;

/// <summary>How lists are paged: <c>limit</c> (default 50), <c>after</c> an opaque cursor.</summary>
public static class Paging
{
    public const int Usual = 50;

    /// <exception cref="MalformedException">No number, or below one.</exception>
    public static int Limit(string? given, int most) =>
        given is not { Length: > 0 } ? Math.Min(Usual, most)
        : int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0 ? Math.Min(limit, most)
        : throw new MalformedException(("limit", "range"));
}
