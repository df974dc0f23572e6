using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Documents;

/// <summary>The agency head declares an approved document void before it is served; the number keeps its row and is never given again.</summary>
public sealed class VoidDocument(Steps steps)
{
    public const int LongestReason = 500;

    public async Task RunAsync(Actor head, Guid id, string? reason, CancellationToken cancel)
    {
        var why = Reason(reason);
        await using var step = await steps.BeginAsync(head, CaseOf.Row("documents", id), cancel);
        var documents = step.Main.Part<CaseDocuments>();
        var document = documents.Find(id);
        var post = head.PostFor(Roles.AgencyHead, document.Issuer) ?? throw DocumentRefusals.NotYours();
        documents.Void(step.Main, document, why, post);
        await step.CommitAsync(cancel);
    }

    /// <exception cref="MalformedException">There is none, or it is longer than may be.</exception>
    internal static string Reason(string? reason) => PlainText.Required("reason", reason, LongestReason);
}
