using System.Threading.RateLimiting;
using Enforcement.Handoffs.Links;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Shell;

namespace Enforcement.Handoffs.Exchange;

/// <summary>
/// What came from outside and was refused, for the system admin to see. An address whose words nobody could believe too often is not listened to for a while,
/// and no more is kept in an hour than somebody can read: strangers fill no disk.
/// </summary>
public sealed partial class RefusalLog(ScopedReads reads, BusinessTime time, ILogger<RefusalLog> log) : IDisposable
{
    /// <summary>Of one address in five minutes, on each node.</summary>
    public const int MostOfStranger = 60;

    /// <summary>Of all addresses in an hour, on each node.</summary>
    public const int MostKept = 1_000;

    private readonly AddressRate strangers = new(MostOfStranger);

    private readonly FixedWindowRateLimiter kept = new(
        new FixedWindowRateLimiterOptions { PermitLimit = MostKept, Window = TimeSpan.FromHours(1) }
    );

    /// <summary>Whether somebody at this address is listened to.</summary>
    public bool Allows(string address) => strangers.HasMore(address);

    /// <param name="said">Who it claimed to be, and what.</param>
    /// <param name="isStranger">Nobody knows who it was: no pinned key signed it.</param>
    internal async Task KeepAsync(string code, string address, string said, byte[] hash, bool isStranger, CancellationToken cancel)
    {
        if (isStranger)
            strangers.Allows(address);
        using var lease = kept.AttemptAcquire();
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
        kept.Dispose();
    }

    [LoggerMessage(LogLevel.Warning, "Refused with {Code}, from {Address}; too many in this hour to keep")]
    private static partial void LogNotKept(ILogger log, string code, string address);
}
