using System.Collections.Concurrent;
using System.Threading.Channels;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Npgsql;

namespace Enforcement.Notifications;

/// <summary>
/// Which cases have just changed, here or on another node: gathered for half a second after their commits, told to every node (this one too) by
/// one NOTIFY, and by each node to its open pages. A hint; losing it costs a page its freshness and nothing else.
/// </summary>
public sealed partial class ChangeFeed(Database database, CaseChanges changes, ILogger<ChangeFeed> log) : BackgroundService
{
    private const string Channel = "case_changes";

    // NOTIFY carries at most 8,000 bytes; an id is 36 and names its county.
    private const int MostIds = 200;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<CaseKey, bool> pending = new();
    private readonly ConcurrentDictionary<Listening, bool> listeners = new();

    /// <summary>Dispose it when the page is gone. A reader that is too slow loses the oldest news.</summary>
    public Listening Listen() => new(listeners);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        changes.Changed += Gather;
        try
        {
            await Task.WhenAll(
                KeepAsync(() => TellAsync(stoppingToken), stoppingToken),
                KeepAsync(() => HearAsync(stoppingToken), stoppingToken)
            );
        }
        finally
        {
            changes.Changed -= Gather;
            foreach (var listener in listeners.Keys)
                listener.End();
        }
    }

    private void Gather(CaseKey key) => pending[key] = true;

    private async Task TellAsync(CancellationToken cancel)
    {
        while (true)
        {
            await Task.Delay(Gathering, cancel);
            var cases = pending.Keys.Where(key => pending.TryRemove(key, out _)).ToArray();
            if (cases.Length == 0)
                continue;
            foreach (var chunk in cases.Chunk(MostIds))
            {
                await using var command = database.App.CreateCommand("select pg_notify($1, $2)");
                command.Parameters.Add(P.Text(Channel));
                command.Parameters.Add(P.Text(string.Join(',', chunk.Select(key => key.Id))));
                await command.ExecuteNonQueryAsync(cancel);
            }
        }
    }

    private async Task HearAsync(CancellationToken cancel)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        connection.Notification += (_, heard) =>
            Broadcast([
                .. heard
                    .Payload.Split(',')
                    .Select(text => Guid.TryParse(text, out var id) ? id : Guid.Empty)
                    .Where(id => id != Guid.Empty)
                    .Select(id => new CaseKey(RowId.CountyOf(id), id)),
            ]);
        try
        {
            await using var listen = new NpgsqlCommand($"listen {Channel}", connection);
            await listen.ExecuteNonQueryAsync(cancel);
            while (true)
                await connection.WaitAsync(cancel);
        }
        finally
        {
            // The pool resets nothing: it must not go back listening.
            if (connection.State == System.Data.ConnectionState.Open)
            {
                await using var unlisten = new NpgsqlCommand("unlisten *", connection);
                await unlisten.ExecuteNonQueryAsync(CancellationToken.None);
            }
        }
    }

    private void Broadcast(IReadOnlyList<CaseKey> cases)
    {
        foreach (var listener in listeners.Keys)
            listener.Tell(cases);
    }

    private async Task KeepAsync(Func<Task> work, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
            try
            {
                await work();
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                LogBroken(log, fault.Message);
                await Task.Delay(Retry, CancellationToken.None);
            }
    }

    [LoggerMessage(LogLevel.Warning, "News of changes is interrupted for some seconds: {Reason}")]
    private static partial void LogBroken(ILogger log, string reason);
}

/// <summary>What one open page hears.</summary>
public sealed class Listening : IDisposable
{
    private readonly ConcurrentDictionary<Listening, bool> all;
    private readonly Channel<IReadOnlyList<CaseKey>> news = System.Threading.Channels.Channel.CreateBounded<IReadOnlyList<CaseKey>>(
        new BoundedChannelOptions(64) { FullMode = BoundedChannelFullMode.DropOldest }
    );

    internal Listening(ConcurrentDictionary<Listening, bool> all)
    {
        this.all = all;
        all[this] = true;
    }

    public ChannelReader<IReadOnlyList<CaseKey>> News => news.Reader;

    public void Dispose() => all.TryRemove(this, out _);

    internal void Tell(IReadOnlyList<CaseKey> cases) => news.Writer.TryWrite(cases);

    internal void End() => news.Writer.TryComplete();
}
