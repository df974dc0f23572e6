using Enforcement.Handoffs.Links;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.Handoffs;

/// <summary>A handoff with where its letter stands.</summary>
public sealed record HandoffView(Handoff Handoff, string LetterState, string Number, string CaseNumber, string CaseTitle)
{
    /// <summary>The sender has the duty: until the acceptance was stored, and again never.</summary>
    public bool SenderHasDuty => Handoff.ReleasedAt is null;
}

/// <param name="Next">Opaque; null at the end.</param>
public sealed record HandoffSlice(IReadOnlyList<HandoffView> Items, string? Next);

/// <summary>Reads handoffs within the viewer's scope.</summary>
public sealed class HandoffReader(ScopedReads reads)
{
    private const string Select = $"""
        select {HandoffTable.Columns}, e.state, e.number, c.number, c.title
        from handoffs h
        join escalations e on e.county_code = h.county_code and e.id = h.id
        join cases c on c.county_code = h.county_code and c.id = h.case_id
        """;

    /// <summary>Open ones first to expire come with <paramref name="open"/>; else newest first.</summary>
    /// <exception cref="MalformedException">A cursor that is none.</exception>
    public async Task<HandoffSlice> ListAsync(Actor actor, bool open, int limit, string? after, CancellationToken cancel)
    {
        var before = Paging.Before(after);
        var rows = await reads.RowsAsync(
            actor.Scope,
            Statement.Of(
                $"""
                {Select} where (h.sender_org = any ($1) or cardinality($1) = 0) and h.id < $2
                    and (not $3 or (h.released_at is null and h.expired_at is null and e.state in ('delivered', 'signed', 'objected', 'disputed')))
                order by h.id desc limit $4
                """,
                P.Texts(actor.Scope.Regions.Count > 0 ? [] : actor.Scope.Organizations),
                P.Uuid(before),
                P.Bool(open),
                P.Int(limit + 1)
            ),
            View,
            cancel
        );
        var items = rows.Take(limit).ToList();
        return new HandoffSlice(items, rows.Count > limit ? items[^1].Handoff.Id.ToString() : null);
    }

    /// <exception cref="NotVisibleException">There is none for this person.</exception>
    public async Task<HandoffView> FindAsync(Actor actor, Guid id, CancellationToken cancel) =>
        await reads.RowsAsync(
            actor.Scope,
            Statement.Of($"{Select} where h.county_code = $1 and h.id = $2", P.Text(RowId.CountyOf(id)), P.Uuid(id)),
            View,
            cancel
        )
            is [var found]
            ? found
            : throw new NotVisibleException();

    public async Task<(IReadOnlyList<HandoffLink> Links, IReadOnlyList<LinkVisit> Visits)> LinksAsync(
        Actor actor,
        Guid id,
        CancellationToken cancel
    ) =>
        await reads.ReadAsync(
            actor.Scope,
            [LinkTable.Of(id), LinkTable.VisitsOf(id)],
            async reader =>
                (
                    (IReadOnlyList<HandoffLink>)await reader.RowsAsync(LinkTable.From, cancel),
                    (IReadOnlyList<LinkVisit>)await reader.RowsAsync(LinkTable.VisitFrom, cancel)
                ),
            cancel
        );

    private static HandoffView View(NpgsqlDataReader row)
    {
        const int first = HandoffTable.ColumnCount;
        return new HandoffView(
            HandoffTable.From(row),
            row.GetString(first),
            row.GetString(first + 1),
            row.GetString(first + 2),
            row.GetString(first + 3)
        );
    }
}
