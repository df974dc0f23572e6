using Enforcement.Cases;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Powers.Admission.Dispatch;

internal static class DutyTaskTable
{
    public const string Name = "duty_tasks";

    public const string Columns = """
        id, number, level, issuer_org, township, village, item_key, item_title, title, content, result, due_on, pass_id, expires_at, dispatched,
            taken, done, refusal, lapsed_at, event_seq, event_head
        """;

    public static Statement Lock(Guid id) => DutyRow.Lock(Name, Columns, id);

    public static Statement Read(Guid id) => DutyRow.Read(Name, Columns, id);

    public static DutyTask From(NpgsqlDataReader row) =>
        new DutyTask
        {
            Id = row.GetGuid(0),
            Number = row.GetString(1),
            Level = row.GetString(2),
            Issuer = row.GetString(3),
            Township = row.GetString(4),
            Village = row.IsDBNull(5) ? null : row.GetString(5),
            ItemKey = row.GetString(6),
            ItemTitle = row.GetString(7),
            Title = row.GetString(8),
            Content = row.GetString(9),
            Result = row.GetString(10),
            DueOn = row.GetFieldValue<DateOnly>(11),
            Pass = row.IsDBNull(12) ? null : new PassOfTask(row.GetGuid(12), row.GetFieldValue<DateTimeOffset>(13)),
            Dispatched = row.Json<DutyAct>(14)!,
            Events = new Journal(row.GetInt32(19), row.GetFieldValue<byte[]>(20)),
        }.Restored(
            row.Json<DutyAct>(15),
            row.Json<DutyReport>(16),
            row.Json<DutyRefusal>(17),
            row.IsDBNull(18) ? null : row.GetFieldValue<DateTimeOffset>(18)
        );

    public static Statement Insert(DutyTask it) =>
        Statement.Of(
            """
            insert into duty_tasks (county_code, id, number, level, issuer_org, township, village, bodies, item_key, item_title, title, content, result,
                due_on, pass_id, expires_at, dispatched, dispatched_at, state, event_seq, event_head)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
            """,
            P.Text(it.County),
            P.Uuid(it.Id),
            P.Text(it.Number),
            P.Text(it.Level),
            P.Text(it.Issuer),
            P.Text(it.Township),
            P.Text(it.Village),
            P.Texts(it.Bodies),
            P.Text(it.ItemKey),
            P.Text(it.ItemTitle),
            P.Text(it.Title),
            P.Text(it.Content),
            P.Text(it.Result),
            P.Date(it.DueOn),
            P.Uuid(it.Pass?.Id),
            P.Time(it.Pass?.ExpiresAt),
            StoredJson.Of(it.Dispatched),
            P.Time(it.Dispatched.At),
            P.Text(it.State),
            P.Int(it.Events.Seq),
            P.Bytes(it.Events.Head)
        );

    public static Statement Update(DutyTask it) =>
        Statement.Hit(
            Name,
            """
            update duty_tasks set taken = $3, done = $4, refusal = $5, lapsed_at = $6, state = $7, event_seq = $8, event_head = $9
            where county_code = $1 and id = $2 returning 1
            """,
            P.Text(it.County),
            P.Uuid(it.Id),
            StoredJson.Of(it.Taken),
            StoredJson.Of(it.Done),
            StoredJson.Of(it.Refusal),
            P.Time(it.LapsedAt),
            P.Text(it.State),
            P.Int(it.Events.Seq),
            P.Bytes(it.Events.Head)
        );
}

internal static class DutyPassTable
{
    /// <summary>Two at once for one item and township: the database gives one of them.</summary>
    public const string Once = "duty_passes_once";

    public const string Columns = "id, number, item_key, item_title, issuer_org, township, reason, granted, expires_at, bars_until";

    /// <summary>Those of a township that still bar a second one.</summary>
    public static Statement Barring(string county, string township, DateTimeOffset at) =>
        Statement.Of(
            $"select {Columns} from duty_passes where county_code = $1 and township = $2 and bars_until > $3 order by id",
            P.Text(county),
            P.Text(township),
            P.Time(at)
        );

    public static DutyPass From(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.GetString(4),
            row.GetString(5),
            row.GetString(6),
            row.Json<DutyAct>(7)!,
            row.GetFieldValue<DateTimeOffset>(8),
            row.GetFieldValue<DateTimeOffset>(9)
        );

    public static Statement Insert(DutyPass it) =>
        Statement.Of(
            """
            insert into duty_passes (county_code, id, number, item_key, item_title, issuer_org, township, bodies, reason, granted, granted_at, expires_at,
                bars_until)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """,
            P.Text(it.County),
            P.Uuid(it.Id),
            P.Text(it.Number),
            P.Text(it.ItemKey),
            P.Text(it.ItemTitle),
            P.Text(it.Issuer),
            P.Text(it.Township),
            P.Texts([it.Issuer, it.Township, $"{it.County}-{DutyRights.Government}"]),
            P.Text(it.Reason),
            StoredJson.Of(it.Granted),
            P.Time(it.Granted.At),
            P.Time(it.ExpiresAt),
            P.Time(it.BarsUntil)
        );
}
