using Enforcement.Deadlines;
using Enforcement.Identity;
using Enforcement.Notifications;
using Enforcement.Processes;

namespace Enforcement.Supervision.Orders;

/// <summary>What people are told about an order; the words are the resource of the key.</summary>
internal static class OrderNotices
{
    /// <summary>Of the body that is addressed, a township or a department.</summary>
    public static IReadOnlyList<string> Heads { get; } = [Roles.SquadHead, Roles.UnitHead, Roles.AgencyHead];

    public static IReadOnlyList<string> Issuers { get; } = [Roles.CommandCentre, Roles.Supervisor, Roles.Coordinator];

    public static void TellAddressee(CaseWork work, SupervisionOrder order, string key)
    {
        foreach (var role in Heads)
            Send(work, order, order.Addressee, role, key, null);
    }

    public static void TellIssuer(CaseWork work, SupervisionOrder order, string key)
    {
        foreach (var role in Issuers)
            Send(work, order, order.Issuer, role, key, null);
    }

    private static void Send(CaseWork work, SupervisionOrder order, string organization, string role, string key, Guid? person) =>
        work.Step.Send(
            work.Case.Key,
            new Notice(
                organization,
                role,
                key,
                [order.Number, work.Case.Title, work.Part<CaseClocks>().Deadlines.Office.LastDayOf(order.DueAt).Text()],
                $"/supervision/orders/{order.Id}",
                work.Case.Number,
                DueLegal: order.DueAt,
                Person: person
            ).ToMessage()
        );
}
