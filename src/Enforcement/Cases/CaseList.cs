using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Shell;
using Microsoft.EntityFrameworkCore;

namespace Enforcement.Cases;

/// <param name="Status"><c>open</c>, <c>closed</c>, or null for both.</param>
/// <param name="Stage">Code of a stage.</param>
/// <param name="Q">Part of a number, a title or a filing number.</param>
/// <param name="Due"><c>overdue</c>, or <c>soon</c>: within three days.</param>
public sealed record CaseQuery(string? Status = null, string? Stage = null, string? Q = null, string? Due = null)
{
    public static IReadOnlyList<string> Statuses { get; } = ["open", "closed"];
    public static IReadOnlyList<string> Dues { get; } = ["overdue", "soon"];

    /// <exception cref="MalformedException">A word that no list knows.</exception>
    public void Check()
    {
        if (Status is { Length: > 0 } && !Statuses.Contains(Status))
            throw new MalformedException(("status", "unknown"));
        if (Stage is { Length: > 0 } && !Stages.All.Contains(Stage))
            throw new MalformedException(("stage", "unknown"));
        if (Due is { Length: > 0 } && !Dues.Contains(Due))
            throw new MalformedException(("due", "unknown"));
        if (Q?.Contains('\0', StringComparison.Ordinal) == true)
            throw new MalformedException(("q", "text"));
        if (Q?.Length > 100)
            throw new MalformedException(("q", "too-long"));
    }
}

/// <param name="Next">Opaque; null at the end.</param>
public sealed record CasePage(IReadOnlyList<CaseRow> Items, string? Next);

/// <summary>The cases a person's organisations take part in, newest first; the whole region for those who supervise one.</summary>
public sealed class CaseList(EnforcementDb db, TimeProvider clock)
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(3);

    public async Task<CasePage> ReadAsync(Actor actor, CaseQuery query, int limit, string? after, CancellationToken cancel)
    {
        query.Check();
        var cases = Filtered(Seen(actor), query);
        if (after is not null)
        {
            var (at, id) = PageCursor.Read(after);
            cases = cases.Where(row => EF.Functions.LessThan(ValueTuple.Create(row.OpenedAt, row.Id), ValueTuple.Create(at, id)));
        }
        var rows = await cases.OrderByDescending(row => row.OpenedAt).ThenByDescending(row => row.Id).Take(limit + 1).ToListAsync(cancel);
        var page = rows.Take(limit).ToList();
        return new CasePage(page, rows.Count > limit ? new PageCursor(page[^1].OpenedAt, page[^1].Id).ToString() : null);
    }

    /// <summary>Row-level security says the same again; saying it here lets PostgreSQL plan from sight.</summary>
    private IQueryable<CaseRow> Seen(Actor actor)
    {
        var organizations = actor.Scope.Organizations.ToList();
        var regions = actor.Scope.Regions.ToList();
        var sights = db.Sight;
        return regions.Count > 0
            ? db.Cases.Where(row =>
                regions.Contains(row.CountyCode)
                || regions.Contains(row.CountyCode.Substring(0, 4))
                || regions.Contains(row.CountyCode.Substring(0, 2))
                || sights.Any(sight =>
                    organizations.Contains(sight.ViewerOrg) && sight.CountyCode == row.CountyCode && sight.CaseId == row.Id
                )
            )
            : db.Cases.Where(row =>
                sights.Any(sight => organizations.Contains(sight.ViewerOrg) && sight.CountyCode == row.CountyCode && sight.CaseId == row.Id)
            );
    }

    private IQueryable<CaseRow> Filtered(IQueryable<CaseRow> cases, CaseQuery query)
    {
        var now = clock.GetUtcNow();
        if (query.Status is { Length: > 0 } status)
            cases = cases.Where(row => row.State == status);
        if (query.Stage is { Length: > 0 } stage)
            cases = cases.Where(row => row.Stage == stage);
        if (query.Due == "overdue")
            cases = cases.Where(row => row.DueInternal < now || row.DueLegal < now);
        if (query.Due == "soon")
            cases = cases.Where(row => row.DueInternal >= now && row.DueInternal < now + Soon);
        if (query.Q is { Length: > 0 } words)
        {
            var like = Paging.Containing(words);
            cases = cases.Where(row =>
                EF.Functions.Like(row.Number, like)
                || EF.Functions.Like(row.Title, like)
                || (row.FilingNumber != null && EF.Functions.Like(row.FilingNumber, like))
            );
        }
        return cases;
    }
}
