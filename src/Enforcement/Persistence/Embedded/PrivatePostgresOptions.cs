namespace Enforcement.Persistence.Embedded;

/// <summary>How a private PostgreSQL is started.</summary>
public sealed record PrivatePostgresOptions
{
    /// <summary>Everything of the server lives in here: cluster, log, passwords, locks. Made when absent.</summary>
    public required string Folder { get; init; }

    /// <summary>Where its programs may be, best first.</summary>
    public required PostgresSearch Search { get; init; }

    /// <summary>For tests only: nothing is flushed to the disk, so an operating system that crashes takes the cluster with it.</summary>
    public bool Disposable { get; init; }

    /// <summary>The whole start may take this long, initdb included.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(90);

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
