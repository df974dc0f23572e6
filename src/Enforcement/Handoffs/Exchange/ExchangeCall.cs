using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Enforcement.Handoffs.Exchange;

/// <summary>Why a message was not taken.</summary>
/// <param name="Code">Words: <c>refused.&lt;code&gt;</c>; empty: the other side gave none.</param>
/// <param name="Status">Of its answer.</param>
/// <param name="IsAway">The machine did not answer at all.</param>
/// <param name="IsForGood">No other attempt would end otherwise.</param>
internal sealed record ExchangeFault(string Code, int? Status = null, bool IsAway = false, bool IsForGood = false)
{
    /// <summary>What ends when an admin pins a key or sets a counter: it is the pair's, and whatever comes next would end the same.</summary>
    private static readonly string[] OfPair =
    [
        "exchange.key-not-valid",
        "exchange.forged",
        "exchange.not-for-us",
        "exchange.out-of-sequence",
        "exchange.replayed",
        "exchange.too-many",
    ];

    /// <summary>The other side has read it and refuses this very message.</summary>
    public bool IsOfMessage =>
        Status is 413 || Status is >= 400 and < 500 && Code.Contains('.', StringComparison.Ordinal) && !OfPair.Contains(Code);

    public string Words => Status is { } status ? $"{status} {Code}".TrimEnd() : Code;
}

/// <summary>Says one signed message to another installation, and looks whether the receipt is one.</summary>
public sealed class ExchangeCall(IHttpClientFactory clients)
{
    internal const string Client = "handoffs";

    /// <param name="known">The other body's keys that are valid today.</param>
    /// <param name="files">Of an offer: by hash, in base64.</param>
    internal async Task<(string? Receipt, ExchangeFault? Fault)> SayAsync(
        string address,
        IReadOnlyList<Peer> known,
        Guid id,
        string message,
        JsonObject files,
        CancellationToken cancel
    )
    {
        using var client = clients.CreateClient(Client);
        try
        {
            // The message stands first: the other side believes its signature before it reads the files.
            using var answer = await client.PostAsJsonAsync(
                $"{address}{ExchangeEndpoints.Path}",
                new JsonObject { ["message"] = message, ["files"] = files },
                cancel
            );
            var text = await answer.Content.ReadAsStringAsync(cancel);
            if (!answer.IsSuccessStatusCode)
                return (null, new ExchangeFault(CodeOf(answer.StatusCode, text), (int)answer.StatusCode));
            return IsReceipt(text, known, id, message) ? (text, null) : (null, new ExchangeFault("exchange.no-receipt"));
        }
        catch (Exception away) when (away is HttpRequestException || away is TaskCanceledException && !cancel.IsCancellationRequested)
        {
            return (null, new ExchangeFault("exchange.away", IsAway: true));
        }
    }

    private static bool IsReceipt(string text, IReadOnlyList<Peer> known, Guid id, string message)
    {
        return Jws.Read(text) is { } receipt
            && known.Any(it => receipt.IsSignedBy(it.PublicKey))
            && Says("kind", MessageKinds.Receipt)
            && Says("message", id.ToString())
            && Says("hash", Message.HashOf(message));

        bool Says(string name, string words) =>
            receipt.Payload[name] is JsonValue value && value.TryGetValue<string>(out var said) && said == words;
    }

    /// <summary>Of a problem document; nothing that somebody else's proxy says.</summary>
    private static string CodeOf(HttpStatusCode status, string text)
    {
        if (status == HttpStatusCode.TooManyRequests)
            return "exchange.too-many";
        try
        {
            return
                JsonNode.Parse(text) is JsonObject { } problem
                && problem["code"] is JsonValue value
                && value.TryGetValue<string>(out var code)
                && code.Length <= 60
                && code.All(c => char.IsAsciiLetterLower(c) || c is '.' or '-')
                ? code
                : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }
}
