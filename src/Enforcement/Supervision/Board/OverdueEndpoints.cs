using Enforcement.Identity;
using Enforcement.Shell;

namespace Enforcement.Supervision.Board;

internal static class OverdueEndpoints
{
    private const int MostRows = 200;

    public static void MapOverdueBoard(this IEndpointRouteBuilder routes)
    {
        routes
            .MapApi("/overdue")
            .WithTags("Supervision")
            .MapGet("", ListAsync)
            .WithSummary(
                "Terms that are over or fall due within a working day, longest over first, and their number by body; for heads and superiors."
            );
        routes.MapApi("/overdue.xlsx").ExcludeFromDescription().MapGet("", WorkbookAsync);
    }

    private static async Task<IResult> ListAsync(
        string? status,
        string? organization,
        string? q,
        string? limit,
        string? after,
        HttpRequest request,
        IActing acting,
        OverdueReader reader,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        if (Workbooks.IsWantedBy(request))
            return await WorkbookAsync(status, organization, q, acting, reader, time, cancel);
        var actor = await acting.GetAsync(cancel);
        var query = OverdueQuery.Of(status, organization, q);
        var page = await reader.ListAsync(actor, query, Paging.Limit(limit, MostRows), after, cancel);
        return TypedResults.Ok(
            new
            {
                items = page.Items,
                next = page.Next,
                bodies = await reader.ByBodyAsync(actor, query, cancel),
            }
        );
    }

    private static async Task<IResult> WorkbookAsync(
        string? status,
        string? organization,
        string? q,
        IActing acting,
        OverdueReader reader,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        var page = await reader.ListAsync(
            await acting.GetAsync(cancel),
            OverdueQuery.Of(status, organization, q),
            Workbooks.MostRows,
            null,
            cancel
        );
        return await Workbooks.OfAsync(
            "overdue",
            page.Items.Select(row => new Dictionary<string, object?>
            {
                [Texts.Of("board.case")] = row.CaseTitle,
                [Texts.Of("board.case-number")] = row.CaseNumber,
                [Texts.Of("board.rule")] = row.RuleName,
                [Texts.Of("board.holder")] = row.OrganizationName,
                [Texts.Of("board.person")] = row.Person,
                [Texts.Of("board.due-internal")] = BusinessTime.LocalDate(time.LastDayOf(row.DueInternal)),
                [Texts.Of("board.due-legal")] = row.Legal ? BusinessTime.LocalDate(time.LastDayOf(row.DueLegal)) : null,
                [Texts.Of("board.days-over")] = row.DaysOver,
                [Texts.Of("board.legal-over")] = row.LegalOver ? Texts.Of("board.legal-over") : null,
                [Texts.Of("board.cards")] = row.Cards,
            }),
            cancel
        );
    }
}
