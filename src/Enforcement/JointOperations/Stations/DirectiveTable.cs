using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;
using Enforcement.Persistence;
using Enforcement.Processes;
using Npgsql;

namespace Enforcement.JointOperations.Stations;

internal static class DirectiveTable
{
    /// <summary>In the order of <see cref="From"/>; with the head of the subject.</summary>
    public const string Select = """
        select s.number, s.made_at, s.event_seq, s.event_head, d.id, d.township, d.station, d.task, d.urgent, d.issued_by, d.due_at, d.answer,
            d.told_late_at, d.report, d.withdrawal
        from station_directives d join joint_subjects s on s.county_code = d.county_code and s.id = d.id
        """;

    public static Statement ReadOne(Guid id) =>
        Statement.Of($"{Select} where d.county_code = $1 and d.id = $2", P.Text(RowId.CountyOf(id)), P.Uuid(id));

    public static SubjectRead<StationDirective> Locked(Guid id) =>
        new OneRow<StationDirective>(id, SubjectKinds.Directive, ReadOne(id), From);

    public static StationDirective From(NpgsqlDataReader row)
    {
        var head = SubjectTable.HeadFrom(row);
        return new StationDirective
        {
            Id = row.GetGuid(4),
            Number = head.Number,
            MadeAt = head.MadeAt,
            Events = head.Journal,
            Township = row.GetString(5),
            Station = row.GetString(6),
            Task = row.GetString(7),
            Urgent = row.GetBoolean(8),
            IssuedBy = row.Json<Signed>(9)!,
            DueAt = row.GetFieldValue<DateTimeOffset>(10),
        }.Restored(
            row.Json<DirectiveAnswer>(11),
            SubjectTable.Time(row, 12),
            row.Json<DirectiveReport>(13),
            row.Json<DirectiveWithdrawal>(14)
        );
    }

    public static Statement Insert(StationDirective it) =>
        Statement.Of(
            """
            insert into station_directives (county_code, id, township, station, task, urgent, issued_by, issued_at, due_at, state)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            P.Text(it.County),
            P.Uuid(it.Id),
            P.Text(it.Township),
            P.Text(it.Station),
            P.Text(it.Task),
            P.Bool(it.Urgent),
            StoredJson.Of(it.IssuedBy),
            P.Time(it.MadeAt),
            P.Time(it.DueAt),
            P.Text(it.State)
        );

    public static Statement Update(StationDirective it) =>
        Statement.Hit(
            "station_directives",
            """
            update station_directives set state = $3, answer = $4, answered_at = $5, told_late_at = $6, report = $7, withdrawal = $8
            where county_code = $1 and id = $2 returning 1
            """,
            P.Text(it.County),
            P.Uuid(it.Id),
            P.Text(it.State),
            StoredJson.Of(it.Reply),
            P.Time(it.Reply?.At),
            P.Time(it.ToldLateAt),
            StoredJson.Of(it.Done),
            StoredJson.Of(it.Withdrawal)
        );
}
