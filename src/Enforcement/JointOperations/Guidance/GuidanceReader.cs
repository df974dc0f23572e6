using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;
using Enforcement.Persistence;
using Enforcement.Shell;

namespace Enforcement.JointOperations.Guidance;

/// <summary>A question as the API shows it.</summary>
/// <param name="Acts">Sub-resources that are open to whoever asks.</param>
public sealed record GuidanceAnswer(
    Guid Id,
    string Number,
    string State,
    bool Late,
    string Asker,
    string AskerName,
    string Department,
    string DepartmentName,
    string Question,
    string Facts,
    Signed AskedBy,
    DateTimeOffset AskedAt,
    DateTimeOffset DueAt,
    Advice? Answer,
    Publication? Published,
    IReadOnlyList<string> Acts
)
{
    public static GuidanceAnswer Of(GuidanceQuestion it, Actor actor, OrganizationDirectory organizations, DateTimeOffset now) =>
        new(
            it.Id,
            it.Number,
            it.State,
            it.IsLate(now),
            it.Asker,
            organizations.NameOf(it.Asker),
            it.Department,
            organizations.NameOf(it.Department),
            it.Question,
            it.Facts,
            it.AskedBy,
            it.MadeAt,
            it.DueAt,
            it.Answer,
            it.Published,
            [.. Open(actor, it)]
        );

    public static IEnumerable<string> Open(Actor actor, GuidanceQuestion it)
    {
        if (it.Answer is null && AskGuidance.Advisers.Any(role => actor.Holds(role, it.Department)))
            yield return "answer";
        if (it is { Answer: not null, Published: null } && AskGuidance.Publishers.Any(role => actor.Holds(role, it.Department)))
            yield return "publication";
    }
}

/// <param name="Next">Opaque; null at the end.</param>
public sealed record GuidanceSlice(IReadOnlyList<GuidanceQuestion> Items, string? Next);

/// <summary>What other townships read 知识库: the question, masked, and the advice; not who asked.</summary>
public sealed record KnowledgeEntry(
    Guid Id,
    string Title,
    string Department,
    string Question,
    string Facts,
    string Answer,
    DateOnly? ValidUntil,
    DateTimeOffset PublishedAt
);

/// <param name="Next">Opaque; null at the end.</param>
public sealed record KnowledgeSlice(IReadOnlyList<KnowledgeEntry> Items, string? Next);

/// <summary>Reads questions of one's bodies, and what was published in one's county; newest first.</summary>
public sealed class GuidanceReader(ScopedReads reads, OrganizationDirectory organizations)
{
    /// <exception cref="MalformedException"><c>after</c>.</exception>
    public async Task<GuidanceSlice> ListAsync(Actor actor, int limit, string? after, CancellationToken cancel)
    {
        var before = Paging.Before(after);
        var rows = await reads.RowsAsync(
            actor.Scope,
            GuidanceTable.OfBodies(actor.Scope.Organizations, actor.Scope.Regions, before, limit + 1),
            GuidanceTable.From,
            cancel
        );
        var items = rows.Take(limit).ToList();
        return new GuidanceSlice(items, rows.Count > limit ? items[^1].Id.ToString() : null);
    }

    /// <exception cref="NotVisibleException">There is none for this person.</exception>
    public async Task<GuidanceQuestion> FindAsync(Actor actor, Guid id, CancellationToken cancel) =>
        await reads.RowsAsync(actor.Scope, GuidanceTable.ReadOne(id), GuidanceTable.From, cancel) is [var found]
            ? found
            : throw new NotVisibleException();

    /// <param name="q">Words of the title, the question or the answer.</param>
    /// <exception cref="MalformedException"><c>after</c>, <c>q</c>.</exception>
    public async Task<KnowledgeSlice> KnowledgeAsync(Actor actor, string? q, int limit, string? after, CancellationToken cancel)
    {
        var words = PlainText.Optional("q", q, 100);
        var cursor = after is null ? new PageCursor(DateTimeOffset.MaxValue, Paging.Newest) : PageCursor.Read(after);
        var rows = await reads.RowsAsync(
            actor.Scope,
            Statement.Of(
                """
                select id, published ->> 'title', department, question, facts, coalesce(published ->> 'text', answer ->> 'text'), (answer ->> 'validUntil')::date, published_at
                from guidance_questions
                where county_code = any ($1) and published_at is not null and ($2::text is null or published ->> 'title' ilike $2
                        or question ilike $2 or coalesce(published ->> 'text', answer ->> 'text') ilike $2)
                    and ($3::timestamptz is null or (published_at, id) < ($3, $4))
                order by published_at desc, id desc limit $5
                """,
                P.Texts(actor.Posts.Select(post => organizations.Find(post.Organization)?.County).OfType<string>().Distinct()),
                P.Text(words is null ? null : Paging.Containing(words)),
                P.Time(after is null ? null : cursor.At),
                P.Uuid(cursor.Id),
                P.Int(limit + 1)
            ),
            row => new KnowledgeEntry(
                row.GetGuid(0),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                row.GetString(4),
                row.GetString(5),
                row.IsDBNull(6) ? null : row.GetFieldValue<DateOnly>(6),
                row.GetFieldValue<DateTimeOffset>(7)
            ),
            cancel
        );
        var items = rows.Take(limit).ToList();
        return new KnowledgeSlice(items, rows.Count > limit ? new PageCursor(items[^1].PublishedAt, items[^1].Id).ToString() : null);
    }
}
