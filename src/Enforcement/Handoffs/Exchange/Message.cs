using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Enforcement.Handoffs.Exchange;

/// <summary>
/// What one installation says to another. The sender's side offers, releases, takes back, tells of a designation; the receiver's answers; over an objection
/// both speak.
/// </summary>
internal static class MessageKinds
{
    public const string Offer = "offer";
    public const string Release = "release";
    public const string Withdrawal = "withdrawal";
    public const string Designation = "designation";
    public const string Signed = AnswerKinds.Signed;
    public const string Accepted = AnswerKinds.Accepted;
    public const string Returned = AnswerKinds.Returned;
    public const string Objected = AnswerKinds.Objected;
    public const string Feedback = "feedback";

    /// <summary>The sender's word in a negotiation over an objection.</summary>
    public const string Word = "word";

    /// <summary>The receiver's.</summary>
    public const string Reply = "reply";

    public const string Receipt = "receipt";

    /// <summary>Said by the side that sent the letter.</summary>
    public static bool IsOfSender(string kind) => kind is Offer or Release or Withdrawal or Designation or Word;

    public static bool IsKnown(string kind) => IsOfSender(kind) || kind is Signed or Accepted or Returned or Objected or Feedback or Reply;
}

/// <summary>A signed message, read.</summary>
/// <param name="Seq">Counted from 1 for each pair of bodies and each direction, without a gap.</param>
internal sealed record Message(Guid Id, string From, string To, long Seq, string Kind, Guid Handoff, string SentAt, JsonObject Body)
{
    public const int Version = 1;

    public JsonObject ToJson() =>
        new()
        {
            ["version"] = Version,
            ["id"] = Id.ToString(),
            ["from"] = From,
            ["to"] = To,
            ["seq"] = Seq,
            ["kind"] = Kind,
            ["handoff"] = Handoff.ToString(),
            ["sentAt"] = SentAt,
            ["body"] = Body.DeepClone(),
        };

    /// <summary>Null: something of it is missing or of another kind.</summary>
    public static Message? Of(JsonObject json)
    {
        try
        {
            return
                json["version"]!.GetValue<int>() == Version
                && MessageKinds.IsKnown((string)json["kind"]!)
                && json["body"] is JsonObject body
                && Shell.PlainText.IsStorable(json)
                ? new Message(
                    Guid.Parse((string)json["id"]!),
                    (string)json["from"]!,
                    (string)json["to"]!,
                    json["seq"]!.GetValue<long>(),
                    (string)json["kind"]!,
                    Guid.Parse((string)json["handoff"]!),
                    (string)json["sentAt"]!,
                    body
                )
                : null;
        }
        catch (Exception fault)
            when (fault is FormatException or InvalidOperationException or NullReferenceException or ArgumentNullException)
        {
            return null;
        }
    }

    /// <summary>Another message that is this one but for its number.</summary>
    public bool SaysTheSame(string jws) =>
        Jws.Read(jws) is { } other && Of(other.Payload) is { } known && JsonNode.DeepEquals((known with { Seq = Seq }).ToJson(), ToJson());

    /// <summary>The receipt of a message: which bytes were taken, and when.</summary>
    public JsonObject Receipt(string jws, DateTimeOffset at) =>
        new()
        {
            ["version"] = Version,
            ["kind"] = MessageKinds.Receipt,
            ["message"] = Id.ToString(),
            ["hash"] = HashOf(jws),
            ["from"] = To,
            ["to"] = From,
            ["seq"] = Seq,
            ["receivedAt"] = CaseHandoffs.Instant(at),
        };

    public static string HashOf(string jws) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(jws)));

    public static DateTimeOffset? InstantOf(JsonObject body, string name) =>
        body[name] is JsonValue value
        && value.TryGetValue<string>(out var text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : null;
}
