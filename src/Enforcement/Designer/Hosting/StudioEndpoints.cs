using System.Globalization;
using Enforcement.Identity;
using Enforcement.Shell;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Enforcement.Designer.Hosting;

/// <summary>
/// Elsa Studio on pages of its own, because its styles are global: <c>/studio/list</c>, <c>/studio/editor?id=</c>, <c>/studio/instances</c>,
/// <c>/studio/instance?id=</c>. The pages are the workflow admins'; its files are public like its source.
/// </summary>
internal static class StudioEndpoints
{
    /// <summary>
    /// WebAssembly is compiled, styles are made at run time, and Monaco's workers are blobs. The hashes are those of the one inline script of 3.8.2, which
    /// listens for Ctrl+S, as it stands on the editor and on the list of instances; host.js has the same for any other.
    /// </summary>
    private const string Policy =
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'sha256-snlP1jz0gjwc5cTz9ErZcliXuCK63+Mmf68RRCeptgc=' "
        + "'sha256-vu6sQrKXQHR4Yn3FMMihA/9TxxfIXnCxKwvLrTPJ5ts='; "
        + "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        + "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    private static readonly string[] Kinds = ["list", "editor", "instances", "instance"];

    public static void MapStudio(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/studio").RequireAuthorization().ExcludeFromDescription();
        pages.MapGet("", (HttpContext http) => Results.Redirect("/studio/list"));
        foreach (var kind in Kinds)
            pages.MapGet(
                $"/{kind}",
                (string? id, HttpContext http, IActing acting, IAntiforgery antiforgery, StudioTargets targets, CancellationToken cancel) =>
                    PageAsync(kind, id, http, acting, antiforgery, targets, cancel)
            );

        // Links that Studio makes by itself, as if it lay at the root of its own server.
        foreach (var prefix in new[] { "", "/studio" })
        {
            var made = routes.MapGroup($"{prefix}/workflows").RequireAuthorization().ExcludeFromDescription();
            made.MapGet("/definitions/{id}/edit", (string id) => Results.Redirect($"/studio/editor?id={Uri.EscapeDataString(id)}"));
            made.MapGet("/instances/{id}/view", (string id) => Results.Redirect($"/studio/instance?id={Uri.EscapeDataString(id)}"));
        }
        routes.MapMethods("/studio/{**path}", [HttpMethods.Get, HttpMethods.Head], File).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> PageAsync(
        string kind,
        string? id,
        HttpContext http,
        IActing acting,
        IAntiforgery antiforgery,
        StudioTargets targets,
        CancellationToken cancel
    )
    {
        var actor = await acting.GetAsync(cancel);
        if (!DesignerRights.Has(actor))
            return Results.NotFound();
        // Studio shows nothing at all for what it cannot load, so it is looked for here.
        if (kind is "editor" or "instance")
            switch (await targets.FindAsync(actor, kind, id, cancel))
            {
                case null:
                    return Results.NotFound();
                case { } elsewhere when elsewhere != "":
                    return Results.Redirect(elsewhere);
            }
        http.Response.Headers.ContentSecurityPolicy = Policy;
        return new RazorComponentResult<StudioPage>(
            new Dictionary<string, object?>
            {
                [nameof(StudioPage.Kind)] = kind,
                [nameof(StudioPage.Id)] = id,
                [nameof(StudioPage.Proof)] = antiforgery.GetAndStoreTokens(http).RequestToken,
            }
        );
    }

    private static IResult File(string? path, HttpContext http, StudioFiles files)
    {
        if (path is null || files.Find(path) is not { } file)
            return Results.NotFound();
        var packed = file.IsPacked && http.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal);
        var headers = http.Response.Headers;
        headers.CacheControl = file.IsFingerprinted ? "public, max-age=31536000, immutable" : "no-cache";
        headers.Vary = HeaderNames.AcceptEncoding;
        if (packed)
            headers.ContentEncoding = "br";
        return Results.File(
            packed ? $"{file.Path}.br" : file.Path,
            file.Type,
            entityTag: new EntityTagHeaderValue(string.Create(CultureInfo.InvariantCulture, $"\"{file.Tag}{(packed ? "-br" : "")}\""))
        );
    }
}
