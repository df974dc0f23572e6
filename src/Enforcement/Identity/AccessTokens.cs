using Enforcement.Persistence;
using Enforcement.Shell;
using Microsoft.EntityFrameworkCore;

namespace Enforcement.Identity;

/// <summary>Makes, lists and revokes a person's own tokens.</summary>
public sealed class AccessTokens(EnforcementDb db, BusinessTime time)
{
    public const int UsualDays = 90;

    /// <summary>The newest first, those that have ended too.</summary>
    public async Task<IReadOnlyList<AccessToken>> OfAsync(Actor person, CancellationToken cancel) =>
        await Tokens.Where(token => token.Person == person.PersonId).OrderByDescending(token => token.CreatedAt).ToListAsync(cancel);

    /// <param name="days">How many days it works, today included; null: <see cref="UsualDays"/>.</param>
    /// <returns>The token and what it reads as: to be shown now and never again.</returns>
    /// <exception cref="RefusedException"><c>token.too-many</c>.</exception>
    public async Task<(AccessToken Token, string Secret)> MakeAsync(Actor person, string? name, int? days, CancellationToken cancel)
    {
        var called = name?.Trim() ?? "";
        if (called.Length == 0)
            throw new MalformedException(("name", "required"));
        if (called.Length > AccessToken.LongestName)
            throw new MalformedException(("name", "too-long"));
        if (called.Any(char.IsControl))
            throw new MalformedException(("name", "text"));
        if (days is < 1 or > AccessToken.MostDays)
            throw new MalformedException(("days", "range"));
        var today = time.Today;
        var working = await Tokens.CountAsync(
            token => token.Person == person.PersonId && token.RevokedAt == null && token.ExpiresOn >= today,
            cancel
        );
        if (working >= AccessToken.Most)
            throw new RefusedException("token.too-many", AccessToken.Most);

        var secret = AccessToken.NewSecret();
        var token = new AccessToken
        {
            Id = Guid.CreateVersion7(time.Now),
            Person = person.PersonId,
            Name = called,
            Hash = AccessToken.HashOf(secret),
            CreatedAt = time.Now.ToUniversalTime(),
            ExpiresOn = today.AddDays((days ?? UsualDays) - 1),
        };
        db.Add(token);
        await db.SaveChangesAsync(cancel);
        return (token, secret);
    }

    /// <summary>It stops working at once; revoked twice, it stays as it was.</summary>
    /// <exception cref="NotVisibleException">This person has no such token.</exception>
    public async Task RevokeAsync(Actor person, Guid id, CancellationToken cancel)
    {
        var token =
            await Tokens.AsTracking().SingleOrDefaultAsync(token => token.Id == id && token.Person == person.PersonId, cancel)
            ?? throw new NotVisibleException();
        token.RevokedAt ??= time.Now.ToUniversalTime();
        await db.SaveChangesAsync(cancel);
    }

    private DbSet<AccessToken> Tokens => db.Set<AccessToken>();
}
