using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Tasks;
using Enforcement.Workflows.Execution;
using Npgsql;

namespace Enforcement.CaseDesk;

/// <summary>Reads a case whole, in one round trip, within the viewer's scope.</summary>
public sealed class CaseDeskReader(Database database, ScopeSeal seal, Definitions definitions)
{
    /// <exception cref="NotVisibleException">There is no such case for this person.</exception>
    public async Task<CaseDeskView> ReadAsync(Actor actor, string number, CancellationToken cancel)
    {
        var of = CaseOf.Number(number);
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(seal.Open(actor.Scope, connection).ToCommand());
        foreach (var statement in Statements(of))
            batch.BatchCommands.Add(statement.ToCommand());

        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        if (!await reader.ReadAsync(cancel))
            throw new NotVisibleException();
        var caseFile = CaseTable.From(reader);
        var instance = (await RowsAsync(reader, InstanceRow.From, cancel)).Single();
        var tasks = await RowsAsync(reader, TaskTable.From, cancel);
        var parties = await RowsAsync(reader, CaseTable.PartyFrom, cancel);
        var participants = await RowsAsync(
            reader,
            row => new Participant(row.GetString(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2)),
            cancel
        );
        var holdings = await RowsAsync(
            reader,
            row => new HoldingSpan(
                row.GetString(0),
                Text(row, 1),
                Text(row, 2),
                row.GetFieldValue<DateTimeOffset>(3),
                row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4),
                row.GetString(5)
            ),
            cancel
        );
        var incidents = await RowsAsync(
            reader,
            row => new CaseIncident(row.GetString(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2)),
            cancel
        );
        var people = await RowsAsync(reader, row => (Id: row.GetGuid(0), Name: new PersonName(row.GetString(1), row.GetString(2))), cancel);

        var definition = await definitions.OfVersionAsync(instance.DefinitionVersionId, cancel);
        return new CaseDeskView
        {
            Case = caseFile,
            Tasks = tasks,
            Parties = parties,
            Participants = participants,
            Holdings = holdings,
            Incidents = incidents,
            People = people.ToDictionary(person => person.Id, person => person.Name),
            DefinitionVersionId = instance.DefinitionVersionId,
            Waiting =
            [
                .. WorkflowInstance.Load(definition.Graph, instance.State).Bookmarks.Select(bookmark => bookmark.Node.NodeId).Distinct(),
            ],
        };
    }

    private static IEnumerable<Statement> Statements(CaseOf of)
    {
        var below = $"where county_code = $1 and case_id = {of.CaseId}";
        yield return CaseTable.Read(of);
        yield return InstanceRow.Read(of);
        yield return TaskTable.ReadAll(of);
        yield return CaseTable.ReadParties(of);
        yield return Statement.Of(
            $"select organization, capacity, from_at from case_participants {below} and to_at is null order by from_at",
            of.Parameters
        );
        yield return Statement.Of(
            $"""
            select h.organization, h.role, a.name, h.from_at, h.to_at, h.kind
            from case_holdings h left join accounts a on a.id = h.person_id {below} order by h.seq
            """,
            of.Parameters
        );
        yield return Statement.Of($"select node_id, message, at from incidents {below} and resolved_at is null order by at", of.Parameters);
        yield return Statement.Of(
            $"""
            select a.id, a.user_name, a.name from accounts a
            where a.id in (select unnest(officers) from cases where county_code = $1 and id = {of.CaseId})
                or a.id in (select assignee from tasks {below})
                or a.id in (select done_by from tasks {below})
            """,
            of.Parameters
        );
    }

    private static async Task<List<T>> RowsAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> map, CancellationToken cancel)
    {
        await reader.NextResultAsync(cancel);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancel))
            rows.Add(map(reader));
        return rows;
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
