using System.Security.Cryptography;
using System.Text.Json;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.Notifications;

/// <summary>A robot in a group chat of a body, or a program of its own, that hears what the body is told.</summary>
/// <param name="Kind"><c>dingtalk</c>, <c>wecom</c>, or <c>plain</c>: JSON, signed with the secret.</param>
/// <param name="Host">What may be shown of its address; the rest is its key.</param>
/// <param name="StatutoryOnly">Terms of the law only.</param>
/// <param name="WithWords">The whole text; else the case's number and the days left, because a chat may be kept outside the office.</param>
public sealed record Webhook(
    Guid Id,
    string Organization,
    string Kind,
    string Name,
    string Host,
    bool StatutoryOnly,
    bool WithWords,
    string AddedBy,
    DateTimeOffset AddedAt,
    string? EndedBy,
    DateTimeOffset? EndedAt
)
{
    public const string DingTalk = "dingtalk";
    public const string WeCom = "wecom";
    public const string Plain = "plain";

    public static IReadOnlyList<string> Kinds { get; } = [WeCom, DingTalk, Plain];

    internal const string Columns =
        "id, organization, kind, name, host, statutory_only, with_words, added_by, added_at, ended_by, ended_at";

    internal static Webhook Of(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.GetString(4),
            row.GetBoolean(5),
            row.GetBoolean(6),
            row.GetString(7),
            row.GetFieldValue<DateTimeOffset>(8),
            row.IsDBNull(9) ? null : row.GetString(9),
            row.IsDBNull(10) ? null : row.GetFieldValue<DateTimeOffset>(10)
        );

    /// <summary>Every robot of a body that wants this; each says it once, however many of the body are told it.</summary>
    /// <param name="saying">See <see cref="SayingOf"/>.</param>
    internal static Statement Post(Guid saying, Telling telling, string whole, string bare, DateTimeOffset due, DateTimeOffset now) =>
        Statement.Of(
            """
            insert into webhook_posts (id, webhook, delivery, text, state, next_at, created_at, statutory)
            select gen_random_uuid(), id, $1, case when with_words then $2 else $3 end, 'waiting', $4, $5, $7
            from webhooks where organization = $6 and ended_at is null and (not statutory_only or $7)
            on conflict (webhook, delivery) do nothing
            """,
            P.Uuid(saying),
            P.Text(whole),
            P.Text(bare),
            P.Time(due),
            P.Time(now),
            P.Text(telling.Organization),
            P.Bool(telling.Statutory)
        );

    /// <summary>
    /// What is said, whoever of the body it is for: a step that tells the officer, the head of the squad and the head of the body sends three messages with
    /// the same words at the same moment.
    /// </summary>
    internal static Guid SayingOf(OutboxDelivery delivery, Telling telling) =>
        new(
            SHA256
                .HashData(
                    JsonSerializer.SerializeToUtf8Bytes(
                        new
                        {
                            delivery.About,
                            delivery.SentAt,
                            telling.Organization,
                            telling.Key,
                            telling.Arguments,
                            telling.Text.Zh,
                            telling.Link,
                            telling.Statutory,
                            telling.DueLegal,
                        }
                    )
                )
                .AsSpan(0, 16)
        );
}

internal static class WebhookRefusals
{
    public static RefusedException HostNotListed(string host) => new("webhook.host-not-listed", host) { Field = "address" };

    public static RefusedException Already() => new("webhook.already") { Field = "address" };

    public static RefusedException Ended() => new("webhook.ended");
}
