using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Persistence;
using Enforcement.Processes;

namespace Enforcement.Handoffs;

/// <summary>
/// What nobody outside accepted in time is taken back: the sender had the duty all along, and its flow drafts again. A dispute does not expire, nor does
/// what was designated, which binds until it is accepted; and an acceptance that is stored first wins, because both move the one case.
/// </summary>
public sealed partial class ExpireHandoffs(Steps steps, ScopedReads reads, ILogger<ExpireHandoffs> log) : ISweep
{
    private const int PageSize = 200;

    public string Name => "handoff-expiry";

    public int Order => 21;

    public async Task<int> RunAsync(DateTimeOffset asOf, CancellationToken cancel)
    {
        var due = await reads.RowsAsync(
            Scope.Everything,
            Statement.Of(
                """
                select h.id from handoffs h join escalations e on e.county_code = h.county_code and e.id = h.id
                where h.released_at is null and h.expired_at is null and h.expires_at <= $1 and e.state in ('delivered', 'signed')
                    and e.designation ->> 'organization' is distinct from e.receiver_org
                order by h.expires_at, h.county_code, h.id limit $2
                """,
                P.Time(asOf),
                P.Int(PageSize)
            ),
            row => row.GetGuid(0),
            cancel
        );
        var expired = 0;
        foreach (var id in due)
            try
            {
                expired += await ExpireAsync(id, asOf, cancel) ? 1 : 0;
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // The row stays due and is tried at the next sweep; the others go on.
                LogFailed(log, fault, id);
            }
        return expired;
    }

    private async Task<bool> ExpireAsync(Guid id, DateTimeOffset asOf, CancellationToken cancel)
    {
        await using var step = await steps.BeginAsync(Actor.System, CaseOf.Row(HandoffTable.Name, id), cancel);
        var work = step.Main;
        var (handoff, letter) = (work.Part<CaseHandoffs>().Find(id), work.Part<CaseLetters>().Find(id));
        if (
            letter.State is not (LetterStates.Delivered or LetterStates.Signed)
            || letter.IsDesignated
            || handoff.ExpiresAt > asOf
            || handoff.ReleasedAt is not null
        )
            return false;
        handoff.Expire(step.Now);
        letter.Withdraw(new Withdrawal(null, step.Now, "expired"));
        work.Record("handoff.expired", new JsonObject { ["letter"] = letter.Number, ["receiver"] = letter.Receiver });
        CaseLetters.Answer(work, letter, LetterActivity.Objected);
        LetterNotices.Send(work, letter, letter.Sender, Roles.SquadHead, "notice.handoff-expired", statutory: true);
        await step.CommitAsync(cancel);
        return true;
    }

    [LoggerMessage(LogLevel.Error, "The handoff {Handoff} could not expire and stays due")]
    private static partial void LogFailed(ILogger log, Exception fault, Guid handoff);
}
