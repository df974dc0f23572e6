using Enforcement.Evidence;
using Enforcement.Identity;
using Enforcement.Patrols.NumberSeries;
using Enforcement.Patrols.PaperCases;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Patrols;

internal static class FindingEndpoints
{
    private const int MostRows = 200;

    public static void MapPatrols(this IEndpointRouteBuilder routes)
    {
        var findings = routes.MapApi("/findings").WithTags("Patrols");
        findings
            .MapPost("", RegisterAsync)
            .WithSummary("Registers a finding; answers with similar open findings nearby.")
            .Produces<RegisteredFinding>(StatusCodes.Status201Created);
        findings.MapGet("", ListAsync).WithSummary("The findings of one's townships, newest first.");
        routes.MapApi("/findings.xlsx").ExcludeFromDescription().MapGet("", WorkbookAsync);
        findings.MapGet("/{id:guid}", ReadAsync).Produces<FindingAnswer>();
        findings
            .MapPost("/{id:guid}/dismissal", DismissAsync)
            .WithSummary("Ends a finding without a case, in one of six ways.")
            .Produces<FindingEnded>();
        findings
            .MapPost("/{id:guid}/case", OpenAsync)
            .WithSummary("Opens the case file at lead check and starts its workflow.")
            .Produces<OpenedCase>(StatusCodes.Status201Created);
        routes.MapPaperCases();
        routes.MapNumberSeries();
    }

    private static async Task<IResult> RegisterAsync(
        FindingRequest request,
        HttpContext http,
        IActing acting,
        RegisterFinding register,
        CancellationToken cancel
    )
    {
        var registered = await register.RunAsync(await acting.GetAsync(http), request, cancel);
        return TypedResults.Created($"/api/findings/{registered.Id}", registered);
    }

    private static async Task<IResult> ReadAsync(
        Guid id,
        IActing acting,
        FindingReader reader,
        AttachmentReader attachments,
        CancellationToken cancel
    )
    {
        var actor = await acting.GetAsync(cancel);
        var detail = await reader.ReadAsync(actor, id, cancel);
        return TypedResults.Ok(FindingAnswer.Of(detail, await attachments.OfFindingAsync(actor, id, cancel)));
    }

    private static async Task<IResult> DismissAsync(
        Guid id,
        DismissalRequest request,
        HttpContext http,
        IActing acting,
        DismissFinding dismiss,
        CancellationToken cancel
    )
    {
        var finding = await dismiss.RunAsync(await acting.GetAsync(http), id, request, cancel);
        return TypedResults.Ok(new FindingEnded(finding.Id, finding.State));
    }

    private static async Task<IResult> OpenAsync(
        Guid id,
        CaseRequest request,
        HttpContext http,
        IActing acting,
        OpenCase open,
        CancellationToken cancel
    )
    {
        var opened = await open.RunAsync(await acting.GetAsync(http), id, request, cancel);
        return TypedResults.Created($"/api/cases/{opened.Number}", opened);
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] FindingQuery query,
        string? limit,
        string? after,
        HttpRequest request,
        IActing acting,
        FindingList list,
        OrganizationDirectory organizations,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        if (Workbooks.IsWantedBy(request))
            return await WorkbookAsync(query, acting, list, organizations, time, cancel);
        var page = await list.ReadAsync(await acting.GetAsync(cancel), query, Paging.Limit(limit, MostRows), after, cancel);
        return TypedResults.Ok(new { items = page.Items.Select(FindingItem.Of), next = page.Next });
    }

    private static async Task<IResult> WorkbookAsync(
        [AsParameters] FindingQuery query,
        IActing acting,
        FindingList list,
        OrganizationDirectory organizations,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        var page = await list.ReadAsync(await acting.GetAsync(cancel), query, Workbooks.MostRows, null, cancel);
        return await Workbooks.OfAsync(
            "findings",
            page.Items.Select(row => new Dictionary<string, object?>
            {
                [Texts.Of("findings.found-at")] = time.LocalTime(row.FoundAt),
                [Texts.Of("findings.township")] = organizations.NameOf(row.Organization),
                [Texts.Of("findings.place")] = row.Place,
                [Texts.Of("findings.description")] = row.Description,
                [Texts.Of("findings.source")] = Texts.Of($"findings.source.{row.Source}"),
                [Texts.Of("findings.matter")] = row.MatterCode,
                [Texts.Of("findings.state")] = Texts.Of($"findings.state.{row.State}"),
                [Texts.Of("findings.dismissal")] = row.DismissalKind is { } kind ? Texts.Of($"findings.dismissal.{kind}") : "",
                [Texts.Of("findings.case")] = row.CaseNumber,
                [Texts.Of("findings.registered-by")] = row.RegisteredName,
            }),
            cancel
        );
    }
}
