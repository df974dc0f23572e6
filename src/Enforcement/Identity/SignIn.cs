using Microsoft.AspNetCore.Identity;

namespace Enforcement.Identity;

/// <summary>Signing in, by page and by API. Five wrong passwords lock the account for a quarter of an hour.</summary>
public static class SignIn
{
    /// <exception cref="RefusedException"><c>session.wrong</c> whether name or password is wrong; <c>session.locked</c>.</exception>
    public static async Task RunAsync(SignInManager<Account> signIn, string userName, string password)
    {
        if (userName.Contains('\0', StringComparison.Ordinal) || userName.Length > 256 || password.Length > 256)
            throw new RefusedException("session.wrong");
        var result = await signIn.PasswordSignInAsync(userName, password, isPersistent: false, lockoutOnFailure: true);
        if (result.IsLockedOut)
            throw new RefusedException("session.locked");
        if (!result.Succeeded)
            throw new RefusedException("session.wrong");
    }
}
