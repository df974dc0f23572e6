using Enforcement.Evidence;
using Enforcement.Identity;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Patrols;

/// <summary>An open finding near another one.</summary>
/// <param name="Metres">Null where one of the two has no point.</param>
public sealed record NearbyFinding(
    Guid Id,
    string Place,
    Point? Point,
    DateTimeOffset FoundAt,
    string Description,
    string? MatterCode,
    string RegisteredBy
)
{
    public int? Metres { get; init; }
}

/// <summary>
/// Open findings that may be the same: of one township, within thirty days, within 300 metres or at a place of the same name, about the same
/// matter or in similar words. A hint for people; nothing is joined by itself.
/// </summary>
internal static class SimilarFindings
{
    public const double Radius = 300;

    private const double AlikeFrom = 0.25;
    private const int Most = 5;

    // A degree is some 111 km; east to west it is shorter, and 0.006 degrees are 300 m still at 60 degrees north.
    private const decimal NorthBox = 0.0028m;
    private const decimal EastBox = 0.006m;

    public static Statement Candidates(string organization, Guid? except, string place, Point? point, DateTimeOffset foundAt) =>
        Statement.Of(
            """
            select id, place, latitude, longitude, found_at, description, matter_code, registered_name from findings
            where organization = $1 and state = 'open' and found_at between $2 and $3 and id is distinct from $4
                and (latitude between $5 and $6 and longitude between $7 and $8 or lower(btrim(place)) = lower(btrim($9)))
            order by found_at desc limit 50
            """,
            P.Text(organization),
            P.Time(foundAt.AddDays(-30)),
            P.Time(foundAt.AddDays(30)),
            P.Uuid(except),
            P.Money(point?.Latitude - NorthBox),
            P.Money(point?.Latitude + NorthBox),
            P.Money(point?.Longitude - EastBox),
            P.Money(point?.Longitude + EastBox),
            P.Text(place)
        );

    public static NearbyFinding From(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetString(1),
            row.IsDBNull(2) ? null : new Point(row.GetDecimal(2), row.GetDecimal(3)),
            row.GetFieldValue<DateTimeOffset>(4),
            row.GetString(5),
            row.IsDBNull(6) ? null : row.GetString(6),
            row.GetString(7)
        );

    public static IReadOnlyList<NearbyFinding> Among(
        IEnumerable<NearbyFinding> candidates,
        string place,
        Point? point,
        string? matter,
        string description
    ) =>
        [
            .. candidates
                .Select(it => it with { Metres = Metres(it.Point, point) })
                .Where(it => it.Metres <= Radius || SamePlace(it.Place, place))
                .Where(it => (matter is not null && it.MatterCode == matter) || Likeness(it.Description, description) >= AlikeFrom)
                .OrderBy(it => it.Metres ?? int.MaxValue)
                .Take(Most),
        ];

    private static int? Metres(Point? a, Point? b) => a is not null && b is not null ? (int)Math.Round(a.DistanceTo(b)) : null;

    private static bool SamePlace(string a, string b) => string.Equals(a.Trim(), b.Trim(), StringComparison.OrdinalIgnoreCase);

    /// <summary>Share of pairs of neighbouring characters that both texts have (Dice): words need no spaces between them.</summary>
    internal static double Likeness(string a, string b)
    {
        var (left, right) = (Pairs(a), Pairs(b));
        return left.Count + right.Count == 0 ? 0 : 2.0 * left.Intersect(right).Count() / (left.Count + right.Count);
    }

    private static HashSet<(char, char)> Pairs(string text)
    {
        var letters = text.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant).ToArray();
        return [.. letters.Zip(letters.Skip(1))];
    }
}
