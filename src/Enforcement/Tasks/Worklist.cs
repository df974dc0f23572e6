using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Shell;
using Microsoft.EntityFrameworkCore;

namespace Enforcement.Tasks;

/// <summary><c>mine</c>: what I have claimed or was given. <c>team</c>: what my posts may take. <c>all</c>: every open task I may see.</summary>
public static class WorklistViews
{
    public const string Mine = "mine";
    public const string Team = "team";
    public const string All = "all";

    public static IReadOnlyList<string> Known { get; } = [Mine, Team, All];
}

/// <param name="View">One of <see cref="WorklistViews"/>.</param>
/// <param name="Q">Part of the case's title or number; empty: all.</param>
public sealed record WorklistQuery(string View, string? Q = null);

/// <summary>A page of a worklist: overdue first, then by the internal due, then by age.</summary>
/// <param name="Next">Opaque; null at the end.</param>
public sealed record WorklistSlice(IReadOnlyList<TaskRow> Items, string? Next);

/// <summary>Reads worklists: driven from tasks by organisation and role, row-level security behind.</summary>
public sealed class Worklist(EnforcementDb db, TimeProvider clock)
{
    private static readonly DateTimeOffset NoDue = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <exception cref="MalformedException">The view or the cursor is unknown.</exception>
    public async Task<WorklistSlice> ReadAsync(Actor actor, WorklistQuery query, int limit, string? after, CancellationToken cancel)
    {
        var tasks = Open(actor, query.View);
        if (query.Q is { Length: > 0 } words)
            tasks = Named(tasks, words);
        if (after is not null)
        {
            var (due, id) = PageCursor.Read(after);
            tasks = tasks.Where(row => (row.DueInternal ?? NoDue) > due || ((row.DueInternal ?? NoDue) == due && row.Id.CompareTo(id) > 0));
        }
        var rows = await tasks.OrderBy(row => row.DueInternal ?? NoDue).ThenBy(row => row.Id).Take(limit + 1).ToListAsync(cancel);
        var page = rows.Take(limit).ToList();
        return new WorklistSlice(page, rows.Count > limit ? new PageCursor(page[^1].DueInternal ?? NoDue, page[^1].Id).ToString() : null);
    }

    public async Task<int> CountAsync(Actor actor, string view, CancellationToken cancel) => await Open(actor, view).CountAsync(cancel);

    /// <summary>Those of a view whose internal or legal due has passed.</summary>
    public async Task<int> CountLateAsync(Actor actor, string view, CancellationToken cancel)
    {
        var now = clock.GetUtcNow().ToUniversalTime();
        return await Open(actor, view).CountAsync(row => row.DueInternal < now || row.DueLegal < now, cancel);
    }

    private static IQueryable<TaskRow> Named(IQueryable<TaskRow> tasks, string words)
    {
        if (words.Contains('\0', StringComparison.Ordinal))
            throw new MalformedException(("q", "text"));
        if (words.Length > 100)
            throw new MalformedException(("q", "too-long"));
        var like = Paging.Containing(words);
        return tasks.Where(row => EF.Functions.Like(row.CaseTitle, like) || EF.Functions.Like(row.CaseNumber, like));
    }

    private IQueryable<TaskRow> Open(Actor actor, string view)
    {
        var open = db.Tasks.Where(row => row.State == "open" || row.State == "signing");
        var posts = actor.Posts.Select(post => post.Organization + " " + post.Role).Distinct().ToList();
        var organizations = actor.Posts.Select(post => post.Organization).Distinct().ToList();
        return view switch
        {
            WorklistViews.Mine => open.Where(row => row.Assignee == actor.PersonId && row.State == "open"),
            WorklistViews.Team => open.Where(row =>
                organizations.Contains(row.Organization)
                && posts.Contains(row.Organization + " " + row.Role)
                && row.Assignee != actor.PersonId
            ),
            WorklistViews.All => Seen(open, actor),
            _ => throw new MalformedException(("view", "unknown")),
        };
    }

    /// <summary>Row-level security says the same again; saying it here lets PostgreSQL plan from sight.</summary>
    private IQueryable<TaskRow> Seen(IQueryable<TaskRow> open, Actor actor)
    {
        if (actor.Scope is { All: true } or { Regions.Count: > 0 })
            return open;
        var organizations = actor.Scope.Organizations.ToList();
        var sights = db.Sight;
        return open.Where(row =>
            sights.Any(sight => organizations.Contains(sight.ViewerOrg) && sight.CountyCode == row.CountyCode && sight.CaseId == row.CaseId)
        );
    }
}
