using Enforcement.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;

namespace Enforcement.Shell;

/// <summary>Language, theme and sign-out: forms of the header, answered with the page they came from.</summary>
internal static class PreferenceEndpoints
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    public static void MapPreferences(this IEndpointRouteBuilder routes)
    {
        routes
            .MapPost(
                "/preferences",
                ([FromForm] string? back, [FromForm] string? culture, [FromForm] string? theme, HttpContext http) =>
                {
                    var options = new CookieOptions
                    {
                        MaxAge = Kept,
                        SameSite = SameSiteMode.Lax,
                        IsEssential = true,
                        Path = "/",
                    };
                    if (culture is "zh-Hans" or "en")
                        http.Response.Cookies.Append(
                            "culture",
                            CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(culture)),
                            options
                        );
                    if (theme is "light" or "dark")
                        http.Response.Cookies.Append("theme", theme, options);
                    if (theme is "system")
                        http.Response.Cookies.Delete("theme", options);
                    return TypedResults.LocalRedirect(Back.To(back));
                }
            )
            .AllowAnonymous()
            .ExcludeFromDescription();
        routes
            .MapPost(
                "/signout",
                async (SignInManager<Account> signIn) =>
                {
                    await signIn.SignOutAsync();
                    return TypedResults.LocalRedirect("/signin");
                }
            )
            .AllowAnonymous()
            .ExcludeFromDescription();
    }
}

/// <summary>Where a form leads back to: a path of this site and nothing else.</summary>
public static class Back
{
    public static string To(string? path) =>
        path is ['/', ..] && !path.StartsWith("//", StringComparison.Ordinal) && !path.StartsWith("/\\", StringComparison.Ordinal)
            ? path
            : "/";
}
