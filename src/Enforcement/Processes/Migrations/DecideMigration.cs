using Enforcement.Identity;
using Enforcement.Shell;

namespace Enforcement.Processes.Migrations;

/// <summary>A second workflow admin approves a plan or declines it; whoever asked withdraws it.</summary>
public sealed class DecideMigration(Steps steps)
{
    /// <summary>The cases are moved from the next minute on.</summary>
    /// <exception cref="RefusedException"><c>migration.own</c>, <c>migration.decided</c>, <c>migration.not-published</c>.</exception>
    public Task<MigrationPlan> ApproveAsync(Actor second, Guid id, CancellationToken cancel) =>
        steps.ChangeAsync(
            second,
            id,
            MigrationPlan.Approved,
            (plan, at, isTargetPublished) => plan.Approve(second, at, isTargetPublished),
            cancel
        );

    /// <exception cref="RefusedException"><c>migration.own</c>, <c>migration.decided</c>.</exception>
    public Task<MigrationPlan> DeclineAsync(Actor second, Guid id, string? reason, CancellationToken cancel)
    {
        MigrationRights.RegionsOf(second);
        var why = PlainText.Required("reason", reason, MigrationRequest.LongestReason);
        return steps.ChangeAsync(second, id, MigrationPlan.Declined, (plan, at, _) => plan.Decline(second, at, why), cancel);
    }

    /// <exception cref="NotAllowedException">Somebody else asked.</exception>
    /// <exception cref="RefusedException"><c>migration.decided</c>.</exception>
    public Task<MigrationPlan> WithdrawAsync(Actor asker, Guid id, CancellationToken cancel) =>
        steps.ChangeAsync(asker, id, MigrationPlan.Withdrawn, (plan, at, _) => plan.Withdraw(asker, at), cancel);
}

/// <summary>Any workflow admin over the region stops a plan that runs, lets it go on, or takes it back. A case that is just being moved is moved.</summary>
public sealed class SteerMigration(Steps steps)
{
    /// <exception cref="RefusedException"><c>migration.not-running</c>.</exception>
    public Task<MigrationPlan> PauseAsync(Actor by, Guid id, CancellationToken cancel) =>
        steps.ChangeAsync(by, id, MigrationPlan.Paused, (plan, at, _) => plan.Pause(by, at), cancel);

    /// <exception cref="RefusedException"><c>migration.not-paused</c>.</exception>
    public Task<MigrationPlan> ResumeAsync(Actor by, Guid id, CancellationToken cancel) =>
        steps.ChangeAsync(by, id, "resumed", (plan, at, _) => plan.Resume(by, at), cancel);

    /// <exception cref="RefusedException"><c>migration.not-running</c>.</exception>
    public Task<MigrationPlan> CancelAsync(Actor by, Guid id, CancellationToken cancel) =>
        steps.ChangeAsync(by, id, MigrationPlan.Cancelled, (plan, at, _) => plan.Cancel(by, at), cancel);

    /// <summary>Every case that nobody has touched since goes back, from the next minute on.</summary>
    /// <exception cref="RefusedException"><c>migration.cannot-undo</c>.</exception>
    public Task<MigrationPlan> UndoAsync(Actor by, Guid id, CancellationToken cancel) =>
        steps.ChangeAsync(by, id, MigrationPlan.Undoing, (plan, at, _) => plan.Undo(by, at), cancel);
}

internal static class MigrationSteps
{
    /// <param name="change">Given the plan, the moment, and whether the version it leads to is the published one.</param>
    /// <exception cref="NotAllowedException"><c>migration.not-yours</c>.</exception>
    /// <exception cref="NotVisibleException">There is no such plan in the actor's region.</exception>
    public static async Task<MigrationPlan> ChangeAsync(
        this Steps steps,
        Actor actor,
        Guid id,
        string what,
        Action<MigrationPlan, DateTimeOffset, bool> change,
        CancellationToken cancel
    )
    {
        MigrationRights.RegionsOf(actor);
        var plans = new StepRead<MigrationPlan>(MigrationTable.LockOne(id), MigrationTable.From);
        var published = new StepRead<string>(MigrationTable.ReadPublishedTarget(id), row => row.GetString(0));
        await using var step = await steps.BeginNewAsync(actor, cancel, plans, published);
        var plan = plans.Row;
        MigrationRights.Demand(actor, plan);
        var was = plan.State;
        change(plan, step.Now, published.RowOrNull is not null);
        step.Write(MigrationTable.Update(plan, was));
        step.Write(MigrationLog.Of(step, plan, what));
        await step.CommitAsync(cancel, () => MigrationAnswer.Of(plan));
        return plan;
    }
}
