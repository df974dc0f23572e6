using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Evidence;

/// <summary>Reads attachments within the viewer's scope.</summary>
public sealed class AttachmentReader(Database database, ScopeSeal seal)
{
    /// <exception cref="NotVisibleException">There is none for this person.</exception>
    public async Task<Attachment> ReadAsync(Actor actor, Guid id, CancellationToken cancel) =>
        (await ReadAsync(actor, AttachmentTable.ReadOne(id), cancel)).SingleOrDefault(found => found.IsFor(actor))
        ?? throw new NotVisibleException();

    public Task<IReadOnlyList<Attachment>> OfFindingAsync(Actor actor, Guid finding, CancellationToken cancel) =>
        ReadAsync(actor, AttachmentTable.OfFinding(finding), cancel);

    public Task<IReadOnlyList<Attachment>> OfCaseAsync(Actor actor, CaseKey key, CaseKey? origin, CancellationToken cancel) =>
        ReadAsync(actor, AttachmentTable.OfCase(key, origin), cancel);

    private async Task<IReadOnlyList<Attachment>> ReadAsync(Actor actor, Statement statement, CancellationToken cancel)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(seal.Open(actor.Scope, connection).ToCommand());
        batch.BatchCommands.Add(statement.ToCommand());
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        var attachments = new List<Attachment>();
        while (await reader.ReadAsync(cancel))
            attachments.Add(AttachmentTable.From(reader));
        return attachments;
    }
}
