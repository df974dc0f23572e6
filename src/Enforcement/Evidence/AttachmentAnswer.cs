namespace Enforcement.Evidence;

/// <summary>A photo or scan as the API tells it; hashes in lower-case hex.</summary>
/// <param name="Sha256">Of what is stored and served.</param>
/// <param name="OriginalSha256">Of the camera's own file, where the device made it smaller.</param>
public sealed record AttachmentAnswer(
    Guid Id,
    string Name,
    string ContentType,
    int Size,
    string Sha256,
    string? OriginalSha256,
    long? OriginalSize,
    DateTimeOffset? TakenAt,
    Point? Location,
    string By,
    DateTimeOffset At,
    string Url
)
{
    public static AttachmentAnswer Of(Attachment it) =>
        new(
            it.Id,
            it.Name,
            it.ContentType,
            it.Size,
            Convert.ToHexStringLower(it.Sha256),
            it.Original is { } original ? Convert.ToHexStringLower(original.Sha256) : null,
            it.Original?.Size,
            it.TakenAt,
            it.Point,
            it.ByName,
            it.At,
            $"/api/attachments/{it.Id}"
        );
}
