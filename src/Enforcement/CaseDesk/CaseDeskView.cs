using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Processes;
using Enforcement.Tasks;

namespace Enforcement.CaseDesk;

/// <summary>Everything about a case on one page, as one reading saw it.</summary>
public sealed record CaseDeskView
{
    public required CaseFile Case { get; init; }

    /// <summary>Names of everybody who handles it or did a task of it, by id.</summary>
    public required IReadOnlyDictionary<Guid, PersonName> People { get; init; }
    public required IReadOnlyList<Party> Parties { get; init; }
    public required IReadOnlyList<Participant> Participants { get; init; }

    /// <summary>Open and done, oldest first.</summary>
    public required IReadOnlyList<CaseTask> Tasks { get; init; }
    public required IReadOnlyList<HoldingSpan> Holdings { get; init; }
    public required IReadOnlyList<FlowIncident> Incidents { get; init; }
    public required string DefinitionVersionId { get; init; }

    /// <summary>The nodes that wait.</summary>
    public required IReadOnlyList<string> Waiting { get; init; }

    public IEnumerable<CaseTask> OpenTasks => Tasks.Where(task => task.State is TaskState.Open or TaskState.Signing);

    public string NameOf(Guid? person) => person is { } id && People.TryGetValue(id, out var name) ? name.Name : "";
}

public sealed record PersonName(string UserName, string Name);

/// <param name="Capacity"><c>owner</c>, <c>handler</c>, <c>sender</c>, <c>receiver</c>, <c>reviewer</c>, <c>helper</c>, <c>guide</c> or <c>supervisor</c>.</param>
public sealed record Participant(string Organization, string Capacity, DateTimeOffset From);
