using Enforcement.Persistence;
using Enforcement.Persistence.Import;

namespace Enforcement.Powers;

/// <summary>
/// The current <see cref="PowerList"/>, kept by the node. An import on this node shows at once, one on another node within a minute.
/// </summary>
public sealed class PowerLists(Database database, TimeProvider clock) : ImportListener, IDisposable
{
    private static readonly TimeSpan Trusted = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim reading = new(1, 1);
    private volatile Kept? kept;

    /// <summary>As this node last read it, for code that cannot wait; the service reads it before it is ready.</summary>
    public PowerList Latest => kept?.List ?? PowerList.Empty;

    public async ValueTask<PowerList> CurrentAsync(CancellationToken cancel)
    {
        if (kept is { } fresh && clock.GetElapsedTime(fresh.Read) < Trusted)
            return fresh.List;
        await reading.WaitAsync(cancel);
        try
        {
            if (kept is { } meanwhile && clock.GetElapsedTime(meanwhile.Read) < Trusted)
                return meanwhile.List;
            var asked = clock.GetTimestamp();
            if (kept is { } old && await LatestImportAsync(cancel) == old.Import)
                return (kept = old with { Read = asked }).List;
            var (import, list) = await PowerListReader.ReadAsync(database.App, cancel);
            return (kept = new(import, list, asked)).List;
        }
        finally
        {
            reading.Release();
        }
    }

    public override void OnImported(string kind) => kept = null;

    public void Dispose() => reading.Dispose();

    private async Task<long> LatestImportAsync(CancellationToken cancel)
    {
        await using var command = database.App.CreateCommand("select coalesce(max(id), 0) from data_imports");
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    private sealed record Kept(long Import, PowerList List, long Read);
}
