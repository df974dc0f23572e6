namespace Enforcement.Shell;

/// <summary>What a browser may do with our pages. No nonces: enhanced navigation keeps the policy of the first page.</summary>
internal static class SecurityHeaders
{
    private const string Policy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; "
        + "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>The reader of the API's document configures itself by a script in its page; it shows no case.</summary>
    private const string PolicyOfScalar =
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        + "font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; frame-ancestors 'none'";

    /// <summary>Pages with a policy of their own (<c>/studio</c>, <c>/jobs</c>, <c>/scalar</c>) set it before the answer begins.</summary>
    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) =>
        app.Use(
            (http, next) =>
            {
                http.Response.OnStarting(() =>
                {
                    var headers = http.Response.Headers;
                    headers.TryAdd("Content-Security-Policy", http.Request.Path.StartsWithSegments("/scalar") ? PolicyOfScalar : Policy);
                    headers.TryAdd("X-Content-Type-Options", "nosniff");
                    headers.TryAdd("Referrer-Policy", "same-origin");
                    headers.TryAdd("Permissions-Policy", "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()");
                    return Task.CompletedTask;
                });
                return next(http);
            }
        );
}
