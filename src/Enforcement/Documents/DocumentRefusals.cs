namespace Enforcement.Documents;

/// <summary>Codes of the system travel beside the words, for whoever has to mend it.</summary>
internal static class DocumentRefusals
{
    public static RefusedException UnknownKind(string code) => new("document.unknown-kind") { Extensions = { ["kind"] = code } };

    public static RefusedException NoTemplate(string code) => new("document.missing") { Extensions = { ["kind"] = code } };

    /// <param name="facts">What is still blank, in the words of the document.</param>
    public static RefusedException Incomplete(string title, IReadOnlyList<string> facts)
    {
        var refusal = new RefusedException("document.incomplete", title, string.Join('、', facts));
        refusal.Extensions["missing"] = facts;
        return refusal;
    }

    public static RefusedException NotApproved(string title) => new("document.not-approved", title);

    public static RefusedException AlreadyApproved(LegalDocument document) => new("document.already-approved", document.Title);

    public static RefusedException AlreadyServed(LegalDocument document) => new("document.already-served", document.Title);

    public static RefusedException AlreadyVoid(LegalDocument document) => new("document.already-void", document.Title);

    public static RefusedException Replaced(LegalDocument document) => new("document.replaced", document.Title);

    public static RefusedException ServedWithoutDate(string title) => new("service.no-date", title);

    public static RefusedException ServedBeforeApproval(string title, DateOnly approved) =>
        new("service.before-approval-date", title, approved.ToString("yyyy-MM-dd"));

    public static RefusedException ServedInFuture(string title) => new("service.future-date", title);

    public static NotAllowedException NotYours() => new("document.head-only");
}
