using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Npgsql;

namespace Enforcement.JointOperations.Subjects;

internal static class SubjectTable
{
    /// <summary>Alone and first: whoever waits here reads what the other made of it.</summary>
    public static StepRead<SubjectHead> Lock(Guid id, string kind) =>
        new(
            Statement.Of(
                """
                select number, made_at, event_seq, event_head from joint_subjects
                where county_code = $1 and id = $2 and kind = $3 for update
                """,
                P.Text(RowId.CountyOf(id)),
                P.Uuid(id),
                P.Text(kind)
            ),
            HeadFrom
        );

    public static Statement ReadHead(Guid id) =>
        Statement.Of(
            "select number, made_at, event_seq, event_head from joint_subjects where county_code = $1 and id = $2",
            P.Text(RowId.CountyOf(id)),
            P.Uuid(id)
        );

    public static SubjectHead HeadFrom(NpgsqlDataReader row) =>
        new(row.GetString(0), row.GetFieldValue<DateTimeOffset>(1), row.GetInt32(2), row.GetFieldValue<byte[]>(3));

    public static Statement AddSight(JointSubject it, IEnumerable<string> bodies, DateTimeOffset at) =>
        Statement.Of(
            """
            insert into joint_sight (viewer_org, county_code, subject_id, since)
            select viewer, $1, $2, $4 from unnest($3) viewer on conflict do nothing
            """,
            P.Text(it.County),
            P.Uuid(it.Id),
            P.Texts(bodies.Distinct()),
            P.Time(at)
        );

    public static Statement Insert(JointSubject it, string kind) =>
        Statement.Of(
            """
            insert into joint_subjects (county_code, id, kind, number, made_at, event_seq, event_head) values ($1, $2, $3, $4, $5, $6, $7)
            """,
            P.Text(it.County),
            P.Uuid(it.Id),
            P.Text(kind),
            P.Text(it.Number),
            P.Time(it.MadeAt),
            P.Int(it.Events.Seq),
            P.Bytes(it.Events.Head)
        );

    public static Statement Update(JointSubject it) =>
        Statement.Hit(
            "joint_subjects",
            "update joint_subjects set event_seq = $3, event_head = $4 where county_code = $1 and id = $2 returning 1",
            P.Text(it.County),
            P.Uuid(it.Id),
            P.Int(it.Events.Seq),
            P.Bytes(it.Events.Head)
        );

    public static IEnumerable<Statement> AddEvents(JointSubject it) =>
        it.Events.Added.Select(entry =>
            Statement.Of(
                """
                insert into joint_events (county_code, subject_id, seq, at, content, content_version, hash_function, prev_hash, hash)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                """,
                P.Text(it.County),
                P.Uuid(it.Id),
                P.Int(entry.Seq),
                P.Time(entry.At),
                P.Text(entry.Content),
                P.Short(JournalEntry.ContentVersion),
                P.Text(JournalEntry.HashFunction),
                P.Bytes(entry.PrevHash),
                P.Bytes(entry.Hash)
            )
        );

    /// <summary>The head with its entries, in one look: between two, somebody may add an entry.</summary>
    public static Statement ReadChain(Guid id) =>
        Statement.Of(
            """
            select e.seq, e.at, e.content, e.prev_hash, e.hash, s.event_seq, s.event_head
            from joint_subjects s left join joint_events e on e.county_code = s.county_code and e.subject_id = s.id
            where s.county_code = $1 and s.id = $2 order by e.seq
            """,
            P.Text(RowId.CountyOf(id)),
            P.Uuid(id)
        );

    /// <returns>Without an entry: the head of a chain that has none.</returns>
    public static (JournalEntry? Entry, int Length, byte[] Head) LinkFrom(NpgsqlDataReader row) =>
        (row.IsDBNull(0) ? null : EventFrom(row), row.GetInt32(5), row.GetFieldValue<byte[]>(6));

    private static JournalEntry EventFrom(NpgsqlDataReader row) =>
        new(
            row.GetInt32(0),
            row.GetFieldValue<DateTimeOffset>(1),
            row.GetString(2),
            row.GetFieldValue<byte[]>(3),
            row.GetFieldValue<byte[]>(4)
        );

    public static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static DateTimeOffset? Time(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
