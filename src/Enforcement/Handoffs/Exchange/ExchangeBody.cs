using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Enforcement.Handoffs.Exchange;

/// <summary>
/// What another installation sends: <c>{"message": "…", "files": {…}}</c>, read in this order, so that megabytes of files are taken only from somebody whose
/// message has been believed.
/// </summary>
internal sealed class ExchangeBody(PipeReader reader)
{
    /// <summary>Parties, facts and a manifest of a few hundred files.</summary>
    public const int LongestMessage = 512 * 1024;

    /// <returns>Null: it does not begin with a message.</returns>
    public async Task<string?> MessageAsync(CancellationToken cancel)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancel);
            var isWhole = TryRead(read.Buffer, read.IsCompleted, out var message);
            var isTooLong = read.Buffer.Length > LongestMessage;
            // All of it is looked at, nothing is used up: what comes after the message is read with it.
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (isWhole)
                return message;
            if (isTooLong || read.IsCompleted)
                return null;
        }
    }

    /// <exception cref="ExchangeRefusal"><c>exchange.unreadable</c>.</exception>
    public async Task<JsonObject> FilesAsync(CancellationToken cancel)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancel);
            if (read.IsCompleted)
                try
                {
                    return JsonNode.Parse(read.Buffer.ToArray()) is JsonObject body && body["files"] is JsonObject files ? files : [];
                }
                catch (Exception fault) when (fault is JsonException or ArgumentException)
                {
                    throw ExchangeRefusal.Unreadable();
                }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <returns>False: not enough of it is there.</returns>
    private static bool TryRead(ReadOnlySequence<byte> buffer, bool isFinal, out string? message)
    {
        message = null;
        var json = new Utf8JsonReader(buffer, isFinal, default);
        try
        {
            if (!json.Read())
                return false;
            if (json.TokenType != JsonTokenType.StartObject)
                return true;
            if (!json.Read())
                return false;
            if (json.TokenType != JsonTokenType.PropertyName || !json.ValueTextEquals("message"u8))
                return true;
            if (!json.Read())
                return false;
            message = json.TokenType == JsonTokenType.String ? json.GetString() : null;
            return true;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return true;
        }
    }
}
