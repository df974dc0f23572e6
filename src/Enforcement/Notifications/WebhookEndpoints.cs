using Enforcement.Identity;
using Enforcement.Shell;

namespace Enforcement.Notifications;

internal static class WebhookEndpoints
{
    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        var webhooks = routes.MapApi("/webhooks").WithTags("Notifications");
        webhooks
            .MapGet(
                "",
                async (IActing acting, Webhooks all, CancellationToken cancel) =>
                    TypedResults.Ok(new { items = await all.AllAsync(await acting.GetAsync(cancel), cancel), next = (string?)null })
            )
            .WithSummary("Robots that hear what bodies are told; for system admins. Addresses and secrets are not shown again.");
        webhooks.MapPost(
            "",
            async (WebhookRequest request, IActing acting, Webhooks all, CancellationToken cancel) =>
                TypedResults.Ok(await all.AddAsync(await acting.GetAsync(cancel), request, cancel))
        );
        webhooks.MapPost(
            "/{id:guid}/end",
            async (Guid id, IActing acting, Webhooks all, CancellationToken cancel) =>
            {
                await all.EndAsync(await acting.GetAsync(cancel), id, cancel);
                return TypedResults.NoContent();
            }
        );
        webhooks.MapPost(
            "/posts/{id:guid}/resending",
            async (Guid id, IActing acting, Webhooks all, CancellationToken cancel) =>
            {
                await all.ResendAsync(await acting.GetAsync(cancel), id, cancel);
                return TypedResults.NoContent();
            }
        );
    }
}
