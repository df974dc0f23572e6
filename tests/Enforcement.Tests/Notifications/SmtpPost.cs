using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Enforcement.Tests.Notifications;

/// <summary>A mail server on a free port of this machine: a real conversation, and a temper of the test's own.</summary>
internal sealed partial class SmtpPost : IDisposable
{
    /// <summary>An answer of <see cref="Temper"/>: the connection ends without a word.</summary>
    public const string HangUp = "";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource closing = new();

    public SmtpPost()
    {
        listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Whole messages that were answered with 250.</summary>
    public ConcurrentQueue<string> Received { get; } = new();

    /// <summary>Asked for each message when all of it is there: null takes it, anything else is the answer.</summary>
    public Func<string?> Temper { get; set; } = () => null;

    public IReadOnlyList<string> MessageIds => [.. Received.Select(message => MessageId().Match(message).Groups[1].Value)];

    public void Dispose()
    {
        closing.Cancel();
        listener.Dispose();
        closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptTcpClientAsync(closing.Token));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        await using var writer = new StreamWriter(client.GetStream(), new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 post ready");
        while (await reader.ReadLineAsync() is { } line)
        {
            var verb = line.Split(' ')[0].ToUpperInvariant();
            if (verb == "DATA")
            {
                await writer.WriteLineAsync("354 go on");
                var message = new StringBuilder();
                while (await reader.ReadLineAsync() is { } part && part != ".")
                    message.AppendLine(part);
                var answer = Temper();
                if (answer == HangUp)
                    return;
                if (answer is null)
                    Received.Enqueue(message.ToString());
                await writer.WriteLineAsync(answer ?? "250 taken");
            }
            else
                await writer.WriteLineAsync(verb == "QUIT" ? "221 bye" : "250 fine");
            if (verb == "QUIT")
                return;
        }
    }

    [GeneratedRegex("^Message-Id: <(.+)>\r?$", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex MessageId();
}
