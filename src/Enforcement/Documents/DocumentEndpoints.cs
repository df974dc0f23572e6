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
            row.Title,
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

internal static class DocumentEndpoints
{
    public static void MapDocuments(this IEndpointRouteBuilder routes)
    {
        routes
            .MapApi("/cases")
            .WithTags("Documents")
            .MapGet(
                "/{number}/documents",
                async (string number, DocumentReader reader, CancellationToken cancel) =>
                    TypedResults.Ok(
                        new { items = (await reader.ListAsync(number, cancel)).Select(DocumentItem.Of), next = default(string) }
                    )
            );

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
    }
}
