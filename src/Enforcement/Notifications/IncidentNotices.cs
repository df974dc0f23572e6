using System.Text.Json;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Processes.Repairs;
using Enforcement.Shell;

namespace Enforcement.Notifications;

/// <summary>A step of a flow failed (<c>flow.incident</c>): the head of the body that owns the case and the workflow admins of its region hear it.</summary>
public sealed class IncidentNotices(ScopedReads reads, NotificationWriter writer) : IOutboxHandler
{
    public string Type => FlowIncident.MessageType;

    public async Task HandleAsync(OutboxDelivery delivery, CancellationToken cancel)
    {
        var step = delivery.Payload["label"]!.GetValue<string>();
        var county = delivery.About.County;
        var (number, owner) = (
            await reads.RowsAsync(
                Scope.Everything,
                Statement.Of(
                    "select number, owner_org from cases where county_code = $1 and id = $2",
                    P.Text(county),
                    P.Uuid(delivery.About.Id)
                ),
                row => (row.GetString(0), row.GetString(1)),
                cancel
            )
        ).Single();
        var admins = await reads.RowsAsync(
            Scope.Everything,
            Statement.Of("select distinct organization from posts where role = $1", P.Text(Roles.WorkflowAdmin)),
            row => row.GetString(0),
            cancel
        );
        await TellAsync(owner, Roles.AgencyHead);
        foreach (var organization in admins.Where(organization => RepairRights.IsOver(organization, county)))
            await TellAsync(organization, Roles.WorkflowAdmin);

        Task TellAsync(string organization, string role) =>
            writer.WriteAsync(
                delivery,
                new Telling(
                    organization,
                    role,
                    null,
                    "notice.flow-incident",
                    JsonSerializer.Serialize((string[])[step, number], StepServices.Json),
                    Texts.InBoth("notice.flow-incident", step, number),
                    $"/cases/{number}/incidents",
                    number,
                    false,
                    null
                ),
                cancel
            );
    }
}
