using System.Globalization;
using Enforcement.Cases;
using Enforcement.Evidence;
using Enforcement.Identity;
using Enforcement.Persistence;

namespace Enforcement.Handoffs;

/// <summary>A scanned paper, taken in by the step that speaks of it.</summary>
internal sealed record Scan(Guid Id, IReadOnlyList<Statement> Writes)
{
    /// <param name="caseKey">The case it lies with; null: it is given to one later.</param>
    /// <exception cref="RefusedException"><c>file.type</c>, <c>file.empty</c>.</exception>
    public static Scan Take(
        IFileStore files,
        IncomingFile file,
        string county,
        string organization,
        CaseKey? caseKey,
        Actor by,
        DateTimeOffset at
    )
    {
        if (file.Content.Length == 0)
            throw EvidenceRefusals.Empty();
        var type = FileKind.Of(file.Content) ?? throw EvidenceRefusals.Type();
        var kept = files.Keep(file.Content);
        var attachment = new Attachment
        {
            Id = RowId.New(county, at),
            Organization = organization,
            CaseId = caseKey?.Id,
            Name = file.Name,
            ContentType = type,
            Size = kept.Size,
            Sha256 = kept.Sha256,
            TakenAt = file.TakenAt,
            By = by.PersonId,
            ByName = by.Name,
            At = at,
        };
        return new Scan(attachment.Id, [kept.Write, AttachmentTable.Insert(attachment)]);
    }
}

/// <summary>Days that somebody typed.</summary>
internal static class Days
{
    /// <returns>Null: none was typed.</returns>
    /// <exception cref="MalformedException"><c>date</c>, or <c>future</c> for one after today.</exception>
    public static DateOnly? Past(string field, string? text, DateOnly today) =>
        string.IsNullOrWhiteSpace(text) ? null
        : !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? throw new MalformedException((field, "date"))
        : day > today ? throw new MalformedException((field, "future"))
        : day;
}
