namespace Enforcement.Sample;

/// <summary>A clock that the driver moves: sample cases begin weeks ago and come up to today.</summary>
internal sealed class SampleClock(TimeProvider real) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = real.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => Now;
}
