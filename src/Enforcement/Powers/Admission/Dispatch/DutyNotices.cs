using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Notifications;
using Enforcement.Processes;

namespace Enforcement.Powers.Admission.Dispatch;

/// <summary>Who hears of a task, a refusal and a pass; the words are the resource of the key.</summary>
internal static class DutyNotices
{
    public static void TellTownship(Step step, DutyTask task)
    {
        string[] roles = task.Village is null ? [Roles.AgencyHead, Roles.SquadHead] : [Roles.GridWorker];
        foreach (var role in roles)
            Send(step, task, task.Township, role, task.Pass is null ? "notice.duty-sent" : "notice.duty-sent-urgent");
    }

    public static void TellIssuer(Step step, DutyTask task, string key)
    {
        foreach (var role in new[] { Roles.AgencyHead, Roles.UnitHead })
            Send(step, task, task.Issuer, role, key);
    }

    public static void TellOverseers(Step step, DutyTask task)
    {
        foreach (var (body, role) in Overseers(task.County))
            Send(step, task, body, role, "notice.duty-refused");
    }

    public static void TellPass(Step step, DutyPass pass)
    {
        foreach (var (body, role) in Overseers(pass.County))
            step.Send(
                new CaseKey(pass.County, pass.Id),
                new Notice(body, role, "notice.duty-pass", [pass.Number, pass.ItemTitle, pass.Reason], "/duties/refusals").ToMessage()
            );
    }

    private static IEnumerable<(string Body, string Role)> Overseers(string county) =>
        [
            ($"{county}-{DutyRights.Government}", Roles.AgencyHead),
            ($"{county}-{DutyRights.Staffing}", Roles.Supervisor),
            ($"{county}-{DutyRights.Judicial}", Roles.Supervisor),
            ($"{county}-{DutyRights.Judicial}", Roles.Coordinator),
            ($"{county}-command-centre", Roles.CommandCentre),
        ];

    private static void Send(Step step, DutyTask task, string body, string role, string key) =>
        step.Send(
            new CaseKey(task.County, task.Id),
            new Notice(body, role, key, [task.Number, task.Title], $"/duties/tasks/{task.Id}").ToMessage()
        );
}
