using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Shell;
using Enforcement.Tasks;
using Enforcement.Workflows.Execution;
using Npgsql;

namespace Enforcement.CaseDesk;

/// <summary>Reads a case whole, in one round trip, within the viewer's scope.</summary>
public sealed class CaseDeskReader(ScopedReads reads, Definitions definitions, BusinessTime time)
{
    /// <exception cref="NotVisibleException">There is no such case for this person.</exception>
    public async Task<CaseDeskView> ReadAsync(Actor actor, string number, CancellationToken cancel)
    {
        var of = CaseOf.Number(number);
        return await reads.ReadAsync(actor.Scope, Statements(of), reader => ViewAsync(reader, cancel), cancel);
    }

    private async Task<CaseDeskView> ViewAsync(NpgsqlDataReader reader, CancellationToken cancel)
    {
        if (await reader.RowsAsync(CaseTable.From, cancel) is not [var caseFile])
            throw new NotVisibleException();
        var instance = (await reader.RowsAsync(InstanceRow.From, cancel)).Single();
        var tasks = await reader.RowsAsync(TaskTable.From, cancel);
        var parties = await reader.RowsAsync(CaseTable.PartyFrom, cancel);
        var participants = await reader.RowsAsync(
            row => new Participant(row.GetString(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2)),
            cancel
        );
        var holdings = await Responsibility.ReadAsync(reader, time, cancel);
        var incidents = await reader.RowsAsync(IncidentTable.From, cancel);
        var people = await reader.RowsAsync(row => (Id: row.GetGuid(0), Name: new PersonName(row.GetString(1), row.GetString(2))), cancel);

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
        yield return CaseTable.Read.About(of);
        yield return InstanceRow.Read.About(of);
        yield return TaskTable.ReadAll.About(of);
        yield return CaseTable.ReadParties(of);
        yield return Statement.Of(
            $"select organization, capacity, from_at from case_participants {below} and to_at is null order by from_at",
            of.Parameters
        );
        foreach (var statement in Responsibility.Statements(of))
            yield return statement;
        yield return IncidentTable.ReadOpen(of);
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
}
