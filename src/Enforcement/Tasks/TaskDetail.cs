using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Npgsql;

namespace Enforcement.Tasks;

/// <summary>A task as its page and <c>GET /api/tasks/{id}</c> show it, with the case it belongs to.</summary>
public sealed record TaskDetail
{
    public required CaseTask Task { get; init; }
    public required CaseFile Case { get; init; }

    /// <summary>What a second signature is asked for; null for any other task.</summary>
    public CaseTask? Signed { get; init; }

    /// <summary>The other open tasks of the case.</summary>
    public required IReadOnlyList<CaseTask> Others { get; init; }
    public required IReadOnlyList<Party> Parties { get; init; }

    /// <summary>Who holds its role at its organisation today; of a second signature without whoever gave the first.</summary>
    public required IReadOnlyList<TaskPerson> Candidates { get; init; }

    /// <summary>Names by id: handlers, assignee, whoever did it.</summary>
    public required IReadOnlyDictionary<Guid, TaskPerson> People { get; init; }
    public required string DefinitionVersionId { get; init; }

    /// <summary>May this person do it now?</summary>
    public bool IsFor(Actor actor) =>
        Task.IsOpen
        && actor.PostFor(Task.Role, Task.Organization) is { } post
        && (Task.Assignee is null || Task.Assignee == actor.PersonId || post.StandsInFor?.PersonId == Task.Assignee)
        && Signed?.AnsweredBy != actor.PersonId
        && (!Task.Spec.HandlersOnly || Case.Officers.Contains(actor.PersonId));

    /// <summary>What the case knows already under the name of a field: typed once, never again.</summary>
    public JsonNode? Known(TaskField field) => Task.Answer?["fields"]?[field.Name] ?? Case.Data[field.Name];

    /// <summary>Who may be the second officer of a task that two must sign.</summary>
    public IEnumerable<TaskPerson> SecondOfficers(Actor actor) =>
        (
            Task.Spec.HandlersOnly ? Case.Officers.Select(officer => People.GetValueOrDefault(officer)).OfType<TaskPerson>() : Candidates
        ).Where(person => person.Id != actor.PersonId);

    public string NameOf(Guid? person) => person is { } id && People.TryGetValue(id, out var known) ? known.Name : "";
}

public sealed record TaskPerson(Guid Id, string UserName, string Name);

/// <summary>Reads one task, whatever its state, within the viewer's scope.</summary>
public sealed class TaskReader(ScopedReads reads, Shell.BusinessTime time)
{
    /// <exception cref="NotVisibleException">There is no such task for this person.</exception>
    public async Task<TaskDetail> ReadAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        var of = CaseOf.Row("tasks", id);
        return await reads.ReadAsync(actor.Scope, Statements(of, id), reader => DetailAsync(reader, id, cancel), cancel);
    }

    private static async Task<TaskDetail> DetailAsync(NpgsqlDataReader reader, Guid id, CancellationToken cancel)
    {
        var tasks = await reader.RowsAsync(TaskTable.From, cancel);
        var task = tasks.FirstOrDefault(task => task.Id == id) ?? throw new NotVisibleException();
        var caseFile = (await reader.RowsAsync(CaseTable.From, cancel)).FirstOrDefault() ?? throw new NotVisibleException();
        var version = (await reader.RowsAsync(row => row.GetString(0), cancel)).Single();
        var parties = await reader.RowsAsync(CaseTable.PartyFrom, cancel);
        var people = await reader.RowsAsync(PersonFrom, cancel);
        var candidates = await reader.RowsAsync(PersonFrom, cancel);
        var signed = tasks.FirstOrDefault(other => other.Id == task.ParentTaskId);
        return new TaskDetail
        {
            Task = task,
            Case = caseFile,
            Signed = signed,
            Others =
            [
                .. tasks.Where(other =>
                    other.Id != id && other.Id != task.ParentTaskId && other.State is TaskState.Open or TaskState.Signing
                ),
            ],
            Parties = parties,
            People = people.Concat(candidates).DistinctBy(person => person.Id).ToDictionary(person => person.Id),
            Candidates = [.. candidates.Where(person => person.Id != signed?.AnsweredBy)],
            DefinitionVersionId = version,
        };
    }

    private IEnumerable<Statement> Statements(CaseOf of, Guid id)
    {
        yield return TaskTable.ReadAll.About(of);
        yield return CaseTable.Read.About(of);
        yield return Statement.Of(
            $"select definition_version_id from instances where county_code = $1 and id = {of.CaseId}",
            of.Parameters
        );
        yield return CaseTable.ReadParties(of);
        yield return Statement.Of(
            $"""
            select a.id, a.user_name, a.name from accounts a
            where a.id in (select unnest(officers) from cases where county_code = $1 and id = {of.CaseId})
                or a.id in (select assignee from tasks where county_code = $1 and case_id = {of.CaseId})
                or a.id in (select done_by from tasks where county_code = $1 and case_id = {of.CaseId})
            """,
            of.Parameters
        );
        yield return Statement.Of(
            """
            select distinct a.id, a.user_name, a.name from tasks t
            join posts p on p.organization = t.organization and p.role = t.role
                and p.valid_from <= $3 and (p.valid_to is null or p.valid_to >= $3)
            join accounts a on a.id = p.person
            where t.county_code = $1 and t.id = $2
            order by a.user_name
            """,
            P.Text(RowId.CountyOf(id)),
            P.Uuid(id),
            P.Date(time.Today)
        );
    }

    private static TaskPerson PersonFrom(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), row.GetString(2));
}
