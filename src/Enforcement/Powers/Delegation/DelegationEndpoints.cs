using Enforcement.Identity;
using Enforcement.Shell;

namespace Enforcement.Powers.Delegation;

internal static class DelegationEndpoints
{
    public static void MapDelegation(this IEndpointRouteBuilder routes)
    {
        var delegation = routes.MapApi("/matters/delegation").WithTags("Powers");
        delegation
            .MapPost(
                "",
                async (DelegationRequest request, IActing acting, ChangeDelegation change, CancellationToken cancel) =>
                    TypedResults.Ok(new { changed = await change.RunAsync(await acting.GetAsync(cancel), request, cancel) })
            )
            .WithSummary("System admins hand powers down to townships, or take them back, by one paper.");
        delegation
            .MapPost(
                "/preview",
                async (DelegationRequest request, IActing acting, ChangeDelegation change, CancellationToken cancel) =>
                    TypedResults.Ok(await change.PreviewAsync(await acting.GetAsync(cancel), request, cancel))
            )
            .WithSummary("Which lines of the list would change, and which open cases that touches; it changes nothing.");
    }
}
