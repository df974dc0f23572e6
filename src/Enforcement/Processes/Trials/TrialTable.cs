using Enforcement.Persistence;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.Processes.Trials;

internal static class TrialTable
{
    private const string Columns =
        "id, organization, started_by, started_at, used_at, definition_id, name, version, version_id, draft, status, state, record";

    public static Statement Read(Guid id, IEnumerable<string> bodies, DateTimeOffset now) => Find(id, bodies, now, "");

    public static Statement Lock(Guid id, IEnumerable<string> bodies, DateTimeOffset now) => Find(id, bodies, now, " for update");

    public static Statement Count(string body, DateTimeOffset now) =>
        Statement.Of("select count(*) from trials where organization = $1 and used_at > $2", P.Text(body), P.Time(now - Trial.Kept));

    /// <summary>Last used first; without what they carry.</summary>
    public static Statement List(IEnumerable<string> bodies, DateTimeOffset now, PageCursor before, int limit) =>
        Statement.Of(
            """
            select t.id, t.definition_id, t.name, t.version, t.status, t.started_at, t.used_at, coalesce(a.name, '')
            from trials t left join accounts a on a.id = t.started_by
            where t.organization = any ($1) and t.used_at > $2 and (t.used_at, t.id) < ($3, $4)
            order by t.used_at desc, t.id desc limit $5
            """,
            P.Texts(bodies),
            P.Time(now - Trial.Kept),
            P.Time(before.At),
            P.Uuid(before.Id),
            P.Int(limit)
        );

    public static Trial From(NpgsqlDataReader row) =>
        new()
        {
            Id = row.GetGuid(0),
            Organization = row.GetString(1),
            StartedBy = row.GetGuid(2),
            StartedAt = row.GetFieldValue<DateTimeOffset>(3),
            UsedAt = row.GetFieldValue<DateTimeOffset>(4),
            DefinitionId = row.GetString(5),
            Name = row.GetString(6),
            Version = row.IsDBNull(7) ? null : row.GetInt32(7),
            VersionId = row.IsDBNull(8) ? null : row.GetString(8),
            Draft = row.IsDBNull(9) ? null : row.GetString(9),
            Status = row.GetString(10),
            State = row.GetFieldValue<byte[]>(11),
            Record = TrialRecord.Read(row.GetString(12)),
        };

    public static Statement Insert(Trial it) =>
        Statement.Of(
            $"insert into trials ({Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            P.Uuid(it.Id),
            P.Text(it.Organization),
            P.Uuid(it.StartedBy),
            P.Time(it.StartedAt),
            P.Time(it.UsedAt),
            P.Text(it.DefinitionId),
            P.Text(it.Name),
            P.Int(it.Version),
            P.Text(it.VersionId),
            P.Text(it.Draft),
            P.Text(it.Status),
            P.Bytes(it.State),
            P.Text(it.RecordJson())
        );

    public static Statement Update(Trial it) =>
        Statement.Hit(
            "trials",
            "update trials set used_at = $2, status = $3, state = $4, record = $5 where id = $1 returning 1",
            P.Uuid(it.Id),
            P.Time(it.UsedAt),
            P.Text(it.Status),
            P.Bytes(it.State),
            P.Text(it.RecordJson())
        );

    public static Statement DeleteUnused(DateTimeOffset asOf, int most) =>
        Statement.Of(
            "delete from trials where id in (select id from trials where used_at <= $1 order by used_at limit $2) returning 1",
            P.Time(asOf - Trial.Kept),
            P.Int(most)
        );

    private static Statement Find(Guid id, IEnumerable<string> bodies, DateTimeOffset now, string how) =>
        Statement.Of(
            $"select {Columns} from trials where id = $1 and organization = any ($2) and used_at > $3{how}",
            P.Uuid(id),
            P.Texts(bodies),
            P.Time(now - Trial.Kept)
        );
}
