using Enforcement.Identity;
using Enforcement.Shell;

namespace Enforcement.Designer.Checks;

internal static class CheckEndpoints
{
    public static void MapChecks(this IEndpointRouteBuilder routes) =>
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
}
