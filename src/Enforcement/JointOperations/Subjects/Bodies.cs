using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Npgsql;

namespace Enforcement.JointOperations.Subjects;

/// <summary>Which bodies a body may turn to within its county, and who works there.</summary>
public sealed class Bodies(OrganizationDirectory organizations)
{
    /// <summary>Courts, police, procuratorate and tax 法院、公安、检察、税务: dispatched, under nobody's command but their own; they are asked, never tasked.</summary>
    private static readonly string[] RequestOnly = ["police", "court", "procuratorate", "tax"];

    public static bool IsRequestOnly(Organization body) => RequestOnly.Contains(body.Function);

    /// <summary>
    /// A township, a street or a department, also one that its city dispatches. A station acts in the name of its department; a court, the police and what
    /// stands outside act under their own law.
    /// </summary>
    public static bool ActsInItsOwnName(Organization body) =>
        !IsRequestOnly(body) && body.Kind is not ("outside" or "government") && (body.IsTownship || body.Region.Length <= 6);

    public Organization? Find(string? code) => organizations.Find(code);

    public string NameOf(string? code) => organizations.NameOf(code);

    public static bool IsThereOn(Organization body, DateOnly day) => body.ValidFrom <= day && !(body.ValidTo < day);

    /// <summary>Every body of a county that acts for itself: townships, departments, stations, and those that are only asked; by name.</summary>
    public IReadOnlyList<Organization> OfCounty(string county, DateOnly on) =>
        [
            .. organizations
                .Known.Values.Where(body => body.County == county && body.Kind != "government" && IsThereOn(body, on))
                .OrderBy(body =>
                    body.Kind == "station" ? 0
                    : body.IsTownship ? 2
                    : 1
                )
                .ThenBy(body => body.Code, StringComparer.Ordinal),
        ];

    /// <summary>派驻站所: stations that stand in a township, whether it commands them or only asks them.</summary>
    public IReadOnlyList<Organization> StationsIn(string township, DateOnly on) =>
        [
            .. organizations
                .Known.Values.Where(body => body.Region == township && !body.IsTownship && IsThereOn(body, on))
                .OrderBy(body => body.Code, StringComparer.Ordinal),
        ];

    /// <summary>属地管理: the township in whose command line 块 the station stands may task it directly.</summary>
    public static bool IsTaskedBy(Organization station, string township) =>
        station.Kind == "station" && station.CommandLine == township && !IsRequestOnly(station);

    /// <summary>Who works at one of the bodies today; whether they may enforce says <see cref="CertificateDirectory"/>.</summary>
    internal static StepRead<Colleague> People(IEnumerable<string> bodies, DateOnly on) => new(PeopleOf(bodies, on), ColleagueFrom);

    internal static Statement PeopleOf(IEnumerable<string> bodies, DateOnly on) =>
        Statement.Of(
            """
            select distinct a.id, a.user_name, a.name, p.organization from accounts a join posts p on p.person = a.id
            where p.organization = any ($1) and p.valid_from <= $2 and (p.valid_to is null or p.valid_to >= $2)
                and (a.ended_on is null or a.ended_on >= $2)
            order by a.user_name
            """,
            P.Texts(bodies.Distinct()),
            P.Date(on)
        );

    internal static Colleague ColleagueFrom(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3));
}

/// <summary>Somebody who works at a body.</summary>
public sealed record Colleague(Guid Id, string UserName, string Name, string Organization);

/// <summary>Reads who works at a body, for the choices of a form.</summary>
public sealed class ColleagueReader(ScopedReads reads)
{
    public async Task<IReadOnlyList<Colleague>> OfAsync(Actor actor, string body, DateOnly on, CancellationToken cancel) =>
        await reads.RowsAsync(actor.Scope, Bodies.PeopleOf([body], on), Bodies.ColleagueFrom, cancel);
}
