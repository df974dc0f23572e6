using Enforcement.Identity;
using Enforcement.Shell;

namespace Enforcement.Notifications;

public static class NotificationEndpoints
{
    private const int MostRows = 200;

    public static void MapNotifications(this IEndpointRouteBuilder routes)
    {
        var inbox = routes.MapApi("/notifications").WithTags("Notifications");
        inbox.MapGet("", ListAsync).WithSummary("One's own inbox: unread first, then newest first.");
        routes.MapApi("/notifications.xlsx").ExcludeFromDescription().MapGet("", WorkbookAsync);
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
        inbox.MapGet(
            "/preferences",
            async (IActing acting, NoticePreferences preferences, CancellationToken cancel) =>
                TypedResults.Ok(await preferences.ReadAsync(await acting.GetAsync(cancel), cancel))
        );
        inbox
            .MapPut(
                "/preferences",
                async (NoticeChoiceRequest request, IActing acting, NoticePreferences preferences, CancellationToken cancel) =>
                {
                    await preferences.SetAsync(await acting.GetAsync(cancel), request.Read(), cancel);
                    return TypedResults.NoContent();
                }
            )
            .WithSummary(
                "Whether one's own matters of the office come by mail, and the digest in the morning. Terms of the law always do."
            );
        routes.MapWebhooks();
        routes.MapEvents();
    }

    private static async Task<IResult> ListAsync(
        string? filter,
        string? limit,
        string? after,
        HttpRequest request,
        IActing acting,
        Inbox box,
        BusinessTime time,
        CancellationToken cancel
    ) =>
        Workbooks.IsWantedBy(request)
            ? await WorkbookAsync(filter, acting, box, time, cancel)
            : TypedResults.Ok(
                await box.ReadAsync(
                    await acting.GetAsync(cancel),
                    IsUnreadOnly(filter),
                    Paging.Limit(limit, MostRows),
                    after is { Length: > 0 } ? after : null,
                    cancel
                )
            );

    private static async Task<IResult> WorkbookAsync(string? filter, IActing acting, Inbox box, BusinessTime time, CancellationToken cancel)
    {
        var page = await box.ReadAsync(await acting.GetAsync(cancel), IsUnreadOnly(filter), Workbooks.MostRows, null, cancel);
        return await Workbooks.OfAsync(
            "notifications",
            page.Items.Select(item => new Dictionary<string, object?>
            {
                [Texts.Of("notifications.at")] = time.LocalTime(item.At),
                [Texts.Of("notifications.text")] = item.Text,
                [Texts.Of("notifications.case")] = item.CaseNumber,
                [Texts.Of("notifications.statutory")] = item.DueLegal is { } due ? time.LocalTime(BusinessTime.LastOf(due)) : null,
                [Texts.Of("notifications.read-at")] = item.ReadAt is { } read ? time.LocalTime(read) : null,
            }),
            cancel
        );
    }

    private static bool IsUnreadOnly(string? filter) =>
        filter switch
        {
            null or "" or "all" => false,
            "unread" => true,
            _ => throw new MalformedException(("filter", "unknown")),
        };
}
