using System.Globalization;
using System.Text;

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

    /// <summary>Above every id: where a list that shows the newest first begins.</summary>
    public static Guid Newest { get; } = new("ffffffff-ffff-ffff-ffff-ffffffffffff");

    /// <summary>Of a list by id, the newest first: the id after which the page goes on.</summary>
    /// <exception cref="MalformedException"><c>after</c> is none.</exception>
    public static Guid Before(string? after) =>
        after is not { Length: > 0 } ? Newest
        : Guid.TryParse(after, out var id) ? id
        : throw new MalformedException(("after", "unknown"));

    /// <summary>For <c>like</c>: texts that contain these words, whatever signs they are written with.</summary>
    public static string Containing(string words) => $"%{words.Trim().Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_")}%";
}

/// <summary>The last row of a page in a list that is ordered by an instant and then by id; as a text it is the opaque <c>after</c>.</summary>
public readonly record struct PageCursor(DateTimeOffset At, Guid Id)
{
    /// <exception cref="MalformedException">It is none.</exception>
    public static PageCursor Read(string text)
    {
        Span<byte> bytes = stackalloc byte[96];
        if (
            text.Length <= 120
            && Convert.TryFromBase64String(text, bytes, out var length)
            && Encoding.UTF8.GetString(bytes[..length]).Split('|') is [var ticks, var id]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && at <= DateTimeOffset.MaxValue.UtcTicks
            && Guid.TryParse(id, out var last)
        )
            return new PageCursor(new DateTimeOffset(at, TimeSpan.Zero), last);
        throw new MalformedException(("after", "unknown"));
    }

    public override string ToString() =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}|{Id}")));
}
