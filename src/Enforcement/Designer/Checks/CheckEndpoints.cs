using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Designer.Checks;

/// <param name="Version">As it was read.</param>
public sealed record ProfileRequest(string? Version, string? Profile);

internal static class CheckEndpoints
{
    public static void MapChecks(this IEndpointRouteBuilder routes)
    {
        routes
            .MapApi("/workflows/{definition}/check")
            .WithTags("Workflows")
            .MapGet(
                "",
                async (string definition, IActing acting, DefinitionDesk desk, CancellationToken cancel) =>
                    TypedResults.Ok(await desk.CheckAsync(await acting.GetAsync(cancel), definition, cancel))
            )
            .WithSummary(
                "What speaks against publishing the draft, else the published version: code, node, severity, law, and a path that shows it."
            );
        routes
            .MapApi("/workflows/{definition}/profile")
            .WithTags("Workflows")
            .MapPut(
                "",
                async (
                    string definition,
                    ProfileRequest request,
                    HttpContext http,
                    IActing acting,
                    ChooseProfile verb,
                    CancellationToken cancel
                ) =>
                {
                    await verb.RunAsync(await acting.GetAsync(http), definition, request.Version, request.Profile, cancel);
                    return TypedResults.NoContent();
                }
            )
            .WithSummary(
                "Says in the draft, or in one that it begins, which procedure the definition is; without profile: none. Version as it was read."
            );
    }
}
