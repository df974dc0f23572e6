using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;

namespace Enforcement.Evidence;

/// <summary>A file that is taken in by whatever step speaks of it: sniffed, hashed, kept once.</summary>
internal sealed record TakenFile(Attachment Attachment, IReadOnlyList<Statement> Writes)
{
    /// <exception cref="RefusedException"><c>file.type</c>, <c>file.empty</c>.</exception>
    public static string TypeOf(IncomingFile file) =>
        file.Content.Length == 0 ? throw EvidenceRefusals.Empty() : FileKind.Of(file.Content) ?? throw EvidenceRefusals.Type();

    /// <param name="organization">In whose name it is kept.</param>
    /// <param name="caseId">The case it lies with; null: something takes it later.</param>
    /// <exception cref="RefusedException"><c>file.type</c>, <c>file.empty</c>.</exception>
    public static TakenFile Of(
        IFileStore files,
        IncomingFile file,
        string county,
        string organization,
        Guid? caseId,
        Actor by,
        DateTimeOffset at
    )
    {
        var type = TypeOf(file);
        var kept = files.Keep(file.Content);
        var attachment = new Attachment
        {
            Id = RowId.New(county, at),
            Organization = organization,
            CaseId = caseId,
            Name = file.Name,
            ContentType = type,
            Size = kept.Size,
            Sha256 = kept.Sha256,
            Original = file.Original,
            TakenAt = file.TakenAt,
            Point = file.Point,
            By = by.PersonId,
            ByName = by.Name,
            At = at,
        };
        return new TakenFile(attachment, [kept.Write, AttachmentTable.Insert(attachment)]);
    }

    public void WriteIn(Step step)
    {
        foreach (var statement in Writes)
            step.Write(statement);
    }

    /// <summary>Into the journal of the case that has it.</summary>
    public void RecordIn(CaseWork work) => Record(work, Attachment.Id, Attachment.Name, Attachment.Sha256, Attachment.Original?.Sha256);

    /// <inheritdoc cref="RecordIn"/>
    public static void Record(CaseWork work, Guid attachment, string name, byte[] sha256, byte[]? originalSha256 = null) =>
        work.Record(
            "evidence.added",
            new JsonObject
            {
                ["attachment"] = attachment.ToString(),
                ["name"] = name,
                ["sha256"] = Convert.ToHexStringLower(sha256),
                ["originalSha256"] = originalSha256 is null ? null : Convert.ToHexStringLower(originalSha256),
            }
        );
}
