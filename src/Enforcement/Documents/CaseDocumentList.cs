using Enforcement.Cases;
using Enforcement.Identity;

namespace Enforcement.Documents;

/// <summary><c>documents</c> of <c>GET /api/cases/{number}</c>.</summary>
internal sealed class CaseDocumentList(DocumentReader reader) : ICaseExtension
{
    public string Name => "documents";

    public async Task<object?> ReadAsync(Actor actor, CaseFile caseFile, CancellationToken cancel) =>
        (await reader.ListAsync(caseFile.Key, cancel)).Select(DocumentItem.Of).ToList();
}
