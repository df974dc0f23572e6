using Enforcement.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Enforcement.Cases;

/// <summary>A line of a case list.</summary>
public sealed record CaseRow
{
    public required string CountyCode { get; init; }
    public required Guid Id { get; init; }
    public required string Number { get; init; }
    public required string Kind { get; init; }
    public required string OwnerOrg { get; init; }
    public required string HandlerOrg { get; init; }
    public required string Title { get; init; }
    public required string MatterCode { get; init; }
    public required string Stage { get; init; }
    public required string State { get; init; }
    public string? Outcome { get; init; }
    public string? FilingNumber { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>The earliest of its open tasks.</summary>
    public DateTimeOffset? DueInternal { get; init; }

    /// <inheritdoc cref="DueInternal"/>
    public DateTimeOffset? DueLegal { get; init; }
}

/// <summary>Which organisation sees which case.</summary>
public sealed record SightRow
{
    public required string ViewerOrg { get; init; }
    public required string CountyCode { get; init; }
    public required Guid CaseId { get; init; }
}

internal sealed class CaseRowTable : IEntityTypeConfiguration<CaseRow>, IEntityTypeConfiguration<SightRow>
{
    public void Configure(EntityTypeBuilder<CaseRow> builder) => builder.ToView("case_list").HasKey(row => new { row.CountyCode, row.Id });

    public void Configure(EntityTypeBuilder<SightRow> builder) =>
        builder
            .ToView("case_sight")
            .HasKey(row => new
            {
                row.ViewerOrg,
                row.CountyCode,
                row.CaseId,
            });
}

internal static class CaseRows
{
    extension(EnforcementDb db)
    {
        public IQueryable<CaseRow> Cases => db.Set<CaseRow>();

        public IQueryable<SightRow> Sight => db.Set<SightRow>();
    }
}
