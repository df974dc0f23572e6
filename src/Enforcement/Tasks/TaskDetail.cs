using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Tasks;

/// <summary>A task as its page and <c>GET /api/tasks/{id}</c> show it, with the case it belongs to.</summary>
public sealed record TaskDetail(CaseTask Task, CaseFile Case)
{
    /// <summary>May this person do it now?</summary>
    public bool IsFor(Actor actor) =>
        Task.IsOpen
        && actor.PostFor(Task.Role, Task.Organization) is not null
        && (Task.Assignee is null || Task.Assignee == actor.PersonId)
        && (!Task.Spec.HandlersOnly || Case.Officers.Contains(actor.PersonId));

    /// <summary>What the case knows already under the name of a field: typed once, never again.</summary>
    public JsonNode? Known(TaskField field) => Task.Answer?["fields"]?[field.Name] ?? Case.Data[field.Name];
}

/// <summary>Reads one task, whatever its state, within the viewer's scope.</summary>
public sealed class TaskReader(Database database, ScopeSeal seal)
{
    /// <exception cref="NotVisibleException">There is no such task for this person.</exception>
    public async Task<TaskDetail> ReadAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        var of = CaseOf.Row("tasks", id);
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(seal.Open(actor.Scope, connection).ToCommand());
        batch.BatchCommands.Add(TaskTable.ReadOne(id).ToCommand());
        batch.BatchCommands.Add(CaseTable.Read(of).ToCommand());
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        if (!await reader.ReadAsync(cancel))
            throw new NotVisibleException();
        var task = TaskTable.From(reader);
        await reader.NextResultAsync(cancel);
        if (!await reader.ReadAsync(cancel))
            throw new NotVisibleException();
        return new TaskDetail(task, CaseTable.From(reader));
    }
}
