using Enforcement.Persistence;
using Enforcement.Persistence.Import;

namespace Enforcement.Powers;

/// <summary>The current <see cref="PowerList"/>, kept by the node.</summary>
public sealed class PowerLists(Database database, TimeProvider clock) : ImportListener
{
    private readonly ListCache<Dated> cache = new(
        clock,
        new Dated(-1, PowerList.Empty),
        async (old, cancel) =>
            await LatestImportAsync(database, cancel) == old.Import ? old : new Dated(await PowerListReader.ReadAsync(database.App, cancel))
    );

    /// <summary>As this node last read it, for code that cannot wait; the service reads it before it is ready.</summary>
    public PowerList Latest => cache.Latest.List;

    public async ValueTask<PowerList> CurrentAsync(CancellationToken cancel) => (await cache.CurrentAsync(cancel)).List;

    public override void OnImported(string kind) => cache.Outdate();

    public override async Task PrepareAsync(CancellationToken cancel) => await cache.CurrentAsync(cancel);

    // The list is large: where nothing was imported since, it is not read again.
    private static async Task<long> LatestImportAsync(Database database, CancellationToken cancel)
    {
        await using var command = database.App.CreateCommand("select coalesce(max(id), 0) from data_imports");
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    private sealed record Dated(long Import, PowerList List)
    {
        public Dated((long Import, PowerList List) read)
            : this(read.Import, read.List) { }
    }
}
