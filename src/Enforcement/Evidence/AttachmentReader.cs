using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;

namespace Enforcement.Evidence;

/// <summary>Reads attachments within the viewer's scope.</summary>
public sealed class AttachmentReader(ScopedReads reads)
{
    /// <exception cref="NotVisibleException">There is none for this person.</exception>
    public async Task<Attachment> ReadAsync(Actor actor, Guid id, CancellationToken cancel) =>
        (await ReadAsync(actor, AttachmentTable.ReadOne(id), cancel)).SingleOrDefault(found => found.IsFor(actor))
        ?? throw new NotVisibleException();

    public Task<IReadOnlyList<Attachment>> OfFindingAsync(Actor actor, Guid finding, CancellationToken cancel) =>
        ReadAsync(actor, AttachmentTable.OfFinding(finding), cancel);

    public Task<IReadOnlyList<Attachment>> OfSubjectAsync(Actor actor, Guid subject, CancellationToken cancel) =>
        ReadAsync(actor, AttachmentTable.OfSubject(subject), cancel);

    public Task<IReadOnlyList<Attachment>> OfCaseAsync(Actor actor, CaseKey key, CaseKey? origin, CancellationToken cancel) =>
        ReadAsync(actor, AttachmentTable.OfCase(key, origin), cancel);

    private async Task<IReadOnlyList<Attachment>> ReadAsync(Actor actor, Statement statement, CancellationToken cancel) =>
        await reads.RowsAsync(actor.Scope, statement, AttachmentTable.From, cancel);
}
