using Enforcement.Persistence;
using Enforcement.Shell;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Enforcement.Documents;

/// <summary>A document in a list, without its text.</summary>
public sealed record DocumentRow
{
    public required string CountyCode { get; init; }
    public required Guid Id { get; init; }
    public required Guid CaseId { get; init; }
    public required string CaseNumber { get; init; }
    public required string Kind { get; init; }
    public required int Ordinal { get; init; }
    public required string Title { get; init; }
    public required string Issuer { get; init; }
    public required string Node { get; init; }
    public Guid? AboutId { get; init; }
    public required string State { get; init; }
    public string? Number { get; init; }
    public required DateTimeOffset DraftedAt { get; init; }
    public string? DraftedByName { get; init; }
    public DateTimeOffset? ApprovedAt { get; init; }
    public string? ApprovedByName { get; init; }

    /// <summary>The absent head somebody stood in for.</summary>
    public string? ApprovedForName { get; init; }
    public DateOnly? ServedOn { get; init; }
    public string? ServedWay { get; init; }
    public Guid? ReplacedBy { get; init; }
    public DateTimeOffset? VoidedAt { get; init; }
    public string? VoidReason { get; init; }
    public string? Sha256 { get; init; }

    /// <summary>Of a receipt: what it says, <c>received</c> or an answer; words: <c>documents.says.&lt;code&gt;</c>.</summary>
    public string? Says { get; init; }

    /// <summary>The name of its kind, and of a receipt what it says, so that a reader tells one from the other.</summary>
    public string NameOf(DocumentKind? kind) => Named(kind?.NameHere ?? Title, Texts.Of);

    /// <summary>The same in the language of papers, under the name that it was made with.</summary>
    public string FullTitle => Named(Title, (key, arguments) => Texts.InBoth(key, arguments).Zh);

    private string Named(string name, Func<string, object?[], string> text) =>
        Says is { } says && Texts.Has($"documents.says.{says}")
            ? text("documents.saying", [name, text($"documents.says.{says}", [])])
            : name;
}

internal sealed class DocumentRowTable : IEntityTypeConfiguration<DocumentRow>
{
    public void Configure(EntityTypeBuilder<DocumentRow> builder) =>
        builder.ToView("document_list").Ignore(row => row.FullTitle).HasKey(row => new { row.CountyCode, row.Id });
}

internal static class DocumentRows
{
    extension(EnforcementDb db)
    {
        public IQueryable<DocumentRow> Documents => db.Set<DocumentRow>();
    }
}
