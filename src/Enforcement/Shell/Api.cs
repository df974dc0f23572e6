using Enforcement.Identity;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;

namespace Enforcement.Shell;

/// <summary>What all of <c>/api</c> has in common: who may, and how it says no.</summary>
public static class Api
{
    public const string CsrfHeader = "X-CSRF-Token";

    /// <summary>A group of routes below <c>/api</c> for people who are signed in.</summary>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder routes, string path) =>
        routes.MapGroup($"/api{path}").RequireAuthorization().AddEndpointFilter(Workbooks.OfAnyListAsync);

    /// <summary>Paths that programs call: 401 and problem documents, never a redirect or a page.</summary>
    public static bool IsForPrograms(PathString path) =>
        path.StartsWithSegments("/api")
        || path.StartsWithSegments("/elsa/api")
        || path.StartsWithSegments("/jobs")
        || path.StartsWithSegments("/metrics");

    /// <summary>Cookie callers prove that the request is their own; a bearer token needs no such proof.</summary>
    public static IApplicationBuilder UseApiAntiforgery(this IApplicationBuilder app) =>
        app.Use(
            async (http, next) =>
            {
                if (IsCookieWrite(http) && !await http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http))
                    throw new MalformedException((CsrfHeader, "csrf"));
                await next(http);
            }
        );

    private static bool IsCookieWrite(HttpContext http) =>
        (http.Request.Path.StartsWithSegments("/api") || http.Request.Path.StartsWithSegments("/elsa/api"))
        && !HttpMethods.IsGet(http.Request.Method)
        && !HttpMethods.IsHead(http.Request.Method)
        && !HttpMethods.IsOptions(http.Request.Method)
        && http.User.Identity is { IsAuthenticated: true, AuthenticationType: var scheme }
        && scheme == IdentityConstants.ApplicationScheme;
}
