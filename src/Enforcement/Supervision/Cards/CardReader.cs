using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.Supervision.Cards;

/// <param name="Organization">Whoever is charged; null: all that one may see.</param>
/// <param name="Standing">Only what was not lifted: red ones are the list of accountability 问责台账.</param>
public sealed record CardQuery(string? Colour = null, string? State = null, string? Organization = null, bool Standing = false)
{
    /// <exception cref="MalformedException">A word that no list knows.</exception>
    public static CardQuery Of(string? colour, string? state, string? organization)
    {
        if (colour is { Length: > 0 } && !CardColours.All.Contains(colour))
            throw new MalformedException(("colour", "unknown"));
        if (state is { Length: > 0 } && state != StandingWord && !CardStates.All.Contains(state))
            throw new MalformedException(("state", "unknown"));
        return new CardQuery(
            colour is { Length: > 0 } ? colour : null,
            state is { Length: > 0 } && state != StandingWord ? state : null,
            PlainText.Optional("organization", organization, 40),
            state == StandingWord
        );
    }

    /// <summary>As a state: every one but lifted.</summary>
    public const string StandingWord = "standing";
}

/// <summary>A card with the words of its case.</summary>
/// <param name="Person">Name of whoever had the task; null: nobody had taken it.</param>
public sealed record CardView(Card Card, string CaseNumber, string CaseTitle, string? Person);

/// <param name="Next">Opaque; null at the end.</param>
public sealed record CardSlice(IReadOnlyList<CardView> Items, string? Next);

/// <summary>Reads cards within the viewer's scope: those of one's bodies, and of the region for those who supervise one.</summary>
public sealed class CardReader(ScopedReads reads)
{
    private const string Select = $"""
        select {CardTable.Columns}, c.number, c.title, a.name
        from cards k
        join cases c on c.county_code = k.county_code and c.id = k.case_id
        left join accounts a on a.id = k.person_id
        """;

    /// <summary>Newest first.</summary>
    /// <exception cref="MalformedException">The cursor is none of this list's.</exception>
    public async Task<CardSlice> ListAsync(Actor actor, CardQuery query, int limit, string? after, CancellationToken cancel)
    {
        var from = after is null ? new PageCursor(DateTimeOffset.MaxValue, Guid.Empty) : PageCursor.Read(after);
        var rows = await reads.RowsAsync(
            actor.Scope,
            Statement.Of(
                $"""
                {Select}
                where (k.organization = any ($1) or k.county_code = any ($2) or left(k.county_code, 4) = any ($2) or left(k.county_code, 2) = any ($2))
                    and ($3::text is null or k.colour = $3) and ($4::text is null or k.state = $4) and ($5::text is null or k.organization = $5)
                    and (not $6 or k.state <> 'lifted') and ($7 or (k.given_at, k.id) < ($8, $9))
                order by k.given_at desc, k.id desc limit $10
                """,
                P.Texts(actor.Scope.Organizations),
                P.Texts(actor.Scope.Regions),
                P.Text(query.Colour),
                P.Text(query.State),
                P.Text(query.Organization),
                P.Bool(query.Standing),
                P.Bool(after is null),
                P.Time(after is null ? DateTimeOffset.UnixEpoch : from.At),
                P.Uuid(from.Id),
                P.Int(limit + 1)
            ),
            View,
            cancel
        );
        var items = rows.Take(limit).ToList();
        return new CardSlice(items, rows.Count > limit ? new PageCursor(items[^1].Card.GivenAt, items[^1].Card.Id).ToString() : null);
    }

    /// <exception cref="NotVisibleException">There is no such card for this person.</exception>
    public async Task<CardView> FindAsync(Actor actor, Guid id, CancellationToken cancel) =>
        await reads.RowsAsync(
            actor.Scope,
            Statement.Of($"{Select} where k.county_code = $1 and k.id = $2", P.Text(RowId.CountyOf(id)), P.Uuid(id)),
            View,
            cancel
        )
            is [var found]
            ? found
            : throw new NotVisibleException();

    public async Task<IReadOnlyList<CardView>> OfCaseAsync(Actor actor, CaseKey key, CancellationToken cancel) =>
        await reads.RowsAsync(
            actor.Scope,
            Statement.Of(
                $"{Select} where k.county_code = $1 and k.case_id = $2 order by k.given_at, k.id",
                P.Text(key.County),
                P.Uuid(key.Id)
            ),
            View,
            cancel
        );

    private static CardView View(NpgsqlDataReader row)
    {
        const int first = CardTable.ColumnCount;
        return new CardView(
            CardTable.From(row),
            row.GetString(first),
            row.GetString(first + 1),
            row.IsDBNull(first + 2) ? null : row.GetString(first + 2)
        );
    }
}
