namespace Enforcement.Jobs;

/// <summary>
/// Work that falls due by the clock: found by rows, done, and harmless when run twice. Slices register theirs; the minute job runs them all in
/// their order, and a fault of one holds up nobody else.
/// </summary>
public interface ISweep
{
    /// <summary>Short and stable, lower-case, for metrics and the page of schedules.</summary>
    string Name { get; }

    /// <summary>Lower first: timers before reminders, reminders before messages.</summary>
    int Order { get; }

    /// <returns>How much was done.</returns>
    Task<int> RunAsync(DateTimeOffset asOf, CancellationToken cancel);
}
