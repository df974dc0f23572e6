using Enforcement.Cases;
using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Supervision.Orders;

/// <summary>回复: the head of the body that is addressed says what was done; late as well.</summary>
public sealed class AnswerOrder(Steps steps)
{
    /// <exception cref="NotAllowedException"><c>order.addressee-only</c>.</exception>
    /// <exception cref="RefusedException">See <see cref="SupervisionOrder.Answer"/>.</exception>
    public async Task<SupervisionOrder> RunAsync(Actor head, Guid id, string? text, CancellationToken cancel)
    {
        var words = PlainText.Required("text", text, IssueOrder.LongestDemand);
        var orders = new StepRead<SupervisionOrder>(OrderTable.ReadOne(id), OrderTable.From);
        await using var step = await steps.BeginAsync(head, CaseOf.Row(OrderTable.Name, id), cancel, orders);
        var order = orders.Row;
        var post = OrderRights.ToAnswer(head, order) ?? throw OrderRefusals.AddresseeOnly(order);

        order.Answer(new OrderAnswer(Signer.Of(head, post), step.Now, words));
        step.Main.Record("order.answered", IssueOrder.Detail(order, ("text", words)), post);
        step.Write(OrderTable.Update(order));
        OrderNotices.TellIssuer(step.Main, order, "notice.order-answered");
        await step.CommitAsync(cancel, () => OrderStanding.Of(order));
        return order;
    }
}
