using Enforcement.Identity;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.JointOperations.Stations;

/// <summary>How a station answered within a year: directives of the township and calls to joint operations. Of fines there is nothing (Administrative
/// Penalty Law art. 74(3)).</summary>
/// <param name="Asked">Directives and calls that were not taken back.</param>
/// <param name="OnTime">Answered within their term.</param>
/// <param name="Late">Answered late, or not yet and the term is over.</param>
/// <param name="Refused">Answered by a refusal in writing; each is on time or late as well.</param>
/// <param name="Absent">Called and did not come.</param>
/// <param name="AverageHours">From asking to the answer; null: nothing was answered.</param>
/// <param name="LateDays">Days of the calendar over the term, begun ones counted, all together.</param>
public sealed record StationFigures(int Asked, int OnTime, int Late, int Refused, int Absent, decimal? AverageHours, int LateDays);

/// <summary>A line of the appraisal list.</summary>
/// <param name="Appraisal">Null: none was given for the year.</param>
public sealed record StationLine(string Station, string Township, StationFigures Figures, StationAppraisal? Appraisal);

/// <summary>The appraisal list of a year, from what the system saw.</summary>
public sealed class StationFiguresReader(ScopedReads reads, OrganizationDirectory organizations, Shell.BusinessTime time)
{
    /// <summary>The stations that the reader's townships command, or the reader's department owns, or the reader works at.</summary>
    public IReadOnlyList<Organization> StationsOf(Actor actor) =>
        [
            .. organizations
                .Known.Values.Where(station =>
                    station is { Kind: "station", Region.Length: 9 }
                    && !Subjects.Bodies.IsRequestOnly(station)
                    && (
                        actor.BelongsTo(station.CommandLine ?? "")
                        || actor.BelongsTo(station.OwningLine ?? "")
                        || actor.BelongsTo(station.Code)
                        || actor.Scope.Regions.Any(region => station.Region.StartsWith(region, StringComparison.Ordinal))
                    )
                )
                .OrderBy(station => station.Code, StringComparer.Ordinal),
        ];

    public async Task<IReadOnlyList<StationLine>> ListAsync(Actor actor, int year, CancellationToken cancel)
    {
        var stations = StationsOf(actor);
        var codes = stations.Select(station => station.Code).ToList();
        var (from, to) = (time.StartOf(new DateOnly(year, 1, 1)), time.StartOf(new DateOnly(year + 1, 1, 1)));
        var (figures, appraisals) = await reads.ReadAsync(
            actor.Scope,
            [Figures(codes, from, to, time.Now), AppraisalTable.OfYear(codes, year)],
            async reader => (await reader.RowsAsync(From, cancel), await reader.RowsAsync(AppraisalTable.From, cancel)),
            cancel
        );
        return
        [
            .. stations.Select(station => new StationLine(
                station.Code,
                station.CommandLine ?? "",
                figures.FirstOrDefault(row => row.Station == station.Code).Figures ?? new StationFigures(0, 0, 0, 0, 0, null, 0),
                appraisals.FirstOrDefault(it => it.Station == station.Code)
            )),
        ];
    }

    /// <summary>The same for all that may read them; of a station that the scope may not, nothing.</summary>
    internal static Statement Figures(IReadOnlyList<string> stations, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now) =>
        Statement.Of(
            "select station, asked, on_time, late, refused, absent, average_hours, late_days from guard.station_figures($1, $2, $3, $4)",
            P.Texts(stations),
            P.Time(from),
            P.Time(to),
            P.Time(now)
        );

    internal static (string Station, StationFigures Figures) From(NpgsqlDataReader row) =>
        (
            row.GetString(0),
            new StationFigures(
                row.GetInt32(1),
                row.GetInt32(2),
                row.GetInt32(3),
                row.GetInt32(4),
                row.GetInt32(5),
                row.IsDBNull(6) ? null : row.GetDecimal(6),
                row.GetInt32(7)
            )
        );
}
