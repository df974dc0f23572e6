using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;
using Enforcement.Persistence;

namespace Enforcement.JointOperations.Assistance;

/// <param name="Next">Opaque; null at the end.</param>
public sealed record LetterSlice(IReadOnlyList<AssistanceLetter> Items, string? Next);

/// <summary>A letter as the API shows it. The number of the asker's case is told to those who take part in it.</summary>
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

/// <summary>Reads letters to and from one's bodies, and of the region for those who supervise one; newest first.</summary>
public sealed class AssistanceReader(ScopedReads reads)
{
    public static IReadOnlyList<string> Views { get; } = ["received", "sent", "all"];

    private static readonly Guid Last = new("ffffffff-ffff-ffff-ffff-ffffffffffff");

    /// <param name="view">One of <see cref="Views"/>; <c>received</c>: what waits for an answer of one's bodies.</param>
    /// <exception cref="MalformedException"><c>view</c>, <c>after</c>.</exception>
    public async Task<LetterSlice> ListAsync(Actor actor, string? view, int limit, string? after, CancellationToken cancel)
    {
        var chosen = view is { Length: > 0 } ? view : "all";
        if (!Views.Contains(chosen))
            throw new MalformedException(("view", "unknown"));
        var before =
            after is null ? Last
            : Guid.TryParse(after, out var id) ? id
            : throw new MalformedException(("after", "unknown"));
        var rows = await reads.RowsAsync(
            actor.Scope,
            Statement.Of(
                $"""
                {AssistanceTable.Select}
                where {Condition(chosen)} and l.id < $3
                order by l.id desc limit $4
                """,
                P.Texts(actor.Scope.Organizations),
                P.Texts(actor.Scope.Regions),
                P.Uuid(before),
                P.Int(limit + 1)
            ),
            AssistanceTable.From,
            cancel
        );
        var items = rows.Take(limit).ToList();
        return new LetterSlice(items, rows.Count > limit ? items[^1].Id.ToString() : null);
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

    private static string Condition(string view) =>
        view switch
        {
            "received" => "l.asked = any ($1) and ($2::text[] is not null)",
            "sent" => "l.asker = any ($1) and ($2::text[] is not null)",
            _ =>
                "(l.asked = any ($1) or l.asker = any ($1) or l.county_code = any ($2) or left(l.county_code, 4) = any ($2) or left(l.county_code, 2) = any ($2))",
        };
}
