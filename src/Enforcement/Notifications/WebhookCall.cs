using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Enforcement.Notifications;

/// <summary>What a robot is sent, and what its answer means.</summary>
internal static class WebhookCall
{
    /// <summary>WeCom takes 2,048 bytes of text; a Chinese character has three.</summary>
    private const int LongestText = 600;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static HttpRequestMessage Of(string kind, Uri address, string? secret, Guid id, string text, DateTimeOffset now)
    {
        var said = text.Length <= LongestText ? text : text[..WholeUpTo(text)] + "…";
        var moment = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        JsonObject body =
            kind == Webhook.Plain
                ? new()
                {
                    ["id"] = id,
                    ["at"] = now,
                    ["text"] = said,
                }
                : new()
                {
                    ["msgtype"] = "text",
                    ["text"] = new JsonObject { ["content"] = said },
                };
        var written = body.ToJsonString(Json);
        var request = new HttpRequestMessage(
            HttpMethod.Post,
            kind == Webhook.DingTalk && secret is not null ? Signed(address, secret, moment) : address
        )
        {
            Content = new StringContent(written, Encoding.UTF8, new MediaTypeHeaderValue("application/json", "utf-8")),
        };
        request.Headers.Add("X-Enforcement-Delivery", id.ToString());
        if (kind == Webhook.Plain && secret is not null)
        {
            request.Headers.Add("X-Enforcement-Timestamp", moment);
            request.Headers.Add("X-Enforcement-Signature", $"sha256={Convert.ToHexStringLower(Hash(secret, $"{moment}.{written}"))}");
        }
        return request;
    }

    /// <summary>Null: it was taken. A robot says what it did not take with 200 and a number of its own.</summary>
    public static async Task<string?> FaultOfAsync(string kind, HttpResponseMessage answer, CancellationToken cancel)
    {
        if (!answer.IsSuccessStatusCode)
            return $"HTTP {(int)answer.StatusCode}";
        if (kind == Webhook.Plain)
            return null;
        try
        {
            var said = JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancel)) as JsonObject;
            return said?["errcode"] is JsonValue code && code.TryGetValue<int>(out var number) && number == 0
                ? null
                : $"errcode {said?["errcode"]?.ToJsonString() ?? "?"}";
        }
        // InvalidOperation: in a set of characters that nobody knows.
        catch (Exception unread) when (unread is JsonException or InvalidOperationException)
        {
            return "no JSON";
        }
    }

    /// <summary>The robot or its address is wrong, and stays so: another attempt would say the same.</summary>
    public static bool IsForGood(HttpResponseMessage answer) => (int)answer.StatusCode is >= 300 and < 500 and not (408 or 425 or 429);

    /// <summary>No character is cut in two.</summary>
    private static int WholeUpTo(string text) => char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText;

    /// <summary>DingTalk: <c>timestamp</c> in milliseconds and <c>sign</c>, the HMAC of <c>timestamp\nsecret</c> under the secret.</summary>
    private static Uri Signed(Uri address, string secret, string moment)
    {
        var sign = Uri.EscapeDataString(Convert.ToBase64String(Hash(secret, $"{moment}\n{secret}")));
        return new Uri($"{address.AbsoluteUri}{(address.Query.Length > 0 ? '&' : '?')}timestamp={moment}&sign={sign}");
    }

    private static byte[] Hash(string secret, string text) =>
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text));
}
