using Enforcement.Cases;
using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Supervision.Orders;

/// <summary>The issuer takes an order back before its answer was accepted. Its number stays given.</summary>
public sealed class WithdrawOrder(Steps steps)
{
    /// <exception cref="NotAllowedException"><c>order.issuer-only</c>.</exception>
    /// <exception cref="RefusedException">See <see cref="SupervisionOrder.Withdraw"/>.</exception>
    public async Task<SupervisionOrder> RunAsync(Actor issuer, Guid id, string? reason, CancellationToken cancel)
    {
        var why = PlainText.Required("reason", reason, IssueOrder.LongestDemand);
        var orders = new StepRead<SupervisionOrder>(OrderTable.ReadOne(id), OrderTable.From);
        await using var step = await steps.BeginAsync(issuer, CaseOf.Row(OrderTable.Name, id), cancel, orders);
        var order = orders.Row;
        var post = OrderRights.ToReview(issuer, order) ?? throw OrderRefusals.IssuerOnly(order);

        order.Withdraw(new OrderWithdrawal(Signer.Of(issuer, post), step.Now, why));
        step.Main.Record("order.withdrawn", IssueOrder.Detail(order, ("reason", why)), post);
        step.Write(OrderTable.Update(order));
        OrderNotices.TellAddressee(step.Main, order, "notice.order-withdrawn");
        await step.CommitAsync(cancel, () => OrderStanding.Of(order));
        return order;
    }
}
