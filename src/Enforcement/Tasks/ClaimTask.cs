using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Tasks;

/// <summary>Claim 签领, release and reassign: who does a task, before it is done. Each takes the case's lock like every other change.</summary>
public sealed class ClaimTask(Steps steps, BusinessTime time)
{
    public async Task ClaimAsync(Actor officer, Guid id, CancellationToken cancel)
    {
        await using var step = await steps.BeginAsync(officer, CaseOf.Row("tasks", id), cancel);
        var task = step.Main.Part<OpenTasks>().Find(id);
        var post = task.PostOf(officer, step.Case);
        step.Main.Part<OpenTasks>().RequireAnother(task, officer.PersonId);
        task.Claim(officer, step.Case, step.Now);
        step.Main.Record("task.claimed", Detail(task), post);
        await step.CommitAsync(cancel, status: StatusCodes.Status204NoContent);
    }

    public async Task ReleaseAsync(Actor officer, Guid id, CancellationToken cancel)
    {
        await using var step = await steps.BeginAsync(officer, CaseOf.Row("tasks", id), cancel);
        var task = step.Main.Part<OpenTasks>().Find(id);
        var post = task.PostOf(officer, step.Case);
        task.Release(officer, step.Now);
        step.Main.Record("task.released", Detail(task), post);
        await step.CommitAsync(cancel, status: StatusCodes.Status204NoContent);
    }

    /// <summary>A head gives the task to somebody of the same role and organisation, with a reason that the journal keeps.</summary>
    public async Task ReassignAsync(Actor head, Guid id, string to, string reason, CancellationToken cancel)
    {
        var why = PlainText.Required("reason", reason, FieldValidation.LongestText);
        if (to.Length > 256 || !to.IsStorable())
            throw new MalformedException(("to", "unknown"));

        var holder = new StepRead<Successor>(Successor.Read(id, to, time.Today), row => new Successor(row.GetGuid(0), row.GetString(1)));
        await using var step = await steps.BeginAsync(head, CaseOf.Row("tasks", id), cancel, holder);
        var task = step.Main.Part<OpenTasks>().Find(id);
        var post =
            head.PostFor(Roles.SquadHead, task.Organization)
            ?? head.PostFor(Roles.AgencyHead, task.Organization)
            ?? head.PostFor(Roles.UnitHead, task.Organization)
            ?? throw TaskRefusals.NotYours(task);
        var next = holder.RowOrNull ?? throw TaskRefusals.CannotBeDoneBy();
        if (task.Spec.HandlersOnly && !step.Case.Officers.Contains(next.Person))
            throw TaskRefusals.NotAHandler(task);
        step.Main.Part<OpenTasks>().RequireAnother(task, next.Person);

        var detail = Detail(task);
        detail["from"] = task.Assignee?.ToString();
        detail["to"] = new JsonObject { ["id"] = next.Person.ToString(), ["name"] = next.Name };
        detail["reason"] = why;
        task.ReassignTo(next.Person, step.Now);
        step.Main.Record("task.reassigned", detail, post);
        await step.CommitAsync(cancel, status: StatusCodes.Status204NoContent);
    }

    private static JsonObject Detail(CaseTask task) => new() { ["node"] = task.Node, ["task"] = task.Id.ToString() };

    /// <summary>Somebody who holds the task's role at its organisation today.</summary>
    private sealed record Successor(Guid Person, string Name)
    {
        public static Statement Read(Guid task, string userName, DateOnly today) =>
            Statement.Of(
                """
                select a.id, a.name from tasks t
                join posts p on p.organization = t.organization and p.role = t.role
                join accounts a on a.id = p.person
                where t.county_code = $1 and t.id = $2 and a.normalized_user_name = upper($3)
                    and p.valid_from <= $4 and (p.valid_to is null or p.valid_to >= $4)
                """,
                P.Text(RowId.CountyOf(task)),
                P.Uuid(task),
                P.Text(userName),
                P.Date(today)
            );
    }
}
