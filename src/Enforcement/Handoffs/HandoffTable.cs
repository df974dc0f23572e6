using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Npgsql;

namespace Enforcement.Handoffs;

/// <summary>Rows of handoffs, and of what is to be said to other installations.</summary>
internal static class HandoffTable
{
    public const string Name = "handoffs";

    /// <summary>In the order of <see cref="From"/>.</summary>
    public const string Columns = """
        h.county_code, h.id, h.case_id, h.sender_org, h.receiver_org, h.way, h.content, h.sent_at, h.expires_at, h.released_at, h.expired_at, h.answers
        """;

    public const int ColumnCount = 12;

    public static CaseSql OfCase { get; } =
        new(id => $"select {Columns} from handoffs h where h.county_code = $1 and h.case_id = {id} order by h.id");

    public static Handoff From(NpgsqlDataReader row)
    {
        var handoff = new Handoff
        {
            CaseKey = new CaseKey(row.GetString(0), row.GetGuid(2)),
            Id = row.GetGuid(1),
            Sender = row.GetString(3),
            Receiver = row.GetString(4),
            Content = JsonNode.Parse(row.GetString(6))!.AsObject(),
            SentAt = row.GetFieldValue<DateTimeOffset>(7),
            ExpiresAt = row.GetFieldValue<DateTimeOffset>(8),
        };
        handoff.Restore(
            row.GetString(5),
            row.IsDBNull(9) ? null : row.GetFieldValue<DateTimeOffset>(9),
            row.IsDBNull(10) ? null : row.GetFieldValue<DateTimeOffset>(10),
            row.Json<List<HandoffAnswer>>(11)!
        );
        return handoff;
    }

    /// <summary>Both have keys that are valid: from installation to installation; else a package.</summary>
    public static Statement Insert(Handoff it, DateOnly today) =>
        Statement.Of(
            """
            insert into handoffs (county_code, id, case_id, sender_org, receiver_org, way, content, sent_at, expires_at, answers)
            select $1, $2, $3, $4, $5, case when exists (
                    select from handoff_peers p where p.organization = $5 and p.revoked_at is null and $9 between p.valid_from and p.valid_to)
                and exists (select from handoff_keys k where k.organization = $4 and k.revoked_at is null) then 'peer' else 'package' end,
                $6, $7, $8, '[]'
            """,
            P.Text(it.CaseKey.County),
            P.Uuid(it.Id),
            P.Uuid(it.CaseKey.Id),
            P.Text(it.Sender),
            P.Text(it.Receiver),
            P.Json(it.Content.ToJsonString(StepServices.Json)),
            P.Time(it.SentAt),
            P.Time(it.ExpiresAt),
            P.Date(today)
        );

    public static Statement Update(Handoff it) =>
        Statement.Hit(
            Name,
            """
            update handoffs set released_at = $3, expired_at = $4, answers = $5, way = $6
            where county_code = $1 and id = $2 and (released_at is null or released_at = $3) returning 1
            """,
            P.Text(it.CaseKey.County),
            P.Uuid(it.Id),
            P.Time(it.ReleasedAt),
            P.Time(it.ExpiredAt),
            StoredJson.Of(it.Answers),
            P.Text(it.Way)
        );

    /// <summary>To be said by the sender, where the handoff goes from installation to installation; else nothing.</summary>
    public static Statement Say(Handoff it, string kind, JsonObject body, DateTimeOffset at) =>
        Statement.Of(
            """
            insert into handoff_posts (id, own_org, peer_org, kind, handoff_id, county_code, body, state, next_at, created_at)
            select $3, sender_org, receiver_org, $4, id, county_code, $5, 'waiting', $6, $6
            from handoffs where county_code = $1 and id = $2 and way = 'peer'
            """,
            P.Text(it.CaseKey.County),
            P.Uuid(it.Id),
            P.Uuid(RowId.New(it.CaseKey.County, at)),
            P.Text(kind),
            P.Json(body.ToJsonString(StepServices.Json)),
            P.Time(at)
        );
}
