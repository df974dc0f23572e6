using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace Enforcement.Handoffs.Links;

/// <summary>How often one address may do something in five minutes, on each node; of IPv6 one /64.</summary>
public class AddressRate(int most) : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private readonly PartitionedRateLimiter<string> limiter = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetFixedWindowLimiter(address, _ => new FixedWindowRateLimiterOptions { PermitLimit = most, Window = Window })
    );

    /// <summary>One subscriber's network counts as one: of IPv6 whoever has an address has 2^64 of them.</summary>
    public static string KeyOf(string address) =>
        !IPAddress.TryParse(address, out var it) ? address
        : it.IsIPv4MappedToIPv6 ? it.MapToIPv4().ToString()
        : it.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(it.GetAddressBytes().AsSpan(0, 8))
        : it.ToString();

    /// <summary>Counts one.</summary>
    public bool Allows(string address) => Takes(address, 1);

    /// <summary>Whether there is one left; counts nothing.</summary>
    public bool HasMore(string address) => Takes(address, 0);

    public void Dispose()
    {
        limiter.Dispose();
        GC.SuppressFinalize(this);
    }

    private bool Takes(string address, int permits)
    {
        using var lease = limiter.AttemptAcquire(KeyOf(address), permits);
        return lease.IsAcquired;
    }
}

/// <summary>Looks at pages of links.</summary>
public sealed class LiaisonRate() : AddressRate(Most)
{
    public const int Most = 60;
}
