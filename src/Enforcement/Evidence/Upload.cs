using System.Globalization;

namespace Enforcement.Evidence;

/// <summary>Reads a file from a request: multipart with the part <c>file</c> and its particulars as fields, or the bytes with them in the query.</summary>
internal static class Upload
{
    private const int LongestName = 200;

    public static bool IsUnderstood(string? contentType)
    {
        var type = contentType?.Split(';')[0].Trim().ToLowerInvariant();
        return type is "multipart/form-data" or "application/octet-stream" or FileKind.Pdf || type?.StartsWith("image/") == true;
    }

    /// <summary>Null: more than 20 MB.</summary>
    /// <exception cref="MalformedException">A particular cannot be read.</exception>
    public static async Task<IncomingFile?> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        if (!request.HasFormContentType)
            return await BytesAsync(request.Body, request.ContentLength, cancel) is { } body
                ? With(body, "photo", name => request.Query[name])
                : null;
        IFormCollection form;
        try
        {
            form = await request.ReadFormAsync(cancel);
        }
        catch (InvalidDataException)
        {
            throw new MalformedException(("file", "required"));
        }
        var file = form.Files.GetFile("file") ?? throw new MalformedException(("file", "required"));
        await using var stream = file.OpenReadStream();
        return await BytesAsync(stream, file.Length, cancel) is { } content ? With(content, file.FileName, name => form[name]) : null;
    }

    /// <summary>A file of a page's form.</summary>
    public static async Task<IncomingFile?> ReadAsync(IFormFile file, CancellationToken cancel)
    {
        await using var stream = file.OpenReadStream();
        return await BytesAsync(stream, file.Length, cancel) is { } content ? new IncomingFile(content, NameOf(file.FileName)) : null;
    }

    private static async Task<byte[]?> BytesAsync(Stream stream, long? told, CancellationToken cancel)
    {
        if (told > FileLimits.MostBytes)
            return null;
        using var content = new MemoryStream();
        var buffer = new byte[81_920];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancel)) > 0)
        {
            content.Write(buffer, 0, read);
            if (content.Length > FileLimits.MostBytes)
                return null;
        }
        return content.ToArray();
    }

    private static IncomingFile With(byte[] content, string fileName, Func<string, string?> field) =>
        new(
            content,
            NameOf(field("name") is { Length: > 0 } named ? named : fileName),
            OriginalOf(field("originalSha256"), field("originalSize")),
            TimeOf(field("takenAt")),
            Point.Of(NumberOf(field("latitude"), "latitude"), NumberOf(field("longitude"), "longitude"), "location"),
            field("case") is { Length: > 0 and <= 40 } number && !number.Any(char.IsControl) ? number
                : field("case") is { Length: > 0 } ? throw new MalformedException(("case", "unknown"))
                : null
        );

    private static string NameOf(string name)
    {
        var clean = new string([
            .. Path.GetFileName(name.Replace('\\', '/')).Where(c => !char.IsControl(c) && !char.IsSurrogate(c)),
        ]).Trim();
        return clean.Length == 0 ? "photo"
            : clean.Length > LongestName ? clean[^LongestName..]
            : clean;
    }

    private static Original? OriginalOf(string? hash, string? size)
    {
        if (string.IsNullOrEmpty(hash))
            return null;
        if (hash.Length != 64 || !hash.All(char.IsAsciiHexDigit))
            throw new MalformedException(("originalSha256", "pattern"));
        if (!long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) || bytes <= 0)
            throw new MalformedException(("originalSize", "number"));
        return new Original(Convert.FromHexString(hash), bytes);
    }

    private static DateTimeOffset? TimeOf(string? text) =>
        string.IsNullOrEmpty(text) ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at
        : throw new MalformedException(("takenAt", "date"));

    private static decimal? NumberOf(string? text, string name) =>
        string.IsNullOrEmpty(text) ? null
        : decimal.TryParse(
            text,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
        : throw new MalformedException((name, "number"));
}
