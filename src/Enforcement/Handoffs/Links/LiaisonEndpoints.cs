namespace Enforcement.Handoffs.Links;

internal static class LiaisonEndpoints
{
    /// <summary>For whoever has the address; nothing of it is for machines that collect pages.</summary>
    public static void MapLiaison(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/liaison/{token}/package",
                async (string token, HttpContext http, LiaisonDesk desk, CancellationToken cancel) =>
                {
                    Hide(http);
                    LiaisonView? view;
                    try
                    {
                        view = await desk.OpenAsync(token, AddressOf(http), "downloaded", cancel);
                    }
                    catch (NotVisibleException)
                    {
                        return Results.NotFound();
                    }
                    return view is null
                        ? Results.StatusCode(StatusCodes.Status429TooManyRequests)
                        : HandoffEndpoints.Zip(http, await desk.PackageAsync(view, cancel), view.Handoff.Handoff);
                }
            )
            .AllowAnonymous()
            .ExcludeFromDescription();

    public static void Hide(HttpContext http)
    {
        http.Response.Headers["X-Robots-Tag"] = "noindex, nofollow, noarchive";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers.CacheControl = "no-store";
    }

    public static string AddressOf(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "";
}
