namespace Enforcement.Jobs;

/// <summary>How long what was not taken waits: twice as long each time.</summary>
public static class Retries
{
    private const int MostDoublings = 12;

    /// <param name="attempts">That were made before this one, from 0.</param>
    public static TimeSpan DelayAfter(int attempts, TimeSpan first, TimeSpan longest)
    {
        var delay = first * Math.Pow(2, Math.Min(attempts, MostDoublings));
        return delay < longest ? delay : longest;
    }
}
