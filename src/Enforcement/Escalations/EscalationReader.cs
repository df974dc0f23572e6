using System.Globalization;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.Escalations;

/// <param name="Side"><c>received</c>, <c>sent</c>, or null: every letter that one may see.</param>
/// <param name="States">One or more of <see cref="LetterStates"/>; none: all.</param>
public sealed record LetterQuery(string? Side, IReadOnlyList<string> States)
{
    public const string Received = "received";
    public const string Sent = "sent";

    /// <summary>Waiting letters go by what silence does next, urgent ones first; all others newest first.</summary>
    public bool ByDue => States.Count > 0 && States.All(state => state is LetterStates.Delivered or LetterStates.Signed);
}

/// <summary>A letter with the words of the case it is about, and how far the receiver has come.</summary>
public sealed record LetterView(
    Escalation Letter,
    string CaseNumber,
    string CaseTitle,
    string MatterCode,
    DateOnly ViolationOn,
    string? Description,
    string? Place,
    LetterProgress? Progress
)
{
    /// <summary>When silence does something next, or the superior's term to designate is over; null once it is answered.</summary>
    public DateTimeOffset? Due =>
        Letter.State switch
        {
            LetterStates.Delivered => Letter.SignDue,
            LetterStates.Signed => Letter.AcceptDue,
            LetterStates.Objected or LetterStates.Disputed => Letter.DisputeDue,
            _ => null,
        };
}

/// <summary>Of the receiver's own case the sender learns this and no more.</summary>
public sealed record LetterProgress(string CaseNumber, string Stage, bool IsOpen, string? Outcome, DateTimeOffset? Due);

/// <param name="Next">Opaque; null at the end.</param>
public sealed record LetterSlice(IReadOnlyList<LetterView> Items, string? Next);

/// <summary>How many letters wait in each tray of the asking person.</summary>
public sealed record LetterCounts(int ToSign, int ToAnswer);

/// <summary>Reads letters within the viewer's scope.</summary>
public sealed class EscalationReader(ScopedReads reads, Shell.BusinessTime time)
{
    private const string Select = $"""
        select {EscalationTable.Columns}, c.number, c.title, c.matter_code, c.violation_on, c.data ->> 'description', c.data ->> 'place',
            p.case_number, p.stage, p.state, p.outcome, p.due
        from escalations e
        join cases c on c.county_code = e.county_code and c.id = e.case_id
        left join lateral guard.letter_progress(e.county_code, e.id) p on true
        """;

    private const string Due = "coalesce(e.accept_due, e.sign_due)";

    /// <exception cref="MalformedException">The cursor is none of this list's.</exception>
    public async Task<LetterSlice> ListAsync(Actor actor, LetterQuery query, int limit, string? after, CancellationToken cancel)
    {
        var which = query.Side switch
        {
            LetterQuery.Received => "e.receiver_org = any ($1)",
            LetterQuery.Sent => "e.sender_org = any ($1)",
            _ => "cardinality($1) >= 0",
        };
        var cursor = LetterCursor.Read(after, query.ByDue);
        var (page, more) = query.ByDue
            ? (
                $"(not e.urgent, {Due}, e.id) > ($4, $5, $6) order by not e.urgent, {Due}, e.id",
                new[] { P.Bool(cursor.NotUrgent), P.Time(cursor.Due), P.Uuid(cursor.Id) }
            )
            : ("e.id < $4 order by e.id desc", [P.Uuid(cursor.Id)]);
        var rows = await ReadAsync(
            actor,
            Statement.Of(
                $"{Select} where {which} and (cardinality($2) = 0 or e.state = any ($2)) and {page} limit $3",
                [P.Texts(actor.Posts.Select(post => post.Organization).Distinct()), P.Texts(query.States), P.Int(limit + 1), .. more]
            ),
            cancel
        );
        var items = rows.Take(limit).ToList();
        return new LetterSlice(items, rows.Count > limit ? LetterCursor.Of(items[^1], query.ByDue) : null);
    }

    /// <exception cref="NotVisibleException">There is no such letter for this person.</exception>
    public async Task<LetterView> FindAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        var rows = await ReadAsync(
            actor,
            Statement.Of($"{Select} where e.county_code = $1 and e.id = $2", P.Text(RowId.CountyOf(id)), P.Uuid(id)),
            cancel
        );
        return rows.SingleOrDefault() ?? throw new NotVisibleException();
    }

    /// <summary>The letters from a case, and the letter that opened it.</summary>
    public async Task<IReadOnlyList<LetterView>> OfCaseAsync(Actor actor, CaseFile caseFile, CancellationToken cancel) =>
        await ReadAsync(
            actor,
            Statement.Of(
                $"""
                {Select} where (e.county_code = $1 and e.case_id = $2) or (e.receiver_county_code = $1 and e.receiver_case_id = $2)
                order by e.id
                """,
                P.Text(caseFile.Key.County),
                P.Uuid(caseFile.Key.Id)
            ),
            cancel
        );

    /// <summary>The evidence list of a letter that one may see, with the receiver's checks.</summary>
    public async Task<IReadOnlyList<LetterEvidence>> EvidenceAsync(Actor actor, Guid letter, CancellationToken cancel) =>
        await reads.RowsAsync(actor.Scope, LetterEvidenceTable.Of(letter), LetterEvidenceTable.From, cancel);

    public async Task<LetterCounts> CountAsync(Actor actor, CancellationToken cancel) =>
        (
            await reads.RowsAsync(
                actor.Scope,
                Statement.Of(
                    """
                    select count(*) filter (where state = 'delivered')::integer, count(*) filter (where state = 'signed')::integer
                    from escalations where receiver_org = any ($1) and state in ('delivered', 'signed')
                    """,
                    P.Texts(actor.Posts.Select(post => post.Organization).Distinct())
                ),
                row => new LetterCounts(row.GetInt32(0), row.GetInt32(1)),
                cancel
            )
        ).Single();

    /// <summary>Who may be given an accepted letter: the handlers of these bodies today.</summary>
    public async Task<IReadOnlyList<LetterHandler>> HandlersAsync(IEnumerable<string> organizations, CancellationToken cancel) =>
        await reads.RowsAsync(Scope.Nothing, LetterHandler.Of(organizations, time.Today), LetterHandler.From, cancel);

    /// <summary>The sender's case, for the panels beside the letter.</summary>
    /// <exception cref="NotVisibleException">There is no such case for this person.</exception>
    public async Task<CaseFile> CaseAsync(Actor actor, Escalation letter, CancellationToken cancel) =>
        await reads.RowsAsync(actor.Scope, CaseTable.Read.About(CaseOf.Case(letter.CaseKey.Id)), CaseTable.From, cancel) is [var found]
            ? found
            : throw new NotVisibleException();

    /// <exception cref="NotVisibleException">There is no such case for this person.</exception>
    public async Task<CaseFile> CaseAsync(Actor actor, string number, CancellationToken cancel) =>
        await reads.RowsAsync(actor.Scope, CaseTable.Read.About(CaseOf.Number(number)), CaseTable.From, cancel) is [var found]
            ? found
            : throw new NotVisibleException();

    private Task<List<LetterView>> ReadAsync(Actor actor, Statement statement, CancellationToken cancel) =>
        reads.RowsAsync(actor.Scope, statement, View, cancel);

    private static LetterView View(NpgsqlDataReader row)
    {
        const int first = EscalationTable.ColumnCount;
        return new LetterView(
            EscalationTable.From(row),
            row.GetString(first),
            row.GetString(first + 1),
            row.GetString(first + 2),
            row.GetFieldValue<DateOnly>(first + 3),
            Text(first + 4),
            Text(first + 5),
            row.IsDBNull(first + 6)
                ? null
                : new LetterProgress(
                    row.GetString(first + 6),
                    row.GetString(first + 7),
                    row.GetString(first + 8) == "open",
                    Text(first + 9),
                    row.IsDBNull(first + 10) ? null : row.GetFieldValue<DateTimeOffset>(first + 10)
                )
        );

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }
}

/// <summary>Where a list of letters goes on.</summary>
internal sealed record LetterCursor(bool NotUrgent, DateTimeOffset Due, Guid Id)
{
    public static LetterCursor Read(string? text, bool byDue)
    {
        if (text is null)
            return new LetterCursor(false, DateTimeOffset.UnixEpoch, byDue ? Guid.Empty : Paging.Newest);
        return
            text.Length <= 80
            && text.Split('~') is [var urgency, var ticks, var id]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var due)
            && due <= new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks
            && Guid.TryParse(id, out var last)
            ? new LetterCursor(urgency == "1", new DateTimeOffset(due, TimeSpan.Zero), last)
            : throw new MalformedException(("after", "unknown"));
    }

    public static string Of(LetterView view, bool byDue)
    {
        var due = byDue ? (view.Letter.AcceptDue ?? view.Letter.SignDue).UtcTicks : 0;
        return string.Create(CultureInfo.InvariantCulture, $"{(view.Letter.Urgent ? 0 : 1)}~{due}~{view.Letter.Id}");
    }
}
