using Enforcement.Identity;
using Enforcement.Shell;

namespace Enforcement.Powers.Admission.Dispatch;

/// <summary>What those who oversee a county read: refusals with counts by department, and the passes that were taken.</summary>
internal static class RefusalEndpoints
{
    private const int MostRows = 200;

    public static void MapDutyRefusals(this IEndpointRouteBuilder routes)
    {
        routes
            .MapApi("/duties/refusals")
            .WithTags("Duty admission")
            .MapGet("", RefusalsAsync)
            .WithSummary("Tasks refused as outside the list, newest first, with counts by department; for those who oversee the county.");
        routes.MapApi("/duties/refusals.xlsx").ExcludeFromDescription().MapGet("", RefusalWorkbookAsync);
        routes
            .MapApi("/duties/passes")
            .WithTags("Duty admission")
            .MapGet("", PassesAsync)
            .WithSummary("The 24-hour passes that were taken, newest first; for those who oversee the county.");
        routes.MapApi("/duties/passes.xlsx").ExcludeFromDescription().MapGet("", PassWorkbookAsync);
    }

    private static async Task<IResult> RefusalsAsync(
        string? limit,
        string? after,
        HttpRequest request,
        IActing acting,
        DutyReader reader,
        OrganizationDirectory organizations,
        BusinessTime time,
        TimeProvider clock,
        CancellationToken cancel
    )
    {
        if (Workbooks.IsWantedBy(request))
            return await RefusalWorkbookAsync(acting, reader, organizations, time, cancel);
        var actor = await acting.GetAsync(cancel);
        var page = await reader.RefusalsAsync(actor, Paging.Limit(limit, MostRows), after, cancel);
        var counts = await reader.RefusalCountsAsync(actor, cancel);
        return TypedResults.Ok(
            new
            {
                items = page.Items.Select(task => DutyTaskEndpoints.DetailOf(task, actor, organizations, clock, null)),
                next = page.Next,
                departments = counts,
            }
        );
    }

    private static async Task<IResult> RefusalWorkbookAsync(
        IActing acting,
        DutyReader reader,
        OrganizationDirectory organizations,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        var page = await reader.RefusalsAsync(await acting.GetAsync(cancel), Workbooks.MostRows, null, cancel);
        return await Workbooks.OfAsync(
            "duty-refusals",
            page.Items.Select(task => DutyTaskEndpoints.Row(task, organizations, time)),
            cancel
        );
    }

    private static async Task<IResult> PassesAsync(
        HttpRequest request,
        IActing acting,
        DutyReader reader,
        OrganizationDirectory organizations,
        BusinessTime time,
        CancellationToken cancel
    ) =>
        Workbooks.IsWantedBy(request)
            ? await PassWorkbookAsync(acting, reader, organizations, time, cancel)
            : TypedResults.Ok(new { items = await reader.PassesAsync(await acting.GetAsync(cancel), cancel), next = (string?)null });

    private static async Task<IResult> PassWorkbookAsync(
        IActing acting,
        DutyReader reader,
        OrganizationDirectory organizations,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        var passes = await reader.PassesAsync(await acting.GetAsync(cancel), cancel);
        return await Workbooks.OfAsync(
            "duty-passes",
            passes.Select(pass => new Dictionary<string, object?>
            {
                [Texts.Of("duties.task.number")] = pass.Number,
                [Texts.Of("duties.item")] = pass.ItemTitle,
                [Texts.Of("duties.task.issuer")] = organizations.NameOf(pass.Issuer),
                [Texts.Of("duties.task.addressee")] = organizations.NameOf(pass.Township),
                [Texts.Of("duties.task.reason")] = pass.Reason,
                [Texts.Of("duties.task.sent-at")] = time.LocalTime(pass.Granted.At),
                [Texts.Of("duties.task.pass")] = time.LocalTime(pass.ExpiresAt),
            }),
            cancel
        );
    }
}
