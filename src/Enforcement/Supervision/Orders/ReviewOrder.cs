using Enforcement.Cases;
using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Supervision.Orders;

/// <summary>The issuer accepts an answer, or sends it back with a reason, and the term runs anew.</summary>
public sealed class ReviewOrder(Steps steps)
{
    /// <exception cref="NotAllowedException"><c>order.issuer-only</c>.</exception>
    /// <exception cref="RefusedException">See <see cref="SupervisionOrder.Review"/>.</exception>
    public Task<SupervisionOrder> AcceptAsync(Actor issuer, Guid id, CancellationToken cancel) => RunAsync(issuer, id, null, cancel);

    /// <inheritdoc cref="AcceptAsync"/>
    public Task<SupervisionOrder> ReturnAsync(Actor issuer, Guid id, string? reason, CancellationToken cancel) =>
        RunAsync(issuer, id, PlainText.Required("reason", reason, IssueOrder.LongestDemand), cancel);

    /// <param name="why">Null: it is accepted.</param>
    private async Task<SupervisionOrder> RunAsync(Actor issuer, Guid id, string? why, CancellationToken cancel)
    {
        var orders = new StepRead<SupervisionOrder>(OrderTable.ReadOne(id), OrderTable.From);
        await using var step = await steps.BeginAsync(issuer, CaseOf.Row(OrderTable.Name, id), cancel, orders);
        var order = orders.Row;
        var post = OrderRights.ToReview(issuer, order) ?? throw OrderRefusals.IssuerOnly(order);

        order.Review(new OrderReview(Signer.Of(issuer, post), step.Now, why is null, why), IssueOrder.DueFrom(step.Main, order.TermDays));
        step.Main.Record(why is null ? "order.accepted" : "order.returned", IssueOrder.Detail(order, ("reason", why)), post);
        step.Write(OrderTable.Update(order));
        OrderNotices.TellAddressee(step.Main, order, why is null ? "notice.order-accepted" : "notice.order-returned");
        await step.CommitAsync(cancel, () => OrderStanding.Of(order));
        return order;
    }
}
