namespace Enforcement.Persistence.Import;

/// <summary>
/// A list as this node last read it, trusted for a minute: an import here is seen by the next who asks, one on another node within that minute.
/// Until the new one is read the old one stands, for none at all would refuse everything.
/// </summary>
/// <param name="none">Stands until the first reading.</param>
/// <param name="read">Reads the list; it is given the one that stands, and may answer with that.</param>
public sealed class ListCache<T>(TimeProvider clock, T none, Func<T, CancellationToken, Task<T>> read)
    where T : class
{
    private static readonly TimeSpan Trusted = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim reading = new(1, 1);
    private volatile Kept? kept;
    private volatile int imports;
    private int renewing;

    /// <summary>For code that cannot wait; the service reads it before it is ready.</summary>
    public T Latest => kept?.List ?? none;

    /// <summary><see cref="Latest"/>, which is read anew behind whoever finds it old.</summary>
    public T Renewed
    {
        get
        {
            if (Fresh is null && Interlocked.Exchange(ref renewing, 1) == 0)
                _ = RenewAsync();
            return Latest;
        }
    }

    public async ValueTask<T> CurrentAsync(CancellationToken cancel)
    {
        if (Fresh is { } list)
            return list;
        await reading.WaitAsync(cancel);
        try
        {
            if (Fresh is { } meanwhile)
                return meanwhile;
            var (asked, seen) = (clock.GetTimestamp(), imports);
            var now = await read(Latest, cancel);
            kept = new Kept(now, asked, seen);
            return now;
        }
        finally
        {
            reading.Release();
        }
    }

    /// <summary>The list was imported here.</summary>
    public void Outdate() => Interlocked.Increment(ref imports);

    private T? Fresh => kept is { } it && it.Imports == imports && clock.GetElapsedTime(it.Read) < Trusted ? it.List : null;

    private async Task RenewAsync()
    {
        try
        {
            await CurrentAsync(CancellationToken.None);
        }
        catch (Npgsql.NpgsqlException)
        {
            // The old list goes on; whoever asks next tries again.
        }
        finally
        {
            Volatile.Write(ref renewing, 0);
        }
    }

    /// <param name="Imports">How many imports this node had heard of when it began to read: one that came meanwhile is not in it.</param>
    private sealed record Kept(T List, long Read, int Imports);
}
