using System.Globalization;
using Enforcement.Identity;
using Enforcement.Shell;

namespace Enforcement.Cases;

internal static class CaseEndpoints
{
    private const int MostRows = 200;

    public static void MapCases(this IEndpointRouteBuilder routes)
    {
        var cases = routes.MapApi("/cases").WithTags("Cases");
        cases.MapGet("", ListAsync).WithSummary("The cases one's organisations take part in, newest first.");
        routes.MapApi("/cases.xlsx").ExcludeFromDescription().MapGet("", WorkbookAsync);
        cases.MapGet("/{number}/journal", JournalAsync).WithSummary("Every entry, as it was hashed.");
        cases
            .MapGet(
                "/{number}/journal/verification",
                async (string number, IActing acting, JournalReader journal, CancellationToken cancel) =>
                    TypedResults.Ok(await journal.VerifyAsync(await acting.GetAsync(cancel), number, cancel))
            )
            .WithSummary("Proves the chain, or names the first broken entry.");
        cases
            .MapGet(
                "/{number}/lateness",
                async (string number, IActing acting, LatenessReader lateness, CancellationToken cancel) =>
                    TypedResults.Ok(new { spans = await lateness.ReadAsync(await acting.GetAsync(cancel), number, cancel) })
            )
            .WithSummary("Who held it for how long.");
    }

    private static async Task<IResult> ListAsync(
        string? status,
        string? stage,
        string? q,
        string? due,
        string? limit,
        string? after,
        HttpRequest request,
        IActing acting,
        CaseList list,
        OrganizationDirectory organizations,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        if (Workbooks.IsWantedBy(request))
            return await WorkbookAsync(status, stage, q, due, acting, list, organizations, time, cancel);
        var page = await list.ReadAsync(
            await acting.GetAsync(cancel),
            new CaseQuery(status, stage, q, due),
            Paging.Limit(limit, MostRows),
            after,
            cancel
        );
        return TypedResults.Ok(new { items = page.Items.Select(row => CaseListItem.Of(row, organizations)), next = page.Next });
    }

    private static async Task<IResult> WorkbookAsync(
        string? status,
        string? stage,
        string? q,
        string? due,
        IActing acting,
        CaseList list,
        OrganizationDirectory organizations,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        var page = await list.ReadAsync(
            await acting.GetAsync(cancel),
            new CaseQuery(status, stage, q, due),
            Workbooks.MostRows,
            null,
            cancel
        );
        return await Workbooks.OfAsync(
            "cases",
            page.Items.Select(row => new Dictionary<string, object?>
            {
                [Texts.Of("cases.number")] = row.Number,
                [Texts.Of("cases.title")] = row.Title,
                [Texts.Of("cases.owner")] = organizations.NameOf(row.OwnerOrg),
                [Texts.Of("cases.stage")] = Texts.Of($"stage.{row.Stage}"),
                [Texts.Of("cases.filing-number")] = row.FilingNumber,
                [Texts.Of("cases.opened")] = time.LocalDate(row.OpenedAt),
                [Texts.Of("cases.due")] = row.DueInternal is { } due ? BusinessTime.LocalDate(time.LastDayOf(due)) : null,
            }),
            cancel
        );
    }

    private static async Task<IResult> JournalAsync(
        string number,
        string? limit,
        string? after,
        IActing acting,
        JournalReader journal,
        CancellationToken cancel
    )
    {
        var from = 0;
        if (after is { Length: > 0 } && !int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out from))
            throw new MalformedException(("after", "unknown"));
        var page = await journal.ReadAsync(await acting.GetAsync(cancel), number, Paging.Limit(limit, MostRows), from, cancel);
        return TypedResults.Ok(
            new
            {
                items = page.Items.Select(line => new
                {
                    line.Seq,
                    line.At,
                    line.Action,
                    line.Content,
                    line.Hash,
                }),
                next = page.Next,
            }
        );
    }
}

public sealed record CaseListItem(
    Guid Id,
    string Number,
    string? FilingNumber,
    string Title,
    string Kind,
    string MatterCode,
    string OwnerOrganization,
    string OwnerName,
    string HandlerOrganization,
    string Stage,
    string StageName,
    string Status,
    string? Outcome,
    DateTimeOffset OpenedAt,
    DateTimeOffset? ClosedAt,
    DateTimeOffset? DueInternal,
    DateTimeOffset? DueLegal
)
{
    internal static CaseListItem Of(CaseRow row, OrganizationDirectory organizations) =>
        new(
            row.Id,
            row.Number,
            row.FilingNumber,
            row.Title,
            row.Kind,
            row.MatterCode,
            row.OwnerOrg,
            organizations.NameOf(row.OwnerOrg),
            row.HandlerOrg,
            row.Stage,
            Texts.Of($"stage.{row.Stage}"),
            row.State,
            row.Outcome,
            row.OpenedAt,
            row.ClosedAt,
            row.DueInternal,
            row.DueLegal
        );
}
