using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;
using Enforcement.Persistence;
using Enforcement.Shell;

namespace Enforcement.JointOperations.Assistance;

/// <param name="Next">Opaque; null at the end.</param>
public sealed record LetterSlice(IReadOnlyList<AssistanceLetter> Items, string? Next);

/// <summary>A letter as the API shows it, the number of the asker's case too: to whoever sees the letter, though the case itself stays the asker's.</summary>
/// <param name="Acts">Sub-resources that are open to whoever asks.</param>
public sealed record LetterDetail(
    Guid Id,
    string Number,
    string Kind,
    string State,
    bool Late,
    string Asker,
    string AskerName,
    string Asked,
    string AskedName,
    string Matter,
    string Basis,
    IReadOnlyList<LetterItem> Items,
    string Contact,
    string? CaseNumber,
    Signed SentBy,
    DateTimeOffset SentAt,
    DateTimeOffset DueAt,
    TestPeriod? Period,
    DateTimeOffset? PauseEndedAt,
    LetterAnswer? Answer,
    IReadOnlyList<string> Acts
)
{
    public static LetterDetail Of(AssistanceLetter it, Actor actor, OrganizationDirectory organizations, DateTimeOffset now) =>
        new(
            it.Id,
            it.Number,
            it.Kind,
            it.State,
            it.IsLate(now),
            it.Asker,
            organizations.NameOf(it.Asker),
            it.Asked,
            organizations.NameOf(it.Asked),
            it.Matter,
            it.Basis,
            it.Items,
            it.Contact,
            it.CaseNumber,
            it.SentBy,
            it.MadeAt,
            it.DueAt,
            it.Period,
            it.PauseEndedAt,
            it.Answer,
            [.. AssistanceRights.Open(actor, it)]
        );
}

/// <summary>Reads letters to and from one's bodies, and of the region for those who supervise one.</summary>
public sealed class AssistanceReader(ScopedReads reads)
{
    public static IReadOnlyList<string> Views { get; } = [ToAnswer, "received", "sent", "all"];

    /// <summary>What waits for an answer of one's bodies.</summary>
    private const string ToAnswer = "to-answer";

    /// <param name="view">One of <see cref="Views"/>: newest first; what waits for an answer by its due, the first due first.</param>
    /// <exception cref="MalformedException"><c>view</c>, <c>after</c>.</exception>
    public async Task<LetterSlice> ListAsync(Actor actor, string? view, int limit, string? after, CancellationToken cancel)
    {
        var chosen = view is { Length: > 0 } ? view : "all";
        if (!Views.Contains(chosen))
            throw new MalformedException(("view", "unknown"));
        var rows = await reads.RowsAsync(
            actor.Scope,
            chosen == ToAnswer ? Waiting(actor, limit, after) : Newest(actor, chosen, limit, after),
            AssistanceTable.From,
            cancel
        );
        var items = rows.Take(limit).ToList();
        return new LetterSlice(
            items,
            rows.Count <= limit ? null
                : chosen == ToAnswer ? new PageCursor(items[^1].DueAt, items[^1].Id).ToString()
                : items[^1].Id.ToString()
        );
    }

    /// <exception cref="NotVisibleException">There is no such letter for this person.</exception>
    public async Task<AssistanceLetter> FindAsync(Actor actor, Guid id, CancellationToken cancel) =>
        await reads.RowsAsync(actor.Scope, AssistanceTable.ReadOne(id), AssistanceTable.From, cancel) is [var found]
            ? found
            : throw new NotVisibleException();

    public async Task<IReadOnlyList<AssistanceLetter>> OfCaseAsync(Actor actor, CaseKey key, CancellationToken cancel) =>
        await reads.RowsAsync(
            actor.Scope,
            Statement.Of(
                $"{AssistanceTable.Select} where l.county_code = $1 and l.case_id = $2 order by l.id",
                P.Text(key.County),
                P.Uuid(key.Id)
            ),
            AssistanceTable.From,
            cancel
        );

    private static Statement Waiting(Actor actor, int limit, string? after)
    {
        PageCursor? from = after is { Length: > 0 } ? PageCursor.Read(after) : null;
        return Statement.Of(
            $"""
            {AssistanceTable.Select}
            where l.asked = any ($1) and l.state = 'sent' and ($2::timestamptz is null or (l.due_at, l.id) > ($2, $3))
            order by l.due_at, l.id limit $4
            """,
            P.Texts(actor.Scope.Organizations),
            P.Time(from?.At),
            P.Uuid(from?.Id),
            P.Int(limit + 1)
        );
    }

    private static Statement Newest(Actor actor, string view, int limit, string? after) =>
        Statement.Of(
            $"""
            {AssistanceTable.Select}
            where {Condition(view)} and l.id < $3
            order by l.id desc limit $4
            """,
            P.Texts(actor.Scope.Organizations),
            P.Texts(actor.Scope.Regions),
            P.Uuid(Paging.Before(after)),
            P.Int(limit + 1)
        );

    private static string Condition(string view) =>
        view switch
        {
            "received" => "l.asked = any ($1) and ($2::text[] is not null)",
            "sent" => "l.asker = any ($1) and ($2::text[] is not null)",
            _ =>
                "(l.asked = any ($1) or l.asker = any ($1) or l.county_code = any ($2) or left(l.county_code, 4) = any ($2) or left(l.county_code, 2) = any ($2))",
        };
}
