using Enforcement.Identity;
using Enforcement.Shell;

namespace Enforcement.Notifications;

public static class NotificationEndpoints
{
    private const int MostRows = 200;

    public static void MapNotifications(this IEndpointRouteBuilder routes)
    {
        var inbox = routes.MapApi("/notifications").WithTags("Notifications");
        inbox.MapGet(
            "",
            async (
                IActing acting,
                Inbox box,
                CancellationToken cancel,
                string? filter = null,
                string? limit = null,
                string? after = null
            ) =>
            {
                var unreadOnly = filter switch
                {
                    null or "" or "all" => false,
                    "unread" => true,
                    _ => throw new MalformedException(("filter", "unknown")),
                };
                var page = await box.ReadAsync(await acting.GetAsync(cancel), unreadOnly, Paging.Limit(limit, MostRows), after, cancel);
                return TypedResults.Ok(page);
            }
        );
        inbox.MapPost(
            "/{id:guid}/reading",
            async (Guid id, IActing acting, Inbox box, CancellationToken cancel) =>
            {
                await box.MarkReadAsync(await acting.GetAsync(cancel), id, cancel);
                return TypedResults.NoContent();
            }
        );
        inbox.MapPost(
            "/reading",
            async (IActing acting, Inbox box, CancellationToken cancel) =>
                TypedResults.Ok(new { read = await box.MarkAllReadAsync(await acting.GetAsync(cancel), cancel) })
        );
        routes.MapEvents();
    }
}
