using Enforcement.Persistence;
using Enforcement.Persistence.Import;

namespace Enforcement.Processes.Bindings;

/// <summary>
/// The current <see cref="BindingList"/>, kept by the node, so that opening a case costs no round trip for it. A change approved here is seen by the
/// next who asks, one approved on another node within a minute.
/// </summary>
public sealed class BoundDefinitions(Database database, TimeProvider clock)
{
    private readonly ListCache<BindingList> cache = new(clock, BindingList.Empty, (_, cancel) => ReadAsync(database, cancel));

    /// <summary>As this node last read it, for code that cannot wait; the service reads it before it loads its definitions.</summary>
    public BindingList Latest => cache.Renewed;

    public ValueTask<BindingList> CurrentAsync(CancellationToken cancel) => cache.CurrentAsync(cancel);

    /// <summary>The table was changed here: it is read anew at once, so that <see cref="Latest"/> knows too.</summary>
    public async Task RenewAsync(CancellationToken cancel)
    {
        cache.Outdate();
        await cache.CurrentAsync(cancel);
    }

    private static async Task<BindingList> ReadAsync(Database database, CancellationToken cancel)
    {
        await using var command = database.App.CreateCommand(BindingTable.ReadAll().Sql);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<Binding>();
        while (await reader.ReadAsync(cancel))
            rows.Add(BindingTable.From(reader));
        return new BindingList(rows);
    }
}
