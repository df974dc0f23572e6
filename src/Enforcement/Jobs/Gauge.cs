namespace Enforcement.Jobs;

/// <summary>A number that operators watch, such as <c>enforcement_outbox_backlog</c>.</summary>
public sealed record Gauge(string Name, double Value);

/// <summary>Registered by the slice that owns the rows; asked when <c>/metrics</c> or the page of schedules is.</summary>
public interface IGauges
{
    Task<IReadOnlyList<Gauge>> ReadAsync(DateTimeOffset asOf, CancellationToken cancel);
}

/// <summary>A component that a slice shows below the schedules, such as its dead letters.</summary>
public sealed record SchedulePart(Type Component);
