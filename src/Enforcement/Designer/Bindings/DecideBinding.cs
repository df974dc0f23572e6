using Enforcement.Designer.Drafts;
using Enforcement.Designer.Publications;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Processes.Bindings;
using Enforcement.Shell;

namespace Enforcement.Designer.Bindings;

/// <summary>A second workflow admin decides on a change of the binding table; who asked withdraws. Cases that run stay where they are.</summary>
public sealed class DecideBinding(Steps steps, BoundDefinitions bound)
{
    /// <summary>New cases take it from its day on: planned on what the table says now, and checked once more.</summary>
    /// <exception cref="RefusedException">
    /// <c>binding.own</c>, <c>binding.decided</c>, and all that <see cref="AskForBinding.RunAsync"/> refuses.
    /// </exception>
    public Task<BindingChange> ApproveAsync(Actor second, Guid id, CancellationToken cancel) =>
        ChangeAsync(
            second,
            id,
            (change, found) =>
            {
                change.Approve(second, found.Now);
                return BindingRules.Demand(change, found.Published, found.Table, found.Today);
            },
            cancel
        );

    /// <exception cref="MalformedException">No reason.</exception>
    /// <exception cref="RefusedException"><c>binding.own</c>, <c>binding.decided</c>.</exception>
    public Task<BindingChange> DeclineAsync(Actor second, Guid id, string? reason, CancellationToken cancel)
    {
        DesignerRights.Demand(second);
        var why = PlainText.Required("reason", reason, DecidePublication.LongestReason);
        return ChangeAsync(
            second,
            id,
            (change, found) =>
            {
                change.Decline(second, why, found.Now);
                return null;
            },
            cancel
        );
    }

    /// <summary>What was approved for a day to come is taken out of the table again.</summary>
    /// <exception cref="NotAllowedException">Somebody else than who asked, or, before its day, who approved it.</exception>
    /// <exception cref="RefusedException"><c>binding.decided</c>, <c>binding.planned</c>, <c>binding.end-planned</c>.</exception>
    public Task<BindingChange> WithdrawAsync(Actor by, Guid id, CancellationToken cancel) =>
        ChangeAsync(
            by,
            id,
            (change, found) =>
            {
                var stands = change.State == BindingChange.Approved;
                change.Withdraw(by, found.Today, found.Now);
                return stands ? BindingPlan.Undo(change, found.Table) : null;
            },
            cancel
        );

    private async Task<BindingChange> ChangeAsync(
        Actor actor,
        Guid id,
        Func<BindingChange, Found, BindingPlan?> decide,
        CancellationToken cancel
    )
    {
        DesignerRights.Demand(actor);
        // What is locked first is what a publication and a retraction of the definition lock; then the table.
        var definition = new StepRead<string>(BindingChangeTable.LockDefinitionOf(id), _ => "");
        var table = new StepRead<string>(BindingChangeTable.LockTable(), _ => "");
        var one = new StepRead<BindingChange>(BindingChangeTable.LockOne(id), BindingChangeTable.From);
        var rows = new StepRead<Binding>(BindingTable.ReadAll(), BindingTable.From);
        var published = new StepRead<KeptVersion>(BindingChangeTable.ReadPublishedOf(id), DraftTable.VersionFrom);
        await using var step = await steps.BeginNewAsync(actor, cancel, definition, table, one, rows, published);
        var change = one.Row;
        var was = change.State;
        var plan = decide(change, new Found(step, new BindingList(rows.Rows), published.RowOrNull));
        foreach (var statement in plan?.Writes() ?? [])
            step.Write(statement);
        step.Write(BindingChangeTable.Update(change, was));
        step.Write(BindingLog.Of(step, change));
        await step.CommitAsync(cancel, () => BindingChangeAnswer.Of(change));
        if (plan is not null)
            await bound.RenewAsync(cancel);
        return change;
    }

    private sealed record Found(Step Step, BindingList Table, KeptVersion? Published)
    {
        public DateTimeOffset Now => Step.Now;

        public DateOnly Today => Step.Today;
    }
}
