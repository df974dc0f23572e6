using System.Globalization;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Shell;

namespace Enforcement.Notifications;

/// <summary>One line of an inbox, in the reader's language.</summary>
public sealed record InboxItem(
    Guid Id,
    string Text,
    string? Link,
    string? CaseNumber,
    bool Statutory,
    DateTimeOffset? DueLegal,
    DateTimeOffset At,
    DateTimeOffset? ReadAt
);

/// <param name="Next">Opaque; null at the end.</param>
public sealed record InboxPage(IReadOnlyList<InboxItem> Items, string? Next);

/// <summary>A person's own inbox. Nobody reads another's: every query names the person who asks.</summary>
public sealed class Inbox(ScopedReads scoped, TimeProvider clock)
{
    /// <summary>Unread first, then newest first.</summary>
    /// <exception cref="MalformedException">The cursor is unknown.</exception>
    public async Task<InboxPage> ReadAsync(Actor actor, bool unreadOnly, int limit, string? after, CancellationToken cancel)
    {
        var (read, at, id) = after is null ? (false, DateTimeOffset.MaxValue, Guid.Empty) : Cursor(after);
        var english = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en";
        var items = await scoped.RowsAsync(
            actor.Scope,
            Statement.Of(
                """
                select id, text_zh, text_en, link, case_number, statutory, due_legal, at, read_at from notifications
                where person = $1 and (read_at is null or not $2)
                    and ($3 or (read_at is not null) > $4 or ((read_at is not null) = $4 and (at, id) < ($5, $6)))
                order by read_at is not null, at desc, id desc limit $7
                """,
                P.Uuid(actor.PersonId),
                P.Bool(unreadOnly),
                P.Bool(after is null),
                P.Bool(read),
                P.Time(after is null ? clock.GetUtcNow() : at),
                P.Uuid(id),
                P.Int(limit + 1)
            ),
            row => new InboxItem(
                row.GetGuid(0),
                row.GetString(english ? 2 : 1),
                row.IsDBNull(3) ? null : row.GetString(3),
                row.IsDBNull(4) ? null : row.GetString(4),
                row.GetBoolean(5),
                row.IsDBNull(6) ? null : row.GetFieldValue<DateTimeOffset>(6),
                row.GetFieldValue<DateTimeOffset>(7),
                row.IsDBNull(8) ? null : row.GetFieldValue<DateTimeOffset>(8)
            ),
            cancel
        );
        return items.Count > limit ? new InboxPage(items[..limit], Cursor(items[limit - 1])) : new InboxPage(items, null);
    }

    public async Task<int> UnreadAsync(Actor actor, CancellationToken cancel) =>
        (
            await scoped.RowsAsync(
                actor.Scope,
                Statement.Of("select count(*)::int from notifications where person = $1 and read_at is null", P.Uuid(actor.PersonId)),
                row => row.GetInt32(0),
                cancel
            )
        ).Single();

    /// <exception cref="NotVisibleException">It is not in this person's inbox.</exception>
    public async Task MarkReadAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        var marked = await scoped.RowsAsync(
            actor.Scope,
            Statement.Of(
                "update notifications set read_at = coalesce(read_at, $3) where id = $1 and person = $2 returning 1",
                P.Uuid(id),
                P.Uuid(actor.PersonId),
                P.Time(clock.GetUtcNow())
            ),
            row => row.GetInt32(0),
            cancel
        );
        if (marked.Count == 0)
            throw new NotVisibleException();
    }

    /// <returns>How many were unread.</returns>
    public async Task<int> MarkAllReadAsync(Actor actor, CancellationToken cancel) =>
        (
            await scoped.RowsAsync(
                actor.Scope,
                Statement.Of(
                    "update notifications set read_at = $2 where person = $1 and read_at is null returning 1",
                    P.Uuid(actor.PersonId),
                    P.Time(clock.GetUtcNow())
                ),
                row => row.GetInt32(0),
                cancel
            )
        ).Count;

    /// <summary>The unread come first.</summary>
    private static string Cursor(InboxItem last) => $"{(last.ReadAt is null ? 0 : 1)}{new PageCursor(last.At, last.Id)}";

    private static (bool Read, DateTimeOffset At, Guid Id) Cursor(string text)
    {
        if (text is not [var read and ('0' or '1'), .. var rest])
            throw new MalformedException(("after", "unknown"));
        var last = PageCursor.Read(rest);
        return (read == '1', last.At, last.Id);
    }
}
