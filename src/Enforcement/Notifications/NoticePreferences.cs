using Enforcement.Identity;
using Enforcement.Persistence;

namespace Enforcement.Notifications;

/// <param name="Mail">What the office set itself comes by mail too; terms of the law always do.</param>
/// <param name="Digest">What is due, in one word every morning.</param>
public sealed record NoticeChoice(bool Mail, bool Digest);

public sealed record NoticeChoiceRequest(bool? Mail, bool? Digest)
{
    /// <exception cref="MalformedException">Something was left out.</exception>
    internal NoticeChoice Read() =>
        new(Mail ?? throw new MalformedException(("mail", "required")), Digest ?? throw new MalformedException(("digest", "required")));
}

/// <summary>What a person wants to hear outside the inbox; everybody sets it for themselves.</summary>
public sealed class NoticePreferences(ScopedReads scoped)
{
    public async Task<NoticeChoice> ReadAsync(Actor person, CancellationToken cancel) =>
        (
            await scoped.RowsAsync(
                person.Scope,
                Statement.Of("select mail_notices, morning_digest from accounts where id = $1", P.Uuid(person.PersonId)),
                row => new NoticeChoice(row.GetBoolean(0), row.GetBoolean(1)),
                cancel
            )
        ).Single();

    public Task SetAsync(Actor person, NoticeChoice choice, CancellationToken cancel) =>
        scoped.WriteAsync(
            person.Scope,
            [
                Statement.Of(
                    "update accounts set mail_notices = $2, morning_digest = $3 where id = $1",
                    P.Uuid(person.PersonId),
                    P.Bool(choice.Mail),
                    P.Bool(choice.Digest)
                ),
            ],
            cancel
        );
}
