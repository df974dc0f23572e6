using System.Globalization;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;
using Enforcement.Notifications;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.JointOperations.Stations;

/// <summary>The township's yearly appraisal 考核 of the head of a station, with the figures as they were on that day.</summary>
/// <param name="Person">Name of the head.</param>
/// <param name="Grade">One of <see cref="Grades"/>.</param>
public sealed record StationAppraisal(
    Guid Id,
    string Township,
    string Station,
    string? Department,
    string Person,
    int Year,
    string Grade,
    string Words,
    StationFigures Figures,
    Signed GivenBy,
    DateTimeOffset GivenAt
);

/// <summary>优秀、称职、基本称职、不称职; words: <c>stations.grade.&lt;code&gt;</c>.</summary>
public static class Grades
{
    public static IReadOnlyList<string> All { get; } = ["excellent", "competent", "basic", "poor"];
}

/// <param name="Year">Left out: this year.</param>
public sealed record AppraisalRequest(string? Station, string? Person, string? Year, string? Grade, string? Words);

/// <summary>人事考核权: the head of the township appraises the head of a station, once a year; the department in whose line it stands is told.</summary>
public sealed class AppraiseHead(Steps steps, OrganizationDirectory organizations, BusinessTime time)
{
    /// <exception cref="NotAllowedException"><c>station.head-of-township-only</c>.</exception>
    /// <exception cref="RefusedException"><c>station.appraised</c>, <c>station.not-under-command</c>.</exception>
    public async Task<StationAppraisal> RunAsync(Actor actor, AppraisalRequest request, CancellationToken cancel)
    {
        var asked = new Typed();
        var code = asked.Required("station", request.Station, 40);
        var person = asked.Required("person", request.Person, 50);
        var grade = asked.Code("grade", request.Grade, Grades.All) ?? "";
        var words = asked.Required("words", request.Words);
        var year = time.Today.Year;
        if (
            request.Year is { Length: > 0 } typed
            && (!int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out year) || year < 2020 || year > time.Today.Year)
        )
            asked.Fault("year", "range");
        var station = organizations.Find(code);
        if (code.Length > 0 && station is null)
            asked.Fault("station", "unknown");
        asked.Demand();
        var township = station!.CommandLine ?? "";
        var post = actor.PostFor(Roles.AgencyHead, township) ?? throw StationRefusals.HeadOfTownshipOnly();
        if (!Bodies.IsTaskedBy(station, township))
            throw StationRefusals.NotUnderCommand(station.NameHere);
        var (from, to) = (time.StartOf(new DateOnly(year, 1, 1)), time.StartOf(new DateOnly(year + 1, 1, 1)));
        var figures = new StepRead<Line>(
            StationFiguresReader.Figures([code], from, to, time.Now),
            row => new Line(StationFiguresReader.From(row).Figures)
        );
        var before = new StepRead<StationAppraisal>(AppraisalTable.OfYear([code], year), AppraisalTable.From);
        await using var step = await steps.BeginNewAsync(actor, cancel, figures, before);
        if (before.RowOrNull is not null)
            throw StationRefusals.Appraised(year);
        var appraisal = new StationAppraisal(
            RowId.New(station.County!, step.Now),
            township,
            code,
            station.OwningLine,
            person,
            year,
            grade,
            words,
            figures.RowOrNull?.Figures ?? new StationFigures(0, 0, 0, 0, 0, null, 0),
            Signed.Of(actor, post),
            step.Now
        );
        step.Write(AppraisalTable.Insert(appraisal));
        if (station.OwningLine is { } department)
            foreach (var role in new[] { Roles.UnitHead, Roles.AgencyHead })
                step.Send(
                    new CaseKey(station.County!, appraisal.Id),
                    new Notice(
                        department,
                        role,
                        "notice.station-appraised",
                        [
                            JointNotices.NameOf(organizations, township),
                            JointNotices.NameOf(organizations, code),
                            year.ToString(CultureInfo.InvariantCulture),
                            JointNotices.Word($"stations.grade.{grade}"),
                        ],
                        "/stations"
                    ).ToMessage()
                );
        try
        {
            await step.CommitAsync(cancel, () => appraisal, StatusCodes.Status201Created);
        }
        catch (PostgresException clash) when (clash.ConstraintName == "station_appraisals_once")
        {
            throw StationRefusals.Appraised(year);
        }
        return appraisal;
    }

    private sealed record Line(StationFigures Figures);
}

/// <summary>Every way appraisal and consent say no.</summary>
internal static class StationRefusals
{
    public static NotAllowedException HeadOfTownshipOnly() => new("station.head-of-township-only");

    /// <summary>It stands under no township's command, or is no station: no township appraises its head, and none is asked to consent.</summary>
    public static RefusedException NotUnderCommand(string name) => new("station.not-under-command", name) { Field = "station" };

    public static RefusedException Appraised(int year) => new("station.appraised", year) { Field = "year" };

    public static NotAllowedException DepartmentHeadsOnly() => new("consent.department-heads-only");

    public static NotAllowedException NotYours(PersonnelConsent it) => new("consent.not-yours", it.Number);

    /// <summary>征得同意权: nobody is appointed, removed or moved before the township's party committee has spoken.</summary>
    public static RefusedException NoOpinion(PersonnelConsent it) => new("consent.no-opinion", it.Number);

    public static RefusedException Disagreed(PersonnelConsent it) => new("consent.disagreed", it.Number);

    public static RefusedException OpinionGiven(PersonnelConsent it) => new("consent.opinion-given", it.Number);

    public static RefusedException Over(PersonnelConsent it) => new("consent.over", it.Number);
}

internal static class AppraisalTable
{
    public static Statement OfYear(IEnumerable<string> stations, int year) =>
        Statement.Of(
            """
            select id, township, station, department, person, year, grade, words, figures, given_by, given_at from station_appraisals
            where station = any ($1) and year = $2
            """,
            P.Texts(stations),
            P.Int(year)
        );

    public static StationAppraisal From(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetString(1),
            row.GetString(2),
            SubjectTable.Text(row, 3),
            row.GetString(4),
            row.GetInt32(5),
            row.GetString(6),
            row.GetString(7),
            row.Json<StationFigures>(8)!,
            row.Json<Signed>(9)!,
            row.GetFieldValue<DateTimeOffset>(10)
        );

    public static Statement Insert(StationAppraisal it) =>
        Statement.Of(
            """
            insert into station_appraisals (county_code, id, township, station, department, person, year, grade, words, figures, given_by, given_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """,
            P.Text(RowId.CountyOf(it.Id)),
            P.Uuid(it.Id),
            P.Text(it.Township),
            P.Text(it.Station),
            P.Text(it.Department),
            P.Text(it.Person),
            P.Int(it.Year),
            P.Text(it.Grade),
            P.Text(it.Words),
            StoredJson.Of(it.Figures),
            StoredJson.Of(it.GivenBy),
            P.Time(it.GivenAt)
        );
}
