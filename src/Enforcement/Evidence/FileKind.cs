namespace Enforcement.Evidence;

/// <summary>What a file is, by its first bytes: names and headers of a client prove nothing.</summary>
public static class FileKind
{
    public const string Jpeg = "image/jpeg";
    public const string Png = "image/png";
    public const string WebP = "image/webp";
    public const string Heic = "image/heic";
    public const string Pdf = "application/pdf";

    /// <summary>What <c>accept</c> of a file input names.</summary>
    public const string Accepted = "image/jpeg,image/png,image/webp,image/heic,application/pdf";

    /// <summary>Null: none of those that are taken.</summary>
    public static string? Of(ReadOnlySpan<byte> content) =>
        content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? Jpeg
        : content.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) ? Png
        : content.StartsWith("RIFF"u8) && content.Length >= 12 && content[8..12].SequenceEqual("WEBP"u8) ? WebP
        : content.Length >= 12 && content[4..8].SequenceEqual("ftyp"u8) && IsHeicBrand(content[8..12]) ? Heic
        : content.StartsWith("%PDF-"u8) ? Pdf
        : null;

    public static bool IsPicture(string contentType) => contentType != Pdf;

    /// <summary>Those a smaller picture can be made of here; a browser that cannot show HEIC downloads it.</summary>
    public static bool HasThumbnail(string contentType) => contentType is Jpeg or Png or WebP;

    private static bool IsHeicBrand(ReadOnlySpan<byte> brand) =>
        brand.SequenceEqual("heic"u8)
        || brand.SequenceEqual("heix"u8)
        || brand.SequenceEqual("hevc"u8)
        || brand.SequenceEqual("mif1"u8)
        || brand.SequenceEqual("msf1"u8);
}
