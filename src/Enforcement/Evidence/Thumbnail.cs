using SkiaSharp;

namespace Enforcement.Evidence;

/// <summary>A smaller picture for lists; the stored one stays as it is.</summary>
internal static class Thumbnail
{
    public static IReadOnlyList<int> Sizes { get; } = [320, 640, 1280];

    // A few kilobytes can claim a picture of gigabytes.
    private const long MostPixels = 100_000_000;

    /// <param name="side">Pixels of the longer side.</param>
    /// <returns>JPEG; null when the picture cannot be read or is small already.</returns>
    public static byte[]? Of(byte[] content, int side)
    {
        using var codec = SKCodec.Create(new MemoryStream(content));
        if (codec is null || (long)codec.Info.Width * codec.Info.Height > MostPixels)
            return null;
        var scale = (float)side / Math.Max(codec.Info.Width, codec.Info.Height);
        if (scale >= 1)
            return null;
        using var whole = SKBitmap.Decode(codec);
        if (whole is null)
            return null;
        using var small = whole.Resize(
            new SKImageInfo(Math.Max(1, (int)(whole.Width * scale)), Math.Max(1, (int)(whole.Height * scale))),
            new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear)
        );
        if (small is null)
            return null;
        using var image = SKImage.FromBitmap(small);
        using var data = image.Encode(SKEncodedImageFormat.Jpeg, 80);
        return data.ToArray();
    }
}
