using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Shell;
using Microsoft.EntityFrameworkCore;

namespace Enforcement.Patrols;

/// <param name="Q">Part of a place or a description.</param>
/// <param name="From">First day found, business time.</param>
/// <param name="To">Last day found, inclusive.</param>
public sealed record FindingQuery(
    string? State = null,
    string? Source = null,
    string? Matter = null,
    string? Organization = null,
    string? Q = null,
    string? From = null,
    string? To = null
)
{
    /// <exception cref="MalformedException">A word that no list knows.</exception>
    internal (DateOnly? From, DateOnly? To) Check()
    {
        var typed = new Typed();
        typed.Code("state", State, FindingStates.All, required: false);
        typed.Code("source", Source, FindingSources.All, required: false);
        typed.Optional("matter", Matter, 40);
        typed.Optional("organization", Organization, 40);
        typed.Optional("q", Q, 100);
        var from = string.IsNullOrEmpty(From) ? null : typed.Date("from", From);
        var to = string.IsNullOrEmpty(To) ? null : typed.Date("to", To);
        typed.Demand();
        return (from, to);
    }
}

/// <param name="Next">Opaque; null at the end.</param>
public sealed record ListedFindings(IReadOnlyList<FindingRow> Items, string? Next);

/// <summary>The findings of a person's townships, newest first; the whole region for those who supervise one.</summary>
public sealed class FindingList(EnforcementDb db, BusinessTime time)
{
    public async Task<ListedFindings> ReadAsync(Actor actor, FindingQuery query, int limit, string? after, CancellationToken cancel)
    {
        var findings = Filtered(Seen(actor), query);
        if (after is not null)
        {
            // Ids are made in the order of registration.
            var last = Cursor(after);
            findings = findings.Where(row => row.Id.CompareTo(last) < 0);
        }
        var rows = await findings.OrderByDescending(row => row.Id).Take(limit + 1).ToListAsync(cancel);
        var page = rows.Take(limit).ToList();
        return new ListedFindings(page, rows.Count > limit ? page[^1].Id.ToString("N") : null);
    }

    public async Task<int> CountOpenAsync(Actor actor, CancellationToken cancel) =>
        await Seen(actor).CountAsync(row => row.State == FindingStates.Open, cancel);

    /// <summary>Row-level security says the same again; saying it here lets PostgreSQL plan by township.</summary>
    private IQueryable<FindingRow> Seen(Actor actor)
    {
        var organizations = actor.Scope.Organizations.ToList();
        var regions = actor.Scope.Regions.ToList();
        return regions.Count == 0
            ? db.Findings.Where(row => organizations.Contains(row.Organization))
            : db.Findings.Where(row =>
                organizations.Contains(row.Organization)
                || regions.Contains(row.CountyCode)
                || regions.Contains(row.CountyCode.Substring(0, 4))
                || regions.Contains(row.CountyCode.Substring(0, 2))
            );
    }

    private IQueryable<FindingRow> Filtered(IQueryable<FindingRow> findings, FindingQuery query)
    {
        var (from, to) = query.Check();
        if (query.State is { Length: > 0 } state)
            findings = findings.Where(row => row.State == state);
        if (query.Source is { Length: > 0 } source)
            findings = findings.Where(row => row.Source == source);
        if (query.Matter is { Length: > 0 } matter)
            findings = findings.Where(row => row.MatterCode == matter);
        if (query.Organization is { Length: > 0 } organization)
            findings = findings.Where(row => row.Organization == organization);
        if (from is { } first)
        {
            var start = time.StartOf(first);
            findings = findings.Where(row => row.FoundAt >= start);
        }
        if (to is { } last)
        {
            var end = time.StartOf(last.AddDays(1));
            findings = findings.Where(row => row.FoundAt < end);
        }
        if (query.Q is { Length: > 0 } words)
        {
            var like = Paging.Containing(words);
            findings = findings.Where(row => EF.Functions.Like(row.Place, like) || EF.Functions.Like(row.Description, like));
        }
        return findings;
    }

    private static Guid Cursor(string text) =>
        Guid.TryParseExact(text, "N", out var id) ? id : throw new MalformedException(("after", "unknown"));
}
