using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;
using Enforcement.Notifications;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.JointOperations.Checks;

/// <param name="With">Id of another body's check of the same enterprise.</param>
public sealed record MergingRequest(string? With);

public sealed record CheckReasonRequest(string? Reason);

/// <summary>综合查一次: one's own check takes the days of another body's, and both enter once; and a check that is not made is withdrawn.</summary>
public sealed class MergeChecks(Steps steps, RegisterCheck register)
{
    /// <exception cref="NotAllowedException"><c>check.heads-only</c>.</exception>
    /// <exception cref="RefusedException"><c>check.over</c>, <c>check.expired</c>, <c>check.merged</c>, <c>check.same-body</c>, <c>check.other-enterprise</c>,
    /// <c>check.too-far-apart</c>.</exception>
    public async Task<EnterpriseCheck> MergeAsync(Actor actor, Guid id, MergingRequest request, CancellationToken cancel)
    {
        var asked = new Typed();
        if (string.IsNullOrWhiteSpace(request.With))
            asked.Fault("with", "required");
        var with = asked.Ids("with", [request.With], 1);
        asked.Demand();
        var both = CheckTable.Lock([id, with[0]]);
        await using var step = await steps.BeginNewAsync(actor, cancel, both);
        var mine = Of(both, id);
        var post = register.PostOf(actor, mine.Body) ?? throw CheckRefusals.HeadsOnly();
        var other = Of(both, with[0]);
        if (other.CreditCode != mine.CreditCode)
            throw CheckRefusals.OtherEnterprise();
        if (other.Body == mine.Body)
            throw CheckRefusals.SameBody();
        foreach (var check in new[] { mine, other })
        {
            if (!check.IsOpen)
                throw CheckRefusals.Over(check);
            if (check.MergedInto is not null)
                throw CheckRefusals.Merged(check);
            if (check.IsExpired(step.Today))
                throw CheckRefusals.Expired(check);
        }
        if (!RegisterCheck.IsOffer(other, mine, step.Today))
            throw CheckRefusals.TooFarApart(RegisterCheck.Window);
        var merging = new CheckMerging(Signed.Of(actor, post), step.Now);
        step.Write(CheckTable.Merge(mine, other, merging));
        foreach (var role in new[] { Roles.UnitHead, Roles.SquadHead, Roles.AgencyHead })
            step.Send(
                new CaseKey(other.County, other.Id),
                new Notice(
                    other.Body,
                    role,
                    "notice.check-merged",
                    [other.Number, mine.Number, BusinessTime.LocalDate(other.From)],
                    "/enterprise-checks"
                ).ToMessage()
            );
        var merged = mine with { From = other.From, To = other.To, MergedInto = other.Id, Merging = merging };
        await step.CommitAsync(cancel, () => merged);
        return merged;
    }

    /// <exception cref="NotAllowedException"><c>check.heads-only</c>.</exception>
    /// <exception cref="RefusedException"><c>check.over</c>.</exception>
    public async Task<EnterpriseCheck> WithdrawAsync(Actor actor, Guid id, CheckReasonRequest request, CancellationToken cancel)
    {
        var asked = new Typed();
        var reason = asked.Required("reason", request.Reason, 500);
        asked.Demand();
        var read = CheckTable.Lock([id]);
        await using var step = await steps.BeginNewAsync(actor, cancel, read);
        var mine = Of(read, id);
        var post = register.PostOf(actor, mine.Body) ?? throw CheckRefusals.HeadsOnly();
        if (!mine.IsOpen)
            throw CheckRefusals.Over(mine);
        var withdrawal = new CheckWithdrawal(Signed.Of(actor, post), step.Now, reason);
        step.Write(CheckTable.Withdraw(mine, withdrawal));
        await step.CommitAsync(cancel, () => mine with { Withdrawal = withdrawal });
        return mine with { Withdrawal = withdrawal };
    }

    private static EnterpriseCheck Of(StepRead<EnterpriseCheck> read, Guid id) =>
        read.Rows.FirstOrDefault(it => it.Id == id) ?? throw new NotVisibleException();
}
