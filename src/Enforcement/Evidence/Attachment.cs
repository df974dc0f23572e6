using Enforcement.Cases;
using Enforcement.Identity;

namespace Enforcement.Evidence;

/// <summary>A photo or scan, taken in before it belongs to anything; a finding, a case or a joint operation then takes it, once.</summary>
public sealed record Attachment
{
    public required Guid Id { get; init; }

    /// <summary>Whose officer took it in.</summary>
    public required string Organization { get; init; }

    public Guid? FindingId { get; init; }
    public Guid? CaseId { get; init; }

    /// <summary>What several bodies do together, whose pool it is in: a joint operation, a letter between bodies.</summary>
    public Guid? SubjectId { get; init; }
    public required string Name { get; init; }

    /// <summary>From the first bytes of what is stored.</summary>
    public required string ContentType { get; init; }

    public required int Size { get; init; }
    public required byte[] Sha256 { get; init; }
    public Original? Original { get; init; }
    public DateTimeOffset? TakenAt { get; init; }
    public Point? Point { get; init; }
    public required Guid By { get; init; }
    public required string ByName { get; init; }
    public required DateTimeOffset At { get; init; }

    public string County => RowId.CountyOf(Id);

    public bool IsPicture => FileKind.IsPicture(ContentType);

    /// <summary>The same file in a case: taken by whom and when it was, the pool it comes from keeps its own.</summary>
    public Attachment In(CaseKey key, DateTimeOffset at) =>
        this with
        {
            Id = RowId.New(key.County, at),
            FindingId = null,
            CaseId = key.Id,
            SubjectId = null,
        };

    /// <summary>What nothing has taken yet is its maker's alone.</summary>
    public bool IsFor(Actor actor) => FindingId is not null || CaseId is not null || SubjectId is not null || By == actor.PersonId;
}

/// <summary>The camera's own file, as the device hashed it before making it smaller: what an expert compares with.</summary>
/// <param name="Size">Bytes.</param>
public sealed record Original(byte[] Sha256, long Size);

/// <summary>Degrees, WGS 84.</summary>
public sealed record Point(decimal Latitude, decimal Longitude)
{
    private const double EarthRadius = 6_371_000;

    /// <summary>Metres along the surface.</summary>
    public double DistanceTo(Point other)
    {
        var (from, to) = (Radians(Latitude), Radians(other.Latitude));
        var (north, east) = (to - from, Radians(other.Longitude) - Radians(Longitude));
        var chord = Math.Pow(Math.Sin(north / 2), 2) + Math.Cos(from) * Math.Cos(to) * Math.Pow(Math.Sin(east / 2), 2);
        return 2 * EarthRadius * Math.Asin(Math.Min(1, Math.Sqrt(chord)));
    }

    /// <summary>Null where neither is given.</summary>
    /// <param name="field">Name of the field for the fault.</param>
    /// <exception cref="MalformedException">Only one is given, or one is off the globe.</exception>
    public static Point? Of(decimal? latitude, decimal? longitude, string field) =>
        (latitude, longitude) switch
        {
            (null, null) => null,
            (>= -90 and <= 90, >= -180 and <= 180) => new Point(decimal.Round(latitude.Value, 6), decimal.Round(longitude.Value, 6)),
            _ => throw new MalformedException((field, "range")),
        };

    private static double Radians(decimal degrees) => (double)degrees * Math.PI / 180;
}
