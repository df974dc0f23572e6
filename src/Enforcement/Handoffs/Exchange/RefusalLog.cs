using System.Threading.RateLimiting;
using Enforcement.Handoffs.Links;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Shell;

namespace Enforcement.Handoffs.Exchange;

/// <summary>Whose words were refused.</summary>
internal enum Refused
{
    /// <summary>Nobody knows who it was: no pinned key signed it.</summary>
    Stranger,

    /// <summary>Whoever looks for a liaison page is no installation, and has a measure of its own there.</summary>
    Visitor,

    /// <summary>A pinned key signed it.</summary>
    Peer,
}

/// <summary>
/// What came from outside and was refused, for the system admin to see. An address whose words nobody could believe too often is not listened to for a while,
/// nor one that asks too much at once; and no more is kept in an hour than somebody can read: strangers fill no disk, and take nothing from what a peer is
/// refused.
/// </summary>
public sealed partial class RefusalLog(ScopedReads reads, BusinessTime time, ILogger<RefusalLog> log) : IDisposable
{
    /// <summary>Of one address in five minutes, on each node.</summary>
    public const int MostOfStranger = 60;

    /// <summary>Of all strangers in an hour, on each node; of all peers as many again.</summary>
    public const int MostKept = 1_000;

    /// <summary>Of one address at once, on each node: what has not been believed yet lies in memory.</summary>
    public const int MostAtOnce = 8;

    private readonly AddressRate strangers = new(MostOfStranger);

    private readonly PartitionedRateLimiter<string> seats = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetConcurrencyLimiter(address, _ => new ConcurrencyLimiterOptions { PermitLimit = MostAtOnce })
    );

    private readonly FixedWindowRateLimiter keptOfStrangers = Hourly();
    private readonly FixedWindowRateLimiter keptOfPeers = Hourly();

    /// <summary>To be given back when the answer is there. Null: nobody at this address is listened to just now.</summary>
    public IDisposable? Listen(string address)
    {
        if (!strangers.HasMore(address))
            return null;
        var seat = seats.AttemptAcquire(AddressRate.KeyOf(address));
        if (seat.IsAcquired)
            return seat;
        seat.Dispose();
        return null;
    }

    /// <param name="said">Who it claimed to be, and what.</param>
    internal async Task KeepAsync(string code, string address, string said, byte[] hash, Refused whose, CancellationToken cancel)
    {
        if (whose == Refused.Stranger)
            strangers.Allows(address);
        using var lease = (whose == Refused.Peer ? keptOfPeers : keptOfStrangers).AttemptAcquire();
        if (!lease.IsAcquired)
        {
            LogNotKept(log, code, address);
            return;
        }
        await reads.WriteAsync(
            Scope.Everything,
            [
                Statement.Of(
                    "insert into handoff_refusals (id, at, code, address, said, message_hash) values ($1, $2, $3, $4, $5, $6)",
                    P.Uuid(Guid.CreateVersion7(time.Now)),
                    P.Time(time.Now),
                    P.Text(code),
                    P.Text(address),
                    P.Text(said),
                    P.Bytes(hash)
                ),
            ],
            cancel
        );
    }

    public void Dispose()
    {
        strangers.Dispose();
        seats.Dispose();
        keptOfStrangers.Dispose();
        keptOfPeers.Dispose();
    }

    private static FixedWindowRateLimiter Hourly() => new(new() { PermitLimit = MostKept, Window = TimeSpan.FromHours(1) });

    [LoggerMessage(LogLevel.Warning, "Refused with {Code}, from {Address}; too many in this hour to keep")]
    private static partial void LogNotKept(ILogger log, string code, string address);
}
