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
    private volatile int imports;

    /// <summary>As this node last read it, for code that cannot wait; the service reads it before it is ready.</summary>
    public PowerList Latest => kept?.List ?? PowerList.Empty;

    public async ValueTask<PowerList> CurrentAsync(CancellationToken cancel)
    {
        if (Fresh is { } list)
            return list;
        await reading.WaitAsync(cancel);
        try
        {
            if (Fresh is { } meanwhile)
                return meanwhile;
            var (asked, seen) = (clock.GetTimestamp(), imports);
            if (kept is { } old && await LatestImportAsync(cancel) == old.Import)
                return (kept = old with { Read = asked, Imports = seen }).List;
            var (import, read) = await PowerListReader.ReadAsync(database.App, cancel);
            return (kept = new(import, read, asked, seen)).List;
        }
        finally
        {
            reading.Release();
        }
    }

    /// <summary>The old list stays for <see cref="Latest"/> until the new one is read: none at all would refuse every matter.</summary>
    public override void OnImported(string kind) => Interlocked.Increment(ref imports);

    public override async Task PrepareAsync(CancellationToken cancel) => await CurrentAsync(cancel);

    public void Dispose() => reading.Dispose();

    private PowerList? Fresh => kept is { } it && it.Imports == imports && clock.GetElapsedTime(it.Read) < Trusted ? it.List : null;

    private async Task<long> LatestImportAsync(CancellationToken cancel)
    {
        await using var command = database.App.CreateCommand("select coalesce(max(id), 0) from data_imports");
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <param name="Imports">How many imports this node had heard of when it began to read: one that came meanwhile is not in it.</param>
    private sealed record Kept(long Import, PowerList List, long Read, int Imports);
}
