using Enforcement.Shell;
using Microsoft.AspNetCore.Identity;

namespace Enforcement.Identity;

/// <summary>A person changes their own password; every other session of theirs ends with it.</summary>
public static class ChangePassword
{
    /// <exception cref="RefusedException"><c>password.wrong</c>, <c>password.sample</c>, <c>session.locked</c>.</exception>
    /// <exception cref="MalformedException">The new one is too weak.</exception>
    public static async Task RunAsync(SignInManager<Account> signIn, Actor person, string? current, string? next)
    {
        var accounts = signIn.UserManager;
        var account = await accounts.FindByIdAsync(person.PersonId.ToString()) ?? throw new NotVisibleException();
        if (account.IsSample)
            throw new RefusedException("password.sample");
        if (await accounts.IsLockedOutAsync(account))
            throw new RefusedException("session.locked");
        if (current is null or { Length: > 256 } || !await accounts.CheckPasswordAsync(account, current))
        {
            await accounts.AccessFailedAsync(account);
            throw new RefusedException("password.wrong");
        }
        if (next is null or { Length: > 256 } || !(await accounts.ChangePasswordAsync(account, current, next)).Succeeded)
            throw new MalformedException(("next", "password"));
        await signIn.RefreshSignInAsync(account);
    }
}
