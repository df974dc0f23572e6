using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Shell;
using Enforcement.Workflows.Execution;

namespace Enforcement.Processes.Trials;

/// <summary>Trials of one's bodies, and what may be tried.</summary>
public sealed class TrialReader(ScopedReads reads, Trials trials, DefinitionChecks checks, TimeProvider clock)
{
    public const int MostRows = 200;

    private const int MostChoices = 500;

    /// <summary>Last used first.</summary>
    /// <exception cref="NotAllowedException"><c>trial.admins-only</c>.</exception>
    public async Task<TrialRows> ListAsync(Actor admin, int limit, string? after, CancellationToken cancel)
    {
        var before = after is null ? new PageCursor(DateTimeOffset.MaxValue, Guid.Empty) : PageCursor.Read(after);
        var rows = await reads.RowsAsync(
            admin.Scope,
            TrialTable.List(TrialRights.BodiesOf(admin), clock.GetUtcNow(), before, limit + 1),
            row => new TrialRow(
                row.GetGuid(0),
                row.GetString(1),
                row.GetString(2),
                row.IsDBNull(3) ? null : row.GetInt32(3),
                row.GetString(4),
                row.GetString(7),
                row.GetFieldValue<DateTimeOffset>(5),
                row.GetFieldValue<DateTimeOffset>(6)
            ),
            cancel
        );
        return new TrialRows(
            [.. rows.Take(limit)],
            rows.Count > limit ? new PageCursor(rows[limit - 1].UsedAt, rows[limit - 1].Id).ToString() : null
        );
    }

    /// <summary>Every version that is kept, by name, the newest first.</summary>
    /// <exception cref="NotAllowedException"><c>trial.admins-only</c>.</exception>
    public async Task<IReadOnlyList<TrialChoice>> ChoicesAsync(Actor admin, CancellationToken cancel)
    {
        TrialRights.PostOf(admin);
        return await reads.RowsAsync(
            admin.Scope,
            Statement.Of(
                "select definition_id, version, name, is_published from workflow_definitions order by name, definition_id, version desc limit $1",
                P.Int(MostChoices)
            ),
            row => new TrialChoice(row.GetString(0), row.GetInt32(1), row.GetString(2), row.GetBoolean(3)),
            cancel
        );
    }

    /// <exception cref="NotAllowedException"><c>trial.admins-only</c>.</exception>
    /// <exception cref="NotVisibleException">There is no such trial for this person.</exception>
    /// <exception cref="RefusedException"><c>trial.unreadable</c>, <c>process.no-definition</c>.</exception>
    public async Task<TrialView> ReadAsync(Actor admin, Guid id, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var rows = await reads.RowsAsync(admin.Scope, TrialTable.Read(id, TrialRights.BodiesOf(admin), now), TrialTable.From, cancel);
        var trial = rows.SingleOrDefault() ?? throw new NotVisibleException();
        var graph = await trials.GraphOfAsync(trial, cancel);
        var flow = TrialWork.Load(trial, graph);
        var work = trials.On(trial, graph, now);
        return new TrialView(
            trial,
            now + trial.Record.Ahead,
            graph,
            trial.IsOver ? [] : [.. flow.Bookmarks.Select(bookmark => View(work, bookmark))],
            flow.Incidents,
            checks.Of(graph)
        );
    }

    private static TrialWait View(TrialWork work, Bookmark bookmark)
    {
        var note = work.NoteOf(bookmark);
        var ask = work.AskOf(bookmark, note);
        return new TrialWait(
            bookmark.Id,
            note.Kind,
            bookmark.Node.NodeId,
            ask.Title,
            ask.Hint,
            ask.Who,
            ask.Outcomes,
            ask.Fields,
            note.Due,
            note.Kind == TrialWaits.Event && note.Spec?["EventName"] is JsonValue name ? name.GetValue<string>() : null
        );
    }
}

/// <param name="Version">Null: of a draft.</param>
public sealed record TrialRow(
    Guid Id,
    string DefinitionId,
    string Name,
    int? Version,
    string Status,
    string StartedBy,
    DateTimeOffset StartedAt,
    DateTimeOffset UsedAt
);

/// <param name="Next">Opaque; null at the end.</param>
public sealed record TrialRows(IReadOnlyList<TrialRow> Items, string? Next);

public sealed record TrialChoice(string DefinitionId, int Version, string Name, bool IsPublished);

/// <param name="Kind"><c>task</c>, <c>letter</c>, <c>timer</c>, <c>event</c>, <c>request</c>, <c>child</c> or <c>other</c>.</param>
/// <param name="Due">Of a timer, in the trial's own time.</param>
public sealed record TrialWait(
    int Bookmark,
    string Kind,
    string Node,
    string Title,
    string? Hint,
    string? Who,
    IReadOnlyList<TrialOutcome> Outcomes,
    IReadOnlyList<TrialField> Fields,
    DateTimeOffset? Due,
    string? Event
);

/// <param name="Now">The trial's own time.</param>
public sealed record TrialView(
    Trial Trial,
    DateTimeOffset Now,
    WorkflowGraph Graph,
    IReadOnlyList<TrialWait> Waits,
    IReadOnlyList<Incident> Incidents,
    IReadOnlyList<DefinitionFault> Faults
);
