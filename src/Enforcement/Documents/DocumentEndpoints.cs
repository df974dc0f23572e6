using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Documents;

/// <summary>A document as the API lists it.</summary>
public sealed record DocumentItem(
    Guid Id,
    string Kind,
    string Title,
    int Ordinal,
    string Issuer,
    string State,
    string? Number,
    DateTimeOffset DraftedAt,
    string? DraftedBy,
    DateTimeOffset? ApprovedAt,
    string? ApprovedBy,
    string? ApprovedFor,
    DateOnly? ServedOn,
    string? ServedWay,
    Guid? About,
    Guid? ReplacedBy,
    DateTimeOffset? VoidedAt,
    string? VoidReason,
    string? Sha256
)
{
    public static DocumentItem Of(DocumentRow row) =>
        new(
            row.Id,
            row.Kind,
            row.FullTitle,
            row.Ordinal,
            row.Issuer,
            row.State,
            row.Number,
            row.DraftedAt,
            row.DraftedByName,
            row.ApprovedAt,
            row.ApprovedByName,
            row.ApprovedForName,
            row.ServedOn,
            row.ServedWay,
            row.AboutId,
            row.ReplacedBy,
            row.VoidedAt,
            row.VoidReason,
            row.Sha256
        );
}

/// <param name="Verified">Whether the text still fits the hash taken at approval; null for a draft.</param>
public sealed record DocumentAnswer(DocumentItem Document, string CaseNumber, string Html, bool? Verified, IReadOnlyList<string> Missing);

public sealed record VoidRequest(string? Reason);

public sealed record ReissueRequest(string? Reason, string? PartyName, string? PartyAddress);

internal static class DocumentEndpoints
{
    public static void MapDocuments(this IEndpointRouteBuilder routes)
    {
        var ofCase = routes.MapApi("/cases").WithTags("Documents");
        ofCase.MapGet("/{number}/documents", ListAsync).WithSummary("The documents of a case, in the order in which they were drafted.");
        ofCase.MapGet("/{number}/documents.xlsx", WorkbookAsync).ExcludeFromDescription();

        var documents = routes.MapApi("/documents").WithTags("Documents");
        documents.MapGet(
            "/{id:guid}",
            async (Guid id, IActing acting, DocumentReader reader, CancellationToken cancel) =>
            {
                var view = await reader.ReadAsync(await acting.GetAsync(cancel), id, cancel);
                return TypedResults.Ok(
                    new DocumentAnswer(DocumentItem.Of(view.Row), view.Row.CaseNumber, view.Html, view.Verified, view.Missing)
                );
            }
        );
        documents.MapPost(
            "/{id:guid}/void",
            async (Guid id, VoidRequest request, HttpContext http, IActing acting, VoidDocument verb, CancellationToken cancel) =>
            {
                await verb.RunAsync(await acting.GetAsync(http), id, request.Reason, cancel);
                return TypedResults.NoContent();
            }
        );
        documents
            .MapPost(
                "/{id:guid}/reissue",
                async (Guid id, ReissueRequest request, HttpContext http, IActing acting, ReissueDocument verb, CancellationToken cancel) =>
                {
                    var correction = new PartyCorrection(request.PartyName, request.PartyAddress);
                    var fresh = await verb.RunAsync(await acting.GetAsync(http), id, request.Reason, correction, cancel);
                    return TypedResults.Created($"/api/documents/{fresh.Id}", new Reissued(fresh.Id, fresh.Number));
                }
            )
            .WithSummary("Before service: the old one is void, a new text with a new number takes its place.");
    }

    private static async Task<IResult> ListAsync(
        string number,
        HttpRequest request,
        DocumentReader reader,
        BusinessTime time,
        CancellationToken cancel
    ) =>
        Workbooks.IsWantedBy(request)
            ? await WorkbookAsync(number, reader, time, cancel)
            : TypedResults.Ok(new { items = (await reader.ListAsync(number, cancel)).Select(DocumentItem.Of), next = default(string) });

    private static async Task<IResult> WorkbookAsync(string number, DocumentReader reader, BusinessTime time, CancellationToken cancel) =>
        await Workbooks.OfAsync(
            $"{number}-documents",
            (await reader.ListAsync(number, cancel)).Select(row => new Dictionary<string, object?>
            {
                [Texts.Of("documents.name")] = row.FullTitle,
                [Texts.Of("documents.number")] = row.Number,
                [Texts.Of("documents.state")] = Texts.Of($"documents.state.{row.State}"),
                [Texts.Of("documents.drafted")] = time.LocalTime(row.DraftedAt),
                [Texts.Of("documents.approved")] = row.ApprovedAt is { } approved ? time.LocalTime(approved) : null,
                [Texts.Of("documents.approver")] = row.ApprovedByName,
                [Texts.Of("documents.served")] = row.ServedOn is { } served ? BusinessTime.LocalDate(served) : null,
            }),
            cancel
        );
}
