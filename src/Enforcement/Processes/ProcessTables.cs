using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;

namespace Enforcement.Processes;

/// <summary>Timers of flows are rows; the sweep fires them in order, across restarts.</summary>
internal static class TimerTable
{
    /// <param name="child">Whose bookmark it is; empty: the case's own instance's.</param>
    public static Statement Insert(CaseKey key, int bookmark, DateTimeOffset due, Guid child = default) =>
        Statement.Of(
            "insert into timers (county_code, case_id, bookmark, due_at, child_id) values ($1, $2, $3, $4, $5)",
            P.Text(key.County),
            P.Uuid(key.Id),
            P.Int(bookmark),
            P.Time(due),
            P.Uuid(child)
        );

    /// <inheritdoc cref="Insert"/>
    public static Statement Delete(CaseKey key, int bookmark, Guid child = default) =>
        Statement.Of(
            "delete from timers where county_code = $1 and case_id = $2 and child_id = $4 and bookmark = $3",
            P.Text(key.County),
            P.Uuid(key.Id),
            P.Int(bookmark),
            P.Uuid(child)
        );

    public static Statement DeleteOf(CaseKey key, Guid child) =>
        Statement.Of(
            "delete from timers where county_code = $1 and case_id = $2 and child_id = $3",
            P.Text(key.County),
            P.Uuid(key.Id),
            P.Uuid(child)
        );

    /// <summary>Nothing of a closed case wakes it again.</summary>
    public static Statement DeleteAll(CaseKey key) =>
        Statement.Of("delete from timers where county_code = $1 and case_id = $2", P.Text(key.County), P.Uuid(key.Id));
}

internal static class OutboxTable
{
    /// <param name="caseKey">The case a stimulus is for, or the case a message is about.</param>
    public static Statement Insert(CaseKey caseKey, OutboxMessage message, DateTimeOffset at) =>
        Statement.Of(
            """
            insert into outbox (message_id, county_code, case_id, type, version, payload, created_at, due_at)
            values ($1, $2, $3, $4, $5, $6, $7, $7)
            """,
            P.Uuid(RowId.New(caseKey.County, at)),
            P.Text(caseKey.County),
            P.Uuid(caseKey.Id),
            P.Text(message.Type),
            P.Short(message.Version),
            P.Json(message.Payload.ToJsonString()),
            P.Time(at)
        );

    /// <summary>Many at once, in their order.</summary>
    public static Statement Insert(IReadOnlyList<(CaseKey About, OutboxMessage Message)> messages, DateTimeOffset at) =>
        Statement.Of(
            """
            insert into outbox (message_id, county_code, case_id, type, version, payload, created_at, due_at)
            select m.id, m.county, m.about, m.type, m.version, m.payload::jsonb, $7, $7
            from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::smallint[], $6::text[]) with ordinality
                m (id, county, about, type, version, payload, place)
            order by m.place
            """,
            P.Uuids(messages.Select(it => RowId.New(it.About.County, at))),
            P.Texts(messages.Select(it => it.About.County)),
            P.Uuids(messages.Select(it => it.About.Id)),
            P.Texts(messages.Select(it => it.Message.Type)),
            P.Shorts(messages.Select(it => it.Message.Version)),
            P.Texts(messages.Select(it => it.Message.Payload.ToJsonString())),
            P.Time(at)
        );
}

/// <param name="Type">Dotted: <c>letter.answered</c>. A handler of the type is registered by the slice that knows it.</param>
/// <param name="Version">Of the payload's shape; a dispatcher of version N reads every version before it.</param>
public sealed record OutboxMessage(string Type, short Version, System.Text.Json.Nodes.JsonObject Payload);

internal static class IdempotencyTable
{
    public static Statement Read(Guid person, string key) =>
        Statement.Of("select request_hash, status, answer from idempotency where person_id = $1 and key = $2", P.Uuid(person), P.Text(key));

    public static Statement Insert(Guid person, RequestKey request, int status, string answer, DateTimeOffset at) =>
        Statement.Of(
            "insert into idempotency (person_id, key, request_hash, status, answer, at) values ($1, $2, $3, $4, $5, $6)",
            P.Uuid(person),
            P.Text(request.Key),
            P.Bytes(request.BodyHash),
            P.Short((short)status),
            P.Text(answer),
            P.Time(at)
        );
}
