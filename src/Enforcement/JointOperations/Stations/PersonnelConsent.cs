using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;
using Enforcement.Persistence;
using Enforcement.Processes;
using Npgsql;

namespace Enforcement.JointOperations.Stations;

/// <summary>
/// A personnel step on the head of a station 征得同意: proposed by the department of its line, spoken on by the township's party committee, and carried out
/// only with its consent.
/// </summary>
public sealed class PersonnelConsent : JointSubject
{
    public required string Township { get; init; }
    public required string Station { get; init; }
    public required string Department { get; init; }

    /// <summary>Name of whoever is appointed, removed or moved.</summary>
    public required string Person { get; init; }

    /// <summary>One of <see cref="PersonnelSteps"/>.</summary>
    public required string Step { get; init; }

    public required string Reason { get; init; }
    public required Signed ProposedBy { get; init; }
    public CommitteeOpinion? Opinion { get; private set; }
    public PersonnelClosing? Closing { get; private set; }

    public string State =>
        Closing is { CarriedOut: true } ? "carried-out"
        : Closing is not null ? "dropped"
        : Opinion is null ? "proposed"
        : Opinion.Agrees ? "agreed"
        : "disagreed";

    /// <exception cref="RefusedException"><c>consent.over</c>, <c>consent.opinion-given</c>.</exception>
    public void Speak(CommitteeOpinion opinion)
    {
        if (Closing is not null)
            throw StationRefusals.Over(this);
        if (Opinion is not null)
            throw StationRefusals.OpinionGiven(this);
        Opinion = opinion;
    }

    /// <summary>Dropped at any time; carried out with the committee's consent only.</summary>
    /// <exception cref="RefusedException"><c>consent.over</c>, <c>consent.no-opinion</c>, <c>consent.disagreed</c>.</exception>
    public void Close(PersonnelClosing closing)
    {
        if (Closing is not null)
            throw StationRefusals.Over(this);
        if (closing.CarriedOut && Opinion is null)
            throw StationRefusals.NoOpinion(this);
        if (closing.CarriedOut && !Opinion!.Agrees)
            throw StationRefusals.Disagreed(this);
        Closing = closing;
    }

    internal PersonnelConsent Restored(CommitteeOpinion? opinion, PersonnelClosing? closing)
    {
        (Opinion, Closing) = (opinion, closing);
        return this;
    }
}

/// <summary>任命、免职、交流; words: <c>stations.step.&lt;code&gt;</c>.</summary>
public static class PersonnelSteps
{
    public static IReadOnlyList<string> All { get; } = ["appointment", "removal", "transfer"];
}

/// <param name="MeetingOn">Day on which the committee met.</param>
/// <param name="Document">Number of its minutes or letter.</param>
public sealed record CommitteeOpinion(Signed By, DateTimeOffset At, bool Agrees, DateOnly MeetingOn, string Document, string? Words);

public sealed record PersonnelClosing(Signed By, DateTimeOffset At, bool CarriedOut, string Words);

internal static class ConsentTable
{
    public const string Select = """
        select s.number, s.made_at, s.event_seq, s.event_head, c.id, c.township, c.station, c.department, c.person, c.step, c.reason, c.proposed_by,
            c.opinion, c.closing
        from personnel_consents c join joint_subjects s on s.county_code = c.county_code and s.id = c.id
        """;

    public static Statement ReadOne(Guid id) =>
        Statement.Of($"{Select} where c.county_code = $1 and c.id = $2", P.Text(RowId.CountyOf(id)), P.Uuid(id));

    public static SubjectRead<PersonnelConsent> Locked(Guid id) =>
        new OneRow<PersonnelConsent>(id, SubjectKinds.Consent, ReadOne(id), From);

    public static PersonnelConsent From(NpgsqlDataReader row)
    {
        var head = SubjectTable.HeadFrom(row);
        return new PersonnelConsent
        {
            Id = row.GetGuid(4),
            Number = head.Number,
            MadeAt = head.MadeAt,
            Events = head.Journal,
            Township = row.GetString(5),
            Station = row.GetString(6),
            Department = row.GetString(7),
            Person = row.GetString(8),
            Step = row.GetString(9),
            Reason = row.GetString(10),
            ProposedBy = row.Json<Signed>(11)!,
        }.Restored(row.Json<CommitteeOpinion>(12), row.Json<PersonnelClosing>(13));
    }

    public static Statement Insert(PersonnelConsent it) =>
        Statement.Of(
            """
            insert into personnel_consents (county_code, id, township, station, department, person, step, reason, proposed_by, state)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            P.Text(it.County),
            P.Uuid(it.Id),
            P.Text(it.Township),
            P.Text(it.Station),
            P.Text(it.Department),
            P.Text(it.Person),
            P.Text(it.Step),
            P.Text(it.Reason),
            StoredJson.Of(it.ProposedBy),
            P.Text(it.State)
        );

    public static Statement Update(PersonnelConsent it) =>
        Statement.Hit(
            "personnel_consents",
            "update personnel_consents set state = $3, opinion = $4, closing = $5 where county_code = $1 and id = $2 returning 1",
            P.Text(it.County),
            P.Uuid(it.Id),
            P.Text(it.State),
            StoredJson.Of(it.Opinion),
            StoredJson.Of(it.Closing)
        );
}
