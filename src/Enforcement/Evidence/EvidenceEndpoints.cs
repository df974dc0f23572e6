using System.Globalization;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;
using Microsoft.Net.Http.Headers;

namespace Enforcement.Evidence;

internal static class EvidenceEndpoints
{
    public static void MapEvidence(this IEndpointRouteBuilder routes)
    {
        var attachments = routes.MapApi("/attachments").WithTags("Evidence");
        attachments
            .MapPost("", TakeAsync)
            .WithSummary("Takes a photo or PDF in, up to 20 MB: multipart with the part `file`, or the file itself as the body.")
            .Produces<AttachmentAnswer>(StatusCodes.Status201Created);
        attachments.MapGet("/{id:guid}", ReadAsync).WithSummary("The file; `size=320`, 640 or 1280 for a smaller picture.");
        attachments.MapGet(
            "/{id:guid}/details",
            async (Guid id, IActing acting, AttachmentReader reader, CancellationToken cancel) =>
                TypedResults.Ok(AttachmentAnswer.Of(await reader.ReadAsync(await acting.GetAsync(cancel), id, cancel)))
        );
    }

    private static async Task<IResult> TakeAsync(HttpContext http, IActing acting, TakeIn takeIn, CancellationToken cancel)
    {
        if (!Upload.IsUnderstood(http.Request.ContentType))
            return TypedResults.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        var file = await Upload.ReadAsync(http.Request, cancel);
        if (file is null)
            return TypedResults.StatusCode(StatusCodes.Status413PayloadTooLarge);
        var attachment = await takeIn.RunAsync(await acting.GetAsync(http), file, cancel);
        return TypedResults.Created($"/api/attachments/{attachment.Id}", AttachmentAnswer.Of(attachment));
    }

    private static async Task<IResult> ReadAsync(
        Guid id,
        string? size,
        HttpContext http,
        IActing acting,
        AttachmentReader reader,
        IFileStore files,
        CancellationToken cancel
    )
    {
        var side = SideOf(size);
        var actor = await acting.GetAsync(cancel);
        var attachment = await reader.ReadAsync(actor, id, cancel);
        var content = await files.ReadAsync(actor.Scope, attachment.Sha256, cancel) ?? throw new NotVisibleException();
        var type = attachment.ContentType;
        if (side is { } pixels && FileKind.HasThumbnail(type) && Thumbnail.Of(content, pixels) is { } small)
            (content, type) = (small, FileKind.Jpeg);

        // Somebody else's bytes on our origin: shown as a picture or not at all.
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = "private, max-age=86400, immutable";
        var disposition = new ContentDispositionHeaderValue(FileKind.IsPicture(type) ? "inline" : "attachment");
        disposition.SetHttpFileName(attachment.Name);
        http.Response.Headers.ContentDisposition = disposition.ToString();
        return TypedResults.Bytes(
            content,
            type,
            entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(attachment.Sha256)}-{side ?? 0}\"")
        );
    }

    private static int? SideOf(string? size) =>
        string.IsNullOrEmpty(size) ? null
        : int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var side) && Thumbnail.Sizes.Contains(side) ? side
        : throw new MalformedException(("size", "unknown"));
}
