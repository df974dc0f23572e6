using Enforcement.Persistence;
using Enforcement.Shell;
using Microsoft.AspNetCore.Identity;

namespace Enforcement.Identity;

/// <summary>Signing in, by page and by API. Five wrong passwords lock the account for a quarter of an hour, and the admin log keeps that they did.</summary>
public sealed class SignIn(SignInManager<Account> manager, EnforcementDb db, BusinessTime time)
{
    /// <exception cref="RefusedException"><c>session.wrong</c> whether name or password is wrong; <c>session.locked</c>.</exception>
    public async Task RunAsync(string userName, string password)
    {
        if (!userName.IsStorable() || userName.Length > 256 || password.Length > 256)
            throw new RefusedException("session.wrong");
        var account = await manager.UserManager.FindByNameAsync(userName) ?? throw new RefusedException("session.wrong");
        var wasLocked = await manager.UserManager.IsLockedOutAsync(account);
        var result = await manager.PasswordSignInAsync(account, password, isPersistent: false, lockoutOnFailure: true);
        if (result.IsLockedOut && !wasLocked)
            await LogAsync(account);
        if (result.IsLockedOut)
            throw new RefusedException("session.locked");
        if (!result.Succeeded)
            throw new RefusedException("session.wrong");
    }

    private async Task LogAsync(Account account)
    {
        db.Add(
            AdminLogEntry.Of(
                time.Now,
                Actor.System.UserName,
                AdminActs.SignInLocked,
                $"{account.Name} ({account.UserName})",
                now: new { until = account.LockoutEnd }
            )
        );
        await db.SaveChangesAsync();
    }
}
