namespace Enforcement.Evidence;

internal static class EvidenceRefusals
{
    /// <summary>Neither a photo (JPEG, PNG, WebP, HEIC) nor a PDF, whatever its name says.</summary>
    public static RefusedException Type() => new("file.type");

    public static RefusedException TooLarge(string field) => new("file.too-large") { Field = field };

    public static RefusedException Empty() => new("file.empty");

    /// <summary>An id that is unknown, somebody else's, or taken already.</summary>
    public static RefusedException Taken() => new("file.taken");

    public static NotAllowedException NotYours() => new("file.not-yours");
}
